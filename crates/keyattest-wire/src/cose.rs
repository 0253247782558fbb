//! Public keys as COSE writes them (RFC 9052 section 7, RFC 9053 section 7), in the one form that CTAP2 gives them.
//!
//! Whether algorithm and curve go together, and whether a point lies on its curve, is not judged here.

use crate::cbor::Item;
use crate::spki::{ec_spki, plain_spki};
use crate::{Malformed, Oid, Result, oids};

/// A key on a curve.
///
/// ```text
/// EC2: {1: 2, 3: algorithm, -1: curve, -2: x, -3: y}       curve 1 P-256, 2 P-384, 3 P-521, 8 secp256k1
/// OKP: {1: 1, 3: algorithm, -1: curve, -2: x}              curve 6 Ed25519, 7 Ed448
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoseKey {
    /// The number of the algorithm that the key is for: -7 ES256, -8 EdDSA.
    pub algorithm: i128,
    /// The number of the curve.
    pub curve: i128,
    /// The same key as SubjectPublicKeyInfo, DER.
    pub spki: Vec<u8>,
}

impl CoseKey {
    /// Reads the map: the members above, in this order, and no others.
    ///
    /// # Errors
    /// Another kind of key or curve, another member or order, a coordinate of another length than the curve's, a compressed point.
    pub fn read(item: &Item) -> Result<Self> {
        let malformed = || Malformed::new("COSE key of another form").within(item.bytes.part());
        let members = item.as_map().ok_or_else(malformed)?;
        let names: Option<Vec<i128>> = members.iter().map(|(name, _)| name.as_integer()).collect();
        let values: Vec<&Item> = members.iter().map(|(_, value)| value).collect();
        let number = |value: Option<&&Item>| value.and_then(|value| value.as_integer()).ok_or_else(malformed);
        let (algorithm, curve) = (number(values.get(1))?, number(values.get(2))?);
        let spki = match (names.as_deref(), values.as_slice()) {
            (Some([1, 3, -1, -2, -3]), [kind, _, _, x, y]) if kind.as_integer() == Some(2) => {
                let (oid, length) = ec_curve(curve).ok_or_else(malformed)?;
                let coordinate = |item: &Item| -> Result<Vec<u8>> {
                    let bytes = item.as_bytes().filter(|bytes| bytes.len() == length);
                    bytes.map(|bytes| bytes.to_vec()).ok_or_else(malformed)
                };
                ec_spki(&oid, &[vec![4], coordinate(x)?, coordinate(y)?].concat())
            }
            (Some([1, 3, -1, -2]), [kind, _, _, x]) if kind.as_integer() == Some(1) => {
                let (oid, length) = okp_curve(curve).ok_or_else(malformed)?;
                plain_spki(&oid, x.as_bytes().filter(|bytes| bytes.len() == length).ok_or_else(malformed)?)
            }
            _ => return Err(malformed()),
        };
        Ok(Self { algorithm, curve, spki })
    }
}

fn ec_curve(number: i128) -> Option<(Oid, usize)> {
    match number {
        1 => Some((oids::P256, 32)),
        2 => Some((oids::P384, 48)),
        3 => Some((oids::P521, 66)),
        8 => Some((oids::SECP256K1, 32)),
        _ => None,
    }
}

fn okp_curve(number: i128) -> Option<(Oid, usize)> {
    match number {
        6 => Some((oids::ED25519, 32)),
        7 => Some((oids::ED448, 57)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bytes;

    fn read(bytes: &[u8]) -> Result<CoseKey> {
        CoseKey::read(&Item::parse(&Bytes::new("key", bytes), 1)?)
    }

    fn coordinate(name: u8, length: u8) -> Vec<u8> {
        [vec![name, 0x58, length], vec![7; length.into()]].concat()
    }

    fn ec2(head: &[u8], x: Vec<u8>, y: Vec<u8>) -> Vec<u8> {
        [head, &x, &y].concat()
    }

    #[test]
    fn keys_on_curves() {
        let p256 = read(&ec2(&[0xa5, 1, 2, 3, 0x26, 0x20, 1], coordinate(0x21, 32), coordinate(0x22, 32))).unwrap();
        assert_eq!((p256.algorithm, p256.curve), (-7, 1));
        assert_eq!(p256.spki, ec_spki(&oids::P256, &[&[4][..], &[7; 64]].concat()));
        let ed25519 = read(&ec2(&[0xa4, 1, 1, 3, 0x27, 0x20, 6], coordinate(0x21, 32), Vec::new())).unwrap();
        assert_eq!((ed25519.algorithm, ed25519.spki), (-8, plain_spki(&oids::ED25519, &[7; 32])));
    }

    #[test]
    fn another_form_is_malformed() {
        let head = [0xa5, 1, 2, 3, 0x26, 0x20, 1];
        let (x, y) = (coordinate(0x21, 32), coordinate(0x22, 32));
        for wrong in [
            ec2(&head, coordinate(0x21, 31), y.clone()),
            ec2(&head, coordinate(0x21, 33), y.clone()),
            ec2(&head, y.clone(), x.clone()),
            ec2(&head, x.clone(), vec![0x22, 0xf5]),
            ec2(&[0xa6, 1, 2, 2, 0x40, 3, 0x26, 0x20, 1], x.clone(), y.clone()),
            ec2(&[0xa4, 1, 2, 3, 0x26, 0x20, 1], x.clone(), Vec::new()),
            ec2(&[0xa5, 1, 1, 3, 0x26, 0x20, 1], x.clone(), y.clone()),
            ec2(&[0xa5, 1, 2, 3, 0x26, 0x20, 6], x.clone(), y.clone()),
            ec2(&[0xa5, 3, 0x26, 1, 2, 0x20, 1], x.clone(), y.clone()),
            ec2(&[0xa5, 1, 2, 3, 0xf5, 0x20, 1], x.clone(), y.clone()),
            ec2(&[0xa5, 1, 2, 3, 0x26, 0x20, 0xf5], x.clone(), y.clone()),
            vec![0xa0],
            vec![0x01],
        ] {
            assert!(read(&wrong).is_err(), "{wrong:02x?}");
        }
        assert!(read(&ec2(&head, x, y)).is_ok());
    }
}

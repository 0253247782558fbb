//! Hash functions. Whether one is strong enough is the caller's to judge.

use crate::library::aws;
use keyattest_wire::{Oid, oids};
use std::fmt;

/// A hash function that signatures or names of things use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-1: broken, for what a format names only.
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Hash {
    /// The hash function with the identifier.
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|hash| hash.oid() == *oid)
    }

    /// The identifier of the function itself (not of a signature with it).
    pub const fn oid(self) -> Oid {
        match self {
            Self::Sha1 => oids::SHA1,
            Self::Sha256 => oids::SHA256,
            Self::Sha384 => oids::SHA384,
            Self::Sha512 => oids::SHA512,
        }
    }

    /// Length of the hash in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The hash of a message, [`Self::length`] bytes.
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1(message).to_vec(),
            Self::Sha256 => sha256(message).to_vec(),
            Self::Sha384 => sha384(message).to_vec(),
            Self::Sha512 => sha512(message).to_vec(),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// SHA-1 of a message.
pub fn sha1(message: &[u8]) -> [u8; 20] {
    aws::sha1(message)
}

/// SHA-256 of a message.
pub fn sha256(message: &[u8]) -> [u8; 32] {
    aws::sha256(message)
}

/// SHA-384 of a message.
pub fn sha384(message: &[u8]) -> [u8; 48] {
    aws::sha384(message)
}

/// SHA-512 of a message.
pub fn sha512(message: &[u8]) -> [u8; 64] {
    aws::sha512(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::hex;

    #[test]
    fn the_published_hashes_of_abc() {
        for (hash, start) in [
            (Hash::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (Hash::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (Hash::Sha384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"),
            (Hash::Sha512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2"),
        ] {
            let digest = hash.digest(b"abc");
            assert!(hex::encode(&digest).starts_with(start), "{hash}");
            assert_eq!(digest.len(), hash.length());
            assert_eq!(Hash::from_oid(&hash.oid()), Some(hash));
        }
        assert_eq!(Hash::from_oid(&oids::MGF1), None);
    }
}

//! The forms of a bundle, and its text.

use crate::json::quoted;
use crate::{Carrier, Order};
use keyattest_wire::base64;

pub(super) static CARRIERS: &[Carrier] = &[
    Carrier { id: "att", about: "the file of nfkmattest of an RSA key; KML and KNSO are DSA keys, one delegation" },
    Carrier { id: "recovery", about: "the same in a world with recovery keys, and the parameters state the exponent" },
    Carrier { id: "fips-world", about: "in a FIPS world, with a warrant that is no field upgrade's" },
    Carrier { id: "ecdsa-key", about: "of a key on P-256" },
    Carrier { id: "ec-key", about: "of a key on P-256 that is not for signatures alone" },
    Carrier { id: "elliptic", about: "of a key on P-384; KML and KNSO are on P-521" },
    Carrier {
        id: "unpadded",
        about: "base64url without padding, members in another order and one that is not known; no delegation",
    },
    Carrier {
        id: "two-delegations",
        about: "two delegations, two anchors of which the second is the root, no KLF2 in the state",
    },
];

/// What a bundle is made of.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Whether KML and KNSO are on P-521.
    pub(super) is_elliptic: bool,
    pub(super) is_fips: bool,
    pub(super) has_recovery: bool,
    pub(super) delegations: usize,
    /// Whether the warrant is a field upgrade's.
    pub(super) is_upgraded: bool,
    /// Whether the state names KLF2.
    pub(super) has_klf2: bool,
    /// Whether the attested key is of the type that is not for signatures alone.
    pub(super) is_ec: bool,
    /// Whether the parameters of an RSA key state the exponent and the number of checks.
    pub(super) gives_exponent: bool,
}

impl Shape {
    pub(super) fn of(carrier: &str) -> Self {
        Self {
            is_elliptic: carrier == "elliptic",
            is_fips: carrier == "fips-world",
            has_recovery: carrier == "recovery",
            delegations: match carrier {
                "unpadded" => 0,
                "two-delegations" => 2,
                _ => 1,
            },
            is_upgraded: carrier != "fips-world",
            has_klf2: carrier != "two-delegations",
            is_ec: carrier == "ec-key",
            gives_exponent: carrier == "recovery",
        }
    }
}

/// A member's value.
#[derive(Clone)]
pub(super) enum Member {
    Text(String),
    Bytes(Vec<u8>),
    /// JSON as it stands.
    Json(String),
}

/// Names and values, in their order.
pub(super) type Members = Vec<(&'static str, Member)>;

/// The member with this name becomes another.
pub(super) fn replace(members: &mut Members, name: &str, change: impl FnOnce(Vec<u8>) -> Member) {
    if let Some((_, member)) = members.iter_mut().find(|(known, _)| *known == name) {
        *member = change(member.bytes().to_vec());
    }
}

impl Member {
    /// The bytes of a binary member.
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(_) | Self::Json(_) => &[],
        }
    }
}

/// The file.
pub(super) fn file(order: &Order, mut members: Members) -> String {
    let is_plain = order.carrier() != "unpadded";
    if !is_plain {
        members.reverse();
        members.push(("generator", Member::Text("TEST".to_owned())));
    }
    let encode = |bytes: &[u8]| {
        let text = base64url(bytes);
        if is_plain { text } else { text.trim_end_matches('=').to_owned() }
    };
    let line = |(name, member): &(&str, Member)| {
        let value = match member {
            Member::Text(text) => quoted(text),
            Member::Bytes(bytes) => quoted(&encode(bytes)),
            Member::Json(json) => json.clone(),
        };
        format!("  {}: {value}", quoted(name))
    };
    // No new line at the end: without its last byte a file must be cut.
    format!("{{\n{}\n}}", members.iter().map(line).collect::<Vec<_>>().join(",\n"))
}

/// base64url with its padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    base64::encode(bytes).replace('+', "-").replace('/', "_")
}

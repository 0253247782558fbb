//! Ways to be wrong that every format has in the same form. A simulator lists those that apply to it; [`crate::make`] does the rest.
//!
//! The cuts are made in the first file of the evidence: a format in which that is no malformed evidence, as where a signature over the whole
//! file comes first, lists ways of its own instead.

use crate::{RefusedBy, Way};
use keyattest::checks;

/// The subject is another key's request.
pub const SUBJECT_OTHER: Way = Way {
    id: "subject-other",
    refused_by: RefusedBy::Check(checks::SUBJECT_BINDING),
    about: "the request is another key's",
};

/// The subject's own signature is wrong.
pub const SUBJECT_SIGNATURE: Way = Way {
    id: "subject-signature",
    refused_by: RefusedBy::Check(checks::SUBJECT_POSSESSION),
    about: "the request's own signature does not verify",
};

/// A challenge is asked for that the evidence does not carry, because its format has none.
pub const NONCE_ASKED: Way = Way {
    id: "nonce-asked",
    refused_by: RefusedBy::Check(checks::NONCE_MATCH),
    about: "a challenge is asked for, and the format carries none",
};

/// Another challenge is asked for than the evidence carries.
pub const NONCE_OTHER: Way = Way {
    id: "nonce-other",
    refused_by: RefusedBy::Check(checks::NONCE_MATCH),
    about: "another challenge is asked for than the evidence carries",
};

/// No challenge is given, and without it nothing can be verified.
pub const NONCE_MISSING: Way = Way {
    id: "nonce-missing",
    refused_by: RefusedBy::Check(checks::NONCE_MATCH),
    about: "no challenge is given, and nothing can be verified without",
};

/// The attested key is RSA with 1024 bits.
pub const WEAK_SIZE: Way = Way {
    id: "weak-size",
    refused_by: RefusedBy::Check(checks::KEY_STRENGTH),
    about: "the attested key is RSA with 1024 bits",
};

/// The attested key has the ROCA fingerprint.
pub const WEAK_ROCA: Way = Way {
    id: "weak-roca",
    refused_by: RefusedBy::Check(checks::KEY_STRENGTH),
    about: "the attested key has the fingerprint of CVE-2017-15361",
};

/// The evidence ends early.
pub const TRUNCATED: Way =
    Way { id: "truncated", refused_by: RefusedBy::Malformed, about: "the last byte of the evidence is missing" };

/// A byte follows the evidence.
pub const TRAILING: Way =
    Way { id: "trailing-byte", refused_by: RefusedBy::Malformed, about: "a byte follows the evidence" };

/// The evidence stands twice in its file.
pub const DOUBLED: Way =
    Way { id: "doubled", refused_by: RefusedBy::Malformed, about: "the evidence stands twice in its file" };

//! The ways to be wrong.
//!
//! What is wrong with a signer is wrong with the first one; ways that begin with `second-` are wrong with the last one alone, so that a verifier
//! that stops at the first good block takes them.

pub(super) mod blocks;
pub(super) mod chain;
pub(super) mod claims;
pub(super) mod shape;

use crate::{RefusedBy, Way, common};
use keyattest::checks;

const ANCHOR: RefusedBy = RefusedBy::Check(checks::CHAIN_ANCHOR);
const SIGNATURE: RefusedBy = RefusedBy::Check(checks::CHAIN_SIGNATURE);
const POSITION: RefusedBy = RefusedBy::Check(checks::CHAIN_POSITION);
const CONSTRAINTS: RefusedBy = RefusedBy::Check(checks::CHAIN_CONSTRAINTS);
const VALIDITY: RefusedBy = RefusedBy::Check(checks::CHAIN_VALIDITY);
const EVIDENCE: RefusedBy = RefusedBy::Check(checks::EVIDENCE_SIGNATURE);
const CLAIMS: RefusedBy = RefusedBy::Check(checks::CRYPTO4A_QASM_CLAIMS);
const KEY: RefusedBy = RefusedBy::Check(checks::CRYPTO4A_QASM_KEY);
const OBJECT: RefusedBy = RefusedBy::Check(checks::CRYPTO4A_QASM_OBJECT);
const BINDING: RefusedBy = RefusedBy::Check(checks::SUBJECT_BINDING);
const NOT_GENERATED: RefusedBy = RefusedBy::Unproven(&["generated"]);
const NOT_CONFINED: RefusedBy = RefusedBy::Unproven(&["not-exportable"]);
const MALFORMED: RefusedBy = RefusedBy::Malformed;

pub(super) static WAYS: &[Way] = &[
    Way::new("anchor-other-name", ANCHOR, "the authority's issuer is nobody that is known"),
    Way::new(
        "anchor-carried-root",
        ANCHOR,
        "the message carries the root that it ends in, of the vendor's name with another key",
    ),
    Way::new("anchor-no-authority", ANCHOR, "the authority's certificate is missing"),
    Way::new("anchor-no-certificate", ANCHOR, "a signature block has no certificate, only the key's identifier"),
    Way::new("anchor-self-signed", ANCHOR, "a block's certificate is signed by its own key"),
    Way::new("anchor-bare-key", ANCHOR, "the root's key is believed without its name"),
    Way::new(
        "second-anchor-other-name",
        ANCHOR,
        "the first block is right, the second's issuer is nobody that is known",
    ),
    Way::new("second-no-certificate", ANCHOR, "the first block is right, the second has no certificate"),
    Way::new("signature-altered", SIGNATURE, "one bit of the signature on a block's certificate is another"),
    Way::new("signature-other-key", SIGNATURE, "a block's certificate is signed by another key than the authority's"),
    Way::new(
        "signature-authority-other-key",
        SIGNATURE,
        "the authority's certificate is signed by another key than the root's",
    ),
    Way::new("signature-other-hash", SIGNATURE, "a block's certificate is signed with SHA-256"),
    Way::new(
        "second-signature-other-key",
        SIGNATURE,
        "the first block is right, the second's certificate is signed by another key",
    ),
    Way::new("position-no-purpose", POSITION, "a block's certificate has no extended key usage"),
    Way::new("position-other-purpose", POSITION, "a block's certificate is for another purpose of the vendor's"),
    Way::new("position-second-purpose", POSITION, "a block's certificate is for a second purpose, too"),
    Way::new("position-any-purpose", POSITION, "a block's certificate is for any purpose"),
    Way::new("position-authority", POSITION, "a block's certificate is an authority's"),
    Way::new("second-other-module", POSITION, "the second block is another module's"),
    Way::new("constraints-no-usage", CONSTRAINTS, "a block's certificate has no key usage"),
    Way::new("constraints-usage", CONSTRAINTS, "a block's certificate is for key agreement"),
    Way::new("constraints-signs-certificates", CONSTRAINTS, "a block's key may sign certificates, too"),
    Way::new("constraints-critical", CONSTRAINTS, "a block's certificate has a critical extension that is not known"),
    Way::new(
        "constraints-leaf-issues",
        CONSTRAINTS,
        "a block's certificate is issued by an assertion authority, which is no CA",
    ),
    Way::new("constraints-no-authority", CONSTRAINTS, "the authority's certificate is no CA's"),
    Way::new("constraints-authority-usage", CONSTRAINTS, "the authority may sign revocation lists only"),
    Way::new("constraints-authority-critical", CONSTRAINTS, "the authority has a critical extension that is not known"),
    Way::new("constraints-path-length", CONSTRAINTS, "a CA stands below the authority, whose path length is 0"),
    Way::new("validity-expired", VALIDITY, "a block's certificate has ended"),
    Way::new("validity-future", VALIDITY, "a block's certificate has not begun"),
    Way::new("validity-authority-expired", VALIDITY, "the authority's certificate has ended"),
    Way::new("validity-anchor-expired", VALIDITY, "the anchor has ended"),
    Way::new("second-expired", VALIDITY, "the first block is right, the second's certificate has ended"),
    Way::new("signed-altered", EVIDENCE, "a word of the claims is another than was signed"),
    Way::new("signed-added", EVIDENCE, "a claim that was not signed stands among the claims"),
    Way::new("signed-taken-away", EVIDENCE, "a claim that was signed is missing"),
    Way::new("signed-content", EVIDENCE, "the claims are signed without their tag and length"),
    Way::new("signed-with-version", EVIDENCE, "the message's version is signed with the claims"),
    Way::new("second-other-claims", EVIDENCE, "the second block signs other claims"),
    Way::new("ec-altered", EVIDENCE, "one bit of the elliptic signature is another"),
    Way::new("ec-other-key", EVIDENCE, "the elliptic signature is by another key than the certificate's"),
    Way::new("ec-other-curve", EVIDENCE, "the elliptic key is on P-256"),
    Way::new("ec-other-hash", EVIDENCE, "the elliptic block names and uses SHA-256"),
    Way::new("ec-parameters", EVIDENCE, "NULL stands behind the elliptic block's algorithm, which has no parameters"),
    Way::new("ec-other-algorithm", EVIDENCE, "the elliptic block names HSS"),
    Way::new("ec-fixed", EVIDENCE, "the elliptic signature is two numbers side by side"),
    Way::new("hss-altered", EVIDENCE, "one bit of the HSS signature is another"),
    Way::new("hss-other-key", EVIDENCE, "the HSS signature is by another key of the same types"),
    Way::new("hss-other-tree", EVIDENCE, "the HSS key's signature is on another lower tree than signs"),
    Way::new("hss-fewer-levels", EVIDENCE, "the top tree signs the claims itself, where the HSS key has more levels"),
    Way::new("hss-more-levels", EVIDENCE, "a tree below the lowest level of the HSS key signs"),
    Way::new("hss-leaf-number", EVIDENCE, "the HSS signature is by a leaf that the tree has not"),
    Way::new("hss-tree-type", EVIDENCE, "the HSS signature names another height than its tree has"),
    Way::new("hss-chain-type", EVIDENCE, "the HSS signature names other chains than its tree has"),
    Way::new("hss-cut", EVIDENCE, "the last node of the HSS signature is missing"),
    Way::new("hss-trailing-byte", EVIDENCE, "a byte follows the HSS signature"),
    Way::new("hss-empty", EVIDENCE, "the HSS signature is empty"),
    Way::new("hss-key-no-level", EVIDENCE, "the HSS key has no level"),
    Way::new("hss-key-nine-levels", EVIDENCE, "the HSS key has nine levels"),
    Way::new("hss-key-unknown-type", EVIDENCE, "the HSS key's tree is of a type with nodes of 24 bytes"),
    Way::new("hss-key-long", EVIDENCE, "a byte follows the HSS key"),
    Way::new("hss-other-algorithm", EVIDENCE, "the HSS block names ECDSA"),
    Way::new("two-serials", CLAIMS, "the module has two serial numbers"),
    Way::new("two-classes", CLAIMS, "the key object has two classes"),
    Way::new("capability-denied", CLAIMS, "a capability is stated and denied"),
    Way::new("confined-with-value", CLAIMS, "key-is-confined has a value, which it never has"),
    Way::new("serial-as-bytes", CLAIMS, "the serial number is no text"),
    Way::new("short-module-id", CLAIMS, "the module's UUID has fifteen bytes"),
    Way::new("hash-of-other-key", CLAIMS, "key-spki-sha256 is of another key than key-spki of the same object"),
    Way::new("two-objects", KEY, "a second object, no private key, has the key"),
    Way::new("two-objects-by-hash", KEY, "a second object has the key's hash"),
    Way::new("object-other-class", OBJECT, "the key object is of another class than private keys"),
    Way::new("object-no-class", OBJECT, "no class says that the key object is a private key"),
    Way::new("object-class-of-another", OBJECT, "another object is the private key"),
    Way::new("object-class-without-object", OBJECT, "the class names no object"),
    Way::new("object-type", OBJECT, "the key object is an elliptic one, its key is RSA"),
    Way::new("key-without-object", BINDING, "the key names no object"),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    common::TRUNCATED,
    common::TRAILING,
    common::DOUBLED,
    Way::new("two-files", MALFORMED, "another message lies beside the message"),
    Way::new("other-label", MALFORMED, "the text has another label"),
    Way::new("message-version", MALFORMED, "the message has version 2"),
    Way::new("claims-version", MALFORMED, "the claims have version 2"),
    Way::new("further-member", MALFORMED, "a member follows the certificates beside the blocks"),
    Way::new("long-length", MALFORMED, "the length of the claims takes a byte more than it must"),
    Way::new("no-blocks", MALFORMED, "nobody signs the message"),
    Way::new("nine-blocks", MALFORMED, "nine blocks sign the message"),
    Way::new("block-twice", MALFORMED, "the certificate of one block stands in another, too"),
    Way::new("two-certificates", MALFORMED, "a block has two certificates"),
    Way::new("many-certificates", MALFORMED, "seventeen different certificates lie beside the blocks"),
    Way::new("object-behind-value", MALFORMED, "a claim names its object behind its value"),
    Way::new("object-universal", MALFORMED, "a claim names its object by an OCTET STRING of that tag"),
    Way::new("short-object", MALFORMED, "a claim's object has an identifier of fifteen bytes"),
    Way::new("number-padded", MALFORMED, "a number of the claims has a zero before it"),
    Way::new("time-with-fraction", MALFORMED, "a time of the claims has a fraction of a second"),
    Way::new("not-generated", NOT_GENERATED, "no claim says that the key was generated in the module"),
    Way::new("generated-of-another", NOT_GENERATED, "another object is the key that was generated in the module"),
    Way::new("generated-without-object", NOT_GENERATED, "key-is-hardware-generated names no object"),
    Way::new(
        "not-confined",
        NOT_CONFINED,
        "no claim says that the key can not leave the module, only that it never did",
    ),
    Way::new("confined-of-another", NOT_CONFINED, "another object is the key that can not leave the module"),
    Way::new(
        "confined-as-printed",
        NOT_CONFINED,
        "key-is-confined has the identifier that the vendor's page prints, one level too deep",
    ),
    Way::new("confined-below", NOT_CONFINED, "key-is-confined has an identifier below its own"),
    Way::new("confined-outside", NOT_CONFINED, "key-is-confined has an identifier of another arc that ends alike"),
    Way::new("archived", RefusedBy::NotMet(&["not-exportable"]), "the key is confined, and yet archived"),
];

pub(super) fn goes_with(way: &str, carrier: &str) -> bool {
    let is = |ways: &[&str]| ways.contains(&way);
    let has_elliptic = !carrier.starts_with("hss");
    let has_hss = carrier != "ec";
    if way.starts_with("second-") && !(has_elliptic && has_hss) {
        return false;
    }
    if way.starts_with("ec-") && !has_elliptic || way.starts_with("hss-") && !has_hss {
        return false;
    }
    if is(&["truncated", "trailing-byte"]) && carrier != "der" || way == "other-label" && carrier == "der" {
        return false;
    }
    match carrier {
        "hss-one-level" => !is(&["hss-fewer-levels", "hss-other-tree"]),
        "key-hash" => !is(&["hash-of-other-key"]),
        // Of a root that is not carried only the name is known, which is the anchor's.
        "intermediates" => !is(&["anchor-carried-root"]),
        _ => true,
    }
}

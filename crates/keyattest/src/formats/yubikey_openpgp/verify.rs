//! The steps of verification, in their order.

use super::leaf::{self, Leaf};
use super::parse::Evidence;
use crate::bench::Bench;
use crate::checks;
use crate::formats::yubico::{self, Profile};
use crate::scheme::Stop;
use keyattest_trust::anchors::Anchor;
use keyattest_trust::key::PublicKey;
use keyattest_wire::Malformed;
use keyattest_wire::name::Name;
use keyattest_wire::x509::Certificate;

const CARD_NAMES: [&str; 2] = ["Yubikey OPGP Attestation", "YubiKey OPGP Attestation"];
/// The root that issues card certificates directly.
const OLD_ROOT: &str = "Yubico OpenPGP Attestation CA";

/// What an attestation says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) certificate: Certificate,
    pub(super) leaf: Leaf,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let certificate = evidence.pool.certificates().iter().find(|one| *one.bytes() == evidence.leaf_bytes);
    let certificate = certificate.ok_or_else(|| Malformed::new("no attestation"))?;
    let key = PublicKey::from_spki(certificate.spki().clone())?;
    bench.reads(&key);

    let card = yubico::attester(certificate, &evidence.pool, bench)?;
    let is_card = card.subject().only_common_name().is_some_and(|name| CARD_NAMES.contains(&name));
    bench.require(checks::CHAIN_POSITION, is_card, || {
        format!("{}: what issued the statement is no card certificate by its name", card.bytes().part())
    })?;
    let card_firmware = leaf::firmware(card)?;

    let profile = Profile { rule: yubico::strict_rule, shape };
    let judgement = yubico::judge_path(certificate, card, &evidence.pool, &profile, bench)?;
    bench.accept(judgement.judged)?;
    let (leaf_place, card_place) = (certificate.bytes().part(), card.bytes().part());
    let firmware = card_firmware.is_none_or(|firmware| firmware == evidence.leaf.firmware);
    bench.check(checks::YUBICO_FIRMWARE, firmware, || format!("{leaf_place} and {card_place} name different firmware"));
    let validity = (certificate.not_before(), certificate.not_after()) == (card.not_before(), card.not_after());
    bench
        .check(checks::YUBICO_VALIDITY, validity, || format!("{leaf_place}: the validity is not that of {card_place}"));
    bench.all_held()?;
    Ok(Statement { key, leaf: leaf::leaf(certificate)?, certificate: certificate.clone() })
}

/// Two shapes and nothing else: the older root, card, leaf; and anchor, CA, branch CA, card, leaf.
fn shape(path: &[&Certificate], anchor: &Anchor) -> Option<String> {
    let old_root = anchor.name.as_ref().and_then(|name| Name::new(name).only_common_name()) == Some(OLD_ROOT);
    let is_branch = |ca: &Certificate| {
        let name = ca.subject().only_common_name();
        name.and_then(|name| name.strip_prefix("Yubico OPGP Attestation ")).is_some_and(yubico::is_branch)
    };
    match path {
        [_, _] if old_root => None,
        [_, _, branch, _] if is_branch(branch) => None,
        [_, _, ca, ..] => Some(format!("{}: no authority of OpenPGP applications in that place", ca.bytes().part())),
        _ => Some(format!("anchor {}: issues no card certificates", anchor.id)),
    }
}

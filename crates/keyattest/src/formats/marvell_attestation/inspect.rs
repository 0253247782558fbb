//! What an attestation looks like inside, for people.

use super::attributes::name;
use super::blob::{Attribute, Blob, Layout, Object};
use super::carrier::Evidence;
use crate::outline::Outline;

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    Outline::new("Marvell LiquidSecurity key attestation")
        .with_all(evidence.blobs.iter().map(blob))
        .with_all(evidence.certificates.iter().map(|one| Outline::certificate(one, |_| None)))
        .with_all(evidence.further_members.iter().map(|member| Outline::value("further member", member)))
}

fn blob(blob: &Blob) -> Outline {
    let layout = match blob.layout {
        Layout::Firmware2 => "firmware 2",
        Layout::Firmware3 => "firmware 3",
    };
    Outline::value(blob.signed.part(), layout)
        .at(&blob.signed)
        .with_all(blob.objects.iter().map(object))
        .with(Outline::bytes("signature", &blob.signature))
}

fn object(object: &Object) -> Outline {
    Outline::value("object", format!("handle {}", object.handle)).with_all(object.attributes.iter().map(attribute))
}

fn attribute(attribute: &Attribute) -> Outline {
    let label = format!("{:#06x} {}", attribute.number, name(attribute.number));
    Outline::bytes(label.trim_end(), &attribute.value)
}

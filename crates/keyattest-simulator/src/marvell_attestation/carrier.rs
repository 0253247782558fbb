//! What an attestation travels in.

use super::chain::Role;
use crate::{Carrier, File, Order, bundle, gzip, json, zip};
use keyattest_wire::base64;

/// How an attestation is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One object each.
    Firmware2,
    /// All objects in one.
    Firmware3,
}

/// Whose certificates stand beside the manufacturer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nobody's.
    Nobody,
    /// Google's: card and partition, under an anchored root.
    Cloud,
    /// Azure's: the partition, under a root that travels and that no anchor knows.
    Pool,
    /// The same, the root pinned.
    PinnedPool,
}

impl Owner {
    pub(super) fn is_pool(self) -> bool {
        matches!(self, Self::Pool | Self::PinnedPool)
    }

    pub(super) fn is_anchored(self) -> bool {
        matches!(self, Self::Cloud | Self::PinnedPool)
    }
}

/// What a carrier carries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) layout: Layout,
    pub(super) owner: Owner,
}

impl Shape {
    pub(super) fn of(carrier: &str) -> Self {
        let layout = if is_azure(carrier) || carrier == "fw2-files" { Layout::Firmware2 } else { Layout::Firmware3 };
        let owner = match carrier {
            "azure-pinned" => Owner::PinnedPool,
            "blob" | "blob-line-feed" | "fw2-files" => Owner::Nobody,
            _ if is_azure(carrier) => Owner::Pool,
            _ => Owner::Cloud,
        };
        Self { layout, owner }
    }
}

fn is_azure(carrier: &str) -> bool {
    carrier.starts_with("azure")
}

/// Whether it is a JSON text.
pub(super) fn is_json(carrier: &str) -> bool {
    is_azure(carrier) || carrier == "google-json"
}

/// Whether attestation and certificates are files of their own.
pub(super) fn are_files(carrier: &str) -> bool {
    matches!(carrier, "google" | "google-roots" | "blob" | "blob-line-feed" | "fw2-files")
}

pub(super) static CARRIERS: &[Carrier] = &[
    Carrier { id: "google", about: "gzip and a chain of four certificates, as gcloud writes them; firmware 3" },
    Carrier { id: "google-roots", about: "the same, the chain the other way round, with copies of both roots" },
    Carrier { id: "google-bundle", about: "the zip of Google's console" },
    Carrier { id: "google-json", about: "JSON of Google's API" },
    Carrier {
        id: "blob",
        about: "the attestation as it is, the manufacturer's chain beside it: a card of one's own; firmware 3",
    },
    Carrier { id: "blob-line-feed", about: "the same, a line feed behind the attestation" },
    Carrier { id: "azure-json", about: "JSON of Azure's API, the pool's root unknown; firmware 2" },
    Carrier {
        id: "azure-attestation",
        about: "the attestation in that JSON alone, in padded base64, the two halves in each other's member",
    },
    Carrier { id: "azure-pinned", about: "JSON of Azure's API, the pool's root pinned" },
    Carrier {
        id: "fw2-files",
        about: "attestations of private and public key and the manufacturer's chain as files; firmware 2",
    },
];

/// What travels.
pub(super) struct Submission {
    /// The public half's first, where there are two.
    pub(super) blobs: Vec<Vec<u8>>,
    pub(super) certificates: Vec<(Role, Vec<u8>)>,
    /// Members of a JSON key, without braces; Azure shows one.
    pub(super) shown_key: String,
}

impl Submission {
    pub(super) fn files(&self, order: &Order) -> Vec<File> {
        let carrier = order.carrier();
        let mut chain: Vec<Vec<u8>> = self.certificates.iter().map(|(_, bytes)| bytes.clone()).collect();
        let packed = || self.blobs.iter().map(|blob| packed(order, blob));
        match carrier {
            "google-bundle" => vec![self.console_bundle(order, packed().collect(), &chain)],
            "google-json" => vec![File::new("cryptoKeyVersion.json", self.google(order).into_bytes())],
            _ if is_azure(carrier) => vec![File::new("attestation.json", self.azure(order).into_bytes())],
            _ => {
                let mut files: Vec<File> = match carrier {
                    "google" | "google-roots" => packed().map(|bytes| File::new("attestation.dat", bytes)).collect(),
                    "fw2-files" => {
                        let named = ["private.bin", "public.bin"].into_iter().zip(self.blobs.iter().rev());
                        named.map(|(name, blob)| File::new(name, blob.clone())).collect()
                    }
                    _ => self.blobs.iter().map(|blob| File::new("attestation.bin", blob.clone())).collect(),
                };
                if carrier == "blob-line-feed" {
                    files.iter_mut().for_each(|file| file.bytes.push(b'\n'));
                }
                if carrier == "google-roots" {
                    chain.reverse();
                }
                if order.is("certificates-only") {
                    files.clear();
                }
                if order.is("two-attestations") {
                    files.extend(self.blobs.first().map(|blob| File::new("second.bin", blob.clone())));
                }
                if !order.is("anchor-no-certificates") {
                    files.push(File::new("chain.pem", bundle::certificates(&chain)));
                }
                files
            }
        }
    }

    /// Two members by Google's names; the second lies in a folder where people unpacked and packed it again.
    fn console_bundle(&self, order: &Order, packed: Vec<Vec<u8>>, chain: &[Vec<u8>]) -> File {
        let chain = bundle::certificates(chain);
        let attestation = packed.first().map(Vec::as_slice).unwrap_or_default();
        let name = "TEST-ring-TEST-key-1-CAVIUM_V2_COMPRESSED-attestation.dat";
        let mut members: Vec<(&str, &[u8])> = vec![(name, attestation)];
        if !order.is("anchor-no-certificates") {
            members.push(("TEST-ring-TEST-key-1-combined-chain.pem", &chain));
        }
        let inner = zip::archive(&members);
        match order.wrong.as_deref().unwrap_or_default() {
            "certificates-only" => drop(members.remove(0)),
            "two-attestations" => members.push(("second.dat", attestation)),
            "zip-in-zip" => members = vec![("bundle.zip", &inner)],
            "zip-many-members" => members.extend([("README.txt", b"TEST".as_slice()); 31]),
            _ => {}
        }
        File::new("bundle.zip", zip::archive(&members))
    }

    /// Each certificate as PEM in the chains of these roles.
    fn chain(&self, roles: &[Role]) -> String {
        let of = |role: &Role| roles.contains(role);
        let chain = self
            .certificates
            .iter()
            .filter(|(role, _)| of(role))
            .map(|(_, bytes)| json::quoted(&String::from_utf8_lossy(&bundle::block("CERTIFICATE", bytes))));
        format!("[{}]", chain.collect::<Vec<_>>().join(", "))
    }

    /// The resource, as the API returns it.
    fn google(&self, order: &Order) -> String {
        let chains = [
            ("caviumCerts", &[Role::Partition, Role::Card, Role::Further][..]),
            ("googleCardCerts", &[Role::OwnerCard]),
            ("googlePartitionCerts", &[Role::OwnerPartition]),
        ];
        let chains: Vec<String> =
            chains.iter().map(|(name, roles)| format!("      \"{name}\": {}", self.chain(roles))).collect();
        let content = self.blobs.first().map(|blob| base64::encode(&packed(order, blob))).unwrap_or_default();
        let mut members = vec![
            "\"format\": \"CAVIUM_V2_COMPRESSED\"".to_owned(),
            format!("\"content\": \"{content}\""),
            format!("\"certChains\": {{\n{}\n    }}", chains.join(",\n")),
        ];
        match order.wrong.as_deref().unwrap_or_default() {
            "anchor-no-certificates" => drop(members.pop()),
            "certificates-only" => drop(members.remove(1)),
            "json-member-twice" => members.push(members[1].clone()),
            "json-both-kinds" => members.push(format!("\"privateKeyAttestation\": \"{content}\"")),
            "json-base64" => members[1] = format!("\"content\": \"{content}*\""),
            _ => {}
        }
        let attestation = format!("\"attestation\": {{\n    {}\n  }}", members.join(",\n    "));
        let again =
            if order.is("json-two-places") { format!("\n  \"attributes\": {{{attestation}}},") } else { String::new() };
        format!(
            "{{\n  \"name\": \"{}\",{again}\n  \"state\": \"ENABLED\",\n  \"protectionLevel\": \"HSM\",\n  {attestation}\n}}",
            super::claims::RESOURCE_NAME
        )
    }

    /// The key with its attestation, or the latter alone.
    fn azure(&self, order: &Order) -> String {
        let is_alone = order.carrier() == "azure-attestation";
        let text = |bytes: &[u8]| {
            let standard = base64::encode(bytes);
            if is_alone { standard } else { standard.trim_end_matches('=').replace('+', "-").replace('/', "_") }
        };
        let chain: Vec<Vec<u8>> = self.certificates.iter().map(|(_, bytes)| bytes.clone()).collect();
        let version = if order.is("json-version") { "MRVL-2" } else { "MRVL-1" };
        let mut members = vec![format!("\"version\": \"{version}\"")];
        if !order.is("anchor-no-certificates") {
            members.push(format!("\"certificatePemFile\": \"{}\"", text(&bundle::certificates(&chain))));
        }
        let mut names = ["privateKeyAttestation", "publicKeyAttestation"];
        if is_alone && self.blobs.len() == 2 {
            names.reverse();
        }
        if !order.is("certificates-only") {
            let blobs = names.into_iter().zip(self.blobs.iter().rev());
            members.extend(blobs.map(|(name, blob)| format!("\"{name}\": \"{}\"", text(blob))));
        }
        let last = members.last().cloned().unwrap_or_default();
        match order.wrong.as_deref().unwrap_or_default() {
            "json-member-twice" => members.push(last),
            "json-both-kinds" => members.push("\"content\": \"H4sI\"".to_owned()),
            "json-base64" => {
                members.pop();
                members.push(last.replacen(": \"", ": \"*", 1));
            }
            _ => {}
        }
        let attestation = format!("{{\n    {}\n  }}", members.join(",\n    "));
        let again =
            if order.is("json-two-places") { format!(", \"attestation\": {attestation}") } else { String::new() };
        if is_alone && again.is_empty() {
            return attestation;
        }
        format!(
            "{{\n  \"attributes\": {{\"attestation\": {attestation}, \"enabled\": true, \"exportable\": false}},\n  \"key\": {{{}}}{again}\n}}",
            self.shown_key
        )
    }
}

/// The gzip of an attestation.
fn packed(order: &Order, blob: &[u8]) -> Vec<u8> {
    let mut packed = gzip::packed(blob);
    match order.wrong.as_deref() {
        Some("gzip-second-member") => packed.extend(gzip::packed(blob)),
        Some("gzip-trailing-byte") => packed.push(0),
        _ => {}
    }
    packed
}

//! The files in which request and certificates travel.

use crate::{File, cvc, der};
use keyattest_wire::Oid;

/// What the new form of PKA files begins with.
pub(super) const PKA: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 24991, 4, 3, 1]);

/// What the card gave, written.
pub(super) struct Objects {
    pub(super) request: Vec<u8>,
    /// Device, issuer, and what does not belong there.
    pub(super) certificates: Vec<Vec<u8>>,
}

impl Objects {
    pub(super) fn files(&self, carrier: &str) -> Vec<File> {
        let chain = || self.certificates.concat();
        let two = [("ce01.bin", self.request.clone(), 0x00), ("ef2f02.bin", chain(), 0xff)];
        // What is missing leaves no file.
        let two = two.into_iter().filter(|(_, content, _)| !content.is_empty());
        match carrier {
            "padded" => {
                two.map(|(name, content, padding)| File::new(name, [content, vec![padding; 100]].concat())).collect()
            }
            "one-file" => vec![File::new("card.bin", [self.request.clone(), chain()].concat())],
            "three-files" => {
                let certificates = self.certificates.iter().enumerate().rev();
                let certificates = certificates.map(|(index, bytes)| (format!("certificate-{index}.cvc"), bytes));
                let all = certificates.chain([("ce01.bin".to_owned(), &self.request)]);
                let all = all.filter(|(_, content)| !content.is_empty());
                all.map(|(name, content)| File::new(name, content.clone())).collect()
            }
            "pka" => vec![File::new("key.pka", der::sequence([self.request.clone(), chain()]))],
            "pka-new" => vec![self.new_pka([0, 1])],
            "pka-new-swapped" => vec![self.new_pka([1, 0])],
            _ => two.map(|(name, content, _)| File::new(name, content)).collect(),
        }
    }

    /// Which of the certificates comes first, its own documentation and code say differently.
    fn new_pka(&self, order: [usize; 2]) -> File {
        let certificate = |index: usize| self.certificates.get(index).cloned().unwrap_or_default();
        let [first, second] = order.map(certificate);
        let members = [
            der::oid(&PKA),
            cvc::element(0x61, [first]),
            cvc::element(0x62, [second]),
            cvc::element(0x63, [self.request.clone()]),
        ];
        File::new("key.pka", der::sequence(members))
    }
}

//! Whether a certificate is revoked, by the lists that the caller gives. What can not be known is said so, and is never good.

use crate::chain::{Link, list_signed_by};
use keyattest_wire::Time;
use keyattest_wire::crl::RevocationList;

/// What the lists say of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// A current list of its issuer does not name it.
    Good {
        /// When the list was made.
        as_of: Time,
        /// The list's file.
        list: String,
    },
    /// A list of its issuer names it.
    Revoked {
        /// Since when.
        since: Time,
        /// The list's file.
        list: String,
    },
    /// No list of its issuer, or none that can be relied on; why.
    Unknown(String),
}

/// What `lists` say of the certificate of `link` at the time `at`. A list counts where its issuer's name and key are those of the
/// certificate's issuer, and it is understood; one that names the certificate counts however old it is.
pub fn status(link: &Link<'_>, lists: &[RevocationList], at: Time) -> Revocation {
    let certificate = link.certificate;
    let of_issuer = lists.iter().filter(|list| list.issuer().as_der() == certificate.issuer().as_der());
    let mut why = "no revocation list of its issuer was given".to_owned();
    let mut good = None;
    for list in of_issuer {
        let name = list.bytes().part().to_owned();
        if let Err(problem) = list_signed_by(list, link.issuer_key) {
            why = format!("{name}: {problem}");
            continue;
        }
        if let Some(since) = list.revoked_since(certificate.serial()) {
            return Revocation::Revoked { since, list: name };
        }
        if let Some(critical) = list.unknown_critical() {
            why = format!("{name}: critical extension {critical} is not understood");
        } else if list.this_update() > at || list.next_update().is_none_or(|next| next < at) {
            why = format!("{name}: is not current at {at}");
        } else {
            good = Some(Revocation::Good { as_of: list.this_update(), list: name });
        }
    }
    good.unwrap_or(Revocation::Unknown(why))
}

//! X.509 certificates with all their extensions.

#![no_main]

use keyattest_wire::Bytes;
use keyattest_wire::x509::Certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(certificate) = Certificate::from_der(Bytes::new("fuzz", data)) else { return };
    // What was read is a span of what was received.
    assert_eq!(&certificate.bytes()[..], data);
    assert!(data.windows(certificate.tbs().len()).any(|window| *window == certificate.tbs()[..]));
    let _ = (certificate.subject().to_string(), certificate.issuer().attributes(), certificate.algorithm());
    let _ = (certificate.basic_constraints(), certificate.key_usage(), certificate.extended_key_usage());
    let _ = (certificate.policies(), certificate.is_self_issued(), certificate.oddities());
});

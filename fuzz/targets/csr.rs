//! PKCS#10 requests with their attributes.

#![no_main]

use keyattest_wire::Bytes;
use keyattest_wire::csr::CertificationRequest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(request) = CertificationRequest::from_der(Bytes::new("fuzz", data)) else { return };
    assert_eq!(&request.bytes()[..], data);
    let _ = (request.algorithm(), request.subject().to_string(), request.extension_request());
});

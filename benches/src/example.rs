//! Evidence to measure with: of each format the genuine cases that verify, and those of `examples/`.

use keyattest::{Format, Input, Policy, Request, Time, Verifier, formats};
use keyattest_tests::case::Case;
use keyattest_tests::corpus;

/// One case that verifies.
pub struct Example {
    /// `format/case`
    pub name: String,
    case: Case,
}

impl Example {
    /// A verifier that was never used.
    pub fn verifier(&self) -> Verifier {
        self.case.verifier(Policy::built_in("hardware-key").expect("the default policy"))
    }

    /// The submission.
    pub fn request(&self) -> Request {
        self.case.request(self.case.parts())
    }

    /// The submission without a word on its format.
    pub fn request_to_detect(&self) -> Request {
        self.case.request_to_detect(self.case.parts())
    }

    /// Its parts alone.
    pub fn input(&self) -> Input {
        Input::new(self.case.parts())
    }

    /// Its format.
    pub fn format(&self) -> &'static dyn Format {
        formats::by_id(&self.case.format).expect("a registered format")
    }

    /// The arguments by which the program verifies it.
    pub fn command_line(&self) -> Vec<String> {
        self.case.command_line()
    }
}

/// At most so many of each format, format by format.
pub fn of_each_format(most: usize) -> Vec<Example> {
    let cases = corpus::cases().unwrap_or_default();
    let mut examples: Vec<Example> = Vec::new();
    for format in formats::all() {
        let id = format.about().id;
        // Genuine ones first: they have the sizes and signatures of real devices.
        let passing = |case: &&Case| case.format == id && case.expect.verdict == "pass";
        let mut found: Vec<&Case> = cases.iter().filter(passing).collect();
        found.sort_by_key(|case| !case.is_real());
        let verified = found.into_iter().filter(|case| {
            let result = case.verifier(Policy::none()).verify(&case.request(case.parts()));
            result.exit_code() == 0
        });
        examples.extend(verified.take(most).map(|case| Example { name: case.name.clone(), case: case.clone() }));
    }
    examples
}

/// Some time.
pub fn now() -> Time {
    Time::parse_rfc3339("2026-11-25T00:00:00Z").expect("a time")
}

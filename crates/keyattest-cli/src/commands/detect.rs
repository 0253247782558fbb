//! `keyattest detect`

use crate::arguments::{Detect, Output};
use crate::failure::Answer;
use crate::{read, report, terminal};
use keyattest::{Input, TrustStore, inspect};
use serde_json::json;

pub fn run(options: &Detect) -> Answer {
    let input = Input::new(read::evidence(&options.files)?);
    let detected = inspect::detect(&input, &TrustStore::built_in());
    let kinds = inspect::kinds(&input);
    let text = match options.output {
        Output::Json => {
            let parts: Vec<_> = kinds.iter().map(|part| json!({"name": part.label, "kind": part.value})).collect();
            format!("{:#}\n", json!({"formats": detected, "parts": parts}))
        }
        Output::Text => report::detection(&detected, &kinds, terminal::width()),
    };
    Ok((text, u8::from(detected.is_empty())))
}

//! `keyattest inspect`

use crate::arguments::{Inspect, Output};
use crate::failure::Answer;
use crate::{commands, read, report, terminal};
use keyattest::{Input, inspect};

pub fn run(options: &Inspect) -> Answer {
    let format = options.format.as_deref().map(commands::format).transpose()?;
    let input = Input::new(read::evidence(&options.files)?);
    let inspection = inspect::inspect(&input, format);
    let text = match options.output {
        Output::Json => format!("{:#}\n", serde_json::json!(inspection)),
        Output::Text => report::outline(&inspection, terminal::width()),
    };
    Ok((text, 0))
}

//! `keyattest policy`

use crate::arguments::{Output, Policies};
use crate::failure::{Answer, Failure};
use crate::report::table;
use keyattest::Policy;
use serde_json::json;

pub fn run(command: &Policies) -> Answer {
    let text = match command {
        Policies::List(options) => match options.output {
            Output::Json => {
                let list: Vec<_> = built_in()
                    .map(|policy| json!({"id": policy.id(), "version": policy.version(), "about": policy.about()}))
                    .collect();
                format!("{:#}\n", json!(list))
            }
            Output::Text => {
                let mut rows = vec![["Policy", "Version", "About"].map(str::to_owned)];
                rows.extend(
                    built_in().map(|policy| [policy.id(), policy.version(), policy.about()].map(str::to_owned)),
                );
                table(&rows)
            }
        },
        Policies::Show { id } => Policy::built_in_text(id)
            .ok_or_else(|| {
                Failure::new(format!("no built-in policy is called `{id}`")).hint("`keyattest policy list` lists them")
            })?
            .to_owned(),
    };
    Ok((text, 0))
}

fn built_in() -> impl Iterator<Item = Policy> {
    Policy::list_built_in().filter_map(Policy::built_in)
}

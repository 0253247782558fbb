//! `keyattest policy`

use crate::arguments::{Output, Policies};
use crate::failure::{Answer, Failure};
use crate::report::{clean, table, wrap};
use crate::{read, terminal};
use keyattest::Policy;
use serde_json::json;
use std::path::Path;

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
                table(&rows, terminal::width())
            }
        },
        Policies::Show { id } => Policy::built_in_text(id)
            .ok_or_else(|| {
                Failure::new(format!("no built-in policy is called `{id}`")).hint("`keyattest policy list` lists them")
            })?
            .to_owned(),
        Policies::Explain { policy } => explain(&super::verify::policy(policy)?),
        Policies::Check { file } => check(file)?,
    };
    Ok((text, 0))
}

fn explain(policy: &Policy) -> String {
    let [id, version, about] = [policy.id(), policy.version(), policy.about()].map(clean);
    let mut text = format!("{id} {version}\n{about}\n");
    for rule in policy.rules() {
        text.push_str(&format!("\n{}\n", clean(rule.id())));
        let why = [rule.clause(), rule.about()].map(str::to_owned);
        for sentence in why.into_iter().chain(rule.explain()) {
            for line in wrap(&clean(&sentence), terminal::width().saturating_sub(2)) {
                text.push_str(&format!("  {line}\n"));
            }
        }
    }
    text
}

/// Whether the policy can be used, and what it would ask.
fn check(file: &Path) -> Result<String, Failure> {
    let name = file.display().to_string();
    let text =
        String::from_utf8(read::file(file)?).map_err(|_| Failure::wrong(format!("{name}: a policy is UTF-8 text")))?;
    let policy = Policy::parse(&text, &name).map_err(|problem| {
        Failure::wrong(problem.to_string()).hint(
            "`keyattest policy show hardware-key` is an example of the language, docs/policies.md its description",
        )
    })?;
    let rules: Vec<&str> = policy.rules().iter().map(|rule| rule.id()).collect();
    let said = format!("{name}: policy {} {}, with the rules {}", policy.id(), policy.version(), rules.join(", "));
    Ok(clean(&said) + "\n")
}

fn built_in() -> impl Iterator<Item = Policy> {
    Policy::list_built_in().filter_map(Policy::built_in)
}

//! `keyattest catalogue`

use crate::arguments::{Catalogue, CatalogueOutput};
use crate::failure::{Answer, Failure};
use crate::report::table;
use crate::terminal;
use keyattest::catalogue::{self, Module};
use serde_json::json;

pub fn run(options: &Catalogue) -> Answer {
    let found = catalogue::find(&options.query.join(" "));
    if found.is_empty() {
        let hint = "`keyattest catalogue` without words lists all; a module that is not there is not known to attest";
        return Err(Failure::new(format!("nothing in the catalogue has `{}`", options.query.join(" "))).hint(hint));
    }
    let text = match options.output {
        CatalogueOutput::Json => format!("{:#}\n", json!(found)),
        CatalogueOutput::Markdown => catalogue::markdown(),
        CatalogueOutput::Table if found.len() > 4 => list(&found),
        CatalogueOutput::Table => found.into_iter().map(show).collect::<Vec<_>>().join("\n"),
    };
    Ok((text, 0))
}

fn list(modules: &[&Module]) -> String {
    let mut rows = vec![["Vendor", "State", "Format", "Models"].map(str::to_owned)];
    rows.extend(modules.iter().map(|module| {
        let format = module.format.clone().unwrap_or_default();
        [module.vendor.clone(), module.state.word().to_owned(), format, module.models.join(", ")]
    }));
    table(&rows, terminal::width())
}

fn show(module: &Module) -> String {
    let mut rows = vec![
        ["Module".to_owned(), format!("{} {}", module.vendor, module.models.join(", "))],
        ["State".to_owned(), format!("{}: it {}", module.state.word(), module.state.meaning())],
    ];
    let further = [("Format", &module.format), ("Documented", &module.documentation), ("Root", &module.trust_root)];
    rows.extend(further.into_iter().filter_map(|(label, value)| Some([label.to_owned(), value.clone()?])));
    if !module.notes.is_empty() {
        rows.push(["Notes".to_owned(), module.notes.clone()]);
    }
    rows.extend(module.instead.iter().map(|method| ["Instead".to_owned(), method.meaning().to_owned()]));
    rows.push(["Seen".to_owned(), format!("{}, {}", module.seen, module.source)]);
    table(&rows, terminal::width())
}

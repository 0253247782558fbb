//! `keyattest formats`

use crate::arguments::{Listing, Output};
use crate::failure::Answer;
use crate::report::table;
use crate::terminal;
use serde_json::json;

pub fn run(options: &Listing) -> Answer {
    let abouts = keyattest::formats::all().iter().map(|format| format.about());
    let text = match options.output {
        Output::Json => {
            let list: Vec<_> = abouts
                .map(|about| {
                    json!({"id": about.id, "title": about.title, "products": about.products, "carriers": about.carriers,
                        "checks": about.checks, "not_told": about.not_told, "unconfirmed": about.unconfirmed})
                })
                .collect();
            format!("{:#}\n", json!(list))
        }
        Output::Text => {
            let mut rows = vec![["Format".to_owned(), "Evidence".to_owned(), "Products".to_owned()]];
            rows.extend(abouts.map(|about| [about.id.to_owned(), about.title.to_owned(), about.products.to_owned()]));
            table(&rows, terminal::width())
        }
    };
    Ok((text, 0))
}

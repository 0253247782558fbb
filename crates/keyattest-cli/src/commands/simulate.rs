//! `keyattest simulate`

use super::verify::{hexadecimal, time};
use crate::arguments::Simulate;
use crate::failure::{Answer, Failure};
use crate::report::table;
use crate::{read, terminal};
use keyattest_simulator::{Case, Order, OrderError, OrderedKey, RefusedBy, Simulator, all, by_format, cases, make};
use std::path::Path;

pub fn run(options: &Simulate) -> Answer {
    let chosen = options.format.as_deref().map(simulator).transpose()?;
    let text = match (chosen, &options.out) {
        (None, _) if options.list => overview(),
        (Some(simulator), _) if options.list => listing(simulator),
        (chosen, Some(out)) if options.all => {
            let simulators = chosen.map_or_else(|| all().to_vec(), |one| vec![one]);
            everything(&simulators, out)?
        }
        (Some(simulator), Some(out)) => one(simulator, options, out)?,
        _ => return Err(Failure::new("a format and --out DIR are needed")),
    };
    Ok((text, 0))
}

fn simulator(id: &str) -> Result<&'static dyn Simulator, Failure> {
    by_format(id).ok_or_else(|| {
        let hint = "`keyattest simulate --list` lists those that there are";
        Failure::new(format!("no format that can be simulated is called `{id}`")).hint(hint)
    })
}

fn overview() -> String {
    let mut rows = vec![["Format", "Ways to be wrong", "Carriers", "Claims that can be chosen"].map(str::to_owned)];
    rows.extend(all().iter().map(|simulator| {
        let claims: Vec<&str> = simulator.claims().iter().map(|choice| choice.name).collect();
        let count = |count: usize| count.to_string();
        let format = simulator.format().to_owned();
        [format, count(simulator.ways().len()), count(simulator.carriers().len()), claims.join(", ")]
    }));
    table(&rows, terminal::width())
}

fn listing(simulator: &dyn Simulator) -> String {
    let mut ways = vec![["Way to be wrong", "Refused by", "What is wrong"].map(str::to_owned)];
    ways.extend(
        simulator.ways().iter().map(|way| [way.id.to_owned(), way.refused_by.to_string(), way.about.to_owned()]),
    );
    let mut carriers = vec![["Carrier", "What it is"].map(str::to_owned)];
    carriers.extend(simulator.carriers().iter().map(|carrier| [carrier.id, carrier.about].map(str::to_owned)));
    let mut claims = vec![["Claim", "Usual value", "What can be chosen"].map(str::to_owned)];
    claims.extend(simulator.claims().iter().map(|choice| [choice.name, choice.usual, choice.about].map(str::to_owned)));
    let width = terminal::width();
    [table(&ways, width), table(&carriers, width), table(&claims, width)].join("\n")
}

fn everything(simulators: &[&dyn Simulator], out: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    for simulator in simulators {
        let cases = cases(*simulator).map_err(|problem| Failure::new(problem.to_string()))?;
        for (name, case) in &cases {
            write(case, &out.join(simulator.format()).join(name))?;
        }
        text.push_str(&format!("{}: {} cases\n", simulator.format(), cases.len()));
    }
    Ok(text)
}

fn one(simulator: &dyn Simulator, options: &Simulate, out: &Path) -> Result<String, Failure> {
    let case = make(simulator, &order(options)?).map_err(|problem| failure(&problem, simulator))?;
    write(&case, out)?;
    Ok(told(&case, out, options.key.is_none()))
}

fn write(case: &Case, folder: &Path) -> Result<(), Failure> {
    case.write(folder).map_err(|problem| Failure::new(format!("{}: {problem}", folder.display())))
}

fn order(options: &Simulate) -> Result<Order, Failure> {
    let mut order = Order {
        at: time(options.at.as_deref(), "--at")?,
        wrong: options.wrong.clone(),
        carrier: options.carrier.clone(),
        nonce: options.nonce.as_deref().map(hexadecimal).transpose()?,
        ..Order::default()
    };
    for claim in &options.claim {
        let Some((name, value)) = claim.split_once('=') else {
            return Err(Failure::new(format!("--claim: `{claim}` is not NAME=VALUE")));
        };
        order.claims.push((name.to_owned(), value.to_owned()));
    }
    if let Some(path) = &options.key {
        let key = OrderedKey::read(&read::base_name(path), &read::file(path)?);
        order.key = Some(key.map_err(|problem| Failure::new(format!("--key: {}: {problem}", path.display())))?);
    }
    Ok(order)
}

fn failure(problem: &OrderError, simulator: &dyn Simulator) -> Failure {
    let failure = Failure::new(problem.to_string());
    match problem {
        OrderError::Unknown { .. } => {
            failure.hint(format!("`keyattest simulate --list {}` lists them", simulator.format()))
        }
        OrderError::NeedsPrivateKey => failure.hint("--key with a private key in PEM, or without --key"),
        OrderError::NeedsSignature => failure.hint("--key with a private key or a request"),
        OrderError::NoNonce(_) => failure.hint("--wrong nonce-asked shows how it is refused"),
        _ => failure,
    }
}

/// What was made, and how to see what comes of it.
fn told(case: &Case, out: &Path, is_fixed_key: bool) -> String {
    let path = |name: &str| shell_word(&out.join(name).display().to_string());
    let mut command = vec!["keyattest".to_owned(), "verify".to_owned(), "--only-anchors".to_owned()];
    let mut option = |name: &str, value: String| command.extend([name.to_owned(), value]);
    for file in &case.anchors {
        option("--anchors", path(&file.name));
    }
    for file in &case.intermediates {
        option("--intermediates", path(&file.name));
    }
    for file in &case.revocation_lists {
        option("--crl", path(&file.name));
    }
    for file in &case.attestation_keys {
        option("--attestation-key", path(&file.name));
    }
    if let Some(file) = &case.subject {
        option("--subject", path(&file.name));
    }
    if let Some(nonce) = &case.nonce {
        option("--nonce", keyattest::hex::encode(nonce));
    }
    for (key, value) in &case.context {
        option("--context", shell_word(&format!("{key}={value}")));
    }
    option("--at", case.at.to_string());
    command.extend(case.evidence.iter().map(|file| match file.role {
        Some(role) => format!("{role}={}", path(&file.name)),
        None => path(&file.name),
    }));
    let comes = match case.expect.way.map(|way| (way.about, way.refused_by)) {
        None if case.expect.affirming => "must be affirmed".to_owned(),
        None => "must verify; what the default policy says depends on the chosen claims".to_owned(),
        Some((about, by @ (RefusedBy::Check(_) | RefusedBy::Checks(_)))) => format!("must be refused by {by}: {about}"),
        Some((about, RefusedBy::Malformed)) => format!("must be refused as malformed: {about}"),
        Some((about, by)) => format!("must verify, and not be affirmed ({by}): {about}"),
    };
    let mut text = format!("{}\nIt {comes}.\n\n  {}\n", out.join("case.toml").display(), command.join(" "));
    if is_fixed_key {
        text.push_str("\nIt attests a fixed TEST key, whose private half is published; --key takes your own.\n");
    }
    text
}

/// Quoted where a shell would take it apart.
fn shell_word(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-=:,+@".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

//! The full sweep of mutations: every byte flipped twice, every length, every part and block dropped, doubled, moved and exchanged.
//!
//! `cargo run --release -p keyattest-tests --bin mutate [FORMAT...]` prints counts and what is unexplained, and fails where something is.

use keyattest_tests::corpus;
use keyattest_tests::mutation::{Depth, Sweep, Tally, excuses, subjects, sweep};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let Some(cases) = corpus::cases() else {
        eprintln!("{}", corpus::SKIPPED);
        return ExitCode::from(2);
    };
    let mut code = ExitCode::SUCCESS;
    for format in keyattest::formats::all() {
        let id = format.about().id;
        if !named.is_empty() && !named.iter().any(|name| name == id) {
            continue;
        }
        let chosen = subjects(&cases, id, Depth::Full);
        let rules = excuses(id);
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            let workers = std::thread::available_parallelism().map_or(1, usize::from);
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(case) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let tally = Sweep::new(case, &chosen).map(|of| sweep(&of, &rules, Depth::Full));
                        done.lock().expect("no worker panics").push((case.name.clone(), tally));
                    }
                });
            }
        });
        let mut total = Tally { excused: vec![0; rules.len()], ..Tally::default() };
        let mut tallies = done.into_inner().expect("no worker panics");
        tallies.sort_by(|one, other| one.0.cmp(&other.0));
        for (name, tally) in tallies {
            match tally {
                Ok(tally) => {
                    total.tried += tally.tried;
                    total.refused += tally.refused;
                    total.excused.iter_mut().zip(&tally.excused).for_each(|(sum, count)| *sum += count);
                    total.donors += tally.donors;
                    total.unexplained.extend(tally.unexplained.iter().map(|line| format!("{name}: {line}")));
                }
                Err(problem) => total.unexplained.push(format!("{name}: {problem}")),
            }
        }
        total.unexplained.iter().for_each(|line| println!("  {line}"));
        let stale = total.excused.iter().zip(&rules).filter(|(count, _)| **count == 0);
        let stale: Vec<_> = stale.map(|(_, rule)| rule.reason.as_str()).collect();
        stale.iter().for_each(|reason| println!("  {id}: a rule that excuses nothing: {reason}"));
        println!(
            "{id}: {} cases, {} mutants, {} refused, {} excused, {} another's, {} unexplained",
            chosen.len(),
            total.tried,
            total.refused,
            total.excused.iter().sum::<usize>(),
            total.donors,
            total.unexplained.len()
        );
        if !total.unexplained.is_empty() || !stale.is_empty() {
            code = ExitCode::FAILURE;
        }
    }
    code
}

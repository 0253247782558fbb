//! The lower quartile of many runs: what else a machine does adds to the time of a run, and never takes any away.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long one measurement may take, and how many samples it has at least.
const BUDGET: Duration = Duration::from_millis(600);
const LEAST: usize = 15;
const MOST: usize = 2000;

/// The time of one run.
pub fn time<T>(run: impl FnMut() -> T) -> Duration {
    times(run, || ()).0
}

/// The times of one run each, of two that take turns.
pub fn times<T, U>(mut one: impl FnMut() -> T, mut other: impl FnMut() -> U) -> (Duration, Duration) {
    for _ in 0..3 {
        black_box((one(), other()));
    }
    let start = Instant::now();
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    while ones.len() < LEAST || (start.elapsed() < BUDGET && ones.len() < MOST) {
        ones.push(timed(&mut one));
        others.push(timed(&mut other));
    }
    (quartile(ones), quartile(others))
}

fn timed<T>(run: &mut impl FnMut() -> T) -> Duration {
    let before = Instant::now();
    black_box(run());
    before.elapsed()
}

fn quartile(mut samples: Vec<Duration>) -> Duration {
    samples.sort_unstable();
    samples.get(samples.len() / 4).copied().unwrap_or_default()
}

/// Microseconds.
pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

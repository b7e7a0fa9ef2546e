//! What was used between two moments, by this program and by all children that have ended.

use std::time::Instant;

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use super::Failure;

/// A moment.
pub struct Meter {
    begun: Instant,
    cpu_millis: i64,
}

/// What was used since.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    pub cpu_seconds: f64,
    pub wall_seconds: f64,
    /// Memory of the largest child so far.
    pub peak_mebibytes: f64,
}

impl Meter {
    /// Now.
    pub fn start() -> Result<Self, Failure> {
        Ok(Self {
            begun: Instant::now(),
            cpu_millis: cpu_millis()?,
        })
    }

    /// Since then. Children count once they have ended.
    pub fn stop(&self) -> Result<Used, Failure> {
        Ok(Used {
            cpu_seconds: seconds(cpu_millis()? - self.cpu_millis),
            wall_seconds: self.begun.elapsed().as_secs_f64(),
            peak_mebibytes: peak_mebibytes()?,
        })
    }
}

fn cpu_millis() -> Result<i64, Failure> {
    let of = |usage: Usage| {
        usage.user_time().num_milliseconds() + usage.system_time().num_milliseconds()
    };
    let children = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(of(children) + of(getrusage(UsageWho::RUSAGE_SELF)?))
}

/// The most memory that any child needed so far, in mebibytes.
fn peak_mebibytes() -> Result<f64, Failure> {
    let kibibytes = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss();
    #[expect(clippy::cast_precision_loss, reason = "mebibytes of a measurement")]
    let mebibytes = kibibytes as f64 / 1024.0;
    Ok(mebibytes)
}

fn seconds(millis: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a measurement")]
    let seconds = millis as f64 / 1000.0;
    seconds
}

/// The middle value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

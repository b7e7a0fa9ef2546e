//! What a child process used, by the kernel's own account.
#![expect(
    unsafe_code,
    reason = "the standard library waits for a child without asking what it used"
)]

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

use super::Failure;

/// What one run used, with everything that it started.
#[derive(Clone, Debug)]
pub struct Used {
    pub cpu_seconds: f64,
    /// CPU seconds of each photo, as the program itself counted them: a number on each line that it printed.
    pub each: Vec<f64>,
    pub wall_seconds: f64,
    /// Of the largest single process.
    pub peak_mebibytes: f64,
}

impl Used {
    /// CPU seconds that went to no photo, such as the start.
    pub fn rest(&self) -> f64 {
        self.cpu_seconds - self.each.iter().sum::<f64>()
    }
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<Used, Failure> {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut said = String::new();
    if let Some(mut output) = child.stdout.take() {
        output.read_to_string(&mut said)?;
    }
    let pid = i32::try_from(child.id())?;
    let mut status = 0;
    // SAFETY: all numbers and zeros make a valid `rusage`.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: `pid` is our own child, which nobody else waits for; both pointers are to live variables.
    while unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) } != pid {
        let error = std::io::Error::last_os_error();
        if error.kind() != std::io::ErrorKind::Interrupted {
            return Err(error.into());
        }
    }
    let status = ExitStatus::from_raw(status);
    if !status.success() {
        return Err(format!("{command:?}: {status}").into());
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds and kibibytes of one run"
    )]
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds and kibibytes of one run"
    )]
    Ok(Used {
        each: said
            .lines()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| said)?,
        cpu_seconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        wall_seconds: begun.elapsed().as_secs_f64(),
        peak_mebibytes: usage.ru_maxrss as f64 / 1024.0,
    })
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

//! The jail: every decoder runs in here (decision 0005).
//!
//! The worker starts *itself* again (`dizza __jail <what>`). That small fresh process takes the limits of `limits`,
//! closes the file system with Landlock, the dangerous system calls with seccomp, and then becomes the program: ffmpeg,
//! ffprobe, or this binary's own image code. Nothing here needs privileges, namespaces or a container.
//!
//! The parent's half is [`Jail::run`]; the child's half is [`helper_main`].

mod helper;
mod landlocked;
mod probe;
mod prove;
mod supervise;
mod syscalls;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

pub use helper::helper_main;
pub(crate) use probe::probe_main;
pub use prove::{Proof, ProveError};

/// Where the jail finds the binary that jails, and what it may fall back to.
#[derive(Clone, Debug)]
pub struct JailConfig {
    /// The binary whose `main` calls [`crate::helper_main`] first; usually the running one.
    pub helper: PathBuf,
    /// Refuse to run anything where the kernel has no Landlock. Only `--no-jail` sets this to `false`.
    pub require_landlock: bool,
}

impl JailConfig {
    /// The running binary is its own helper.
    ///
    /// # Errors
    /// The system cannot say which binary is running.
    pub fn current_exe() -> io::Result<Self> {
        Ok(Self {
            helper: std::env::current_exe()?,
            require_landlock: true,
        })
    }
}

/// What a jailed program may use. Reaching a limit ends it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// Address space in bytes.
    pub address_space_bytes: u64,
    /// CPU time over all threads.
    pub cpu: Duration,
    /// Longest single file in bytes.
    pub file_bytes: u64,
    /// Bytes by which all writable folders together may grow.
    pub output_bytes: u64,
    /// Time by the clock on the wall.
    pub wall: Duration,
    /// CPU time without any progress. Not wall time: a busy machine is no reason to give up.
    pub stall_cpu: Duration,
}

impl Limits {
    /// The limit of CPU time as the kernel takes it: in whole seconds, a begun one counts.
    fn cpu_seconds(&self) -> u64 {
        (self.cpu.as_secs() + u64::from(self.cpu.subsec_nanos() > 0)).max(1)
    }
}

/// What is to be run, and which paths exist for it. Nothing else in the file system does.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Absolute path of the program.
    pub program: PathBuf,
    /// Its arguments, without its name.
    pub args: Vec<String>,
    /// Files and folders it may read.
    pub read: Vec<PathBuf>,
    /// Folders in which it may read, write, make and remove plain files.
    pub write: Vec<PathBuf>,
    /// Its limits.
    pub limits: Limits,
}

/// How a jailed program ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What ended it.
    pub stopped: Stopped,
    /// CPU time it used, user and system.
    pub cpu: Duration,
    /// Largest resident size seen, in bytes; sampled, so short peaks may be missed.
    pub peak_bytes: u64,
    /// The end of what it wrote to its error output.
    pub stderr: String,
}

/// What ended a jailed program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It ended by itself with this code.
    Exit(i32),
    /// This signal ended it; not one that we sent.
    Signal(i32),
    /// It ran out of CPU time, or out of time with most of its CPU time used.
    CpuLimit,
    /// It ran out of time with most of its CPU time left: it was kept waiting.
    WallLimit,
    /// It used CPU time without making progress.
    Stalled,
    /// It filled its folders.
    OutputLimit,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.stderr.trim_end();
        let from = last
            .char_indices()
            .rev()
            .nth(399)
            .map_or(0, |(index, _)| index);
        write!(
            f,
            "{:?} after {:.2} CPU s; {}",
            self.stopped,
            self.cpu.as_secs_f64(),
            &last[from..]
        )
    }
}

/// Why a program could not be run in the jail: never the fault of the file it was to read.
#[derive(Debug, thiserror::Error)]
pub enum JailError {
    /// The helper did not start, or could not be watched.
    #[error("the jail's helper did not start")]
    Start(#[source] io::Error),
    /// The helper refused to let the program run.
    #[error("the jail could not be closed: {0}")]
    Setup(String),
    /// The specification could not be handed over.
    #[error("the jail's specification is not text")]
    Spec(#[from] serde_json::Error),
    /// The watching thread ended without a word.
    #[error("the jail's watch was lost")]
    Lost,
}

/// Runs programs in the jail.
#[derive(Clone, Debug)]
pub struct Jail {
    config: JailConfig,
}

/// Exit code of the helper where the jail could not be closed.
const EXIT_SETUP: i32 = 125;
/// Exit code of the helper where the program could not be started.
const EXIT_EXEC: i32 = 126;
/// First argument of the helper.
pub(crate) const JAIL_COMMAND: &str = "__jail";
/// First argument of the program that tries to break out, see [`Jail::prove`].
pub(crate) const PROBE_COMMAND: &str = "__probe";

/// What the parent tells the helper, as JSON in its second argument.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    parent: u32,
    program: PathBuf,
    args: Vec<String>,
    read: Vec<PathBuf>,
    write: Vec<PathBuf>,
    limits: Limits,
    require_landlock: bool,
}

impl Jail {
    /// A jail that closes itself with this helper.
    pub fn new(config: JailConfig) -> Self {
        Self { config }
    }

    /// The binary that jails, and that holds the image code.
    pub fn helper(&self) -> &Path {
        &self.config.helper
    }

    /// Runs a program to its end. Each line it writes to its output is given to `on_line` (cut at 64 KiB).
    ///
    /// Dropping the future kills the whole process group before it returns, so nothing is left behind.
    ///
    /// # Errors
    /// [`JailError`] where the jail is at fault. How the program itself ended stands in the outcome.
    pub async fn run(
        &self,
        spec: &Spec,
        mut on_line: impl FnMut(&str) + Send,
    ) -> Result<Outcome, JailError> {
        let order = serde_json::to_string(&Order {
            parent: std::process::id(),
            program: spec.program.clone(),
            args: spec.args.clone(),
            read: spec.read.clone(),
            write: spec.write.clone(),
            limits: spec.limits,
            require_landlock: self.config.require_landlock,
        })?;
        let watch = supervise::Watch {
            helper: self.config.helper.clone(),
            order,
            limits: spec.limits,
            folders: spec.write.clone(),
        };
        let (lines, line_rx) = mpsc::channel(64);
        let (done, outcome) = oneshot::channel();
        let (control, orders) = std::sync::mpsc::channel();
        let to_self = control.clone();
        // A thread of its own, not one of the runtime's: the child dies with the *thread* that started it.
        let thread = std::thread::Builder::new()
            .name("jail".to_owned())
            .spawn(move || {
                let _ = done.send(watch.run(lines, to_self, &orders));
            })
            .map_err(JailError::Start)?;
        let mut running = Running {
            lines: line_rx,
            control,
            thread: Some(thread),
        };
        while let Some(line) = running.lines.recv().await {
            on_line(&line);
        }
        let outcome = outcome
            .await
            .map_err(|_| JailError::Lost)?
            .map_err(JailError::Start)?;
        match outcome.stopped {
            Stopped::Exit(EXIT_SETUP | EXIT_EXEC) => Err(JailError::Setup(outcome.stderr)),
            _ => Ok(outcome),
        }
    }
}

/// A watched program; ends with it.
struct Running {
    lines: mpsc::Receiver<String>,
    control: std::sync::mpsc::Sender<supervise::Control>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // First the receiver, or a reader that waits for room in the channel would never end.
        self.lines.close();
        let _ = self.control.send(supervise::Control::Cancel);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

//! The parent's half: starts the helper, reads its output, watches time, progress and disk, and kills.

use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::{JAIL_COMMAND, Limits, Outcome, Stopped};

/// How often limits are looked at.
const TICK: Duration = Duration::from_millis(200);
/// Lines longer than this are cut.
const MAX_LINE_BYTES: u64 = 64 * 1024;
/// This much of the error output is kept.
const MAX_STDERR_BYTES: usize = 16 * 1024;

/// What ends the watch.
pub(super) enum Control {
    /// The program has ended and waits to be buried.
    Ended,
    /// Nobody waits for the result any more.
    Cancel,
}

/// One program to start and watch.
pub(super) struct Watch {
    pub(super) helper: PathBuf,
    pub(super) order: String,
    pub(super) limits: Limits,
    pub(super) folders: Vec<PathBuf>,
}

impl Watch {
    /// Starts the helper and stays until it has ended. Must run on a thread that lives as long as the helper.
    pub(super) fn run(
        self,
        lines: tokio::sync::mpsc::Sender<String>,
        to_self: Sender<Control>,
        control: &Receiver<Control>,
    ) -> io::Result<Outcome> {
        let before = bytes_in(&self.folders);
        let mut child = Command::new(&self.helper)
            .arg(JAIL_COMMAND)
            .arg(&self.order)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let pid = Pid::from_child(&child);
        let progress = Arc::new(AtomicU64::new(0));
        let readers = Readers::start(&mut child, lines, &progress)?;
        let burial = thread::Builder::new()
            .name("jail-wait".to_owned())
            .spawn(move || {
                // NOWAIT leaves the process unburied, so that its number cannot be given to another one yet.
                while let Err(rustix::io::Errno::INTR) = waitid(
                    WaitId::Pid(pid),
                    WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
                ) {}
                let _ = to_self.send(Control::Ended);
            })?;

        let mut meter = Meter::new(pid, self.limits, before);
        let verdict = meter.watch(control, &progress, &self.folders);
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = burial.join();
        meter.measure();
        let status = child.wait()?;
        let stderr = readers.finish();
        let stopped = verdict.unwrap_or_else(|| match (status.code(), status.signal()) {
            // ffmpeg ends by itself on SIGXCPU, so the meter decides.
            (Some(code), _) if code != 0 && meter.is_out_of_cpu() => Stopped::CpuLimit,
            (Some(code), _) => Stopped::Exit(code),
            (None, Some(_)) if meter.is_out_of_cpu() => Stopped::CpuLimit,
            (None, signal) => Stopped::Signal(signal.unwrap_or(0)),
        });
        Ok(Outcome {
            stopped,
            cpu: meter.cpu,
            peak_bytes: meter.peak_bytes,
            stderr,
        })
    }
}

/// What a running program has used.
struct Meter {
    pid: Pid,
    limits: Limits,
    started: Instant,
    /// What lay in the folders at the start: other programs of the same job left it.
    bytes_before: u64,
    cpu: Duration,
    peak_bytes: u64,
    ticks_per_second: u64,
}

impl Meter {
    fn new(pid: Pid, limits: Limits, bytes_before: u64) -> Self {
        Self {
            pid,
            limits,
            started: Instant::now(),
            bytes_before,
            cpu: Duration::ZERO,
            peak_bytes: 0,
            ticks_per_second: rustix::param::clock_ticks_per_second().max(1),
        }
    }

    /// Stays until the program has ended (`None`) or must be killed.
    fn watch(
        &mut self,
        control: &Receiver<Control>,
        progress: &AtomicU64,
        folders: &[PathBuf],
    ) -> Option<Stopped> {
        let (mut seen, mut cpu_at_progress) = (0, Duration::ZERO);
        for tick in 0_u64.. {
            match control.recv_timeout(TICK) {
                Ok(Control::Ended) => return None,
                Ok(Control::Cancel) | Err(RecvTimeoutError::Disconnected) => {
                    return Some(Stopped::Signal(9));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.measure();
            let now_seen = progress.load(Ordering::Relaxed);
            if now_seen != seen {
                (seen, cpu_at_progress) = (now_seen, self.cpu);
            }
            if self.started.elapsed() > self.limits.wall {
                // Who has used most of its CPU time would have run out of it on a machine with less to do.
                let busy = self.cpu * 2 > self.limits.cpu;
                return Some(if busy {
                    Stopped::CpuLimit
                } else {
                    Stopped::WallLimit
                });
            }
            if self.cpu.saturating_sub(cpu_at_progress) > self.limits.stall_cpu {
                return Some(Stopped::Stalled);
            }
            if tick % 5 == 4
                && bytes_in(folders).saturating_sub(self.bytes_before) > self.limits.output_bytes
            {
                return Some(Stopped::OutputLimit);
            }
        }
        None
    }

    fn measure(&mut self) {
        let folder = format!("/proc/{}", self.pid.as_raw_nonzero());
        if let Some(ticks) = std::fs::read_to_string(format!("{folder}/stat"))
            .ok()
            .and_then(|stat| cpu_ticks(&stat))
        {
            self.cpu = Duration::from_millis(ticks.saturating_mul(1000) / self.ticks_per_second);
        }
        if let Some(bytes) = std::fs::read_to_string(format!("{folder}/status"))
            .ok()
            .and_then(|text| peak_bytes(&text))
        {
            self.peak_bytes = self.peak_bytes.max(bytes);
        }
    }

    /// The kernel's limit counts ticks of its clock, what is measured is time that was really had; where processors are shared the
    /// first runs ahead by some percent.
    fn is_out_of_cpu(&self) -> bool {
        self.cpu * 10 >= Duration::from_secs(self.limits.cpu_seconds()) * 9
    }
}

/// User and system time in clock ticks: fields 14 and 15 of `/proc/*/stat` (proc(5)); the name before may hold anything.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

fn peak_bytes(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix("kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kib| kib * 1024)
}

fn bytes_in(folders: &[PathBuf]) -> u64 {
    folders.iter().map(|folder| folder_bytes(folder)).sum()
}

/// Bytes of the plain files in a folder; the jail can make no folders inside.
fn folder_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|meta| meta.len())
        .sum()
}

/// The threads that empty the program's pipes.
struct Readers {
    stdout: JoinHandle<()>,
    stderr: JoinHandle<String>,
}

impl Readers {
    fn start(
        child: &mut Child,
        lines: tokio::sync::mpsc::Sender<String>,
        progress: &Arc<AtomicU64>,
    ) -> io::Result<Self> {
        let pipe = |missing: &'static str| io::Error::other(missing);
        let stdout = child.stdout.take().ok_or_else(|| pipe("no output pipe"))?;
        let stderr = child.stderr.take().ok_or_else(|| pipe("no error pipe"))?;
        let progress = Arc::clone(progress);
        Ok(Self {
            stdout: thread::Builder::new()
                .name("jail-out".to_owned())
                .spawn(move || read_lines(stdout, &lines, &progress))?,
            stderr: thread::Builder::new()
                .name("jail-err".to_owned())
                .spawn(move || read_tail(stderr))?,
        })
    }

    fn finish(self) -> String {
        let _ = self.stdout.join();
        self.stderr.join().unwrap_or_default()
    }
}

/// Hands lines on. Only a line that says something new about how far the work has come counts as progress.
fn read_lines(pipe: impl Read, lines: &tokio::sync::mpsc::Sender<String>, progress: &AtomicU64) {
    let mut reader = BufReader::new(pipe);
    let mut last = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut reader)
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut line)
        {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if (text.starts_with("out_time_us=") || text.starts_with("step=")) && last != line {
            last.clone_from(&line);
            progress.fetch_add(1, Ordering::Relaxed);
        }
        // A closed channel means that nobody listens any more; the pipe is emptied all the same.
        let _ = lines.blocking_send(text.to_owned());
    }
}

fn read_tail(mut pipe: impl Read) -> String {
    let mut kept = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = pipe.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..read]);
        if kept.len() > 2 * MAX_STDERR_BYTES {
            kept.drain(..kept.len() - MAX_STDERR_BYTES);
        }
    }
    let from = kept.len().saturating_sub(MAX_STDERR_BYTES);
    String::from_utf8_lossy(&kept[from..]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_read_behind_any_name() {
        let stat = "42 (a) b) R 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 5 0 0";
        assert_eq!(cpu_ticks(stat), Some(300));
        assert_eq!(cpu_ticks("nonsense"), None);
    }

    #[test]
    fn peak_memory_is_read_in_bytes() {
        assert_eq!(
            peak_bytes("Name:\tx\nVmHWM:\t   1234 kB\n"),
            Some(1234 * 1024)
        );
        assert_eq!(peak_bytes("Name:\tx\n"), None);
    }
}

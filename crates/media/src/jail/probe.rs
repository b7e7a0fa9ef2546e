//! A program that tries to break out and reports how far it came. It runs in the jail instead of a decoder.

use std::ffi::{CString, OsString};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write;
use std::net::{TcpStream, UdpSocket};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde::{Deserialize, Serialize};

/// What the probe is told to try.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attempts {
    /// A file inside that must stay readable and unchanged.
    pub(super) input: PathBuf,
    /// Files outside that must not be readable.
    pub(super) secrets: Vec<PathBuf>,
    /// A file outside that must not change in any way, and that nobody else needs.
    pub(super) bystander: PathBuf,
    /// A file outside that must not come to be.
    pub(super) outside: PathBuf,
    /// Folder inside where a file may come to be.
    pub(super) folder: PathBuf,
    /// Somebody who listens.
    pub(super) address: String,
    /// The one program that may be executed: this one.
    pub(super) program: PathBuf,
}

/// How far the probe came: `true` means that it got through.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a list of yes-or-no questions"
)]
pub struct Proof {
    /// Must be true: the input could be read.
    pub reads_input: bool,
    /// Must be true: a file in its folder could be written and removed.
    pub writes_folder: bool,
    /// Must be true: threads can be started.
    pub starts_threads: bool,
    /// A file outside could be read.
    pub reads_outside: bool,
    /// The environment was visible.
    pub sees_environment: bool,
    /// A file outside could be written.
    pub writes_outside: bool,
    /// Rights or times of a file outside could be changed, or all that it holds taken away by its path.
    pub changes_outside: bool,
    /// The input could be changed.
    pub changes_input: bool,
    /// A folder, a symbolic link or a pipe could be made.
    pub makes_special_files: bool,
    /// A TCP connection came about.
    pub connects: bool,
    /// A socket of any kind could be opened.
    pub opens_socket: bool,
    /// A process could be started: a shell, another program, or the allowed one a second time.
    pub starts_program: bool,
    /// A file could be made that has no path, and could hold a program.
    pub makes_memory_file: bool,
    /// A file of its own could be made executable and started.
    pub starts_own_file: bool,
    /// The parent, or even itself, could be sent a signal.
    pub sends_signal: bool,
    /// A limit could be raised, or set to what it is: who may not raise one may still set it without our filter.
    pub sets_limit: bool,
}

impl Proof {
    /// Whether all that must work works and all that must be refused was refused.
    pub fn holds(&self) -> bool {
        *self
            == Self {
                reads_input: true,
                writes_folder: true,
                starts_threads: true,
                ..Self::default()
            }
    }
}

/// Tries everything and prints the answers.
pub(crate) fn probe_main(args: &[OsString]) -> ExitCode {
    let attempts = args
        .first()
        .and_then(|text| text.to_str())
        .and_then(|text| serde_json::from_str(text).ok());
    let Some(attempts) = attempts else {
        eprintln!("one argument is expected: what to try");
        return ExitCode::from(2);
    };
    // Should a file of its own start in its place, it cannot tell any more: so that is told first, and taken back after.
    let mut proof = attempt(&attempts);
    let told = tell(&proof).and_then(|()| {
        proof.starts_own_file = starts_own(&attempts.folder);
        tell(&proof)
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn tell(proof: &Proof) -> serde_json::Result<()> {
    println!("{}", serde_json::to_string(proof)?);
    Ok(())
}

/// All but a file of its own, which is taken to have started.
fn attempt(what: &Attempts) -> Proof {
    Proof {
        reads_input: fs::read(&what.input).is_ok(),
        writes_folder: writes(&what.folder.join("probe")),
        starts_threads: std::thread::Builder::new()
            .spawn(|| ())
            .is_ok_and(|thread| thread.join().is_ok()),
        reads_outside: what.secrets.iter().any(|path| File::open(path).is_ok())
            || fs::read("/proc/self/environ").is_ok(),
        sees_environment: std::env::vars_os().next().is_some(),
        writes_outside: writes(&what.outside),
        changes_outside: fs::set_permissions(&what.bystander, Permissions::from_mode(0o666))
            .is_ok()
            || dates_back(&what.bystander)
            || truncates(&what.bystander),
        changes_input: OpenOptions::new().append(true).open(&what.input).is_ok()
            || fs::remove_file(&what.input).is_ok(),
        makes_special_files: makes_special(&what.folder),
        connects: TcpStream::connect(&what.address).is_ok(),
        opens_socket: UdpSocket::bind("127.0.0.1:0").is_ok() || UnixStream::pair().is_ok(),
        starts_program: ["/bin/sh".as_ref(), "/usr/bin/env".as_ref(), &*what.program]
            .iter()
            .any(|path: &&Path| Command::new(path).spawn().is_ok()),
        makes_memory_file: rustix::fs::memfd_create("probe", rustix::fs::MemfdFlags::empty())
            .is_ok(),
        starts_own_file: true,
        sends_signal: [rustix::process::getppid(), Some(rustix::process::getpid())]
            .into_iter()
            .flatten()
            .any(|process| rustix::process::test_kill_process(process).is_ok())
            || rustix::process::getppid().is_some_and(signals_its_thread),
        sets_limit: sets_limit(),
    }
}

fn dates_back(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};
    let long_ago = Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    let times = Timestamps {
        last_access: long_ago,
        last_modification: long_ago,
    };
    utimensat(CWD, path, &times, AtFlags::empty()).is_ok()
}

/// Without opening it: a right of its own, which Landlock has known since Linux 6.2.
#[expect(unsafe_code, reason = "no safe library has this call")]
fn truncates(path: &Path) -> bool {
    CString::new(path.as_os_str().as_bytes()).is_ok_and(|path| {
        // SAFETY: a string that ends in zero and lives for the call.
        unsafe { libc::truncate(path.as_ptr(), 0) == 0 }
    })
}

/// A process may be signalled by its threads, too. Signal 0 only asks whether one might.
#[expect(unsafe_code, reason = "no safe library has this call")]
fn signals_its_thread(process: rustix::process::Pid) -> bool {
    let number = process.as_raw_nonzero().get();
    // SAFETY: three numbers, no memory.
    unsafe { libc::syscall(libc::SYS_tgkill, number, number, 0) == 0 }
}

fn sets_limit() -> bool {
    let files = rlimit::Resource::NOFILE;
    files.set(1000, 1000).is_ok()
        || files
            .get()
            .and_then(|(soft, hard)| files.set(soft, hard))
            .is_ok()
}

fn writes(path: &Path) -> bool {
    fs::write(path, b"probe").is_ok() && fs::remove_file(path).is_ok()
}

fn makes_special(folder: &Path) -> bool {
    fs::create_dir(folder.join("probe-folder")).is_ok()
        || std::os::unix::fs::symlink("/etc/passwd", folder.join("probe-link")).is_ok()
        || rustix::fs::mknodat(
            rustix::fs::CWD,
            folder.join("probe-pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .is_ok()
}

fn starts_own(folder: &Path) -> bool {
    use std::os::unix::process::CommandExt;
    let path = folder.join("probe-program");
    let loader = fs::read("/lib64/ld-linux-x86-64.so.2");
    // Executable from the beginning: a file needs nobody's leave for that.
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o755)
        .open(&path)
        .and_then(|mut file| file.write_all(loader.as_deref().unwrap_or(b"#!/bin/sh\n")));
    let started = made.is_ok() && {
        // Should exec work after all, this process is gone.
        let mut program = Command::new(&path);
        program.arg("--version");
        program.spawn().is_ok() || program.exec().raw_os_error().is_none()
    };
    let _ = fs::remove_file(&path);
    started
}

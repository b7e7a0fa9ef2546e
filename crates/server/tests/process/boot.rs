//! What a worker demands of the machine before it decodes anything: a jail that holds, and decoders that are new enough.

use std::{
    collections::BTreeMap,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

use crate::{Server, dizza};

/// What the kernel answers to the call instead of doing it; 0 is a success that did nothing.
type Answer = (libc::c_long, i32);
const NO_LANDLOCK: Answer = (libc::SYS_landlock_create_ruleset, libc::ENOSYS);
const LANDLOCK_WITHOUT_EFFECT: Answer = (libc::SYS_landlock_restrict_self, 0);
const SECCOMP_WITHOUT_EFFECT: Answer = (libc::SYS_seccomp, 0);

/// Does something on a thread whose children find such a kernel.
fn on_a_kernel_that<T: Send>((call, errno): Answer, act: impl FnOnce() -> T + Send) -> T {
    let filter = SeccompFilter::new(
        BTreeMap::from([(call, Vec::new())]),
        SeccompAction::Allow,
        SeccompAction::Errno(errno.unsigned_abs()),
        std::env::consts::ARCH.try_into().unwrap(),
    );
    let filter: BpfProgram = filter.unwrap().try_into().unwrap();
    std::thread::scope(|scope| {
        let limited = scope.spawn(move || {
            seccompiler::apply_filter(&filter).unwrap();
            act()
        });
        limited.join().unwrap()
    })
}

/// The error of a command that must end by itself before it serves or works.
#[track_caller]
fn refusal(command: &mut Command) -> String {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut server = Server {
        child: child.spawn().unwrap(),
        address: ([127, 0, 0, 1], 0).into(),
    };
    let status = server.wait();
    let (mut told, mut error) = (String::new(), String::new());
    let (stdout, stderr) = (&mut server.child.stdout, &mut server.child.stderr);
    stdout.as_mut().unwrap().read_to_string(&mut told).unwrap();
    stderr.as_mut().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!((status.code(), told.as_str()), (Some(1), ""), "{error}");
    error
}

/// Ends the server; gives what it logged.
fn log_of(mut server: Server) -> String {
    server.signal(rustix::process::Signal::TERM);
    let mut stderr = server.child.stderr.take().unwrap();
    let mut log = String::new();
    stderr.read_to_string(&mut log).unwrap();
    assert!(server.wait().success(), "{log}");
    log
}

#[test]
fn without_landlock_nothing_is_decoded_unless_the_operator_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path();
    on_a_kernel_that(NO_LANDLOCK, || {
        for words in [&["serve"][..], &["worker"], &["worker", "--lanes", "media"]] {
            let error = refusal(&mut dizza(var, words));
            assert!(
                error.contains("no Landlock") && error.contains("--no-jail"),
                "{words:?}: {error}"
            );
        }
        // Pages need no jail.
        drop(Server::start_with(var, &["--no-worker"]));
        let open = Server::start_with(var, &["--no-jail"]);
        assert!(open.get("/readyz").contains("--no-jail"));
        let log = log_of(open);
        assert!(
            log.contains("media are decoded without a whole jail"),
            "{log}"
        );
    });
}

#[test]
fn a_jail_that_holds_nothing_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path();
    for (answer, holes) in [
        (
            LANDLOCK_WITHOUT_EFFECT,
            ["reads_outside", "writes_outside", "starts_own_file"],
        ),
        (
            SECCOMP_WITHOUT_EFFECT,
            ["changes_outside", "opens_socket", "sets_limit"],
        ),
    ] {
        on_a_kernel_that(answer, || {
            let error = refusal(&mut dizza(var, &["serve"]));
            assert!(error.contains("the jail has a hole"), "{error}");
            for hole in holes {
                assert!(error.contains(&format!("{hole}: true")), "{hole}: {error}");
            }
        });
    }
}

#[test]
fn who_goes_without_a_jail_is_told_so_at_every_start() {
    let folder = tempfile::tempdir().unwrap();
    let warning = "media may be decoded without a whole jail";
    let jailed = Server::start(folder.path());
    assert!(!jailed.get("/readyz").contains("--no-jail"));
    let log = log_of(jailed);
    assert!(
        log.contains("the jail holds") && !log.contains(warning),
        "{log}"
    );
    for more in [&["--no-jail"][..], &["--no-jail", "--no-worker"]] {
        let open = Server::start_with(folder.path(), more);
        let ready = open.get("/readyz");
        assert!(
            ready.starts_with("HTTP/1.1 200") && ready.contains("--no-jail"),
            "{ready}"
        );
        let log = log_of(open);
        assert!(log.contains(warning), "{more:?}: {log}");
    }
}

/// A folder with a program of this name that tells an old version.
fn old(name: &str, told: &str, folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    let source = folder.join("old.rs");
    std::fs::write(&source, format!("fn main() {{ println!(\"{told}\") }}")).unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let made = Command::new(rustc)
        .arg("-o")
        .arg(folder.join(name))
        .arg(source)
        .status();
    assert!(made.unwrap().success());
}

#[test]
fn old_decoders_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path().join("var");
    for (name, told, needed, package) in [
        ("ffmpeg", "ffmpeg version 4.4.2-0ubuntu0", "5.1.0", "ffmpeg"),
        ("ffprobe", "ffprobe version 4.4.2", "5.1.0", "ffmpeg"),
        (
            "pdftotext",
            "pdftotext version 22.02.0",
            "22.12.0",
            "poppler-utils",
        ),
        (
            "heif-convert",
            "libheif version: 1.12.0",
            "1.15.1",
            "libheif-examples",
        ),
    ] {
        let bin = folder.path().join(name);
        old(name, told, &bin);
        let system = std::env::var("PATH").unwrap();
        let path = format!("{}:{system}", bin.display());
        for words in ["serve", "worker"] {
            let error = refusal(dizza(&var, &[words]).env("PATH", &path));
            assert!(
                error.contains(&format!("{name} "))
                    && error.contains(&format!(
                        "is too old, at least {needed} is needed (package {package})"
                    )),
                "{name}: {error}"
            );
        }
        drop(Server::run(
            dizza(&var, &["serve", "--no-worker"]).env("PATH", &path),
        ));
    }
}

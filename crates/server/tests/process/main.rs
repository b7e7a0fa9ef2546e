//! The real binary as a process: starting, stopping, and errands on the command line.

#![expect(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod boot;
mod containers;
mod nodes;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

/// Long enough for a busy machine; nothing waits for it unless something is broken.
const DEADLINE: Duration = Duration::from_secs(35);

fn dizza(var: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dizza"));
    command
        .args(arguments)
        .env_clear()
        .env("DIZZA_SERVER__VAR", var)
        .env("DIZZA_LISTEN", "127.0.0.1:0");
    // Decoders are found by their usual places.
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

fn run(var: &Path, arguments: &[&str]) -> Output {
    dizza(var, arguments).output().unwrap()
}

#[track_caller]
fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {error}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A server that is killed when the test ends.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(var: &Path) -> Self {
        Self::start_with(var, &[])
    }

    fn start_with(var: &Path, more: &[&str]) -> Self {
        Self::run(dizza(var, &["serve"]).args(more))
    }

    /// Runs what serves, and waits until it says where it listens.
    fn run(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            line.unwrap()
                .strip_prefix("listening on http://")
                .map(|address| address.parse().unwrap())
        });
        let address = address.unwrap_or_else(|| {
            let mut error = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut error)
                .unwrap();
            panic!("no address: {error}")
        });
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
    }

    fn wait(&mut self) -> ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begin.elapsed() < DEADLINE, "it does not end");
            std::thread::yield_now();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_starts_on_an_empty_folder_stops_cleanly_and_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path().join("var");
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::INT] {
        let mut server = Server::start(&var);
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
        let ready = server.get("/readyz");
        assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
        assert!(server.get("/metrics").starts_with("HTTP/1.1 200"));
        // A silent connection must not hold it.
        let _silent = TcpStream::connect(server.address).unwrap();
        server.signal(signal);
        assert!(server.wait().success());
    }
    let secret = std::fs::metadata(var.join("secret")).unwrap();
    assert_eq!(
        (secret.len(), secret.permissions().mode() & 0o777),
        (64, 0o600)
    );
    assert_eq!(
        std::fs::read_dir(&var)
            .unwrap()
            .filter(|entry| entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("draft"))
            .count(),
        0
    );
}

#[test]
fn the_operator_grants_and_signs_in_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path();
    said(&run(var, &["migrate"]));
    said(&run(var, &["migrate"]));
    assert_eq!(
        said(&run(
            var,
            &["admin", "grant", "Ana@Example.org", "organiser"]
        )),
        "granted\n"
    );
    let address = said(&run(var, &["admin", "sign-in-link", "ana@example.org"]));
    assert!(
        address.starts_with("http://127.0.0.1:0/sv/sign-in/"),
        "{address}"
    );
    assert!(
        address.trim().len() > "http://127.0.0.1:0/sv/sign-in/".len() + 20,
        "{address}"
    );
    assert!(said(&run(var, &["check", "audit"])).ends_with("all whole\n"));
    assert_eq!(
        said(&run(var, &["check", "votes"])),
        "all counts are right\n"
    );
    assert_eq!(
        said(&run(
            var,
            &["admin", "revoke", "ana@example.org", "organiser"]
        )),
        "revoked\n"
    );
    for wrong in [
        ["admin", "grant", "ana@example.org", "king"],
        ["admin", "grant", "ana", "organiser"],
    ] {
        assert!(!run(var, &wrong).status.success(), "{wrong:?}");
    }
}

#[test]
fn an_edition_is_set_up_from_the_file_that_the_manual_shows() {
    let manual = include_str!("../../../../docs/operate.md");
    let (_, rest) = manual.split_once("```toml\nslug").unwrap();
    let example = format!("slug{}", rest.split_once("```").unwrap().0);
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path().join("var");
    let file = folder.path().join("edition.toml");
    let set_up = || run(&var, &["admin", "edition", file.to_str().unwrap()]);
    assert!(!set_up().status.success(), "there is no file yet");
    std::fs::write(&file, &example).unwrap();
    assert_eq!(said(&set_up()), "2027\n");
    assert_eq!(said(&set_up()), "2027\n", "again is no error");
    std::fs::write(&file, format!("colour = 1\n{example}")).unwrap();
    let refused = set_up();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("colour"));
}

#[test]
fn a_wrong_configuration_is_refused_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path().join("var");
    let canary = "canary-7c1f";
    for (name, value) in [
        ("DIZZA_SERVER__PUBLIC_ORIGIN", "http://dizza.example"),
        ("DIZZA_SERVER__SECRET", canary),
        ("DIZZA_SERVER__LISEN", "x"),
        ("DIZZA_LISTEN", "everywhere"),
    ] {
        let output = dizza(&var, &["serve"])
            .env(name, value)
            .env(
                "DATABASE_URL",
                format!("postgres://dizza:{canary}@127.0.0.1:1/x"),
            )
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            !error.contains(canary) && error.starts_with("dizza: "),
            "{name}: {error}"
        );
    }
    assert!(!var.exists());
    let output = dizza(&var, &["serve"])
        .env(
            "DATABASE_URL",
            format!("postgres://dizza:{canary}@127.0.0.1:1/x"),
        )
        .env("DIZZA_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "1")
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && !error.contains(canary),
        "{error}"
    );
}

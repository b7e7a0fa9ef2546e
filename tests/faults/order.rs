//! A killed process loses nothing that it gave to the kernel, a power cut does. So the kernel's own record is read: an
//! answer leaves after what it promises was written *and* synced.

use bytes::Bytes;
use hyper::Method;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::process::Command;

use crate::site::Site;
use crate::uploads::{people, picture, send};
use crate::votes::{Voter, ballot};

/// The calls that write, sync and answer; `-y` names the file behind each number.
const TRACE: [&str; 8] = [
    "-f",
    "-y",
    "-qq",
    "-s",
    "20",
    "-e",
    "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync",
    "-o",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_leaves_before_the_disk_has_what_it_promises() {
    let (mut site, (people, (cookies, codes))) = Site::new(async |ctx| {
        let ballot = ballot(ctx).await;
        (people(ctx, 1).await, ballot)
    })
    .await;
    let trace = site.folder().join("trace");
    // Without a worker nobody else writes.
    let program = site.dizza("serve", &["serve", "--no-worker"], &[]);
    let mut traced = Command::new("strace");
    let plain = program.as_std();
    traced
        .args(TRACE)
        .arg(&trace)
        .arg(plain.get_program())
        .args(plain.get_args())
        .env_clear();
    traced.envs(
        plain
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    assert!(site.start_as(traced).await);
    let server = Traced::below(site.id());
    let mut voter = Voter::new(site.client(&cookies[0]), codes);
    voter.cast_take_back_and_cast().await;
    let client = site.client(&people[0].cookie);
    let file = picture(&mut StdRng::seed_from_u64(1));
    assert!(send(&client, &people[0].code, &file, 0).await);
    // The last call of the trace must be out of strace's hands.
    let _ = client
        .tus(Method::OPTIONS, "/uploads", &[], Bytes::new())
        .await;
    server.signal("-TERM");
    site.stopped().await;

    let calls = std::fs::read_to_string(&trace).unwrap();
    let votes = answers(&calls, "HTTP/1.1 303", "dizza.db-wal");
    assert_eq!(
        votes.len(),
        4,
        "three votes and one taken back were answered"
    );
    let bytes = answers(&calls, "HTTP/1.1 204", "/staging/");
    assert!(!bytes.is_empty());
    for (line, unsynced) in votes.into_iter().chain(bytes) {
        assert!(!unsynced, "answered before the disk had it: {line}");
    }
}

/// The server below strace, which passes no signals on. It does not outlive a test that fails.
struct Traced(String);

impl Traced {
    fn below(strace: u32) -> Self {
        let children = std::fs::read_to_string(format!("/proc/{strace}/task/{strace}/children"));
        Self(children.unwrap().trim().to_owned())
    }

    fn signal(&self, signal: &str) {
        let sent = std::process::Command::new("kill")
            .args([signal, &self.0])
            .output();
        assert!(sent.is_ok());
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.signal("-KILL");
        }
    }
}

/// Every answer that begins like this, and whether the file still held writes that were not synced when it left.
fn answers(calls: &str, status: &str, file: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut unsynced = false;
    // Per thread: the sync that it waits for.
    let mut waiting = std::collections::BTreeSet::new();
    for line in calls.lines() {
        let (thread, call) = line.split_once(' ').unwrap_or_default();
        let call = call.trim_start();
        let is_sync = call.starts_with("fsync(") || call.starts_with("fdatasync(");
        let on_file = call.split_once(',').unwrap_or((call, "")).0.contains(file);
        if is_sync && on_file {
            if call.contains("<unfinished") {
                waiting.insert(thread.to_owned());
            } else {
                unsynced = false;
            }
        } else if call.contains("sync resumed>") {
            unsynced &= !waiting.remove(thread);
        } else if (call.starts_with("write") || call.starts_with("pwrite")) && on_file {
            unsynced = true;
        }
        if call.contains(status) && (call.starts_with("write") || call.starts_with("send")) {
            found.push((line.to_owned(), unsynced));
        }
    }
    found
}

#[test]
fn the_record_is_read_right() {
    let wal = "/var/dizza.db-wal";
    let write = format!("7 pwrite64(9<{wal}>, \"x\"..., 24, 0) = 24");
    let sync = format!("7 fdatasync(9<{wal}>) = 0");
    let answer = "8 sendto(11<socket:[1]>, \"HTTP/1.1 303 See\"..., 100, 0, NULL, 0) = 100";
    let half = format!("7 fdatasync(9<{wal}> <unfinished ...>");
    let whole = "7 <... fdatasync resumed>) = 0";
    let late = |lines: &[&str]| answers(&lines.join("\n"), "HTTP/1.1 303", "dizza.db-wal")[0].1;
    assert!(!late(&[&write, &sync, answer]));
    assert!(late(&[&write, answer, &sync]));
    assert!(late(&[&write, &half, answer, whole]));
    assert!(!late(&[&write, &half, whole, answer]));
    assert!(late(&[&write, &sync, &write, answer]));
}

//! Killing a writer leaves no half object.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use storage::{FolderStore, ObjectKey, ObjectStore, StoreError};

use crate::support::noise;

const FOLDER: &str = "DIZZA_TEST_CRASH_FOLDER";
const LEN: usize = 1_000_000;
const DEADLINE: Duration = Duration::from_secs(20);

fn key(text: &str) -> ObjectKey {
    ObjectKey::parse(text).unwrap()
}

/// Run by the test below as a process of its own: stores two objects and says so, then one whose bytes come from a pipe.
#[tokio::test]
#[ignore = "the process that the crash test kills"]
async fn writer() {
    let Ok(folder) = std::env::var(FOLDER).map(PathBuf::from) else {
        return;
    };
    let store = FolderStore::open(folder.join("store")).unwrap();
    for name in ["whole/1", "whole/2"] {
        store
            .put_bytes(&key(name), noise(5, LEN).into())
            .await
            .unwrap();
        println!("\nstored {name}");
    }
    store
        .put_file(&key("half/1"), &folder.join("pipe"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_killed_writer_leaves_whole_objects_only_and_all_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let (mut child, output) = start_writer(folder.path());
    // On a thread, so that a writer that never comes fails the test instead of hanging it.
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        let stored = lines.filter_map(|line| line.strip_prefix("stored ").map(str::to_owned));
        let acknowledged: Vec<String> = stored.take(2).collect();
        let mut pipe = OpenOptions::new().write(true).open(pipe).unwrap();
        // Returns when the writer has read all but the little that the pipe holds: it is in the middle of its put.
        pipe.write_all(&noise(6, LEN)).unwrap();
        tell.send((acknowledged, pipe)).unwrap();
    });
    let (acknowledged, _open_pipe) = told.recv_timeout(DEADLINE).expect("the writer writes");
    child.kill().unwrap();
    child.wait().unwrap();

    assert_eq!(acknowledged, ["whole/1", "whole/2"]);
    assert!(
        bytes_below(&folder.path().join("store")) > 2 * LEN as u64,
        "half of it was written"
    );
    let store = FolderStore::open(folder.path().join("store")).unwrap();
    let listed = store.list("", None, 1_000).await.unwrap().objects;
    let names: Vec<&str> = listed.iter().map(|object| object.key.as_str()).collect();
    assert_eq!(names, acknowledged);
    for name in names {
        let bytes = store.get_bytes(&key(name), u64::MAX).await.unwrap();
        assert!(bytes == noise(5, LEN), "{name} is whole");
    }
    assert!(matches!(
        store.head(&key("half/1")).await,
        Err(StoreError::NotFound)
    ));
    // The key is as good as new for whoever tries again.
    store
        .put_bytes(&key("half/1"), noise(6, LEN).into())
        .await
        .unwrap();
}

fn start_writer(folder: &Path) -> (Child, ChildStdout) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::writer", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    (child, output)
}

fn bytes_below(folder: &Path) -> u64 {
    let sizes = fs::read_dir(folder).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let found = entry.metadata().unwrap();
        if found.is_dir() {
            bytes_below(&entry.path())
        } else {
            found.len()
        }
    });
    sizes.sum()
}

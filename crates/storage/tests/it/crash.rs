//! Killing a writer leaves no half object.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use storage::{FolderStore, ObjectKey, ObjectStore};

use crate::support::noise;

const FOLDER: &str = "DIZZA_TEST_CRASH_FOLDER";
const LEN: usize = 3_000_000;
const ROUNDS: usize = 8;

/// Run by the test below as a process of its own: stores objects until it is killed, and says which are acknowledged.
#[tokio::test]
#[ignore = "the process that the crash test kills"]
async fn writer() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let store = FolderStore::open(folder).unwrap();
    let bytes = noise(5, LEN);
    for round in 0.. {
        let key = ObjectKey::parse(format!("p{}/{round}", std::process::id())).unwrap();
        store.put_bytes(&key, bytes.clone().into()).await.unwrap();
        println!("\nstored {key}");
    }
}

#[tokio::test]
async fn a_killed_writer_leaves_whole_objects_only_and_all_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["crash::writer", "--exact", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let stored = lines.filter_map(|line| line.strip_prefix("stored ").map(str::to_owned));
        // After another number of objects each time, at whatever moment of the next one this happens to be.
        acknowledged.extend(stored.take(1 + round % 3));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(acknowledged.len() >= ROUNDS, "the writers wrote");

    let store = FolderStore::open(folder.path()).unwrap();
    let listed = store.list("", None, 1_000).await.unwrap().objects;
    let expected = noise(5, LEN);
    for object in &listed {
        let bytes = store.get_bytes(&object.key, u64::MAX).await.unwrap();
        assert!(bytes == expected, "{} is whole", object.key);
    }
    for key in acknowledged {
        assert!(
            listed.iter().any(|object| object.key.as_str() == key),
            "{key} is there"
        );
    }
}

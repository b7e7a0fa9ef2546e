use std::fs::{self, File};
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use storage::{FolderStore, ObjectKey, ObjectStore, StoreError};

fn key(text: &str) -> ObjectKey {
    ObjectKey::parse(text).unwrap()
}

#[tokio::test]
async fn what_is_being_written_is_never_visible() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path()).unwrap();
    fs::write(folder.path().join("incoming/0000"), b"half").unwrap();
    assert!(store.list("", None, 10).await.unwrap().objects.is_empty());
    for text in ["incoming/0000", "0000"] {
        assert!(matches!(
            store.get(&key(text), None).await,
            Err(StoreError::NotFound)
        ));
    }
}

#[tokio::test]
async fn opening_sweeps_what_dead_writers_left_and_spares_the_living() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path()).unwrap();
    store
        .put_bytes(&key("r/1"), Bytes::from_static(b"kept"))
        .await
        .unwrap();
    let (dead, living) = (
        folder.path().join("incoming/dead"),
        folder.path().join("incoming/living"),
    );
    fs::write(&dead, b"half").unwrap();
    fs::write(&living, b"half").unwrap();
    let modified = fs::metadata(&dead).unwrap().modified().unwrap();
    let two_days_ago = modified - Duration::from_hours(48);
    File::options()
        .write(true)
        .open(&dead)
        .unwrap()
        .set_modified(two_days_ago)
        .unwrap();

    let store = FolderStore::open(folder.path()).unwrap();
    assert!(!dead.exists());
    assert!(living.exists());
    assert_eq!(store.head(&key("r/1")).await.unwrap(), 4);
}

#[tokio::test]
async fn a_put_leaves_nothing_behind_whether_it_succeeds_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path()).unwrap();
    store
        .put_bytes(&key("r/1"), Bytes::from_static(b"x"))
        .await
        .unwrap();
    store
        .put_bytes(&key("r/1"), Bytes::from_static(b"y"))
        .await
        .unwrap_err();
    store
        .put_file(&key("r/2"), &folder.path().join("none"))
        .await
        .unwrap_err();
    assert_eq!(
        fs::read_dir(folder.path().join("incoming"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn an_object_cut_short_on_disk_is_an_error_not_an_early_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path()).unwrap();
    store
        .put_bytes(&key("r/1"), vec![7; 100_000].into())
        .await
        .unwrap();
    let object = store.get(&key("r/1"), None).await.unwrap();
    let file = File::options()
        .write(true)
        .open(folder.path().join("objects/r/1"))
        .unwrap();
    file.set_len(50_000).unwrap();
    let failed = object.stream.try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(failed.kind(), std::io::ErrorKind::UnexpectedEof);
}

#[tokio::test]
async fn an_object_deleted_while_it_is_read_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path()).unwrap();
    store
        .put_bytes(&key("r/1"), vec![7; 100_000].into())
        .await
        .unwrap();
    let object = store.get(&key("r/1"), None).await.unwrap();
    store.delete(&key("r/1")).await.unwrap();
    assert_eq!(
        object
            .stream
            .try_collect::<Vec<_>>()
            .await
            .unwrap()
            .concat()
            .len(),
        100_000
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_removed_between_two_steps_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path()).unwrap();
    let deleter = tokio::spawn({
        let store = store.clone();
        async move {
            for round in 0..100 {
                let key = key(&format!("set/a{round}"));
                store.put_bytes(&key, Bytes::new()).await.unwrap();
                store.delete(&key).await.unwrap();
            }
        }
    });
    for round in 0..100 {
        let key = key(&format!("set/b{round}"));
        store.put_bytes(&key, Bytes::new()).await.unwrap();
        store.delete(&key).await.unwrap();
    }
    deleter.await.unwrap();
    assert!(store.list("", None, 10).await.unwrap().objects.is_empty());
}

#[tokio::test]
async fn it_knows_how_much_room_is_left_and_gives_no_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path()).unwrap();
    assert!(store.free_bytes().await.unwrap().unwrap() > 0);
    let answer = storage::PresignGet {
        expires_in: Duration::from_mins(1),
        content_type: "image/webp",
        cache_control: "no-store",
    };
    assert_eq!(store.presign_get(&key("r/1"), answer).await.unwrap(), None);
}

#[tokio::test]
async fn a_folder_that_went_away_fails_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(folder.path().join("store")).unwrap();
    store.check().await.unwrap();
    fs::remove_dir_all(folder.path().join("store")).unwrap();
    store.check().await.unwrap_err();
}

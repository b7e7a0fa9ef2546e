//! What every store promises.

use bytes::Bytes;
use futures_util::future::join_all;
use storage::{Range, StoreError};

use crate::support::{Test, noise, read};

macro_rules! for_every_store {
    ($($name:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $name() { super::$name(crate::support::Test::memory()).await; })+
        }
        mod folder {
            $(#[tokio::test]
            async fn $name() { super::$name(crate::support::Test::folder()).await; })+
        }
        mod s3 {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(crate::support::Test::s3().await).await; })+
        }
        mod other_s3 {
            $(#[tokio::test]
            async fn $name() {
                if let Some(test) = crate::support::Test::other_s3() { super::$name(test).await; }
            })+
        }
    };
}

for_every_store!(
    what_is_put_is_got,
    a_file_is_copied_and_may_be_changed_afterwards,
    an_object_may_be_empty,
    a_big_file_streams_in_pieces,
    ranges_give_the_bytes_asked_for,
    ranges_outside_are_refused_with_the_length,
    a_key_is_written_once,
    of_concurrent_writers_one_whole_object_remains,
    a_missing_object_is_not_found,
    deleting_is_final_and_may_be_repeated,
    a_deleted_objects_neighbours_stay,
    listing_is_ordered_filtered_and_paged,
    a_key_below_or_above_an_object_is_not_found,
    a_missing_local_file_stores_nothing,
    an_object_is_downloaded_into_a_new_file,
    a_large_object_is_not_read_into_memory,
    the_store_answers_its_check,
);

async fn what_is_put_is_got(t: Test) {
    t.put("poem", b"roses are red").await.unwrap();
    let object = t.get("poem", None).await.unwrap();
    assert_eq!((object.first, object.len, object.total), (0, 13, 13));
    assert_eq!(read(object).await, b"roses are red");
    assert_eq!(t.store.head(&t.key("poem")).await.unwrap(), 13);
}

async fn a_file_is_copied_and_may_be_changed_afterwards(t: Test) {
    let path = t.file("film.mp4", b"moving pictures");
    t.store.put_file(&t.key("film"), &path).await.unwrap();
    std::fs::write(&path, b"something else").unwrap();
    assert_eq!(
        read(t.get("film", None).await.unwrap()).await,
        b"moving pictures"
    );
}

async fn an_object_may_be_empty(t: Test) {
    t.put("bytes", b"").await.unwrap();
    t.store
        .put_file(&t.key("file"), &t.file("empty", b""))
        .await
        .unwrap();
    for name in ["bytes", "file"] {
        assert_eq!(t.store.head(&t.key(name)).await.unwrap(), 0);
        let object = t.get(name, None).await.unwrap();
        assert_eq!((object.len, object.total), (0, 0));
        assert!(read(object).await.is_empty());
        let refused = t.get(name, Some(Range::From(0))).await;
        assert!(
            matches!(refused, Err(StoreError::RangeNotSatisfiable { total: 0 })),
            "{refused:?}"
        );
    }
    assert_eq!(t.names("").await, ["bytes", "file"]);
}

async fn a_big_file_streams_in_pieces(t: Test) {
    const LEN: usize = 24 * 1024 * 1024 + 7;
    let bytes = noise(1, LEN);
    t.store
        .put_file(&t.key("big"), &t.file("big", &bytes))
        .await
        .unwrap();
    let object = t.get("big", None).await.unwrap();
    assert_eq!(object.total, LEN as u64);
    let pieces: Vec<Bytes> = futures_util::TryStreamExt::try_collect(object.stream)
        .await
        .unwrap();
    assert!(
        pieces.iter().all(|piece| piece.len() <= 2 * 1024 * 1024),
        "never much at a time"
    );
    assert!(pieces.concat() == bytes, "the same bytes");
    let middle = t
        .get("big", Some(Range::Between(12_345_678, 12_355_677)))
        .await
        .unwrap();
    assert!(read(middle).await == bytes[12_345_678..=12_355_677]);
}

async fn ranges_give_the_bytes_asked_for(t: Test) {
    t.put("digits", b"0123456789").await.unwrap();
    for (range, first, bytes) in [
        (Range::From(0), 0, "0123456789"),
        (Range::From(7), 7, "789"),
        (Range::From(9), 9, "9"),
        (Range::Between(0, 0), 0, "0"),
        (Range::Between(2, 5), 2, "2345"),
        (Range::Between(5, 9), 5, "56789"),
        (Range::Between(5, 500), 5, "56789"),
        (Range::Last(1), 9, "9"),
        (Range::Last(4), 6, "6789"),
        (Range::Last(10), 0, "0123456789"),
        (Range::Last(400), 0, "0123456789"),
    ] {
        let object = t.get("digits", Some(range)).await.unwrap();
        let shape = (object.first, object.len, object.total);
        assert_eq!(shape, (first, bytes.len() as u64, 10), "{range:?}");
        assert_eq!(read(object).await, bytes.as_bytes(), "{range:?}");
    }
}

async fn ranges_outside_are_refused_with_the_length(t: Test) {
    t.put("digits", b"0123456789").await.unwrap();
    for range in [
        Range::From(10),
        Range::From(u64::MAX / 2),
        Range::Between(10, 20),
        Range::Between(5, 4),
        Range::Last(0),
    ] {
        let refused = t.get("digits", Some(range)).await;
        let expected = matches!(refused, Err(StoreError::RangeNotSatisfiable { total: 10 }));
        assert!(expected, "{range:?}: {refused:?}");
    }
}

async fn a_key_is_written_once(t: Test) {
    t.put("poem", b"first").await.unwrap();
    let again = t.put("poem", b"second").await;
    assert!(matches!(again, Err(StoreError::AlreadyExists)), "{again:?}");
    let again = t
        .store
        .put_file(&t.key("poem"), &t.file("third", b"third"))
        .await;
    assert!(matches!(again, Err(StoreError::AlreadyExists)), "{again:?}");
    assert_eq!(read(t.get("poem", None).await.unwrap()).await, b"first");
    assert_eq!(t.names("").await, ["poem"]);
}

async fn of_concurrent_writers_one_whole_object_remains(t: Test) {
    const WRITERS: u64 = 12;
    const LEN: usize = 300_000;
    let key = t.key("prize/first");
    let writers = (0..WRITERS).map(|writer| {
        let (store, key) = (t.store.clone(), key.clone());
        tokio::spawn(async move { store.put_bytes(&key, noise(writer, LEN).into()).await })
    });
    let mut winners = Vec::new();
    for (writer, result) in (0..).zip(join_all(writers).await) {
        match result.unwrap() {
            Ok(()) => winners.push(writer),
            Err(StoreError::AlreadyExists) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(!winners.is_empty());
    if t.refuses_races {
        assert_eq!(winners.len(), 1, "{winners:?}");
    }
    let stored = read(t.store.get(&key, None).await.unwrap()).await;
    assert!(
        winners.iter().any(|winner| noise(*winner, LEN) == stored),
        "whole, and a winner's"
    );
}

async fn a_missing_object_is_not_found(t: Test) {
    t.put("here", b"x").await.unwrap();
    for range in [None, Some(Range::From(3)), Some(Range::Last(3))] {
        let missing = t.get("elsewhere", range).await;
        assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    }
    let missing = t.store.head(&t.key("elsewhere")).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

async fn deleting_is_final_and_may_be_repeated(t: Test) {
    t.put("set/poster.webp", b"x").await.unwrap();
    let key = t.key("set/poster.webp");
    for _ in 0..2 {
        t.store.delete(&key).await.unwrap();
        assert!(matches!(
            t.store.head(&key).await,
            Err(StoreError::NotFound)
        ));
        assert!(matches!(
            t.store.get(&key, None).await,
            Err(StoreError::NotFound)
        ));
        assert!(t.names("").await.is_empty());
    }
    t.store.delete(&t.key("never/was")).await.unwrap();
}

async fn a_deleted_objects_neighbours_stay(t: Test) {
    for name in ["set/a", "set/b", "other"] {
        t.put(name, b"x").await.unwrap();
    }
    if t.tells_prefixes_from_objects {
        t.store.delete(&t.key("set")).await.unwrap();
    }
    t.store.delete(&t.key("set/a")).await.unwrap();
    assert_eq!(t.names("").await, ["other", "set/b"]);
    // The folder of a set that became empty must not be in the way of the next one.
    t.store.delete(&t.key("set/b")).await.unwrap();
    t.put("set/c", b"x").await.unwrap();
    assert_eq!(t.names("set/").await, ["set/c"]);
}

async fn listing_is_ordered_filtered_and_paged(t: Test) {
    // In the order of bytes, in which `-` and `.` come before `/`, and `/` before letters.
    let names = [
        "a-b", "a.b", "a/1", "a/b/2", "a/b/3", "a/c", "ab", "b/1", "c",
    ];
    for name in names.iter().rev() {
        t.put(name, b"12345").await.unwrap();
    }
    assert_eq!(t.names("").await, names);
    assert_eq!(t.names("a").await, &names[..7]);
    assert_eq!(t.names("a/").await, &names[2..6]);
    assert_eq!(t.names("a/b/").await, &names[3..5]);
    assert!(t.names("d").await.is_empty());
    for limit in 1..=names.len() + 1 {
        let (mut seen, mut after) = (Vec::new(), None);
        let prefix = t.key("x").as_str().trim_end_matches('x').to_owned();
        loop {
            let page = t
                .store
                .list(&prefix, after.as_deref(), limit)
                .await
                .unwrap();
            assert!(page.objects.len() <= limit);
            assert!(page.objects.iter().all(|object| object.len == 5));
            seen.extend(page.objects.iter().map(|object| t.name(&object.key)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, names, "in pages of {limit}");
    }
}

async fn a_key_below_or_above_an_object_is_not_found(t: Test) {
    t.put("set/poster.webp", b"x").await.unwrap();
    let names = ["set/poster.webp/small", "set"];
    let names = if t.tells_prefixes_from_objects {
        &names[..]
    } else {
        &names[..1]
    };
    for name in names {
        let missing = t.get(name, None).await;
        assert!(
            matches!(missing, Err(StoreError::NotFound)),
            "{name}: {missing:?}"
        );
        let missing = t.store.head(&t.key(name)).await;
        assert!(
            matches!(missing, Err(StoreError::NotFound)),
            "{name}: {missing:?}"
        );
    }
}

async fn a_missing_local_file_stores_nothing(t: Test) {
    let failed = t
        .store
        .put_file(&t.key("film"), &t.folder.path().join("none"))
        .await;
    assert!(
        matches!(failed, Err(StoreError::LocalFile(_))),
        "{failed:?}"
    );
    assert!(t.names("").await.is_empty());
}

async fn an_object_is_downloaded_into_a_new_file(t: Test) {
    let bytes = noise(3, 200_000);
    t.store
        .put_bytes(&t.key("film"), bytes.clone().into())
        .await
        .unwrap();
    let path = t.folder.path().join("copy");
    assert_eq!(
        t.store.download(&t.key("film"), &path).await.unwrap(),
        200_000
    );
    assert!(std::fs::read(&path).unwrap() == bytes);
    let again = t.store.download(&t.key("film"), &path).await;
    assert!(matches!(again, Err(StoreError::LocalFile(_))), "{again:?}");
    let missing = t
        .store
        .download(&t.key("none"), &t.folder.path().join("none"))
        .await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

async fn a_large_object_is_not_read_into_memory(t: Test) {
    t.put("poem", b"roses are red").await.unwrap();
    let key = t.key("poem");
    assert_eq!(t.store.get_bytes(&key, 13).await.unwrap(), "roses are red");
    let refused = t.store.get_bytes(&key, 12).await;
    assert!(matches!(
        refused,
        Err(StoreError::TooLarge {
            total: 13,
            max_bytes: 12
        })
    ));
}

async fn the_store_answers_its_check(t: Test) {
    t.store.check().await.unwrap();
}

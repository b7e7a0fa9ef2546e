//! tus 1.0 as clients see it: <https://tus.io/protocols/resumable-upload>.

use axum::body::{Body, Bytes};
use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::Duration;
use contest::ids::AssetId;
use dizza_http::urls;
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use storage::ObjectKey;

use crate::upload_story::{Story, photo, post, tus};

#[tokio::test]
async fn options_tells_what_the_server_can_do() {
    let story = Story::begin().await;
    let mut anybody = story.app.client();
    let answer = anybody
        .request(Method::OPTIONS, &urls::tus(), None, Body::empty())
        .await
        .assert_status(204);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    assert_eq!(answer.header("tus-max-size"), "1000000000");
    assert_eq!(answer.header("tus-checksum-algorithm"), "sha1,sha256");
    let extensions =
        "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum";
    assert_eq!(answer.header("tus-extension"), extensions);
}

#[tokio::test]
async fn a_file_in_pieces_becomes_one_asset_with_the_same_bytes() {
    let story = Story::begin().await;
    let file = photo(300_000);
    let path = story.create(file.len()).await;
    assert_eq!(story.offset(&path).await, 0);
    story
        .patch(&path, 0, &file[..100_000])
        .await
        .assert_status(204);
    let head = story.head(&path).await.assert_status(200);
    assert_eq!(head.header("upload-offset"), "100000");
    assert_eq!(head.header("upload-length"), "300000");
    assert_eq!(head.header("cache-control"), "no-store");
    assert_eq!(head.header("upload-metadata"), story.metadata("bild.jpg"));
    let done = story
        .patch(&path, 100_000, &file[100_000..])
        .await
        .assert_status(204);
    assert_eq!(done.header("upload-offset"), "300000");
    let asset: AssetId = done.header("dizza-asset").parse().unwrap();
    for _ in 0..5 {
        let again = story.patch(&path, file.len(), b"").await.assert_status(204);
        assert_eq!(again.header("dizza-asset"), asset.to_string());
        assert_eq!(story.offset(&path).await, file.len());
    }
    let assets = story.assets().await;
    assert_eq!((assets.len(), assets[0].id), (1, asset));
    assert_eq!(assets[0].sha256, Sha256::digest(&file).to_vec());
    let key = ObjectKey::parse(assets[0].object_key.clone().unwrap()).unwrap();
    let stored = story
        .app
        .app
        .site
        .store
        .get_bytes(&key, 1 << 20)
        .await
        .unwrap();
    assert!(stored == file, "the stored bytes are those that were sent");
    assert_eq!((story.staged(), story.objects().await.len()), (0, 1));
}

#[tokio::test]
async fn the_first_request_may_bring_the_whole_file() {
    let story = Story::begin().await;
    let answer = story
        .send("bild.jpg", &photo(5_000))
        .await
        .assert_status(201);
    assert_eq!(answer.header("upload-offset"), "5000");
    assert_eq!(story.assets().await.len(), 1);
}

#[tokio::test]
async fn the_length_may_be_told_later_but_only_once() {
    let story = Story::begin().await;
    let file = photo(9_000);
    let path = story.create_without_length().await;
    story
        .patch(&path, 0, &file[..4_000])
        .await
        .assert_status(204);
    let head = story.head(&path).await;
    assert_eq!(
        (
            head.header("upload-defer-length"),
            head.header("upload-length")
        ),
        ("1", "")
    );
    let declare = |length: &str| {
        [
            ("upload-offset", "4000".to_owned()),
            ("upload-length", length.to_owned()),
        ]
    };
    let patch = |length: &'static str, body: Vec<u8>| {
        let (pupil, path) = (story.pupil.clone(), path.clone());
        async move { tus(&pupil, Method::PATCH, &path, &declare(length), body.into()).await }
    };
    patch("9000", Vec::new()).await.assert_status(204);
    assert_eq!(
        patch("8000", Vec::new())
            .await
            .assert_status(400)
            .problem_code(),
        "bad-upload-length"
    );
    patch("9000", file[4_000..].to_vec())
        .await
        .assert_status(204);
    assert_eq!(story.assets().await.len(), 1);
}

#[tokio::test]
async fn a_piece_that_does_not_fit_is_refused_with_the_true_offset() {
    let story = Story::begin().await;
    let path = story.create(100).await;
    story.patch(&path, 0, &photo(40)).await.assert_status(204);
    let answer = story.patch(&path, 30, b"xx").await.assert_status(409);
    assert_eq!(
        (
            answer.header("upload-offset"),
            answer.header("tus-resumable")
        ),
        ("40", "1.0.0")
    );
    assert_eq!(answer.problem_code(), "upload-offset-conflict");
    let mut old = story.pupil.clone();
    let answer = old
        .request(Method::HEAD, &path, None, Body::empty())
        .await
        .assert_status(412);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    let mut wrong = story
        .pupil
        .clone()
        .with_header("tus-resumable", "1.0.0")
        .with_header("upload-offset", "40");
    wrong
        .request(Method::PATCH, &path, Some("text/plain"), "x".into())
        .await
        .assert_status(415);
    let too_much = story.patch(&path, 40, &[7; 61]).await.assert_status(413);
    assert_eq!(too_much.problem_code(), "file-too-large");
    assert_eq!(story.offset(&path).await, 40);
}

#[tokio::test]
async fn bad_creations_leave_nothing_behind() {
    type Headers = Vec<(&'static str, String)>;
    let story = Story::begin().await;
    let metadata = || ("upload-metadata", story.metadata("x.jpg"));
    let cases: [(Headers, u16, &str); 7] = [
        (vec![metadata()], 400, "bad-upload-length"),
        (
            vec![("upload-length", "-1".into()), metadata()],
            400,
            "bad-upload-length",
        ),
        (
            vec![
                ("upload-length", "5".into()),
                ("upload-defer-length", "1".into()),
                metadata(),
            ],
            400,
            "bad-upload-length",
        ),
        (
            vec![("upload-length", "5".into())],
            400,
            "bad-upload-metadata",
        ),
        (
            vec![
                ("upload-length", "5".into()),
                ("upload-metadata", "contribution !".into()),
            ],
            400,
            "bad-upload-metadata",
        ),
        (
            vec![("upload-length", "0".into()), metadata()],
            415,
            "file-empty",
        ),
        (
            vec![("upload-length", "1000000001".into()), metadata()],
            413,
            "file-too-large",
        ),
    ];
    for (headers, status, code) in cases {
        let answer = post(&story.pupil, &headers, Body::empty()).await;
        assert_eq!(answer.assert_status(status).problem_code(), code);
    }
    assert!(story.uploads().await.is_empty());
    assert_eq!(story.staged(), 0);
}

#[tokio::test]
async fn a_piece_with_a_wrong_checksum_is_not_kept() {
    let story = Story::begin().await;
    let file = photo(2_000);
    let path = story.create(file.len()).await;
    let send = async |piece: &[u8], offset: usize, checksum: String| {
        let headers = [
            ("upload-offset", offset.to_string()),
            ("upload-checksum", checksum),
        ];
        tus(
            &story.pupil,
            Method::PATCH,
            &path,
            &headers,
            piece.to_vec().into(),
        )
        .await
    };
    let sha256 = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(Sha256::digest(bytes)));
    let wrong = send(&file[..1_000], 0, sha256(b"something else"))
        .await
        .assert_status(460);
    assert_eq!(wrong.problem_code(), "upload-checksum-mismatch");
    assert_eq!(story.offset(&path).await, 0);
    send(&file[..1_000], 0, "md5 XrY7u+Ae7tCTyyK7j1rNww==".into())
        .await
        .assert_status(400);
    send(&file[..1_000], 0, sha256(&file[..1_000]))
        .await
        .assert_status(204);
    send(&file[1_000..], 1_000, sha256(&file[1_000..]))
        .await
        .assert_status(204);
    assert_eq!(
        story.assets().await[0].sha256,
        Sha256::digest(&file).to_vec()
    );
}

#[tokio::test]
async fn an_upload_can_be_ended() {
    let story = Story::begin().await;
    let path = story.create(100).await;
    story.patch(&path, 0, &photo(50)).await.assert_status(204);
    let answer = story.delete(&path).await.assert_status(204);
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    story.head(&path).await.assert_status(404);
    story.delete(&path).await.assert_status(404);
    assert_eq!(story.staged(), 0);
    let proxied = story.create(100).await;
    let overridden = [("x-http-method-override", "DELETE".to_owned())];
    tus(
        &story.pupil,
        Method::POST,
        &proxied,
        &overridden,
        Body::empty(),
    )
    .await
    .assert_status(204);
    assert!(story.uploads().await.is_empty());
}

#[tokio::test]
async fn an_upload_expires_a_day_after_its_last_byte() {
    let mut story = Story::begin().await;
    let path = story.create(100).await;
    story.later(Duration::hours(23)).await;
    let answer = story.patch(&path, 0, &photo(50)).await.assert_status(204);
    assert_eq!(
        answer.header("upload-expires"),
        "Fri, 16 Apr 2027 08:00:00 GMT"
    );
    story.later(Duration::hours(23)).await;
    assert_eq!(story.offset(&path).await, 50);
    story.later(Duration::hours(1)).await;
    story.head(&path).await.assert_status(404);
}

#[tokio::test]
async fn what_has_expired_is_swept() {
    let story = Story::begin().await;
    let path = story.create(100).await;
    story.patch(&path, 0, &photo(50)).await.assert_status(204);
    story.app.clock.advance(Duration::hours(24));
    story.app.run_scheduled().await;
    assert!(story.uploads().await.is_empty());
    assert_eq!(story.staged(), 50);
    api::uploads::tidy(&story.app.app.site).await.unwrap();
    assert_eq!(story.staged(), 0);
}

#[tokio::test]
async fn only_its_owner_knows_an_upload() {
    let story = Story::begin().await;
    let path = story.create(100).await;
    let piece = [("upload-offset", "0".to_owned())];
    for (client, status) in [
        (&story.classmate, 404),
        (&story.stranger, 404),
        (&story.app.client(), 401),
    ] {
        for (method, headers) in [
            (Method::HEAD, &[][..]),
            (Method::PATCH, &piece[..]),
            (Method::DELETE, &[][..]),
        ] {
            tus(client, method, &path, headers, Body::empty())
                .await
                .assert_status(status);
        }
    }
    let headers = [
        ("upload-length", "5".to_owned()),
        ("upload-metadata", story.metadata("x")),
    ];
    let foreign = post(&story.stranger, &headers, Body::empty())
        .await
        .assert_status(404);
    assert_eq!(foreign.problem_code(), "not-found");
    post(&story.app.client(), &headers, Body::empty())
        .await
        .assert_status(401);
    let cross = story
        .pupil
        .clone()
        .with_header("sec-fetch-site", "cross-site");
    post(&cross, &headers, Body::empty())
        .await
        .assert_status(403);
    assert_eq!(story.uploads().await.len(), 1);
    post(&story.classmate, &headers, Body::empty())
        .await
        .assert_status(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_request_ends_the_half_open_one_and_learns_the_true_offset() {
    let story = Story::begin().await;
    let file = photo(2 << 20);
    let path = story.create(file.len()).await;
    let first = Bytes::from(file[..1 << 20].to_vec());
    let stalled =
        Body::from_stream(stream::iter([Ok::<_, std::io::Error>(first)]).chain(stream::pending()));
    let half_open = tokio::spawn({
        let (pupil, path) = (story.pupil.clone(), path.clone());
        async move {
            tus(
                &pupil,
                Method::PATCH,
                &path,
                &[("upload-offset", "0".to_owned())],
                stalled,
            )
            .await
        }
    });
    // The half-open request has written its first portions when the file is there at full length.
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while story.staged() < 1 << 20 {
        assert!(
            tokio::time::Instant::now() < deadline,
            "the first piece never arrived"
        );
        tokio::task::yield_now().await;
    }
    assert_eq!(story.offset(&path).await, 1 << 20);
    let ended = half_open.await.unwrap().assert_status(423);
    assert_eq!(ended.problem_code(), "upload-locked");
    story
        .patch(&path, 1 << 20, &file[1 << 20..])
        .await
        .assert_status(204);
    assert_eq!(
        story.assets().await[0].sha256,
        Sha256::digest(&file).to_vec()
    );
}

#[tokio::test]
async fn a_whole_file_that_a_crash_kept_back_is_completed_by_asking() {
    let story = Story::begin().await;
    let file = photo(1_000);
    let path = story.create(file.len()).await;
    let token = path.rsplit('/').next().unwrap().to_owned();
    std::fs::write(story.app.app.config.staging().join(&token), &file).unwrap();
    let head = story.head(&path).await.assert_status(200);
    assert_eq!(head.header("upload-offset"), "1000");
    let assets = story.assets().await;
    assert_eq!(head.header("dizza-asset"), assets[0].id.to_string());
}

#[tokio::test]
async fn a_whole_file_whose_sender_never_came_back_is_completed_at_the_next_start() {
    let story = Story::begin().await;
    let file = photo(1_000);
    let path = story.create(file.len()).await;
    let other = story.create(file.len()).await;
    story.patch(&other, 0, &file[..10]).await.assert_status(204);
    let token = path.rsplit('/').next().unwrap().to_owned();
    std::fs::write(story.app.app.config.staging().join(&token), &file).unwrap();
    api::uploads::tidy(&story.app.app.site).await.unwrap();
    assert_eq!(story.assets().await.len(), 1);
    assert_eq!(story.staged(), 10, "the other goes on");
}

#[tokio::test]
async fn a_store_that_is_away_loses_nothing() {
    let story = Story::begin().await;
    let file = photo(1_000);
    let path = story.create(file.len()).await;
    story.app.store.set_away(true);
    story.patch(&path, 0, &file).await.assert_status(503);
    story.app.store.set_away(false);
    assert!(story.assets().await.is_empty());
    assert_eq!(story.staged(), 1_000);
    story.patch(&path, 1_000, b"").await.assert_status(204);
    assert_eq!(
        (story.assets().await.len(), story.objects().await.len()),
        (1, 1)
    );
}

//! Files by plain form, and every kind of file that is refused: each with its own words, and nothing left behind.

use axum::http::Method;
use dizza_http::{Lang, urls};
use test_support::{Answer, Part};

use crate::upload_story::{Story, photo, tus};

/// What is refused by its first bytes: a name, the bytes, the code of the words.
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let mut polyglot = photo(3_000);
    polyglot[200..208].copy_from_slice(b"%PDF-1.7");
    vec![
        ("text.jpg", text("Hej, jag är ingen bild."), "file-text"),
        (
            "bild.svg",
            text("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
            "file-svg",
        ),
        (
            "bild.jpg",
            text("<?xml version=\"1.0\"?><svg/>"),
            "file-svg",
        ),
        (
            "sida.html",
            text("<!DOCTYPE html><script>alert(1)</script>"),
            "file-html",
        ),
        (
            "film.mp4",
            text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
            "file-playlist",
        ),
        (
            "arkiv.zip",
            b"PK\x03\x04\x14\0\0\0anteckningar.txt".to_vec(),
            "file-zip",
        ),
        (
            "uppsats.docx",
            b"PK\x03\x04\x14\0\0\0[Content_Types].xml".to_vec(),
            "file-office",
        ),
        ("spel.exe", b"MZ\x90\0\x03\0".to_vec(), "file-executable"),
        (
            "bild.bmp",
            b"BM\x36\x10\0\0\0\0\0\0\x36\0\0\0".to_vec(),
            "file-other-picture",
        ),
        (
            "sång.aiff",
            b"FORM\0\0\x10\0AIFFCOMM".to_vec(),
            "file-other-sound",
        ),
        ("blandat.jpg", polyglot, "file-polyglot"),
        ("brus.bin", vec![0, 1, 2, 3, 4, 5, 6, 7], "file-unknown"),
    ]
}

async fn submit(story: &mut Story, name: &str, bytes: Vec<u8>) -> Answer {
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let mut program = story
        .pupil
        .clone()
        .with_header("accept", "application/json");
    program
        .multipart(&path, &[Part::file("file", name, bytes)])
        .await
}

#[tokio::test]
async fn every_bad_file_has_its_own_words_and_leaves_nothing_in_the_store() {
    for (name, bytes, code) in bad_files() {
        let mut story = Story::begin().await;
        assert_eq!(
            submit(&mut story, name, bytes.clone())
                .await
                .assert_status(415)
                .problem_code(),
            code,
            "{name}"
        );
        let by_tus = story.send(name, &bytes).await.assert_status(415);
        assert_eq!(by_tus.problem_code(), code, "{name} by tus");
        assert_eq!(
            (story.staged(), story.objects().await.len()),
            (0, 0),
            "{name}"
        );
        let uploads = story.uploads().await;
        assert!(
            uploads
                .iter()
                .all(|row| row.failure.as_deref() == Some(code) && row.label == name),
            "{uploads:?}"
        );
        for lang in ["sv", "en"] {
            let words = format!(
                "{}/../web/locales/{lang}/errors.ftl",
                env!("CARGO_MANIFEST_DIR")
            );
            let words = std::fs::read_to_string(words).unwrap();
            assert!(
                words.contains(&format!("\nproblem-{code} = ")),
                "{lang} has no words for {code}"
            );
        }
    }
}

#[tokio::test]
async fn an_empty_file_is_refused_and_no_file_at_all_too() {
    let mut story = Story::begin().await;
    assert_eq!(
        submit(&mut story, "tom.jpg", Vec::new())
            .await
            .assert_status(415)
            .problem_code(),
        "file-empty"
    );
    assert_eq!((story.staged(), story.objects().await.len()), (0, 0));
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let files = urls::upload_step(Lang::Sv, &story.work.code, "files");
    let answer = story
        .pupil
        .multipart(&path, &[Part::file("file", "", "")])
        .await
        .assert_status(303);
    assert_eq!(answer.location(), files);
}

#[tokio::test]
async fn several_files_in_one_form_become_assets_in_their_order() {
    let mut story = Story::begin().await;
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let files = [100, 200].map(|length| Part::file("file", "bild.jpg", photo(length)));
    story
        .pupil
        .multipart(&path, &files)
        .await
        .assert_status(303);
    let sizes: Vec<i64> = story
        .assets()
        .await
        .iter()
        .map(|asset| asset.size_bytes)
        .collect();
    assert_eq!(sizes, [100, 200]);
    assert_eq!((story.staged(), story.objects().await.len()), (0, 2));
}

#[tokio::test]
async fn a_class_magazine_of_thirty_photos_comes_in_one_form() {
    let mut story = Story::begin().await;
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let bundle: Vec<Part> = (0..30)
        .map(|n| Part::file("file", "bild.jpg", photo(100 + n)))
        .collect();
    story
        .pupil
        .multipart(&path, &bundle)
        .await
        .assert_status(303);
    assert_eq!(story.assets().await.len(), 30);
    let one_more = submit(&mut story, "bild.jpg", photo(10)).await;
    assert_eq!(
        one_more.assert_status(429).problem_code(),
        "too-many-requests"
    );
    assert_eq!((story.assets().await.len(), story.staged()), (30, 0));
}

#[tokio::test]
async fn a_bad_file_leaves_the_others_and_keeps_people_on_the_page() {
    let story = Story::begin().await;
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let mut browser = story.pupil.clone().with_header("accept", "text/html");
    let parts = [
        Part::file("file", "text.jpg", "Hej, jag är ingen bild."),
        Part::file("file", "bild.jpg", photo(100)),
        Part::text("next", "about"),
    ];
    let answer = browser.multipart(&path, &parts).await.assert_status(303);
    let files = urls::upload_step(Lang::Sv, &story.work.code, "files");
    assert_eq!(answer.location(), files);
    assert_eq!(story.assets().await.len(), 1);
    let page = browser.get(&files).await.assert_status(200).main_text();
    assert!(page.contains("innehåller bara text"), "{page}");
}

#[tokio::test]
async fn next_takes_what_was_chosen_and_described_along() {
    let mut story = Story::begin().await;
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let parts = [
        Part::file("file", "bild.jpg", photo(100)),
        Part::text("next", "about"),
    ];
    let answer = story.pupil.multipart(&path, &parts).await;
    let about = urls::upload_step(Lang::Sv, &story.work.code, "about");
    assert_eq!(answer.assert_status(303).location(), about);
    let asset = story.assets().await[0].id;
    let describe = |was: &str, alt: &str| {
        [
            Part::text(&format!("was-{asset}"), was),
            Part::text(&format!("alt-{asset}"), alt),
            Part::file("file", "", ""),
            Part::text("next", "about"),
        ]
    };
    // A classmate's page that still shows no description does not take this one away.
    for (was, alt) in [("", "En affisch"), ("", ""), ("x", "x")] {
        let answer = story.pupil.multipart(&path, &describe(was, alt)).await;
        assert_eq!(answer.assert_status(303).location(), about);
        assert_eq!(story.assets().await[0].alt, "En affisch");
    }
    let long = "x".repeat(501);
    let files = urls::upload_step(Lang::Sv, &story.work.code, "files");
    let mut browser = story.pupil.clone().with_header("accept", "text/html");
    let answer = browser.multipart(&path, &describe("", &long)).await;
    assert_eq!(answer.assert_status(303).location(), files);
    assert_eq!(story.assets().await[0].alt, "En affisch");
}

#[tokio::test]
async fn moving_a_file_keeps_what_was_typed_and_chosen() {
    let mut story = Story::begin().await;
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let two = [1, 2].map(|n| Part::file("file", &format!("{n}.jpg"), photo(100 + n)));
    story.pupil.multipart(&path, &two).await.assert_status(303);
    let ids: Vec<_> = story.assets().await.iter().map(|asset| asset.id).collect();
    let files = urls::upload_step(Lang::Sv, &story.work.code, "files");
    let page = story.pupil.get(&files).await.assert_status(200).text();
    let up = format!("up-{}", ids[1]);
    assert!(
        page.contains(&format!("form=\"upload\" name=\"next\" value=\"{up}\"")),
        "{page}"
    );
    let parts = [
        Part::text(&format!("was-{}", ids[0]), ""),
        Part::text(&format!("alt-{}", ids[0]), "En affisch"),
        Part::file("file", "3.jpg", photo(103)),
        Part::text("next", &up),
    ];
    let answer = story.pupil.multipart(&path, &parts).await;
    assert_eq!(answer.assert_status(303).location(), files);
    let now = story.assets().await;
    assert_eq!([now[0].id, now[1].id], [ids[1], ids[0]]);
    assert_eq!((now[1].alt.as_str(), now.len()), ("En affisch", 3));
    let page = story.pupil.get(&files).await.main_text();
    assert!(page.contains("Ordningen är ändrad"), "{page}");
    // What cannot be kept is said, and nothing moves.
    let long = [
        Part::text(&format!("alt-{}", ids[0]), &"x".repeat(501)),
        Part::text("next", &format!("down-{}", ids[1])),
    ];
    let mut program = story
        .pupil
        .clone()
        .with_header("accept", "application/json");
    let answer = program.multipart(&path, &long).await;
    assert_eq!(answer.assert_status(422).problem_code(), "alt-too-long");
    assert_eq!(story.assets().await[0].id, ids[1]);
}

#[tokio::test]
async fn an_emptied_field_is_empty_and_not_overlooked() {
    let mut story = Story::begin().await;
    let about = urls::upload_step(Lang::Sv, &story.work.code, "about");
    let typed = |title, text| {
        [
            ("title", title),
            ("text", text),
            ("language", "sv"),
            ("credits", ""),
        ]
    };
    let answer = story
        .pupil
        .post_form(&about, &typed("Luft", "Ord därtill"))
        .await;
    answer.assert_status(303);
    let answer = story.pupil.post_form(&about, &typed("", "")).await;
    let page = answer.assert_status(422).main_text();
    assert!(page.contains("Skriv en titel på bidraget"), "{page}");
    let mut saved = story.pupil.get(&about).await;
    assert_eq!(saved.field("title").as_deref(), Some("Luft"));
    let answer = story.pupil.post_form(&about, &typed("Luft", "")).await;
    answer.assert_status(303);
    saved = story.pupil.get(&about).await;
    assert!(!saved.text().contains("Ord därtill"));
}

#[tokio::test]
async fn a_form_holds_the_same_limits() {
    let mut story = Story::with(|config| {
        (config.upload.video_megabytes, config.upload.audio_megabytes) = (3, 3);
        (
            config.upload.photo_megabytes,
            config.upload.document_megabytes,
        ) = (1, 1);
    })
    .await;
    let large = submit(&mut story, "stor.jpg", photo(1_000_001))
        .await
        .assert_status(413);
    assert_eq!(
        (
            large.problem_code().as_str(),
            &large.json()["params"]["max_mb"]
        ),
        ("photo-too-large", &1.into())
    );
    let larger = submit(&mut story, "större.mp4", photo(3_000_001))
        .await
        .assert_status(413);
    assert_eq!(
        (
            larger.problem_code().as_str(),
            &larger.json()["params"]["max_mb"]
        ),
        ("file-too-large", &3.into())
    );
    assert_eq!((story.staged(), story.objects().await.len()), (0, 0));
    story.app.clock.advance(chrono::Duration::minutes(1));
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    let part = || [Part::file("file", "bild.jpg", photo(10))];
    story
        .stranger
        .multipart(&path, &part())
        .await
        .assert_status(404);
    story
        .app
        .client()
        .multipart(&path, &part())
        .await
        .assert_status(401);
    let mut cross = story
        .pupil
        .clone()
        .with_header("sec-fetch-site", "cross-site");
    cross.multipart(&path, &part()).await.assert_status(403);
    assert!(story.assets().await.is_empty());
}

#[tokio::test]
async fn when_the_disk_is_full_nothing_begins() {
    let mut story = Story::with(|config| config.upload.staging_megabytes = 0).await;
    assert_eq!(
        submit(&mut story, "bild.jpg", photo(10))
            .await
            .assert_status(507)
            .problem_code(),
        "storage-full"
    );
    assert!(story.uploads().await.is_empty());
}

#[tokio::test]
async fn a_contribution_that_was_handed_in_takes_no_files() {
    let mut story = Story::begin().await;
    contest::contributions::withdraw(&story.app.ctx, &story.actor, &story.work.code)
        .await
        .unwrap();
    let answer = submit(&mut story, "bild.jpg", photo(10))
        .await
        .assert_status(409);
    assert_eq!(answer.problem_code(), "contribution-not-editable");
    let headers = [
        ("upload-length", "5".to_owned()),
        ("upload-metadata", story.metadata("x")),
    ];
    tus(
        &story.pupil,
        Method::POST,
        &urls::tus(),
        &headers,
        axum::body::Body::empty(),
    )
    .await
    .assert_status(409);
    assert_eq!(story.staged(), 0);
}

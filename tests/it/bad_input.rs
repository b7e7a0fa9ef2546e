//! Bad input from the pages to the jail and back: each kind has its own words, and nothing that was typed is lost.
//! (What is refused by its first bytes: `upload_forms.rs`. Links: `signin.rs`, `voting.rs`. Codes: `classes.rs`.
//! Cross-site posts: `same_site.rs`. Other people's things: `matrix.rs`.)

use std::path::Path;
use std::process::Command;

use chrono::Duration;
use contest::assets::AssetState;
use contest::contributions::State;
use contest::{contributions, testing};
use dizza_http::{Lang, urls};
use test_support::Part;

use crate::upload_story::{Story, answer_questions};

/// A PNG whose header claims this many pixels, with a valid checksum and nothing behind it.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend(&header);
    png.extend(crc(&header).to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    png
}

/// CRC-32 as PNG wants it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// Two seconds of film, with its index at the end as phones write it.
fn film(folder: &Path) -> Vec<u8> {
    let path = folder.join("film.mp4");
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i"])
        .arg("testsrc2=size=320x240:rate=25:duration=2")
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-y",
        ])
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::read(path).unwrap()
}

async fn hand_over(story: &mut Story, name: &str, bytes: Vec<u8>) {
    let path = urls::upload_files(Lang::Sv, &story.work.code);
    story
        .pupil
        .multipart(&path, &[Part::file("file", name, bytes)])
        .await
        .assert_status(303);
    story.app.run_jobs().await;
}

#[tokio::test]
async fn what_cannot_be_decoded_says_why_and_can_be_removed() {
    let mut story = Story::begin().await;
    let whole = film(&story.app.var());
    let files = [
        (
            "jätte.png",
            claims(65_000, 65_000),
            "too-many-pixels",
            "Bilden är för stor",
        ),
        (
            "film.mp4",
            whole[..whole.len() / 3].to_vec(),
            "truncated",
            "Filen verkar avklippt",
        ),
        (
            "trasig.png",
            claims(640, 480),
            "unreadable",
            "Vi kunde inte läsa filen",
        ),
    ];
    for (name, bytes, reason, words) in files {
        hand_over(&mut story, name, bytes).await;
        let asset = story.assets().await.pop().expect("an asset");
        assert_eq!(asset.state, AssetState::Failed, "{name}");
        assert_eq!(asset.failure.as_deref(), Some(reason), "{name}");
        let page = story
            .pupil
            .get(&urls::upload_step(Lang::Sv, &story.work.code, "files"))
            .await
            .assert_status(200)
            .main_text();
        assert!(page.contains(words), "{name}: {page}");
        let check = urls::upload_step(Lang::Sv, &story.work.code, "check");
        let check = story.pupil.get(&check).await.main_text();
        assert!(
            check.contains("gick inte att läsa") || check.contains("kunde inte läsas"),
            "{check}"
        );
        let remove = urls::upload_asset(Lang::Sv, &story.work.code, asset.id, "remove");
        story.pupil.post(&remove).await.assert_status(303);
        story.app.run_jobs().await;
        assert_eq!(story.objects().await, Vec::<String>::new(), "{name}");
    }
}

#[tokio::test]
async fn a_title_that_is_too_long_or_invisible_is_asked_for_again_with_everything_typed() {
    let mut story = Story::begin().await;
    let about = urls::upload_step(Lang::Sv, &story.work.code, "about");
    let typed = |title: &str| {
        [
            ("title", title.to_owned()),
            ("text", "Vi är inte till salu.".to_owned()),
            ("language", "sv".to_owned()),
            ("credits", "Räven".to_owned()),
        ]
    };
    let long = "å".repeat(10_000);
    for (title, words) in [
        (
            long.as_str(),
            "Titeln är för lång. Högst 120 tecken får plats.",
        ),
        ("\u{202e}\u{2066}\u{200f}", "Skriv en titel på bidraget"),
    ] {
        let fields = typed(title);
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let page = story
            .pupil
            .post_form(&about, &fields)
            .await
            .assert_status(422);
        assert!(page.main_text().contains(words), "{}", page.main_text());
        for kept in ["Vi är inte till salu.", "Räven"] {
            assert!(
                page.main_text().contains(kept),
                "what was typed stays: {kept}"
            );
        }
    }
    let fields = typed("Gryning\u{202e}gnikS");
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    story
        .pupil
        .post_form(&about, &fields)
        .await
        .assert_status(303);
    let work = contributions::queries::find(story.app.db().read(), story.work.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(work.title, "GryninggnikS", "overrides are taken out");
}

#[tokio::test]
async fn a_hand_in_sent_twice_is_one_and_a_second_one_of_the_class_is_refused_in_words() {
    let mut story = Story::begin().await;
    let code = story.work.code.clone();
    let step = |step: &str| urls::upload_step(Lang::Sv, &code, step);
    let pupil = &mut story.pupil;
    pupil
        .post_form(&step("category"), &[("category", "poem")])
        .await
        .assert_status(303);
    pupil
        .post_form(&step("poem"), &[("text", "Vi är inte till salu.")])
        .await
        .assert_status(303);
    let about = [
        ("title", "Gryning"),
        ("language", "sv"),
        ("credits", "Räven"),
    ];
    pupil
        .post_form(&step("about"), &about)
        .await
        .assert_status(303);
    let hand_in = urls::hand_in(Lang::Sv, &code);
    let early = pupil.post(&hand_in).await.assert_status(422);
    assert!(
        early.links().contains(&step("people")),
        "{:?}",
        early.links()
    );
    answer_questions(pupil, &code).await;
    let first = pupil.post(&hand_in).await.assert_status(303);
    assert_eq!(first.location(), step("done"));
    let second = pupil.post(&hand_in).await.assert_status(303);
    assert_eq!(second.location(), step("done"));

    let class =
        contest::classes::queries::find(story.app.db().read(), story.work.class_id.unwrap())
            .await
            .unwrap()
            .unwrap();
    let other = testing::poem(&story.app.ctx, &class, "Skymning", State::Draft)
        .await
        .unwrap();
    let classmate = story.classmate_membership().await;
    testing::join(&story.app.ctx, &other, &classmate)
        .await
        .unwrap();
    testing::answer_all(&story.app.ctx, &story.classmate_actor().await, &other.code)
        .await
        .unwrap();
    let refused = story
        .classmate
        .post(&urls::hand_in(Lang::Sv, &other.code))
        .await
        .assert_status(409);
    assert!(
        refused
            .main_text()
            .contains("Klassen har redan lämnat in ett bidrag"),
        "{}",
        refused.main_text()
    );
}

#[tokio::test]
async fn after_the_last_day_nothing_is_changed_and_the_page_says_so() {
    let mut story = Story::begin().await;
    story.later(Duration::days(25)).await;
    let about = urls::upload_step(Lang::Sv, &story.work.code, "about");
    let page = story
        .pupil
        .post_form(&about, &[("title", "För sent"), ("language", "sv")])
        .await
        .assert_status(409);
    assert!(
        page.main_text().contains("Tiden för att lämna in är slut"),
        "{}",
        page.main_text()
    );
}

#[tokio::test]
async fn a_language_that_we_do_not_speak_is_a_page_that_leads_on() {
    let story = Story::begin().await;
    let mut visitor = story.app.client();
    for path in ["/de", "/de/gallery", "/xx/c/abc", "/sv/finns-inte"] {
        let page = visitor.get(path).await.assert_status(404);
        assert!(
            !page.links().is_empty() && page.text().contains("<h1"),
            "{path}"
        );
    }
}

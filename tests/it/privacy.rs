//! What is left of a pupil: after the whole way of a photo, from the join code to the public page and a vote, nothing in the
//! database and in the logs says who the pupil was, and nothing in public says where the photo was taken.

use std::io::Cursor;

use contest::classes::entity::{membership, school_class};
use contest::contributions::{State, TICKS};
use contest::ids::AccountId;
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{Lang, urls};
use image::{ImageFormat, RgbImage};
use sea_orm::{IdenStatic, Iterable};
use test_support::{Client, Part, TestApp};

use crate::upload_story::answer_questions;

/// What a pupil, a phone and a network give away without meaning to.
const CANARIES: [&str; 8] = [
    "203.0.113",
    "CanaryBrowser",
    "Annas telefon",
    "Andersson",
    "070-1234567",
    "GPSCANARY",
    "anna.andersson@",
    "20120314",
];

/// A photo as a phone writes it: with names and places in its metadata.
fn photo() -> Vec<u8> {
    let image = RgbImage::from_fn(640, 480, |x, y| {
        image::Rgb([x / 3, y / 2, 90].map(|shade| u8::try_from(shade).unwrap()))
    });
    let mut jpeg = Vec::new();
    image
        .write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg)
        .unwrap();
    let mut note = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0 ".to_vec();
    note.extend(b"GPSCANARY 55.6050N 13.0038E Annas telefon anna.andersson@example.org 20120314");
    let length = u16::try_from(note.len() + 2).unwrap().to_be_bytes();
    let mut tagged = jpeg[..2].to_vec();
    tagged.extend([0xFF, 0xE1, length[0], length[1]]);
    tagged.extend(note);
    tagged.extend(&jpeg[2..]);
    tagged.extend(b"GPSCANARY behind the end");
    tagged
}

/// A pupil's phone in a school.
fn phone(app: &TestApp) -> Client {
    app.client()
        .at("203.0.113.77")
        .with_header("user-agent", "CanaryBrowser/1.0 (Annas telefon)")
        .with_header("x-forwarded-for", "203.0.113.99")
        .with_header("referer", "https://dizza.test/?namn=Andersson")
}

fn clean(what: &str, text: &str, more: &[&str]) {
    for canary in CANARIES.iter().chain(more) {
        assert!(!text.contains(canary), "{what} hold {canary}");
    }
}

/// The teacher's eleven ticks, the moderator's decision, and the time until it is public.
async fn approve(
    app: &TestApp,
    (teacher, moderator): (AccountId, AccountId),
    class: &school_class::Model,
    code: &str,
) {
    let mut teacher = app.signed_in(&Principal::Account(teacher)).await;
    let approve = urls::class_approve(Lang::Sv, class.id, code);
    let seen = teacher.get(&approve).await.field("seen").unwrap();
    let mut ticks = vec![("seen", seen.as_str())];
    ticks.extend(TICKS.iter().map(|tick| ("tick", *tick)));
    teacher.post_form(&approve, &ticks).await.assert_status(303);
    let mut moderator = app.signed_in(&Principal::Account(moderator)).await;
    let seen = moderator
        .get(&urls::moderate_item(Lang::Sv, code))
        .await
        .field("seen")
        .unwrap();
    moderator
        .post_form(
            &urls::moderate_act(Lang::Sv, code, "approve"),
            &[("seen", &seen)],
        )
        .await
        .assert_status(303);
    app.clock.advance(chrono::Duration::seconds(11));
    app.run_jobs().await;
}

#[tokio::test]
async fn nothing_says_who_the_pupil_was() {
    let app = TestApp::new().await;
    let ctx = &app.ctx;
    let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let moderator = testing::account(ctx, "anna@dizza.test", &[Role::Moderator])
        .await
        .unwrap();
    let class = testing::class(ctx, edition.id, teacher).await.unwrap();

    let mut pupil = phone(&app);
    let join = [("code", class.join_code.as_str()), ("nickname", "Räven")];
    pupil
        .post_form(&urls::join("sv"), &join)
        .await
        .assert_status(303);
    let words = words_on(
        &pupil
            .get(&urls::joined("sv"))
            .await
            .assert_status(200)
            .text(),
    );
    let start = pupil.post(&urls::upload("sv")).await.assert_status(303);
    let code = start
        .location()
        .split('/')
        .nth(3)
        .expect("the draft's code")
        .to_owned();
    let step = |step: &str| urls::upload_step(Lang::Sv, &code, step);
    pupil
        .post_form(&step("category"), &[("category", "image")])
        .await
        .assert_status(303);
    let file = Part::file("file", "Anna Andersson 070-1234567 20120314.jpg", photo());
    pupil
        .multipart(&urls::upload_files(Lang::Sv, &code), &[file])
        .await
        .assert_status(303);
    app.run_jobs().await;
    let about = [
        ("title", "Frisk luft"),
        ("language", "sv"),
        ("credits", "Räven"),
    ];
    pupil
        .post_form(&step("about"), &about)
        .await
        .assert_status(303);
    answer_questions(&mut pupil, &code).await;
    pupil
        .post(&urls::hand_in(Lang::Sv, &code))
        .await
        .assert_status(303);

    approve(&app, (teacher, moderator), &class, &code).await;

    let mut visitor = app.client();
    let page = visitor
        .get(&urls::contribution(Lang::Sv, &code))
        .await
        .assert_status(200);
    clean(
        "public pages",
        &page.text(),
        &["Räven i 7B", "Björkskolan", "Malmö"],
    );
    let media = public_media(&page.text());
    assert!(media.len() >= 3, "{media:?}");
    for path in media {
        let bytes = visitor.get(&path).await.assert_status(200).body;
        clean(
            &path,
            &String::from_utf8_lossy(&bytes),
            &["Exif", "behind the end"],
        );
    }
    let other = testing::class(ctx, edition.id, class.teacher_id)
        .await
        .unwrap();
    let voted = testing::poem(ctx, &other, "Skymning", State::Published)
        .await
        .unwrap();
    pupil
        .post(&urls::vote(Lang::Sv, &voted.code))
        .await
        .assert_status(303);

    let session = pupil.cookies().values().next().expect("a session").clone();
    let secrets = [words.as_str(), &words.replace('-', " "), session.as_str()];
    clean("tables", &app.dump().await, &secrets);
    let lines = app.logs();
    assert!(lines.lines().count() > 20, "the logs were caught");
    clean("logs", &lines, &secrets);
    clean("logs", &lines, &[class.join_code.as_str(), "Räven"]);
}

fn words_on(html: &str) -> String {
    let (_, rest) = html.split_once("id=\"words\"").expect("three words");
    let (_, rest) = rest.split_once('>').expect("three words");
    rest.split_once('<')
        .expect("three words")
        .0
        .trim()
        .to_owned()
}

/// All addresses of public media on a page.
fn public_media(html: &str) -> Vec<String> {
    let mut found: Vec<String> = html
        .split(['"', ' ', ','])
        .filter_map(|word| word.find("/m/").map(|at| word[at..].to_owned()))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn a_membership_has_no_room_for_more() {
    let columns: Vec<_> = membership::Column::iter()
        .map(|column| column.as_str())
        .collect();
    let known = [
        "id",
        "class_id",
        "nickname",
        "phrase_hash",
        "created_at",
        "removed_at",
    ];
    assert_eq!(columns, known);
}

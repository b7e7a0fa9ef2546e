//! A magazine's way: reviewers and the public see the same pictures of its pages and read the same words, and nobody gets
//! the PDF (T-A8 of `docs/security.md`).

use std::collections::BTreeMap;

use contest::assets::entity::asset;
use contest::assets::{AssetKind, AssetState};
use contest::contributions::TICKS;
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{Lang, urls};
use sea_orm::EntityTrait;
use server::demo::art::palette::{PAPER, SKY};
use server::demo::magazine::{Magazine, Sheet};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, ObjectStore};
use test_support::{Client, Part, TestApp};

use crate::upload_story::answer_questions;

const SHEETS: &[Sheet] = &[
    Sheet::Words {
        ground: PAPER,
        heading: "Rast",
        lines: &["Klassens egen tidning"],
    },
    Sheet::Words {
        ground: SKY,
        heading: "Insidan",
        lines: &["Vi har öppnat fönstret"],
    },
    Sheet::Words {
        ground: PAPER,
        heading: "Baksidan",
        lines: &["<script>alert(1)</script>", "& en rad till"],
    },
];

/// A magazine of three pages.
pub fn pdf() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tidning.pdf");
    Magazine { sheets: SHEETS }.write(&path).unwrap();
    std::fs::read(path).unwrap()
}

/// Everything between two marks, wherever they stand.
fn between<'a>(html: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let parts = html.split(from).skip(1);
    parts
        .filter_map(|rest| Some(rest.split_once(to)?.0))
        .collect()
}

/// The text under the pages, as it stands in the page.
fn texts(html: &str) -> Vec<&str> {
    between(html, "class=\"pagetext\"", "</div>")
        .into_iter()
        .filter_map(|rest| Some(rest.split_once('>')?.1))
        .collect()
}

/// The hash of each picture of a page, by its name; `from` is where they are fetched from, `/m/` or `/review-media/`.
async fn pictures(client: &mut Client, html: &str, from: &str) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for rest in between(html, from, ".webp") {
        let Some((key, name)) = rest.split_once('/') else {
            continue;
        };
        let (key, name) = (key.to_owned(), format!("{name}.webp"));
        if key.len() == 32 && !found.contains_key(&name) {
            let answer = client.get(&format!("{from}{key}/{name}")).await;
            let bytes = answer.assert_status(200).body;
            found.insert(name, Sha256::digest(&bytes).to_vec());
        }
    }
    found
}

fn offers_no_pdf(what: &str, html: &str, original: &str) {
    let lower = html.to_lowercase();
    for word in [".pdf", "application/pdf", "<object", "<embed", original] {
        assert!(!lower.contains(word), "{what} holds {word}");
    }
}

/// Where there is no room for a reader there is the cover.
async fn shows_the_cover_only(visitor: &mut Client, code: &str, original: &str) {
    let embed = visitor.get(&urls::embed_contribution(code)).await;
    let embed = embed.assert_status(200).text();
    offers_no_pdf("the embed", &embed, original);
    assert!(embed.contains("/640.webp") && !embed.contains("p02_"));
    let wall = visitor
        .get(&urls::gallery(Lang::Sv))
        .await
        .assert_status(200);
    offers_no_pdf("the gallery", &wall.text(), original);
    assert!(wall.text().contains("Tidning") && !wall.text().contains("p02_"));
    let answer = visitor.get(&format!("/api/v1/contributions/{code}")).await;
    let answer = answer.assert_status(200).text();
    offers_no_pdf("the API", &answer, original);
    let json: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(json["assets"][0]["kind"], "document");
    assert_eq!(json["assets"][0]["pages"], 3);
    assert!(answer.contains("card.jpg") && !answer.contains("p02_"));
}

#[tokio::test]
async fn reviewers_and_the_public_see_the_same_pages_and_nobody_the_pdf() {
    let app = TestApp::new().await;
    let ctx = &app.ctx;
    let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher]);
    let moderator = testing::account(ctx, "anna@dizza.test", &[Role::Moderator]);
    let (teacher, moderator) = (teacher.await.unwrap(), moderator.await.unwrap());
    let class = testing::class(ctx, edition.id, teacher).await.unwrap();
    let pupil = testing::pupil(ctx, &class, "Räven").await.unwrap();
    let mut pupil = app.signed_in(&Principal::Membership(pupil.id)).await;
    let start = pupil.post(&urls::upload("sv")).await.assert_status(303);
    let code = start.location().split('/').nth(3).unwrap().to_owned();
    let step = |step: &str| urls::upload_step(Lang::Sv, &code, step);
    let category = [("category", "image")];
    pupil
        .post_form(&step("category"), &category)
        .await
        .assert_status(303);
    let file = Part::file("file", "tidning.pdf", pdf());
    pupil
        .multipart(&urls::upload_files(Lang::Sv, &code), &[file])
        .await
        .assert_status(303);
    app.run_jobs().await;
    let about = [("title", "Rast"), ("language", "sv"), ("credits", "")];
    pupil
        .post_form(&step("about"), &about)
        .await
        .assert_status(303);
    answer_questions(&mut pupil, &code).await;
    pupil
        .post(&urls::hand_in(Lang::Sv, &code))
        .await
        .assert_status(303);
    let row = asset::Entity::find().one(app.db().read()).await.unwrap();
    let row = row.unwrap();
    assert_eq!((row.kind, row.failure), (AssetKind::Document, None));
    let original = row.object_key.unwrap();

    // The teacher.
    let mut teacher = app.signed_in(&Principal::Account(teacher)).await;
    let checklist = urls::class_approve(Lang::Sv, class.id, &code);
    let page = teacher.get(&checklist).await.assert_status(200);
    offers_no_pdf("the teacher's page", &page.text(), &original);
    let read_by_teacher: Vec<_> = texts(&page.text()).into_iter().map(str::to_owned).collect();
    let seen_by_teacher = pictures(&mut teacher, &page.text(), "/review-media/").await;
    let seen = page.field("seen").unwrap();
    let mut ticks = vec![("seen", seen.as_str())];
    ticks.extend(TICKS.iter().map(|tick| ("tick", *tick)));
    teacher
        .post_form(&checklist, &ticks)
        .await
        .assert_status(303);

    // The moderator.
    let mut moderator = app.signed_in(&Principal::Account(moderator)).await;
    let item = urls::moderate_item(Lang::Sv, &code);
    let page = moderator.get(&item).await.assert_status(200);
    offers_no_pdf("the moderator's page", &page.text(), &original);
    assert_eq!(page.text().matches("<details open").count(), SHEETS.len());
    let read_by_moderator: Vec<_> = texts(&page.text()).into_iter().map(str::to_owned).collect();
    let seen_by_moderator = pictures(&mut moderator, &page.text(), "/review-media/").await;
    let seen = page.field("seen").unwrap();
    let approve = urls::moderate_act(Lang::Sv, &code, "approve");
    moderator
        .post_form(&approve, &[("seen", seen.as_str())])
        .await
        .assert_status(303);
    app.clock.advance(chrono::Duration::seconds(11));
    app.run_jobs().await;

    // Everybody.
    let mut visitor = app.client();
    let page = visitor.get(&urls::contribution(Lang::Sv, &code)).await;
    let html = page.assert_status(200).text();
    offers_no_pdf("the public page", &html, &original);
    let seen_by_all = pictures(&mut visitor, &html, "/m/").await;
    let names: Vec<_> = seen_by_all.keys().map(String::as_str).collect();
    let cover = ["1280.webp", "320.webp", "640.webp"];
    let pages = ["p02_1280.webp", "p03_1280.webp"];
    assert_eq!(names, [&cover[..], &pages].concat());
    assert_eq!(seen_by_all, seen_by_moderator);
    assert_eq!(seen_by_all, seen_by_teacher);
    let different: std::collections::BTreeSet<_> = seen_by_all.values().collect();
    assert_eq!(different.len(), names.len(), "each picture is another one");
    assert_eq!(texts(&html), read_by_moderator);
    assert_eq!(texts(&html), read_by_teacher);
    assert_eq!(texts(&html).len(), SHEETS.len());
    assert!(texts(&html)[0].contains("Klassens egen tidning"), "{html}");
    let behind = texts(&html)[2];
    assert!(behind.contains("&lt;script&gt;"), "{behind}");
    assert!(html.contains("3 sidor") && html.contains("data-reader"));

    shows_the_cover_only(&mut visitor, &code, &original).await;
    covering_a_page_leaves_nothing_of_it(&app, &mut moderator, &code, &html).await;
}

/// The last page of what is public, in this HTML, is covered and the PDF destroyed.
async fn covering_a_page_leaves_nothing_of_it(
    app: &TestApp,
    moderator: &mut Client,
    code: &str,
    html: &str,
) {
    let row = || async {
        let row = asset::Entity::find().one(app.db().read()).await;
        row.unwrap().unwrap()
    };
    let before = row().await;
    let old = ObjectKey::parse(before.object_key.clone().unwrap()).unwrap();
    let page = urls::redact(Lang::Sv, code, before.id);
    let form = [
        ("page", "3"),
        ("what", "page"),
        ("why", "name"),
        ("destroy", "yes"),
        ("press", "go"),
    ];
    moderator.post_form(&page, &form).await.assert_status(303);
    app.clock.advance(chrono::Duration::seconds(2));
    let mut visitor = app.client();
    for rest in between(html, "/m/", ".webp") {
        let file = format!("/m/{rest}.webp");
        visitor.get(&file).await.assert_status(404);
    }
    let public = urls::contribution(Lang::Sv, code);
    let gone = visitor.get(&public).await;
    assert_ne!(gone.status, 200, "not before it is approved again");

    app.run_jobs().await;
    let after = row().await;
    let new = ObjectKey::parse(after.object_key.clone().unwrap()).unwrap();
    assert_eq!((after.state, after.failure), (AssetState::Ready, None));
    assert_ne!(new, old);
    assert!(
        app.store.get(&old, None).await.is_err(),
        "the PDF is still there"
    );
    assert!(app.store.get(&new, None).await.is_ok());
    let item = moderator.get(&urls::moderate_item(Lang::Sv, code)).await;
    let item = item.assert_status(200).text();
    assert!(item.contains("Klassens egen tidning"), "{item}");
    assert!(!item.contains("en rad till"), "{item}");
    let dump = app.dump().await;
    assert!(
        !dump.contains("en rad till"),
        "the words are still in the database"
    );
}

#[tokio::test]
async fn a_pdf_that_is_locked_is_explained() {
    let story = crate::upload_story::Story::begin().await;
    let mut pupil = story.pupil.clone();
    let lock = "/Encrypt<</Filter/Standard/V 1/R 2/O<00>/U<00>/P -44>>/ID[<00><00>]";
    let locked =
        String::from_utf8_lossy(&pdf()).replace("/Root 1 0 R", &format!("/Root 1 0 R{lock}"));
    let file = Part::file("file", "tidning.pdf", locked.into_bytes());
    pupil
        .multipart(&urls::upload_files(Lang::Sv, &story.work.code), &[file])
        .await
        .assert_status(303);
    story.app.run_jobs().await;
    let page = pupil
        .get(&urls::upload_step(Lang::Sv, &story.work.code, "files"))
        .await
        .assert_status(200);
    assert!(page.text().contains("PDF:en är låst."), "{}", page.text());
}

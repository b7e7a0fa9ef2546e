//! One's own contribution in the address, somebody else's thing inside it: a file, an upload, a pupil, a hand-in.

use axum::body::Body;
use axum::http::Method;
use contest::assets::entity::asset;
use contest::contributions::{self, Maker, Seen, State};
use contest::permissions::{Actor, Principal, Role};
use contest::testing;
use dizza_http::{Lang, urls};
use test_support::{Client, Part};

use crate::upload_story::{Story, metadata, photo, tus};

/// A second class in the story's app, whose pupil has a photo in a draft and an upload under way.
struct Others {
    class: contest::classes::entity::school_class::Model,
    member: contest::classes::entity::membership::Model,
    pupil: Client,
    code: String,
    asset: asset::Model,
    upload: String,
}

impl Others {
    async fn join(story: &Story) -> Self {
        let ctx = &story.app.ctx;
        let teacher = testing::account(ctx, "annan@skola.se", &[Role::Teacher])
            .await
            .unwrap();
        let class = testing::class(ctx, story.work.edition_id, teacher)
            .await
            .unwrap();
        let member = testing::pupil(ctx, &class, "Björnen").await.unwrap();
        let principal = Principal::Membership(member.id);
        let actor = Actor::resolve(ctx.db.read(), &principal)
            .await
            .unwrap()
            .unwrap();
        let work = contributions::start(ctx, &actor, Maker::Pupil)
            .await
            .unwrap();
        let pupil = story.app.signed_in(&principal).await;
        let send = async |length: usize, body: Vec<u8>| {
            let headers = [
                ("upload-length", length.to_string()),
                ("upload-metadata", metadata(&work.code, "bild.jpg")),
            ];
            let answer = tus(&pupil, Method::POST, &urls::tus(), &headers, body.into()).await;
            answer.assert_status(201).location().to_owned()
        };
        send(100, photo(100)).await;
        let upload = send(100, photo(50)).await;
        let assets = contest::assets::queries::of_contribution(ctx.db.read(), work.id);
        let asset = assets.await.unwrap().remove(0);
        Self {
            class,
            member,
            pupil,
            code: work.code,
            asset,
            upload,
        }
    }

    /// Everything of theirs, as the database has it.
    async fn all(&self, story: &Story) -> String {
        let dump = story.app.dump().await;
        let id = |text: &str| text.replace('-', "").to_lowercase();
        let (work, class) = (
            id(&self.asset.contribution_id.to_string()),
            id(&self.class.id.to_string()),
        );
        let theirs = dump.lines().filter(|line| {
            let line = id(line);
            (line.contains(&work) || line.contains(&class)) && !line.starts_with("session")
        });
        theirs.collect::<Vec<_>>().join("\n")
    }
}

#[tokio::test]
async fn files_of_others_are_not_reached_through_ones_own_contribution() {
    let mut story = Story::begin().await;
    let others = Others::join(&story).await;
    story.send("bild.jpg", &photo(10)).await.assert_status(201);
    let before = others.all(&story).await;
    assert!(before.lines().count() > 4, "{before}");
    let own = story.work.code.clone();
    let path = |code: &str, act: &str| urls::upload_asset(Lang::Sv, code, others.asset.id, act);
    for act in ["remove", "retry"] {
        for code in [&own, &others.code] {
            story.pupil.post(&path(code, act)).await.assert_status(404);
        }
    }
    // Descriptions and moves come with the form of one's own files; those for a foreign file change nothing.
    let foreign = [
        Part::text(&format!("alt-{}", others.asset.id), "x"),
        Part::text("next", &format!("up-{}", others.asset.id)),
    ];
    story
        .pupil
        .multipart(&urls::upload_files(Lang::Sv, &own), &foreign)
        .await;
    for code in [&own, &others.code] {
        story
            .pupil
            .get(&path(code, "remove"))
            .await
            .assert_status(404);
    }
    // Cancelling says the same about every token, and ends one's own only.
    let token = others.upload.rsplit('/').next().unwrap();
    for client in [&mut story.pupil, &mut story.classmate] {
        client
            .post(&urls::upload_asset(Lang::Sv, &own, token, "cancel"))
            .await
            .assert_status(303);
    }
    assert_eq!(others.all(&story).await, before);
    let head = tus(
        &others.pupil,
        Method::HEAD,
        &others.upload,
        &[],
        Body::empty(),
    )
    .await;
    assert_eq!(head.assert_status(200).header("upload-offset"), "50");
}

#[tokio::test]
async fn pupils_and_hand_ins_of_others_are_not_reached_through_ones_own_class() {
    let story = Story::begin().await;
    let others = Others::join(&story).await;
    let ctx = &story.app.ctx;
    let own = story.work.class_id.unwrap();
    let own = contest::classes::queries::find(ctx.db.read(), own)
        .await
        .unwrap()
        .unwrap();
    let mut teacher = story
        .app
        .signed_in(&Principal::Account(own.teacher_id))
        .await;
    let theirs = testing::poem(ctx, &others.class, "Gryning", State::Submitted)
        .await
        .unwrap();
    let before = others.all(&story).await;

    let remove = urls::class_remove(Lang::Sv, own.id, others.member.id);
    teacher.get(&remove).await.assert_status(404);
    teacher.post(&remove).await.assert_status(404);
    let seen = Seen::of(ctx.db.read(), &theirs).await.unwrap().to_string();
    let mut ticks = vec![("seen", seen.as_str())];
    ticks.extend(contributions::TICKS.map(|tick| ("tick", tick)));
    for class in [own.id, others.class.id] {
        let approve = urls::class_approve(Lang::Sv, class, &theirs.code);
        teacher.get(&approve).await.assert_status(404);
        teacher.post_form(&approve, &ticks).await.assert_status(404);
        let back = urls::class_send_back(Lang::Sv, class, &theirs.code);
        teacher.post(&back).await.assert_status(404);
    }
    assert_eq!(others.all(&story).await, before);
    others
        .pupil
        .clone()
        .get(&urls::joined("sv"))
        .await
        .assert_status(200);
}

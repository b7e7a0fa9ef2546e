//! Captions and transcripts through the pages: written in the wizard, seen by whoever decides, served once they are public,
//! found by the gallery and the API.

mod reading;
mod writing;

use contest::AppContext;
use contest::assets::jobs::ProcessAsset;
use contest::assets::{self, AssetKind, MadeFile, MadeRendition};
use contest::contributions::entity::contribution;
use contest::contributions::{self, State, content_hash};
use contest::ids::AssetId;
use dizza_http::{Lang, urls};
use queue::JobError;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, Store};
use test_support::{Answer, Part};

use crate::upload_story::Story;

const BYTES: &[u8] = b"0123456789";
const FILE: &str =
    "WEBVTT - Anna Andersson\n\nNOTE Anna\n\n00:01.000 --> 00:04.000 align:left\n<i>Hej & hå</i>\n";
const OURS: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nHej &amp; hå\n";

/// A finished film (or song) of ten seconds in the story's draft.
pub async fn finished(story: &Story, kind: AssetKind) -> AssetId {
    let key = format!("o/{}", hex::encode(story.app.ctx.random::<16>()));
    story
        .worked_on((kind, "mp4", &key), |registry, making| {
            registry.register_with(making, make)
        })
        .await
}

async fn make(
    (ctx, store): (AppContext, Store),
    job: ProcessAsset,
    lease: queue::Lease,
) -> Result<(), JobError> {
    assets::to_process(&ctx, job.asset).await?;
    let kind = assets::queries::find(ctx.db.read(), job.asset)
        .await?
        .map(|asset| asset.kind);
    let name = match kind {
        Some(AssetKind::Audio) => ("audio.m4a", "audio/mp4"),
        _ => ("video.mp4", "video/mp4"),
    };
    let media_key = hex::encode(ctx.random::<16>());
    let key =
        ObjectKey::parse(assets::rendition_key(&media_key, name.0)).map_err(JobError::fail)?;
    store
        .put_bytes(&key, BYTES.into())
        .await
        .map_err(JobError::retry)?;
    let file = MadeFile {
        name: name.0.into(),
        content_type: name.1.into(),
        size_bytes: 10,
        sha256: Sha256::digest(BYTES).into(),
        width: Some(640),
        height: Some(360),
    };
    let made = MadeRendition {
        media_key,
        files: vec![file],
        width: Some(640),
        height: Some(360),
        duration_ms: Some(10_000),
        has_audio: true,
        thumbhash: String::new(),
        color: String::new(),
        peaks: vec![3; 20],
        pages: Vec::new(),
        fingerprints: vec![],
        original: None,
        marks: vec![],
        note: None,
    };
    assets::mark_ready(&ctx, lease.token(), job.asset, made).await?;
    Ok(())
}

async fn set(story: &Story, row: contribution::ActiveModel) {
    let update = contribution::Entity::update_many().set(row);
    let update = update.filter(contribution::Column::Id.eq(story.work.id));
    update.exec(story.app.db().write()).await.unwrap();
    story.app.clock.advance(chrono::Duration::seconds(2));
}

async fn set_state(story: &Story, state: State) {
    let row = contribution::ActiveModel {
        state: Set(state),
        title: Set("Luft".into()),
        approved_hash: Set(Some(vec![1])),
        ..Default::default()
    };
    set(story, row).await;
}

/// Lets the approval of what there is now take effect.
async fn publish(story: &Story) {
    let ctx = &story.app.ctx;
    set_state(story, State::Approved).await;
    let work = contributions::queries::find(ctx.db.read(), story.work.id).await;
    let row = contribution::ActiveModel {
        approved_hash: Set(content_hash(ctx.db.read(), &work.unwrap().unwrap())
            .await
            .unwrap()),
        publish_at: Set(Some(ctx.clock.wall())),
        ..Default::default()
    };
    set(story, row).await;
    let done = contributions::publish(ctx, story.work.id).await.unwrap();
    assert_eq!(done, contributions::Published::Yes);
    story.app.clock.advance(chrono::Duration::seconds(2));
}

fn page_of(story: &Story, id: AssetId, kind: &str) -> String {
    urls::upload_texts(Lang::Sv, &story.work.code, id, kind)
}

/// Sends the form in which the text in this language, if there is one, is corrected.
async fn send(story: &mut Story, path: &str, language: &str, text: &str) -> Answer {
    let form = story
        .pupil
        .get(&format!("{path}?language={language}"))
        .await;
    let was = form.field("was").unwrap_or_default();
    let parts = [
        Part::text("language", language),
        Part::text("was", &was),
        Part::file("file", "", ""),
        Part::text("text", text),
    ];
    story.pupil.multipart(path, &parts).await
}

/// Address of the captions in a language on a page.
fn track(html: &str, language: &str) -> String {
    let mut tracks = html.split("<track kind=\"captions\" src=\"").skip(1);
    let found = tracks.find(|rest| {
        rest.contains(&format!("srclang=\"{language}\"")) && {
            let tag = rest.split('>').next().unwrap_or_default();
            tag.contains(&format!("srclang=\"{language}\""))
        }
    });
    let found = found.unwrap_or_else(|| panic!("no {language} track: {html}"));
    found.split('"').next().unwrap().to_owned()
}

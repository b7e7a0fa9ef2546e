//! Captions and transcripts: by their makers, while the content may change, bound by what is approved, found by the gallery.

mod finding;
mod writing;

use contest::assets::entity::{asset, rendition};
use contest::assets::{AssetKind, AssetState};
use contest::captions::{self, Place, PutTextError, TextKind};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Maker, State, content_hash};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, testing};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::common::TestDb;

const FILE: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:04.000\nHej\n";

struct Story {
    db: TestDb,
    pupil: Actor,
    stranger: Actor,
    work: contribution::Model,
}

impl Story {
    async fn begin() -> Self {
        let db = TestDb::new().await;
        let ctx = &db.ctx;
        let edition = testing::edition(ctx, "dizza-2026").await.unwrap();
        let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .unwrap();
        let mut pupils = Vec::new();
        for _ in 0..2 {
            let class = testing::class(ctx, edition.id, teacher).await.unwrap();
            let pupil = testing::pupil(ctx, &class, "Räven").await.unwrap();
            let principal = Principal::Membership(pupil.id);
            pupils.push(
                Actor::resolve(ctx.db.read(), &principal)
                    .await
                    .unwrap()
                    .unwrap(),
            );
        }
        let [pupil, stranger] = pupils.try_into().unwrap();
        let work = contributions::start(ctx, &pupil, Maker::Pupil)
            .await
            .unwrap();
        Self {
            db,
            pupil,
            stranger,
            work,
        }
    }

    fn ctx(&self) -> &AppContext {
        &self.db.ctx
    }

    /// A finished film or song of ten seconds.
    async fn asset(&self, kind: AssetKind, has_audio: bool) -> AssetId {
        asset_of(self.ctx(), &self.work, kind, has_audio).await
    }

    async fn put(&self, id: AssetId, language: &str, file: &[u8]) -> Result<usize, PutTextError> {
        self.put_over(id, language, TextKind::Captions, file).await
    }

    /// As [`Self::put`], in place of whatever text of this kind is there.
    async fn put_over(
        &self,
        id: AssetId,
        language: &str,
        kind: TextKind,
        file: &[u8],
    ) -> Result<usize, PutTextError> {
        let there = self.tag(id, language, kind).await;
        let place = Place {
            replaces: there.as_deref(),
            ..self.place(id, language)
        };
        let words = String::from_utf8_lossy(file);
        match kind {
            TextKind::Captions => {
                captions::put_captions(self.ctx(), &self.pupil, place, file).await
            }
            TextKind::Transcript => {
                captions::put_transcript(self.ctx(), &self.pupil, place, &words)
                    .await
                    .map(|()| 0)
            }
        }
    }

    /// Takes away whatever text of this kind is there.
    async fn remove(
        &self,
        id: AssetId,
        language: &str,
        kind: TextKind,
    ) -> Result<(), PutTextError> {
        let there = self.tag(id, language, kind).await;
        let place = Place {
            replaces: there.as_deref(),
            ..self.place(id, language)
        };
        captions::remove_text(self.ctx(), &self.pupil, place, kind).await
    }

    async fn tag(&self, id: AssetId, language: &str, kind: TextKind) -> Option<String> {
        let there = captions::queries::of_assets(self.ctx().db.read(), &[id])
            .await
            .unwrap();
        let wanted = there
            .iter()
            .find(|text| text.kind == kind && text.language == language);
        wanted.map(captions::entity::asset_text::Model::tag)
    }

    /// Where no text is to be replaced.
    fn place<'a>(&'a self, asset: AssetId, language: &'a str) -> Place<'a> {
        Place {
            code: &self.work.code,
            asset,
            language,
            replaces: None,
        }
    }

    async fn texts(&self, id: AssetId) -> Vec<(TextKind, String, String)> {
        let texts = captions::queries::of_assets(self.ctx().db.read(), &[id])
            .await
            .unwrap();
        let parts =
            |text: captions::entity::asset_text::Model| (text.kind, text.language, text.text);
        texts.into_iter().map(parts).collect()
    }

    async fn now(&self) -> contribution::Model {
        let work = contributions::queries::find(self.ctx().db.read(), self.work.id).await;
        work.unwrap().unwrap()
    }

    async fn hash(&self) -> Vec<u8> {
        let hash = content_hash(self.ctx().db.read(), &self.now().await).await;
        hash.unwrap().expect("everything is ready")
    }

    async fn set_state(&self, state: State) {
        set(
            self.ctx(),
            &self.work,
            contribution::ActiveModel {
                state: Set(state),
                ..Default::default()
            },
        )
        .await;
    }
}

async fn set(ctx: &AppContext, work: &contribution::Model, row: contribution::ActiveModel) {
    let update = contribution::Entity::update_many().set(row);
    let update = update.filter(contribution::Column::Id.eq(work.id));
    update.exec(ctx.db.write()).await.unwrap();
}

async fn asset_of(
    ctx: &AppContext,
    work: &contribution::Model,
    kind: AssetKind,
    has_audio: bool,
) -> AssetId {
    let now = ctx.clock.wall();
    let (id, made): (AssetId, contest::ids::RenditionId) = (ctx.id(now), ctx.id(now));
    let row = asset::Model {
        id,
        contribution_id: work.id,
        position: 0,
        kind,
        media_type: "mp4".into(),
        state: AssetState::Ready,
        progress_percent: 100,
        failure: None,
        alt: String::new(),
        object_key: None,
        size_bytes: 10,
        sha256: vec![1],
        rendition_id: Some(made),
        destroy_original: false,
        held: false,
        created_at: now,
        updated_at: now,
    };
    asset::Entity::insert(row.into_active_model())
        .exec_without_returning(ctx.db.write())
        .await
        .unwrap();
    let row = rendition::Model {
        id: made,
        asset_id: id,
        media_key: hex::encode(ctx.random::<16>()),
        files_hash: vec![2; 32],
        width: None,
        height: None,
        duration_ms: Some(10_000),
        has_audio,
        thumbhash: None,
        color: None,
        peaks: None,
        created_at: now,
    };
    rendition::Entity::insert(row.into_active_model())
        .exec_without_returning(ctx.db.write())
        .await
        .unwrap();
    id
}

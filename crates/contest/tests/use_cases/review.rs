//! A class, its teacher and two moderators: where stories about moderation begin.

use chrono::Duration;
use contest::accounts::entity::outbox_mail;
use contest::accounts::jobs::SendMail;
use contest::assets::entity::{asset, page_text, rendition};
use contest::assets::{AssetKind, AssetState};
use contest::classes::entity::school_class;
use contest::contributions::entity::contribution;
use contest::contributions::{Seen, State};
use contest::editions::entity::edition;
use contest::ids::AssetId;
use contest::moderation::{self, Decided, ModerationError, Reason, Statement, Verdict};
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, contributions, register_jobs, testing};
use database::sea_orm::ActiveValue::{Set, Unchanged};
use database::sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use queue::Registry;

use crate::common::{TestDb, actor};

pub struct Review {
    pub db: TestDb,
    pub edition: edition::Model,
    pub class: school_class::Model,
    pub pupil: Actor,
    /// Teacher of the class, who also moderates.
    pub teacher: Actor,
    pub anna: Actor,
    pub bo: Actor,
}

impl Review {
    pub async fn begin() -> Self {
        let db = TestDb::new().await;
        let ctx = &db.ctx;
        let edition = testing::edition(ctx, "dizza-2026").await.unwrap();
        let both = [Role::Teacher, Role::Moderator];
        let teacher = testing::account(ctx, "larare@skola.se", &both)
            .await
            .unwrap();
        let anna = testing::account(ctx, "anna@dizza.se", &[Role::Moderator])
            .await
            .unwrap();
        let bo = testing::account(ctx, "bo@dizza.se", &[Role::Organiser])
            .await
            .unwrap();
        let class = testing::class(ctx, edition.id, teacher).await.unwrap();
        let pupil = testing::pupil(ctx, &class, "Räven").await.unwrap();
        Self {
            pupil: actor(ctx, Principal::Membership(pupil.id)).await,
            teacher: actor(ctx, Principal::Account(teacher)).await,
            anna: actor(ctx, Principal::Account(anna)).await,
            bo: actor(ctx, Principal::Account(bo)).await,
            edition,
            class,
            db,
        }
    }

    pub fn ctx(&self) -> &AppContext {
        &self.db.ctx
    }

    /// The outbox.
    pub async fn mails(&self) -> Vec<outbox_mail::Model> {
        outbox_mail::Entity::find()
            .all(self.ctx().db.read())
            .await
            .unwrap()
    }

    pub async fn poem(&self, title: &str, state: State) -> contribution::Model {
        testing::poem(self.ctx(), &self.class, title, state)
            .await
            .unwrap()
    }

    pub async fn now(&self, work: &contribution::Model) -> contribution::Model {
        contributions::queries::find(self.ctx().db.read(), work.id)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn seen(&self, work: &contribution::Model) -> Seen {
        Seen::of(self.ctx().db.read(), &self.now(work).await)
            .await
            .unwrap()
    }

    /// Anna approves what she saw.
    pub async fn approve(
        &self,
        work: &contribution::Model,
        seen: &Seen,
    ) -> Result<Decided, ModerationError> {
        moderation::decide(self.ctx(), &self.anna, &work.code, seen, Verdict::Approve).await
    }

    /// Moves the clock and runs every job that is due then; none may fail.
    pub async fn pass(&self, seconds: i64) {
        self.ctx().clock.advance(Duration::seconds(seconds));
        // Mails stay in the outbox, where tests read them.
        let registry = Registry::new().register(async |_: SendMail, _| Ok(()));
        let registry = register_jobs(registry, self.ctx());
        let failures = registry
            .drain(&self.ctx().db, &self.ctx().clock)
            .await
            .unwrap();
        assert_eq!(failures, []);
    }

    /// Gives the work a photo with renditions of these bytes.
    pub async fn photo(&self, work: &contribution::Model, bytes: u8) -> AssetId {
        let ctx = self.ctx();
        let now = ctx.clock.wall();
        let id: AssetId = ctx.id(now);
        let row = asset::Model {
            id,
            contribution_id: work.id,
            position: 0,
            kind: AssetKind::Photo,
            media_type: "jpeg".into(),
            state: AssetState::Stored,
            progress_percent: 0,
            failure: None,
            alt: String::new(),
            object_key: Some(ctx.random_code(20)),
            size_bytes: 1,
            // Each file has bytes of its own.
            sha256: id.to_string().replace('-', "").into_bytes(),
            rendition_id: None,
            destroy_original: false,
            held: false,
            created_at: now,
            updated_at: now,
        };
        asset::Entity::insert(row.into_active_model())
            .exec_without_returning(ctx.db.write())
            .await
            .unwrap();
        self.render(id, bytes).await;
        id
    }

    /// Gives the file other bytes.
    pub async fn same_bytes(&self, id: AssetId, sha256: &[u8]) {
        let row = asset::ActiveModel {
            id: Unchanged(id),
            sha256: Set(sha256.to_vec()),
            ..Default::default()
        };
        row.update(self.ctx().db.write()).await.unwrap();
    }

    /// Where it stands, whatever its files did to it.
    pub async fn set_state(&self, work: &contribution::Model, state: State) {
        let row = contribution::ActiveModel {
            id: Unchanged(work.id),
            state: Set(state),
            approved_hash: Set(Some(vec![1; 32])),
            handed_in_at: Set(Some(self.ctx().clock.wall())),
            ..Default::default()
        };
        row.update(self.ctx().db.write()).await.unwrap();
    }

    /// As after a report about privacy.
    pub async fn set_urgent(&self, work: &contribution::Model) {
        let row = contribution::ActiveModel {
            id: Unchanged(work.id),
            urgent: Set(true),
            ..Default::default()
        };
        row.update(self.ctx().db.write()).await.unwrap();
    }

    /// Gives the work a magazine with these texts on its pages.
    pub async fn magazine(&self, work: &contribution::Model, texts: &[&str]) -> AssetId {
        let db = self.ctx().db.write();
        let id = self.photo(work, 7).await;
        let kind = asset::ActiveModel {
            id: Unchanged(id),
            kind: Set(AssetKind::Document),
            ..Default::default()
        };
        let asset = kind.update(db).await.unwrap();
        let rows = (1..).zip(texts).map(|(number, text)| {
            let row = page_text::Model {
                rendition_id: asset.rendition_id.unwrap(),
                number,
                text: (*text).to_owned(),
            };
            row.into_active_model()
        });
        page_text::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await
            .unwrap();
        id
    }

    /// New renditions of an asset, as the pipeline commits them.
    pub async fn render(&self, id: AssetId, bytes: u8) {
        let ctx = self.ctx();
        let txn = ctx.begin_write().await.unwrap();
        let now = ctx.now(&txn).await.unwrap();
        let set = rendition::Model {
            id: ctx.id(now),
            asset_id: id,
            media_key: contest_hex(ctx.random::<16>()),
            files_hash: vec![bytes; 32],
            width: Some(640),
            height: Some(480),
            duration_ms: None,
            has_audio: false,
            thumbhash: None,
            color: None,
            peaks: None,
            created_at: now,
        };
        let row = asset::ActiveModel {
            id: Set(id),
            state: Set(AssetState::Ready),
            rendition_id: Set(Some(set.id)),
            ..Default::default()
        };
        rendition::Entity::insert(set.into_active_model())
            .exec_without_returning(&txn)
            .await
            .unwrap();
        let asset = asset::Entity::update(row).exec(&txn).await.unwrap();
        contributions::renditions_changed(ctx, &txn, asset.contribution_id)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }
}

fn contest_hex(bytes: [u8; 16]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub fn because(reason: Reason) -> Statement {
    Statement::new(reason, "Vi ser ett ansikte.", "We see a face.").unwrap()
}

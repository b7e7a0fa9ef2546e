//! A fresh, migrated database with a clock that stands still, and a class in it.

use chrono::{DateTime, Utc};
use contest::classes::entity::school_class;
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, Secrets, testing};
use database::testing::OwnDatabase;
use database::{Clock, Db, PoolOptions};
use tempfile::TempDir;

/// The database and what must live as long as it.
pub struct TestDb {
    pub ctx: AppContext,
    _database: OwnDatabase,
    _folder: TempDir,
}

/// Tuesday, 12 May 2026, 10:00 in Stockholm.
pub fn noon() -> DateTime<Utc> {
    "2026-05-12T08:00:00Z".parse().expect("a time")
}

impl TestDb {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = OwnDatabase::make(folder.path())
            .await
            .expect("a place for it");
        let db = Db::connect(&database.url, &PoolOptions::default())
            .await
            .expect("a database");
        migrations::run(&db).await.expect("migrations run");
        let ctx = AppContext::seeded(db, Clock::fixed(noon()), Secrets::new([7; 32]), 1);
        Self {
            ctx,
            _database: database,
            _folder: folder,
        }
    }
}

/// Who this is, as the use cases see them.
pub async fn actor(ctx: &AppContext, principal: Principal) -> Actor {
    let actor = Actor::resolve(ctx.db.read(), &principal).await;
    actor.expect("the database").expect("somebody")
}

/// A class with a teacher and two pupils, in an edition that takes contributions.
pub struct School {
    pub db: TestDb,
    pub class: school_class::Model,
    pub teacher: Actor,
    pub pupil: Actor,
    pub other: Actor,
}

impl School {
    pub async fn open() -> Self {
        let db = TestDb::new().await;
        let ctx = &db.ctx;
        let edition = testing::edition(ctx, "dizza-2026")
            .await
            .expect("an edition");
        let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .expect("a teacher");
        let class = testing::class(ctx, edition.id, teacher)
            .await
            .expect("a class");
        let pupil = testing::pupil(ctx, &class, "Räven").await.expect("a pupil");
        let other = testing::pupil(ctx, &class, "Ugglan")
            .await
            .expect("a pupil");
        Self {
            teacher: actor(ctx, Principal::Account(teacher)).await,
            pupil: actor(ctx, Principal::Membership(pupil.id)).await,
            other: actor(ctx, Principal::Membership(other.id)).await,
            class,
            db,
        }
    }

    pub fn ctx(&self) -> &AppContext {
        &self.db.ctx
    }
}

//! The store behind tower-sessions: rows under hashed ids, ended by the database's time.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use contest::{AppContext, permissions::Principal};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict,
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{entity, extract, lifetime::Lifetime};

/// Sessions in our database.
#[derive(Clone)]
pub(super) struct DbSessions(pub AppContext);

impl std::fmt::Debug for DbSessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DbSessions")
    }
}

#[async_trait]
impl SessionStore for DbSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let db = self.0.db.write();
        let now = self.0.now(db).await.map_err(backend)?;
        // 128 random bits do not meet twice; a broken generator must not hand out somebody's session, though.
        for _ in 0..3 {
            let row = row(record, now)?;
            let once = OnConflict::column(entity::Column::IdHash)
                .do_nothing()
                .to_owned();
            let insert = entity::Entity::insert(row).on_conflict(once);
            if insert.exec_without_returning(db).await.map_err(backend)? == 1 {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id".into()))
    }

    /// Only a row that is still there is written: a session that was ended meanwhile (a suspended account) stays ended.
    async fn save(&self, record: &Record) -> Result<()> {
        let db = self.0.db.write();
        let now = self.0.now(db).await.map_err(backend)?;
        let row = entity::ActiveModel {
            created_at: sea_orm::NotSet,
            id_hash: sea_orm::NotSet,
            ..row(record, now)?
        };
        let same = entity::Column::IdHash.eq(hash(record.id));
        let update = entity::Entity::update_many().set(row).filter(same);
        update.exec(db).await.map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let db = self.0.db.read();
        let row = entity::Entity::find_by_id(hash(*id))
            .one(db)
            .await
            .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        let now = self.0.now(db).await.map_err(backend)?;
        if row.expires_at <= now {
            return Ok(None);
        }
        let record = Record {
            id: *id,
            data: serde_json::from_slice(&row.data)
                .map_err(|error| Error::Decode(error.to_string()))?,
            expiry_date: OffsetDateTime::UNIX_EPOCH, // the row's columns decide, see `row`
        };
        self.refresh(&row, &record, now).await.map_err(backend)?;
        Ok(Some(record))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let gone = entity::Entity::delete_by_id(hash(*id))
            .exec(self.0.db.write())
            .await;
        gone.map(|_| ()).map_err(backend)
    }
}

impl DbSessions {
    /// Notes the use of a session, but not at every request: after a twentieth of its idle time.
    async fn refresh(
        &self,
        row: &entity::Model,
        record: &Record,
        now: DateTime<Utc>,
    ) -> std::result::Result<(), DbErr> {
        let lifetime: Lifetime = value(record, extract::LIFETIME).unwrap_or_default();
        if now - row.last_seen < lifetime.idle() / 20 {
            return Ok(());
        }
        let used = entity::ActiveModel {
            last_seen: Set(now),
            expires_at: Set(expires_at(record, now)),
            ..Default::default()
        };
        let still = entity::Column::IdHash.eq(row.id_hash.clone());
        let update = entity::Entity::update_many().set(used).filter(still);
        update.exec(self.0.db.write()).await.map(|_| ())
    }
}

/// Deletes what has expired; for a scheduled job. Gives how many.
///
/// # Errors
/// The database failed.
pub async fn sweep(ctx: &AppContext) -> std::result::Result<u64, DbErr> {
    let db = ctx.db.write();
    let now = ctx.now(db).await?;
    let old = entity::Column::ExpiresAt.lte(now);
    Ok(entity::Entity::delete_many()
        .filter(old)
        .exec(db)
        .await?
        .rows_affected)
}

/// Opens a session as signing in would, and gives the value of its cookie.
///
/// # Errors
/// The database failed.
#[cfg(feature = "testing")]
pub async fn open(
    ctx: &AppContext,
    principal: &Principal,
    lifetime: Lifetime,
) -> std::result::Result<String, DbErr> {
    let json = |value| serde_json::to_value(value).map_err(|error| DbErr::Json(error.to_string()));
    let ends_at = ctx.clock.wall() + lifetime.absolute();
    let lifetime =
        serde_json::to_value(lifetime).map_err(|error| DbErr::Json(error.to_string()))?;
    let ends_at = serde_json::to_value(ends_at).map_err(|error| DbErr::Json(error.to_string()))?;
    let mut record = Record {
        id: Id::default(),
        data: [
            (extract::PRINCIPAL.to_owned(), json(principal)?),
            (extract::LIFETIME.to_owned(), lifetime),
            (extract::ENDS_AT.to_owned(), ends_at),
        ]
        .into(),
        expiry_date: OffsetDateTime::UNIX_EPOCH,
    };
    let created = DbSessions(ctx.clone()).create(&mut record).await;
    created.map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(record.id.to_string())
}

fn row(record: &Record, now: DateTime<Utc>) -> Result<entity::ActiveModel> {
    let principal: Option<Principal> = value(record, extract::PRINCIPAL);
    let (kind, id) = columns(principal.as_ref());
    Ok(entity::ActiveModel {
        id_hash: Set(hash(record.id)),
        principal_kind: Set(kind),
        principal_id: Set(id),
        data: Set(
            serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?
        ),
        expires_at: Set(expires_at(record, now)),
        created_at: Set(now),
        last_seen: Set(now),
    })
}

/// Idle time from now on, but not past the absolute end that was set at signing in.
fn expires_at(record: &Record, now: DateTime<Utc>) -> DateTime<Utc> {
    let lifetime: Lifetime = value(record, extract::LIFETIME).unwrap_or_default();
    let end: Option<DateTime<Utc>> = value(record, extract::ENDS_AT);
    (now + lifetime.idle()).min(end.unwrap_or(now + lifetime.absolute()))
}

/// `account:0190…` as two columns.
fn columns(principal: Option<&Principal>) -> (String, Option<String>) {
    let reference = principal.map(Principal::reference);
    let parts = reference
        .as_deref()
        .and_then(|reference| reference.split_once(':'));
    parts.map_or(("none".into(), None), |(kind, id)| {
        (kind.into(), Some(id.into()))
    })
}

fn value<T: DeserializeOwned>(record: &Record, key: &str) -> Option<T> {
    serde_json::from_value(record.data.get(key)?.clone()).ok()
}

fn hash(id: Id) -> Vec<u8> {
    Sha256::digest(id.0.to_le_bytes()).to_vec()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn backend(error: DbErr) -> Error {
    Error::Backend(error.to_string())
}

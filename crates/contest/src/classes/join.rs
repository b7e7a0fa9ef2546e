//! A pupil joins a class: code and nickname in, three words out. Nothing else is asked, and of the words only a keyed hash
//! is kept.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter};

use super::codes::{self, Door};
use super::entity::{membership, school_class};
use super::{queries, words};
use crate::editions::{self, Phase};
use crate::ids::{ClassId, MembershipId};
use crate::permissions::Actor;
use crate::text::{self, TextError};
use crate::{AppContext, limits};

/// Pupils in one class at most; a leaked code fills no table.
pub const MAX_PUPILS: usize = 60;

/// Why nobody joined.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// No class has this code.
    #[error("unknown code")]
    UnknownCode,
    /// The class has another code now.
    #[error("the code was changed")]
    OldCode,
    /// The teacher closed the class for joining.
    #[error("the class is closed")]
    Closed,
    /// The edition is over.
    #[error("the edition is over")]
    Over,
    /// The nickname does not do.
    #[error("the nickname does not do")]
    Nickname(#[source] TextError),
    /// Somebody in the class has this nickname.
    #[error("the nickname is taken")]
    NicknameTaken,
    /// There are as many pupils as a class may have.
    #[error("the class is full")]
    Full,
    /// Too many unknown codes came from this network.
    #[error("too many unknown codes")]
    TooManyTries,
    /// The database failed; nothing was written.
    #[error("could not store the membership")]
    Db(#[from] DbErr),
}

/// A pupil who has just joined.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Their place in the class.
    pub membership: MembershipId,
    /// Their three words, known to nobody else: show them once.
    pub phrase: String,
}

/// Lets somebody with the class's code in, under a nickname.
///
/// `network` is whatever tells networks apart; only its keyed hash is kept, and only of those who guess.
///
/// # Errors
/// See [`JoinError`]. An unknown code is counted.
pub async fn join(
    ctx: &AppContext,
    code: &str,
    nickname: &str,
    network: &[u8],
) -> Result<Joined, JoinError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let class = match find_door(ctx, &txn, now, code, network).await? {
        Ok(class) => class,
        Err(DoorError::Unknown) => {
            txn.commit().await?; // keeps the count
            return Err(JoinError::UnknownCode);
        }
        Err(DoorError::Old) => return Err(JoinError::OldCode),
        Err(DoorError::TooManyTries) => return Err(JoinError::TooManyTries),
    };
    if class.joining_closed_at.is_some() {
        return Err(JoinError::Closed);
    }
    if is_over(&txn, &class, now).await? {
        return Err(JoinError::Over);
    }
    let nickname = text::nickname(nickname).map_err(JoinError::Nickname)?;
    let members = queries::memberships(&txn, class.id).await?;
    let lower = nickname.to_lowercase();
    if members
        .iter()
        .any(|member| member.nickname.to_lowercase() == lower)
    {
        return Err(JoinError::NicknameTaken);
    }
    if members
        .iter()
        .filter(|member| member.removed_at.is_none())
        .count()
        >= MAX_PUPILS
    {
        return Err(JoinError::Full);
    }
    let id: MembershipId = ctx.id(now);
    let (phrase, phrase_hash) = new_phrase(ctx, class.id, &members);
    let row = membership::Model {
        id,
        class_id: class.id,
        nickname,
        phrase_hash,
        created_at: now,
        removed_at: None,
    };
    membership::Entity::insert(row.into_active_model())
        .exec_without_returning(&txn)
        .await?;
    txn.commit().await?;
    Ok(Joined {
        membership: id,
        phrase,
    })
}

/// Why no new words were given.
#[derive(Debug, thiserror::Error)]
pub enum RenewPhraseError {
    /// The actor is no pupil.
    #[error("not a pupil")]
    NotAllowed,
    /// The database failed; nothing was written.
    #[error("could not store the words")]
    Db(#[from] DbErr),
}

/// Gives a pupil who is in new words; the old ones are worth nothing then.
///
/// # Errors
/// See [`RenewPhraseError`].
pub async fn renew_phrase(ctx: &AppContext, actor: &Actor) -> Result<String, RenewPhraseError> {
    let Actor::Pupil { id, class, .. } = actor else {
        return Err(RenewPhraseError::NotAllowed);
    };
    let txn = ctx.begin_write().await?;
    queries::lock(&txn, *class).await?;
    let members = queries::memberships(&txn, *class).await?;
    let (phrase, phrase_hash) = new_phrase(ctx, *class, &members);
    membership::Entity::update_many()
        .col_expr(membership::Column::PhraseHash, Expr::value(phrase_hash))
        .filter(membership::Column::Id.eq(*id))
        .filter(membership::Column::RemovedAt.is_null())
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(phrase)
}

pub(super) enum DoorError {
    Unknown,
    Old,
    TooManyTries,
}

/// The class behind a code. An unknown code is counted against the network, and a network that guessed too much gets no
/// answer, not even for a right code.
pub(super) async fn find_door(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    code: &str,
    network: &[u8],
) -> Result<Result<school_class::Model, DoorError>, DbErr> {
    if limits::is_reached(ctx, txn, now, limits::WRONG_JOIN_CODES, network).await? {
        return Ok(Err(DoorError::TooManyTries));
    }
    Ok(match codes::look_up(txn, code).await? {
        // Its code may have been changed while we waited for the row; then it is as if we had come later.
        Door::Class(class) => queries::lock(txn, class.id)
            .await?
            .filter(|locked| locked.join_code == class.join_code)
            .ok_or(DoorError::Old),
        Door::Old => Err(DoorError::Old),
        Door::Unknown => {
            limits::count(ctx, txn, now, limits::WRONG_JOIN_CODES, network).await?;
            Err(DoorError::Unknown)
        }
    })
}

/// Keyed hash of a phrase in its class: the same words in two classes are two hashes.
pub(super) fn hash_phrase(ctx: &AppContext, class: ClassId, phrase: &str) -> Vec<u8> {
    ctx.keyed_hash("class-phrase", format!("{class}/{phrase}").as_bytes())
}

/// Words that nobody in the class has.
fn new_phrase(
    ctx: &AppContext,
    class: ClassId,
    members: &[membership::Model],
) -> (String, Vec<u8>) {
    loop {
        let phrase = words::draw(ctx);
        let hash = hash_phrase(ctx, class, &phrase);
        if members.iter().all(|member| member.phrase_hash != hash) {
            return (phrase, hash);
        }
    }
}

/// Neither submissions nor voting is open or still to come.
async fn is_over(
    txn: &DatabaseTransaction,
    class: &school_class::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    for phase in [Phase::Submissions, Phase::Voting] {
        let window = editions::queries::phase(txn, class.edition_id, phase).await?;
        if window.is_some_and(|window| now < window.ends_at) {
            return Ok(false);
        }
    }
    Ok(true)
}

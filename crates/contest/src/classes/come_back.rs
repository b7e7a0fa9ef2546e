//! A pupil comes back to the class on another device: join code and three words.

use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{membership, school_class};
use super::join::{DoorError, find_door, hash_phrase};
use super::words::{self, PhraseError};
use crate::AppContext;
use crate::ids::MembershipId;

/// So many wrong phrases lock a class's return page until the teacher opens it again (`docs/security.md`, "Pupils and classes"). Among 2^33 phrases
/// and 60 pupils, a guesser finds one in about seven million classes.
pub const MAX_RETURN_MISSES: i32 = 20;

/// Why a pupil did not come back.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// No class has this code.
    #[error("unknown code")]
    UnknownCode,
    /// The class has another code now.
    #[error("the code was changed")]
    OldCode,
    /// What was typed cannot be a phrase of ours; nothing was counted.
    #[error("not a phrase")]
    Phrase(#[source] PhraseError),
    /// Nobody in the class has these words.
    #[error("wrong words")]
    WrongWords,
    /// Too many wrong words: the teacher must open the page again.
    #[error("the class's return page is locked")]
    Locked,
    /// Too many unknown codes came from this network.
    #[error("too many unknown codes")]
    TooManyTries,
    /// The database failed; nothing was written.
    #[error("could not look up the words")]
    Db(#[from] DbErr),
}

/// The membership with these words in the class with this code. Closing a class for joining does not keep its pupils out.
///
/// # Errors
/// See [`ReturnError`]. Wrong words and unknown codes are counted.
pub async fn return_to_class(
    ctx: &AppContext,
    code: &str,
    phrase: &str,
    network: &[u8],
) -> Result<MembershipId, ReturnError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let class = match find_door(ctx, &txn, now, code, network).await? {
        Ok(class) => class,
        Err(DoorError::Unknown) => {
            txn.commit().await?; // keeps the count
            return Err(ReturnError::UnknownCode);
        }
        Err(DoorError::Old) => return Err(ReturnError::OldCode),
        Err(DoorError::TooManyTries) => return Err(ReturnError::TooManyTries),
    };
    let phrase = words::parse(phrase).map_err(ReturnError::Phrase)?;
    if class.return_misses >= MAX_RETURN_MISSES {
        return Err(ReturnError::Locked);
    }
    let found = membership::Entity::find()
        .filter(membership::Column::ClassId.eq(class.id))
        .filter(membership::Column::PhraseHash.eq(hash_phrase(ctx, class.id, &phrase)))
        .filter(membership::Column::RemovedAt.is_null())
        .one(&txn)
        .await?;
    if let Some(member) = found {
        return Ok(member.id);
    }
    school_class::Entity::update_many()
        .col_expr(
            school_class::Column::ReturnMisses,
            Expr::col(school_class::Column::ReturnMisses).add(1),
        )
        .filter(school_class::Column::Id.eq(class.id))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Err(if class.return_misses + 1 >= MAX_RETURN_MISSES {
        ReturnError::Locked
    } else {
        ReturnError::WrongWords
    })
}

//! Who may cover what, and what they are shown for it.

use sea_orm::{ConnectionTrait, DbErr};

use super::{Marks, RedactError, marks};
use crate::contributions::entity::contribution;
use crate::contributions::gallery::{self, AssetFiles};
use crate::contributions::{self, NotOpen, State, rules};
use crate::ids::AssetId;
use crate::permissions::Actor;
use crate::{AppContext, assets, moderation};

/// On what ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Made it, and may change it now.
    Maker,
    /// Teaches the class.
    Teacher,
    /// Moderates.
    Staff,
}

/// An asset that the actor may redact now.
#[derive(Clone, Debug)]
pub struct Redactable {
    /// Its contribution.
    pub work: contribution::Model,
    /// The asset with what is shown of it.
    pub files: AssetFiles,
    /// What was covered before.
    pub marks: Marks,
    /// May have the original destroyed.
    pub may_destroy: bool,
    /// May redact as somebody who reviews works, not as one who made this one.
    pub as_staff: bool,
}

/// The asset, for the page on which it is marked. Being worked on is no refusal here: the page says so.
///
/// # Errors
/// `NotFound`, `WrongState`, `Closed`, `Db`.
pub async fn redactable(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    id: AssetId,
) -> Result<Redactable, RedactError> {
    let db = ctx.db.read();
    let work = contributions::queries::find_by_code(db, code).await?;
    let work = work.ok_or(RedactError::NotFound)?;
    let right = right(ctx, db, actor, &work).await?;
    let asset = assets::queries::find(db, id).await?;
    let asset = asset.filter(|asset| asset.contribution_id == work.id);
    let asset = asset.ok_or(RedactError::NotFound)?;
    let files = gallery::with_files(db, vec![asset]).await?;
    let mut files = files.into_iter().next().ok_or(RedactError::NotFound)?;
    gallery::add_page_texts(db, &mut files).await?;
    Ok(Redactable {
        files,
        marks: marks(db, id).await?,
        may_destroy: right != Right::Maker,
        as_staff: right == Right::Staff,
        work,
    })
}

/// Whether the actor may redact files of this contribution now: whether pages lead there.
///
/// # Errors
/// The database failed.
pub async fn may_redact(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    match right(ctx, db, actor, work).await {
        Ok(_) => Ok(true),
        Err(RedactError::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

pub(super) async fn right(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: &contribution::Model,
) -> Result<Right, RedactError> {
    let teacher = contributions::teacher(db, work).await?;
    let teacher = teacher.filter(|_| actor.may_open_classes());
    let over = matches!(
        work.state,
        State::Rejected | State::Withdrawn | State::Erased
    );
    if teacher.is_some() && teacher == actor.account() {
        return if over {
            Err(RedactError::WrongState(work.state))
        } else {
            Ok(Right::Teacher)
        };
    }
    if rules::is_maker(actor, work, teacher) {
        return match contributions::check_editable(ctx, db, work).await {
            Ok(()) => Ok(Right::Maker),
            Err(NotOpen::NotEditable(state)) => Err(RedactError::WrongState(state)),
            Err(NotOpen::Closed) => Err(RedactError::Closed),
            Err(NotOpen::Db(error)) => Err(RedactError::Db(error)),
            Err(NotOpen::NotFound) => Err(RedactError::NotFound),
        };
    }
    if !(actor.may_moderate() && moderation::is_reviewable(work.state)) {
        return Err(RedactError::NotFound);
    }
    if over {
        Err(RedactError::WrongState(work.state))
    } else {
        Ok(Right::Staff)
    }
}

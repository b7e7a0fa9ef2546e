//! Handing in: by a pupil to the teacher, by a single person to the moderators.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};
use serde_json::json;

use super::answers::{self, Question};
use super::edit::{self, NotOpen};
use super::entity::{contribution, hand_in};
use super::{Change, Event, State, TransitionError, apply};
use crate::AppContext;
use crate::assets::entity::upload;
use crate::assets::{self, AssetState};
use crate::editions;
use crate::permissions::Actor;

/// Why a contribution was not handed in.
#[derive(Debug, thiserror::Error)]
pub enum HandInError {
    /// No such contribution, or the actor did not make it.
    #[error("no such draft")]
    NotFound,
    /// It cannot be handed in from this state.
    #[error("a contribution that is {0:?} cannot be handed in")]
    WrongState(State),
    /// Submissions are over.
    #[error("submissions are not open")]
    Closed,
    /// These parts are missing.
    #[error("something is missing: {0:?}")]
    Incomplete(Vec<Missing>),
    /// The class handed in another contribution.
    #[error("the class has handed in its contribution")]
    ClassHandedIn,
    /// The database failed; nothing was written.
    #[error("could not store the hand-in")]
    Db(#[from] DbErr),
}

/// What a contribution still needs before it can be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// A category.
    Category,
    /// A title.
    Title,
    /// A file or a text.
    Content,
    /// An upload that was begun must be finished or removed.
    UnfinishedUpload,
    /// A file could not be read; it must be removed or replaced.
    FailedAsset,
    /// A question about people or rights was not answered, or its answer stands in the way.
    Answer(Question),
}

/// What is still missing in `work`.
///
/// # Errors
/// The database failed.
pub async fn missing(
    db: &impl sea_orm::ConnectionTrait,
    work: &contribution::Model,
) -> Result<Vec<Missing>, DbErr> {
    let assets = assets::queries::of_contribution(db, work.id).await?;
    let unfinished = upload::Entity::find()
        .filter(upload::Column::ContributionId.eq(work.id))
        .filter(upload::Column::AssetId.is_null())
        .filter(upload::Column::Failure.is_null())
        .one(db)
        .await?;
    let checks = [
        (Missing::Category, work.category_id.is_none()),
        (Missing::Title, work.title.is_empty()),
        (Missing::UnfinishedUpload, unfinished.is_some()),
        (
            Missing::FailedAsset,
            assets.iter().any(|asset| asset.state == AssetState::Failed),
        ),
        (
            Missing::Content,
            assets.is_empty() && work.text.is_empty() && unfinished.is_none(),
        ),
    ];
    let questions = answers::open_questions(&answers::answers(db, work.id).await?);
    Ok(checks
        .into_iter()
        .filter_map(|(what, is)| is.then_some(what))
        .chain(questions.into_iter().map(Missing::Answer))
        .collect())
}

/// Hands a contribution in.
///
/// # Errors
/// See [`HandInError`]; on an error nothing changed.
pub async fn hand_in(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, HandInError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let work = edit::editable(ctx, &txn, actor, code)
        .await
        .map_err(|error| match error {
            NotOpen::NotFound => HandInError::NotFound,
            NotOpen::NotEditable(state) => HandInError::WrongState(state),
            NotOpen::Closed => HandInError::Closed,
            NotOpen::Db(error) => HandInError::Db(error),
        })?;
    let missing = missing(&txn, &work).await?;
    if !missing.is_empty() {
        return Err(HandInError::Incomplete(missing));
    }
    claim_place(&txn, &work).await?;
    let event = if work.class_id.is_some() {
        Event::HandInToTeacher
    } else {
        Event::HandInToReview
    };
    let change = Change {
        event,
        actor,
        now,
        details: json!({}),
    };
    let work = apply(&txn, &work, change, |row| {
        if event == Event::HandInToReview {
            row.handed_in_at = Set(Some(now));
        }
    })
    .await
    .map_err(|error| match error {
        TransitionError::Refused { state, .. } => HandInError::WrongState(state),
        TransitionError::Db(error) => HandInError::Db(error),
    })?;
    txn.commit().await?;
    Ok(work)
}

/// Takes the class's one place; the primary key decides between two pupils who hand in at the same moment.
pub(crate) async fn claim_place(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
) -> Result<(), HandInError> {
    let Some(class) = work.class_id else {
        return Ok(());
    };
    if !editions::queries::get(txn, work.edition_id)
        .await?
        .one_per_class
    {
        return Ok(());
    }
    let key = (work.edition_id, class);
    let place = hand_in::ActiveModel {
        edition_id: Set(work.edition_id),
        class_id: Set(class),
        contribution_id: Set(work.id),
    };
    let taken = OnConflict::columns([hand_in::Column::EditionId, hand_in::Column::ClassId])
        .do_nothing()
        .to_owned();
    hand_in::Entity::insert(place)
        .on_conflict(taken)
        .exec_without_returning(txn)
        .await?;
    let holder = hand_in::Entity::find_by_id(key).one(txn).await?;
    if holder.is_some_and(|holder| holder.contribution_id == work.id) {
        Ok(())
    } else {
        Err(HandInError::ClassHandedIn)
    }
}

/// Frees the class's place after a withdrawal or a refusal.
pub(crate) async fn free_place(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
) -> Result<(), DbErr> {
    hand_in::Entity::delete_many()
        .filter(hand_in::Column::ContributionId.eq(work.id))
        .exec(txn)
        .await?;
    Ok(())
}

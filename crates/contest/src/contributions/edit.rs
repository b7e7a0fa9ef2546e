//! Changing a draft, one step of the wizard at a time.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait as _,
    QueryFilter, sea_query::Expr,
};

use super::entity::contribution;
use super::{State, access};
use crate::AppContext;
use crate::editions::{self, Phase};
use crate::ids::CategoryId;
use crate::permissions::Actor;
use crate::text::{self, TextError};

/// Languages that a contribution can be in; the public sees it marked up with them.
pub const LANGUAGES: [&str; 12] = [
    "sv", "en", "fi", "se", "ar", "so", "fa", "ku", "bs", "pl", "es", "uk",
];

/// Why an actor may change nothing in a contribution now: neither its words nor its files.
#[derive(Debug, thiserror::Error)]
pub enum NotOpen {
    /// No such contribution, or the actor did not make it.
    #[error("no such draft")]
    NotFound,
    /// It was handed in; reopen it first.
    #[error("a contribution that is {0:?} cannot be changed")]
    NotEditable(State),
    /// Submissions are over.
    #[error("submissions are not open")]
    Closed,
    /// The database failed.
    #[error("could not look up the draft")]
    Db(#[from] DbErr),
}

/// Why a draft was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Nothing in it may be changed.
    #[error(transparent)]
    NotOpen(#[from] NotOpen),
    /// The title is missing or too long.
    #[error("title: {0}")]
    Title(TextError),
    /// The text is too long.
    #[error("text: {0}")]
    Text(TextError),
    /// The credits are too long.
    #[error("credits: {0}")]
    Credits(TextError),
    /// Not one of [`LANGUAGES`].
    #[error("unknown language")]
    Language,
    /// Not a category of the edition.
    #[error("unknown category")]
    Category,
    /// The database failed; nothing was written.
    #[error("could not store the draft")]
    Db(#[from] DbErr),
}

/// What to change; `None` leaves a field as it is, so that two pupils who change different fields both keep their change.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// A category of the edition.
    pub category: Option<CategoryId>,
    /// The title as typed.
    pub title: Option<String>,
    /// The poem, or words beside the media, as typed.
    pub text: Option<String>,
    /// One of [`LANGUAGES`].
    pub language: Option<String>,
    /// The credits as typed.
    pub credits: Option<String>,
}

/// Saves the given fields of a draft.
///
/// # Errors
/// See [`EditError`]; on an error nothing changed.
pub async fn edit(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    edit: Edit,
) -> Result<contribution::Model, EditError> {
    let mut row = contribution::ActiveModel::default();
    if let Some(title) = &edit.title {
        row.title = Set(text::required_line(title, text::MAX_TITLE).map_err(EditError::Title)?);
    }
    if let Some(words) = &edit.text {
        row.text = Set(text::paragraphs(words, text::MAX_TEXT).map_err(EditError::Text)?);
    }
    if let Some(credits) = &edit.credits {
        row.credits =
            Set(text::paragraphs(credits, text::MAX_CREDITS).map_err(EditError::Credits)?);
    }
    if let Some(language) = edit.language {
        row.language = Set(Some(language)
            .filter(|l| LANGUAGES.contains(&l.as_str()))
            .ok_or(EditError::Language)?);
    }
    let txn = ctx.begin_write().await?;
    let work = editable(ctx, &txn, actor, code).await?;
    if let Some(id) = edit.category {
        let category = editions::queries::category(&txn, id).await?;
        let category = category
            .filter(|category| category.edition_id == work.edition_id)
            .ok_or(EditError::Category)?;
        row.category_id = Set(Some(category.id));
    }
    let work = touch(ctx, &txn, &work, row).await?;
    txn.commit().await?;
    Ok(work)
}

/// The contribution, if the actor may change its content now.
pub(crate) async fn editable(
    ctx: &AppContext,
    txn: &sea_orm::DatabaseTransaction,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, NotOpen> {
    let work = access::lock_for_maker(txn, actor, code)
        .await?
        .ok_or(NotOpen::NotFound)?;
    check_editable(ctx, txn, &work).await?;
    Ok(work)
}

/// Whether its makers may change its content now; who asks is checked elsewhere.
pub(crate) async fn check_editable(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<(), NotOpen> {
    if !access::is_open_for_changes(db, work).await? {
        return Err(NotOpen::NotEditable(work.state));
    }
    // What a moderator or the teacher sent back may be mended after the deadline too.
    if work.state == State::Draft && super::sent_back(db, work).await?.is_none() {
        let now = ctx.now(db).await?;
        let window = editions::queries::phase(db, work.edition_id, Phase::Submissions).await?;
        if !window.is_some_and(|window| window.is_open_at(now)) {
            return Err(NotOpen::Closed);
        }
    }
    Ok(())
}

/// Writes changed columns and counts the version up, so that what was looked at before is known to be old.
pub(crate) async fn touch(
    ctx: &AppContext,
    txn: &sea_orm::DatabaseTransaction,
    work: &contribution::Model,
    mut row: contribution::ActiveModel,
) -> Result<contribution::Model, DbErr> {
    row.updated_at = Set(ctx.now(txn).await?);
    let changed = contribution::Entity::update_many()
        .set(row)
        .col_expr(
            contribution::Column::Version,
            Expr::col(contribution::Column::Version).add(1),
        )
        .filter(contribution::Column::Id.eq(work.id))
        .exec_with_returning(txn)
        .await?;
    changed
        .into_iter()
        .next()
        .ok_or_else(|| DbErr::RecordNotFound("contribution".into()))
}

//! Asking to be a teacher, and a moderator's answer. Whether somebody works at the school they name is for people to find
//! out; until then they are contributors like everybody else.

use chrono::Duration;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryOrder};
use serde_json::json;

use super::entity::{account, teacher_request};
use super::grants::{self, may_grant, record};
use super::outbox::{self, Letter};
use super::{Email, queries};
use crate::AppContext;
use crate::ids::AccountId;
use crate::permissions::{Actor, Role};
use crate::text::{self, TextError};

/// Longest name of a school, in characters.
pub const MAX_SCHOOL: usize = 120;

/// Why a request was not taken or not answered.
#[derive(Debug, thiserror::Error)]
pub enum TeacherRequestError {
    /// The actor may not do this.
    #[error("not allowed")]
    NotAllowed,
    /// The account is a teacher's already.
    #[error("is a teacher already")]
    Already,
    /// Nobody waits for this answer (any more).
    #[error("no such request")]
    NotFound,
    /// The name of the school is empty or too long.
    #[error("school: {0}")]
    School(TextError),
    /// The database failed; nothing was written.
    #[error("could not store the request")]
    Db(#[from] DbErr),
}

/// A request that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingTeacher {
    /// The request.
    pub request: teacher_request::Model,
    /// The address that was confirmed by signing in.
    pub email: String,
}

/// Asks for the role; asked again, the newer school counts.
///
/// # Errors
/// See [`TeacherRequestError`].
pub async fn ask_to_teach(
    ctx: &AppContext,
    actor: &Actor,
    school: &str,
) -> Result<(), TeacherRequestError> {
    let account = actor.account().ok_or(TeacherRequestError::NotAllowed)?;
    if actor.may_open_classes() {
        return Err(TeacherRequestError::Already);
    }
    let school = text::required_line(school, MAX_SCHOOL).map_err(TeacherRequestError::School)?;
    let txn = ctx.begin_write().await?;
    let row = teacher_request::Model {
        account_id: account,
        school,
        created_at: ctx.now(&txn).await?,
    };
    let newer = OnConflict::column(teacher_request::Column::AccountId)
        .update_column(teacher_request::Column::School)
        .to_owned();
    teacher_request::Entity::insert(row.into_active_model())
        .on_conflict(newer)
        .exec_without_returning(&txn)
        .await?;
    txn.commit().await?;
    Ok(())
}

/// The request of this account, if it waits.
///
/// # Errors
/// The database failed.
pub async fn teacher_request_of(
    db: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Option<teacher_request::Model>, DbErr> {
    teacher_request::Entity::find_by_id(account).one(db).await
}

/// All that wait, oldest first.
///
/// # Errors
/// The database failed.
pub async fn waiting_teachers(db: &impl ConnectionTrait) -> Result<Vec<WaitingTeacher>, DbErr> {
    let mut waiting = Vec::new();
    let rows = teacher_request::Entity::find()
        .order_by_asc(teacher_request::Column::CreatedAt)
        .all(db)
        .await?;
    for request in rows {
        // A suspended account waits for nothing.
        if let Some(account) = account::Entity::find_by_id(request.account_id)
            .one(db)
            .await?
            && account.suspended_at.is_none()
        {
            waiting.push(WaitingTeacher {
                request,
                email: account.email,
            });
        }
    }
    Ok(waiting)
}

/// Answers a request: grants the role or does not, and writes to whoever asked.
///
/// # Errors
/// See [`TeacherRequestError`]; who may grant `teacher` may answer.
pub async fn answer_teacher(
    ctx: &AppContext,
    actor: &Actor,
    account: AccountId,
    grant: bool,
) -> Result<(), TeacherRequestError> {
    if !may_grant(actor, Role::Teacher) {
        return Err(TeacherRequestError::NotAllowed);
    }
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let gone = teacher_request::Entity::delete_by_id(account)
        .exec(&txn)
        .await?;
    let asked = queries::find(&txn, account).await?;
    let Some(asked) = asked.filter(|_| gone.rows_affected == 1) else {
        return Err(TeacherRequestError::NotFound);
    };
    if grant {
        grants::add(&txn, now, account, Role::Teacher).await?;
    }
    let act = if grant {
        "account.grant"
    } else {
        "account.decline"
    };
    let details = json!({ "role": Role::Teacher });
    record(&txn, now, actor, account, act, details).await?;
    // The address was confirmed when the account signed in; what is no address any more cannot be told.
    if let Ok(address) = Email::parse(&asked.email) {
        let letter = Letter {
            to: &address,
            language: &asked.language,
            template: if grant { "teacher-yes" } else { "teacher-no" },
            params: json!({}),
            wait: Duration::zero(),
            worth: Duration::days(7),
        };
        outbox::post(ctx, &txn, now, letter).await?;
    }
    txn.commit().await?;
    ctx.waker.wake();
    Ok(())
}

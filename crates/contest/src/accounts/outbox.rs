//! The outbox: a mail is a row and a job in the same commit as what it tells of. The row is deleted when it was sent.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::Value;

use super::Email;
use super::entity::outbox_mail;
use super::jobs::SendMail;
use crate::AppContext;
use crate::ids::MailId;

/// A mail to be sent. What `params` hold goes into the words of `mail-{template}-subject` and `mail-{template}-body` in the
/// catalogues; secrets in them live as long as the row.
#[derive(Debug)]
pub struct Letter<'a> {
    /// To whom.
    pub to: &'a Email,
    /// `sv` or `en`.
    pub language: &'a str,
    /// Which mail, in kebab case; at most 40 characters.
    pub template: &'static str,
    /// What its words need: an object of strings and numbers.
    pub params: Value,
    /// How long it waits before it is sent.
    pub wait: Duration,
    /// How long sending it makes sense after that.
    pub worth: Duration,
}

/// Puts a mail into the outbox. Call `ctx.waker.wake()` after the commit.
///
/// # Errors
/// The database failed.
pub async fn post(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    letter: Letter<'_>,
) -> Result<MailId, DbErr> {
    let mail: MailId = ctx.id(now);
    let row = outbox_mail::Model {
        id: mail,
        recipient: letter.to.as_str().to_owned(),
        language: letter.language.to_owned(),
        template: letter.template.to_owned(),
        params: letter.params,
        created_at: now,
        worthless_at: now + letter.wait + letter.worth,
    };
    outbox_mail::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await?;
    queue::enqueue(
        txn,
        &ctx.clock,
        &SendMail { mail },
        queue::Enqueue::at(now + letter.wait),
    )
    .await?;
    Ok(mail)
}

/// The mail to send; `None` if it was sent, or if sending it makes no sense any more (its row is deleted then).
///
/// # Errors
/// The database failed.
pub async fn to_send(ctx: &AppContext, id: MailId) -> Result<Option<outbox_mail::Model>, DbErr> {
    let Some(mail) = outbox_mail::Entity::find_by_id(id)
        .one(ctx.db.read())
        .await?
    else {
        return Ok(None);
    };
    if mail.worthless_at <= ctx.now(ctx.db.read()).await? {
        forget(ctx, id).await?;
        return Ok(None);
    }
    Ok(Some(mail))
}

/// Deletes a mail that was sent.
///
/// # Errors
/// The database failed.
pub async fn forget(ctx: &AppContext, id: MailId) -> Result<(), DbErr> {
    outbox_mail::Entity::delete_by_id(id)
        .exec(ctx.db.write())
        .await?;
    Ok(())
}

/// Deletes mails that could not be sent in time; gives how many.
pub(super) async fn sweep(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let late = outbox_mail::Column::WorthlessAt.lte(now);
    Ok(outbox_mail::Entity::delete_many()
        .filter(late)
        .exec(db)
        .await?
        .rows_affected)
}

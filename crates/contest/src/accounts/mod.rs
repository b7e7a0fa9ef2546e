//! People who sign in by e-mail: staff, teachers, single contributors. Pupils have none of this.
//!
//! There are no passwords. A link is mailed; it opens a page, and is spent only by a POST from the browser that asked for
//! it or with the six digits that the mail shows, so that link scanners cannot use it up. An account is made when its first
//! link is spent; whoever was granted nothing is a contributor.

mod email;
pub mod entity;
mod grants;
pub mod jobs;
mod language;
pub mod links;
pub mod outbox;
pub mod queries;
pub mod rules;
mod sign_in;
mod teachers;

pub use email::{Email, InvalidEmail};
pub use grants::{GrantError, grant, lift_suspension, revoke, suspend};
pub use language::{SetLanguageError, set_language};
pub use sign_in::{
    ADMIN_LINK_MAX, Arrival, RedeemLinkError, RequestLinkError, admin_sign_in_link, redeem_link,
    request_link,
};

pub use teachers::{
    MAX_SCHOOL, TeacherRequestError, WaitingTeacher, answer_teacher, ask_to_teach,
    teacher_request_of, waiting_teachers,
};

use crate::{AppContext, DbErr, limits};

/// Deletes links, mails and counters that are past their time; gives how many rows.
///
/// # Errors
/// The database failed.
pub async fn sweep(ctx: &AppContext) -> Result<u64, DbErr> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let rows = links::sweep(&txn, now).await?
        + outbox::sweep(&txn, now).await?
        + limits::sweep(&txn, now).await?;
    txn.commit().await?;
    Ok(rows)
}

//! Signing in: asking for a link, and spending it.

use chrono::Duration;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::entity::{LinkPurpose, account};
use super::links::{self, Opens, Proof, Refusal};
use super::outbox::{self, Letter};
use super::{Email, queries, rules};
use crate::ids::AccountId;
use crate::permissions::Actor;
use crate::votes::canonical_address;
use crate::{AppContext, audit, limits};

/// Why no link was sent.
#[derive(Debug, thiserror::Error)]
pub enum RequestLinkError {
    /// The address got its mails of the day and none was used.
    #[error("this address has had its mails for today")]
    TooManyMails,
    /// The database failed; nothing was written.
    #[error("could not store the link")]
    Db(#[from] DbErr),
}

/// Mails a link and a code to `email`. Whether there is an account plays no part: it is made when the link is spent.
///
/// `nonce` is from [`links::new_nonce`] and stays in the asking browser. `return_to` is dropped unless it is a path of this
/// site. `language` is the mail's: `sv` or `en`.
///
/// # Errors
/// See [`RequestLinkError`].
pub async fn request_link(
    ctx: &AppContext,
    email: &Email,
    nonce: &str,
    language: &str,
    return_to: Option<&str>,
) -> Result<(), RequestLinkError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    // However it is spelled, it is one mailbox that would be filled.
    let mailbox = canonical_address(email.as_str());
    let limit = limits::MAILS_PER_ADDRESS;
    if !limits::count(ctx, &txn, now, limit, mailbox.as_bytes()).await? {
        return Err(RequestLinkError::TooManyMails);
    }
    let return_to = return_to.and_then(rules::local_path);
    let opens = Opens::SignIn(email);
    let secrets = links::issue(
        ctx,
        &txn,
        now,
        opens,
        Some(nonce),
        return_to,
        links::VALID_FOR,
    )
    .await?;
    let letter = Letter {
        to: email,
        language,
        template: "sign-in",
        params: json!({ "token": secrets.token, "code": secrets.code }),
        wait: Duration::zero(),
        worth: links::VALID_FOR,
    };
    outbox::post(ctx, &txn, now, letter).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(())
}

/// Somebody who has just shown who they are.
#[derive(Debug)]
pub struct Arrival {
    /// The account.
    pub account: AccountId,
    /// What it may do.
    pub actor: Actor,
    /// Path on this site where they were going.
    pub return_to: Option<String>,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum RedeemLinkError {
    /// The link or the code does not work.
    #[error("the link was refused: {0:?}")]
    Refused(Refusal),
    /// It worked, but the account is suspended.
    #[error("the account is suspended")]
    Suspended,
    /// The database failed; nothing was written.
    #[error("could not sign in")]
    Db(#[from] DbErr),
}

/// Spends a link and gives whose it was; the account is made if this is the first time. `language` (`sv` or `en`) becomes
/// a new account's.
///
/// # Errors
/// See [`RedeemLinkError`]. A wrong code is counted.
pub async fn redeem_link(
    ctx: &AppContext,
    proof: Proof<'_>,
    language: &str,
) -> Result<Arrival, RedeemLinkError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let link = match links::spend(ctx, &txn, now, LinkPurpose::SignIn, proof).await? {
        Ok(link) => link,
        Err(refusal) => {
            txn.commit().await?; // keeps the count of wrong codes
            return Err(RedeemLinkError::Refused(refusal));
        }
    };
    let email = link.email.unwrap_or_default();
    let account = account_of(ctx, &txn, now, &email, language).await?;
    // Whoever reads the mail at an address may ask for more of it.
    let mailbox = canonical_address(&email);
    limits::forget(ctx, &txn, limits::MAILS_PER_ADDRESS, mailbox.as_bytes()).await?;
    let actor = queries::actor(&txn, account).await?;
    txn.commit().await?;
    let actor = actor.ok_or(RedeemLinkError::Suspended)?;
    Ok(Arrival {
        account,
        actor,
        return_to: link.return_to,
    })
}

/// The account with this canonical address, made if there is none.
pub(super) async fn account_of(
    ctx: &AppContext,
    txn: &sea_orm::DatabaseTransaction,
    now: chrono::DateTime<chrono::Utc>,
    email: &str,
    language: &str,
) -> Result<AccountId, DbErr> {
    let row = account::Model {
        id: ctx.id(now),
        email: email.to_owned(),
        language: language.to_owned(),
        created_at: now,
        suspended_at: None,
    };
    let once = OnConflict::column(account::Column::Email)
        .do_nothing()
        .to_owned();
    account::Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    let found = queries::find_by_email(txn, email).await?;
    found
        .map(|account| account.id)
        .ok_or_else(|| DbErr::RecordNotFound("account".into()))
}

/// Longest life of a link from the command line.
pub const ADMIN_LINK_MAX: Duration = Duration::hours(24);

/// A sign-in link for the operator to hand over: it works once, in any browser, without a code, because its page asks for a
/// press of a button. Gives the token. `valid_for` is cut at [`ADMIN_LINK_MAX`].
///
/// # Errors
/// The database failed.
pub async fn admin_sign_in_link(
    ctx: &AppContext,
    email: &Email,
    valid_for: Duration,
) -> Result<String, DbErr> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let valid_for = valid_for.min(ADMIN_LINK_MAX);
    let secrets = links::issue(ctx, &txn, now, Opens::SignIn(email), None, None, valid_for).await?;
    let details = json!({ "valid_seconds": valid_for.num_seconds() });
    audit::append(
        &txn,
        now,
        audit::PLATFORM,
        &Actor::System,
        "account.link",
        "account",
        &details,
    )
    .await?;
    txn.commit().await?;
    Ok(secrets.token)
}

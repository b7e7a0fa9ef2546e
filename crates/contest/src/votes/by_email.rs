//! Voting with an e-mail address: confirmed once, kept as a keyed hash only.

use chrono::Duration;
use sea_orm::DbErr;
use serde_json::json;

use super::{VoterKey, canonical_address};
use crate::accounts::Email;
use crate::accounts::entity::LinkPurpose;
use crate::accounts::links::{self, Opens, Proof, Refusal};
use crate::accounts::outbox::{self, Letter};
use crate::editions::{self, Phase, PhaseWindow};
use crate::permissions::Principal;
use crate::{AppContext, contributions, limits};

/// How long a mail waits when many are asked for from one network.
const SLOWED_BY: Duration = Duration::minutes(2);

/// Why no mail was sent.
#[derive(Debug, thiserror::Error)]
pub enum StartVoteError {
    /// No such contribution, or it is not published.
    #[error("no such contribution")]
    NotFound,
    /// The database's clock is outside the voting phase.
    #[error("voting is not open")]
    Closed {
        /// When it is, if the edition has such a phase.
        window: Option<PhaseWindow>,
    },
    /// The address got its mails of the day and none was used.
    #[error("this address has had its mails for today")]
    TooManyMails,
    /// The database failed; nothing was written.
    #[error("could not send the mail")]
    Db(#[from] DbErr),
}

/// Mails a link and a code with which the reader of `email` becomes a voter for two hours. The address is in the outbox
/// until the mail is sent and nowhere else.
///
/// `nonce` is from [`links::new_nonce`] and stays in the asking browser; `network` names the caller's network and is kept as
/// a keyed hash; `return_to` is the path of the contribution's page.
///
/// # Errors
/// See [`StartVoteError`].
pub async fn start(
    ctx: &AppContext,
    code: &str,
    email: &Email,
    nonce: &str,
    network: &[u8],
    language: &str,
    return_to: &str,
) -> Result<(), StartVoteError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let work = contributions::queries::find_published(&txn, code)
        .await?
        .ok_or(StartVoteError::NotFound)?;
    let window = editions::queries::phase(&txn, work.edition_id, Phase::Voting).await?;
    if !window.is_some_and(|window| window.is_open_at(now)) {
        return Err(StartVoteError::Closed { window });
    }
    let edition = editions::queries::get(&txn, work.edition_id).await?;
    let key =
        VoterKey::of_email(&edition, email.as_str()).ok_or(StartVoteError::Closed { window })?;
    // A school behind one address must not be shut out, and a flood must not be fast: past the limit mails wait.
    let in_time = limits::count(ctx, &txn, now, limits::VOTE_STARTS, network).await?;
    let wait = if in_time { Duration::zero() } else { SLOWED_BY };
    let mailbox = canonical_address(email.as_str());
    let limit = limits::MAILS_PER_ADDRESS;
    if !limits::count(ctx, &txn, now, limit, mailbox.as_bytes()).await? {
        return Err(StartVoteError::TooManyMails);
    }
    let opens = Opens::Vote {
        edition: edition.id,
        key: &key,
    };
    let secrets = links::issue(
        ctx,
        &txn,
        now,
        opens,
        Some(nonce),
        Some(return_to),
        links::VALID_FOR + wait,
    )
    .await?;
    let letter = Letter {
        to: email,
        language,
        template: "vote",
        params: json!({ "token": secrets.token, "code": secrets.code, "title": work.title }),
        worth: links::VALID_FOR,
        wait,
    };
    outbox::post(ctx, &txn, now, letter).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(())
}

/// Somebody who has just shown that they read mail at an address.
#[derive(Debug)]
pub struct VoterArrival {
    /// What the session is for.
    pub principal: Principal,
    /// Path of the page they came from.
    pub return_to: Option<String>,
}

/// Why no voter's session was opened.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmVoterError {
    /// The link or the code does not work.
    #[error("the link was refused: {0:?}")]
    Refused(Refusal),
    /// The database failed; nothing was written.
    #[error("could not confirm the address")]
    Db(#[from] DbErr),
}

/// Spends a voter's link or code.
///
/// # Errors
/// See [`ConfirmVoterError`]. A wrong code is counted.
pub async fn confirm(
    ctx: &AppContext,
    proof: Proof<'_>,
) -> Result<VoterArrival, ConfirmVoterError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let spent = links::spend(ctx, &txn, now, LinkPurpose::Vote, proof).await?;
    txn.commit().await?; // keeps the count of wrong codes too
    let link = spent.map_err(ConfirmVoterError::Refused)?;
    match (link.edition_id, link.voter_key) {
        (Some(edition), Some(key)) => Ok(VoterArrival {
            principal: Principal::Voter {
                edition,
                key: VoterKey(key),
            },
            return_to: link.return_to,
        }),
        _ => Err(ConfirmVoterError::Refused(Refusal::Unknown)),
    }
}

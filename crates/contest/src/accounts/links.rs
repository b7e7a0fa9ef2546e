//! Links and codes sent by mail: issued, looked at, and spent once.
//!
//! A link's page may be opened by anybody and anything, mail scanners too; that spends nothing. It is spent by a POST that
//! brings either the nonce of the browser which asked for it, or the six digits that the mail shows beside the link.
//! Stored are hashes only. Sign-in and voters' links share this file and never each other's purpose.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};

use super::Email;
use super::entity::{LinkPurpose, sign_in_link};
use crate::AppContext;
use crate::ids::{EditionId, LinkId};
use crate::votes::VoterKey;

/// How long a mailed link works (`docs/security.md`, "Signing in"; OWASP ASVS 5.0, 6.5.5).
pub const VALID_FOR: Duration = Duration::minutes(10);
/// So many wrong codes, and the code is worth nothing; the link still works in the browser that asked.
pub const MAX_MISSES: i32 = 5;
/// Rows are kept so long after their end, so that an old link is told from a wrong one.
const KEPT_FOR: Duration = Duration::days(1);

/// What a new link opens, and for whom.
#[derive(Debug)]
pub enum Opens<'a> {
    /// Signs this address in.
    SignIn(&'a Email),
    /// Opens a voter's session.
    Vote {
        /// In this edition.
        edition: EditionId,
        /// With this key; the address is not kept.
        key: &'a VoterKey,
    },
}

/// What goes into the mail; stored nowhere else.
pub struct Secrets {
    /// 128 random bits, 32 hex digits.
    pub token: String,
    /// Six digits.
    pub code: String,
}

/// How somebody shows that a link is theirs.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// They followed the link in the browser with this nonce. A link made on the command line asks for none.
    Link {
        /// From the address of the page.
        token: &'a str,
        /// From the browser's session.
        nonce: Option<&'a str>,
    },
    /// They followed the link in any browser and typed the digits.
    LinkAndCode {
        /// From the address of the page.
        token: &'a str,
        /// As typed.
        code: &'a str,
    },
    /// They typed the digits in the browser that asked.
    Code {
        /// From the browser's session.
        nonce: &'a str,
        /// As typed.
        code: &'a str,
    },
}

/// Why a link was not spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such link, or it is for something else.
    Unknown,
    /// It came too late.
    Expired,
    /// It was used before.
    Used,
    /// This is not the browser that asked: type the code.
    OtherBrowser,
    /// The digits are wrong.
    WrongCode {
        /// Tries that are left.
        left: i32,
    },
    /// The digits were wrong too often: ask for a new mail.
    TooManyCodes,
}

/// What a link's page needs to know; looking spends nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It works with one press of a button.
    Ready,
    /// It works with the digits from the mail.
    NeedsCode,
    /// It does not work.
    Refused(Refusal),
}

/// 128 random bits for a browser that asks for a link, 32 hex digits: kept in its session, stored as a hash.
pub fn new_nonce(ctx: &AppContext) -> String {
    hex::encode(ctx.random::<16>())
}

/// Stores a link and gives what goes into the mail. Without a `nonce` the link works in any browser and no code does: for
/// the command line, where there is no mail that a scanner reads.
///
/// # Errors
/// The database failed.
pub async fn issue(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    opens: Opens<'_>,
    nonce: Option<&str>,
    return_to: Option<&str>,
    valid_for: Duration,
) -> Result<Secrets, DbErr> {
    let id: LinkId = ctx.id(now);
    let token = hex::encode(ctx.random::<16>());
    let code = format!("{:06}", ctx.random_below(1_000_000));
    let code_hash = match nonce {
        Some(_) => hash_code(ctx, id, &code),
        None => ctx.random::<32>().to_vec(),
    };
    let (purpose, email, voter_key, edition_id) = match opens {
        Opens::SignIn(email) => (
            LinkPurpose::SignIn,
            Some(email.as_str().to_owned()),
            None,
            None,
        ),
        Opens::Vote { edition, key } => {
            (LinkPurpose::Vote, None, Some(key.0.clone()), Some(edition))
        }
    };
    let row = sign_in_link::Model {
        id,
        purpose,
        email,
        voter_key,
        edition_id,
        return_to: return_to.map(str::to_owned),
        token_hash: sha256(&token),
        code_hash,
        browser_hash: nonce.map(sha256),
        misses: 0,
        created_at: now,
        expires_at: now + valid_for,
        used_at: None,
    };
    sign_in_link::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await?;
    Ok(Secrets { token, code })
}

/// What would happen to this link in the browser with this nonce. Changes nothing.
///
/// # Errors
/// The database failed.
pub async fn look(
    ctx: &AppContext,
    purpose: LinkPurpose,
    token: &str,
    nonce: Option<&str>,
) -> Result<Look, DbErr> {
    let db = ctx.db.read();
    let Some(link) = by_token(db, purpose, token).await? else {
        return Ok(Look::Refused(Refusal::Unknown));
    };
    if let Some(refusal) = worn(&link, ctx.now(db).await?) {
        return Ok(Look::Refused(refusal));
    }
    Ok(
        match (is_own_browser(&link, nonce), link.misses >= MAX_MISSES) {
            (true, _) => Look::Ready,
            (false, false) => Look::NeedsCode,
            (false, true) => Look::Refused(Refusal::TooManyCodes),
        },
    )
}

/// Spends a link. A refusal may have written something too (a wrong code is counted), so the caller commits either way.
///
/// # Errors
/// The database failed.
pub async fn spend(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    purpose: LinkPurpose,
    proof: Proof<'_>,
) -> Result<Result<sign_in_link::Model, Refusal>, DbErr> {
    let found = match proof {
        Proof::Link { token, .. } | Proof::LinkAndCode { token, .. } => {
            by_token(txn, purpose, token).await?
        }
        Proof::Code { nonce, .. } => newest_of_browser(txn, purpose, nonce).await?,
    };
    // Of many guesses at once each waits for the count of the one before, so that five are looked at and not more.
    let found = match found {
        Some(link) => {
            let link = sign_in_link::Entity::find_by_id(link.id);
            link.lock(LockType::NoKeyUpdate).one(txn).await?
        }
        None => None,
    };
    let Some(link) = found else {
        return Ok(Err(Refusal::Unknown));
    };
    if let Some(refusal) = worn(&link, now) {
        return Ok(Err(refusal));
    }
    let refused = match proof {
        Proof::Link { nonce, .. } => {
            (!is_own_browser(&link, nonce)).then_some(Refusal::OtherBrowser)
        }
        Proof::LinkAndCode { code, .. } | Proof::Code { code, .. } => {
            check_code(ctx, txn, &link, code).await?
        }
    };
    if let Some(refusal) = refused {
        return Ok(Err(refusal));
    }
    // Two presses at the same moment: the row decides which of them was first.
    let spent = sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(now))
        .filter(sign_in_link::Column::Id.eq(link.id))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(now))
        .exec(txn)
        .await?;
    Ok(if spent.rows_affected == 1 {
        Ok(link)
    } else {
        Err(Refusal::Used)
    })
}

/// Ends the unused links of an address.
pub(super) async fn end_all(db: &impl ConnectionTrait, email: &str) -> Result<(), DbErr> {
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::Email.eq(email))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes links a day after their end; gives how many.
pub(super) async fn sweep(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let old = sign_in_link::Column::ExpiresAt.lte(now - KEPT_FOR);
    Ok(sign_in_link::Entity::delete_many()
        .filter(old)
        .exec(db)
        .await?
        .rows_affected)
}

async fn by_token(
    db: &impl ConnectionTrait,
    purpose: LinkPurpose,
    token: &str,
) -> Result<Option<sign_in_link::Model>, DbErr> {
    sign_in_link::Entity::find()
        .filter(sign_in_link::Column::TokenHash.eq(sha256(token)))
        .filter(sign_in_link::Column::Purpose.eq(purpose))
        .one(db)
        .await
}

/// Digits belong to the mail that was asked for last in this browser.
async fn newest_of_browser(
    db: &impl ConnectionTrait,
    purpose: LinkPurpose,
    nonce: &str,
) -> Result<Option<sign_in_link::Model>, DbErr> {
    sign_in_link::Entity::find()
        .filter(sign_in_link::Column::BrowserHash.eq(sha256(nonce)))
        .filter(sign_in_link::Column::Purpose.eq(purpose))
        .order_by_desc(sign_in_link::Column::CreatedAt)
        .order_by_desc(sign_in_link::Column::Id)
        .one(db)
        .await
}

fn worn(link: &sign_in_link::Model, now: DateTime<Utc>) -> Option<Refusal> {
    if link.used_at.is_some() {
        Some(Refusal::Used)
    } else if link.expires_at <= now {
        Some(Refusal::Expired)
    } else {
        None
    }
}

fn is_own_browser(link: &sign_in_link::Model, nonce: Option<&str>) -> bool {
    match (&link.browser_hash, nonce) {
        (None, _) => true,
        (Some(asked), Some(nonce)) => *asked == sha256(nonce),
        (Some(_), None) => false,
    }
}

/// Counts the miss if the digits are wrong.
async fn check_code(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    link: &sign_in_link::Model,
    typed: &str,
) -> Result<Option<Refusal>, DbErr> {
    if link.misses >= MAX_MISSES {
        return Ok(Some(Refusal::TooManyCodes));
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(7).collect();
    if hash_code(ctx, link.id, &digits) == link.code_hash {
        return Ok(None);
    }
    // The condition stands in the statement: of many guesses at once, five are looked at.
    let counted = sign_in_link::Entity::update_many()
        .col_expr(
            sign_in_link::Column::Misses,
            Expr::col(sign_in_link::Column::Misses).add(1),
        )
        .filter(sign_in_link::Column::Id.eq(link.id))
        .filter(sign_in_link::Column::Misses.lt(MAX_MISSES))
        .exec(txn)
        .await?;
    let left = MAX_MISSES - link.misses - 1;
    Ok(Some(if counted.rows_affected == 1 && left > 0 {
        Refusal::WrongCode { left }
    } else {
        Refusal::TooManyCodes
    }))
}

fn hash_code(ctx: &AppContext, id: LinkId, code: &str) -> Vec<u8> {
    ctx.keyed_hash("link-code", format!("{id}/{code}").as_bytes())
}

fn sha256(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

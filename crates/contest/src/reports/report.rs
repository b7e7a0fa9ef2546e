//! Reporting a contribution.

use chrono::Duration;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, IntoActiveModel, Iterable};

use super::entity::report as table;
use crate::AppContext;
use crate::accounts::{Email, InvalidEmail};
use crate::contributions::entity::contribution;
use crate::contributions::{self, State, TransitionError};
use crate::ids::ReportId;
use crate::moderation::{self, ModerationError, Reason, Statement};
use crate::text::{self, TextError};

/// Reports per network prefix and hour; privacy reports are always taken.
pub const REPORTS_PER_HOUR: u64 = 10;
/// Longest text, in characters.
pub const MAX_REPORT: usize = 2_000;

/// Why somebody reports. The words stand in the catalogues `report.ftl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "kebab-case"
)]
pub enum ReportReason {
    /// I am in this picture, or it is about somebody's privacy. Hides at once.
    Privacy,
    /// Somebody is mocked.
    Bullying,
    /// Hate.
    Hate,
    /// Violence.
    Violence,
    /// Sexual.
    Sexual,
    /// Self-harm.
    SelfHarm,
    /// Makes tobacco or nicotine look good.
    Tobacco,
    /// Somebody else's work.
    Copied,
    /// Advertising or nonsense.
    Spam,
    /// Something else.
    Other,
}

impl ReportReason {
    /// The code in tables, forms and catalogues: `self-harm`.
    pub fn code(self) -> String {
        self.to_value()
    }

    /// All reasons in the order in which they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

impl std::str::FromStr for ReportReason {
    type Err = ReportError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::try_from_value(&code.to_owned()).map_err(|_| ReportError::Reason)
    }
}

/// A report as it came in.
#[derive(Clone, Copy, Debug)]
pub struct NewReport<'a> {
    /// Why.
    pub reason: ReportReason,
    /// In the reporter's words; may be empty.
    pub text: &'a str,
    /// Where an answer may go; may be empty.
    pub contact: &'a str,
    /// Language of that answer: `sv` or `en`.
    pub language: &'a str,
    /// The reporter's network prefix, which is not stored.
    pub prefix: &'a str,
    /// What the makers are told, in Swedish and English, if the rule hides their work.
    pub words: (&'a str, &'a str),
}

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// No such contribution in public.
    #[error("no such contribution")]
    NotFound,
    /// There is no such reason.
    #[error("unknown reason")]
    Reason,
    /// The text is too long.
    #[error("text: {0}")]
    Text(TextError),
    /// What was given for an answer is no e-mail address.
    #[error("contact: {0}")]
    Contact(InvalidEmail),
    /// Too many reports from this network in an hour.
    #[error("too many reports")]
    TooMany,
    /// The words for the makers are not usable.
    #[error("words of the rule")]
    Words(#[source] ModerationError),
    /// The database failed; nothing was written.
    #[error("could not store the report")]
    Db(#[from] DbErr),
}

/// What the reporter is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The work is out of sight now.
    pub hidden: bool,
}

/// Takes a report about the contribution with this code. The same reason from the same network counts once.
///
/// # Errors
/// See [`ReportError`].
pub async fn report(
    ctx: &AppContext,
    code: &str,
    new: NewReport<'_>,
) -> Result<Reported, ReportError> {
    let text = text::paragraphs(new.text, MAX_REPORT).map_err(ReportError::Text)?;
    let contact = match new.contact.trim() {
        "" => String::new(),
        address => Email::parse(address)
            .map_err(ReportError::Contact)?
            .as_str()
            .to_owned(),
    };
    let statement =
        Statement::new(Reason::Privacy, new.words.0, new.words.1).map_err(ReportError::Words)?;
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let work = contributions::queries::lock_by_code(&txn, code).await?;
    let work = work
        .filter(|work| matches!(work.state, State::Published | State::Hidden))
        .ok_or(ReportError::NotFound)?;
    let private = new.reason == ReportReason::Privacy;
    let day = now.date_naive();
    let row = table::Model {
        id: ctx.id(now),
        contribution_id: work.id,
        reason: new.reason.code(),
        text,
        contact,
        language: new.language.to_owned(),
        reporter_key: ctx.keyed_hash("reporter", format!("{day} {}", new.prefix).as_bytes()),
        created_at: now,
        handled_at: None,
    };
    if !private && sent_in_an_hour(&txn, &row).await? >= REPORTS_PER_HOUR {
        return Err(ReportError::TooMany);
    }
    let id = row.id;
    store(&txn, row, private).await?;
    if private {
        out_of_sight(ctx, &txn, &work, id, statement).await?;
    }
    txn.commit().await?;
    ctx.waker.wake();
    Ok(Reported {
        hidden: private || work.state == State::Hidden,
    })
}

async fn sent_in_an_hour(txn: &DatabaseTransaction, row: &table::Model) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    table::Entity::find()
        .filter(table::Column::ReporterKey.eq(row.reporter_key.clone()))
        .filter(table::Column::CreatedAt.gt(row.created_at - Duration::hours(1)))
        .count(txn)
        .await
}

/// Stores the report once. A privacy report that was answered before asks anew: whoever it is about may have reasons.
async fn store(txn: &DatabaseTransaction, row: table::Model, private: bool) -> Result<(), DbErr> {
    let mut once = OnConflict::columns([
        table::Column::ContributionId,
        table::Column::ReporterKey,
        table::Column::Reason,
    ]);
    if private {
        once.update_columns([
            table::Column::Text,
            table::Column::Contact,
            table::Column::Language,
            table::Column::CreatedAt,
            table::Column::HandledAt,
        ]);
    } else {
        once.do_nothing();
    }
    table::Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

async fn out_of_sight(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    report: ReportId,
    statement: Statement,
) -> Result<(), DbErr> {
    if work.state == State::Published {
        let hidden = moderation::hide_by_rule(ctx, txn, work, report, statement).await;
        return match hidden {
            Ok(_) => Ok(()),
            // On PostgreSQL somebody else may have moved it meanwhile; the reporter tries again.
            Err(TransitionError::Refused { .. }) => Err(DbErr::RecordNotUpdated),
            Err(TransitionError::Db(error)) => Err(error),
        };
    }
    let urgent = contribution::ActiveModel {
        urgent: Set(true),
        ..Default::default()
    };
    contribution::Entity::update_many()
        .set(urgent)
        .filter(contribution::Column::Id.eq(work.id))
        .exec(txn)
        .await?;
    Ok(())
}

//! Opening a class.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::entity::school_class;
use super::{codes, municipalities};
use crate::editions::{self, Phase, PhaseWindow};
use crate::ids::EditionId;
use crate::permissions::Actor;
use crate::text::{self, TextError};
use crate::{AppContext, accounts, audit};

/// Longest name of a school, in characters.
pub const MAX_SCHOOL: usize = 120;
/// Longest name of a class, in characters.
pub const MAX_NAME: usize = 40;
/// Grades: 1 to 9, and 10 to 12 for the three years of upper secondary school.
pub const GRADES: std::ops::RangeInclusive<i32> = 1..=12;
/// Classes that one teacher may open in one edition.
const MAX_CLASSES: u64 = 30;

/// What a teacher says about a class, as typed.
#[derive(Clone, Debug, Default)]
pub struct NewClass {
    /// The school's name.
    pub school: String,
    /// The class's, such as `7B`.
    pub name: String,
    /// See [`GRADES`].
    pub grade: i32,
    /// Official code of the municipality.
    pub municipality: String,
    /// School and class may be shown beside their contribution.
    pub show_place: bool,
}

/// Why a class was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenClassError {
    /// Only teachers and organisers open classes.
    #[error("not allowed to open classes")]
    NotAllowed,
    /// There is no edition to take part in.
    #[error("no edition")]
    NoEdition,
    /// Contributions are not received any more.
    #[error("submissions are over")]
    Closed {
        /// When they were, if the edition says.
        window: Option<PhaseWindow>,
    },
    /// Something typed does not fit; every fault at once.
    #[error("the form has faults")]
    Invalid(Vec<ClassFault>),
    /// The teacher has opened as many classes as one may.
    #[error("too many classes")]
    TooMany,
    /// The database failed; nothing was written.
    #[error("could not store the class")]
    Db(#[from] DbErr),
}

/// A fault in what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClassFault {
    /// The school's name.
    School(TextError),
    /// The class's name.
    Name(TextError),
    /// No grade of [`GRADES`].
    Grade,
    /// No municipality has this code.
    Municipality,
}

/// Opens a class in the current edition and gives it a join code.
///
/// # Errors
/// See [`OpenClassError`].
pub async fn open_class(
    ctx: &AppContext,
    actor: &Actor,
    new: &NewClass,
) -> Result<school_class::Model, OpenClassError> {
    let teacher = actor
        .account()
        .filter(|_| actor.may_open_classes())
        .ok_or(OpenClassError::NotAllowed)?;
    let (school, name) = check(new).map_err(OpenClassError::Invalid)?;
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let edition = editions::queries::current(&txn)
        .await?
        .ok_or(OpenClassError::NoEdition)?
        .id;
    let window = editions::queries::phase(&txn, edition, Phase::Submissions).await?;
    if window.is_none_or(|window| window.ends_at <= now) {
        return Err(OpenClassError::Closed { window });
    }
    accounts::queries::lock(&txn, teacher).await?;
    let theirs = school_class::Entity::find()
        .filter(school_class::Column::TeacherId.eq(teacher))
        .filter(school_class::Column::EditionId.eq(edition));
    if theirs.count(&txn).await? >= MAX_CLASSES {
        return Err(OpenClassError::TooMany);
    }
    let class = school_class::Model {
        id: ctx.id(now),
        edition_id: edition,
        teacher_id: teacher,
        school,
        name,
        grade: new.grade,
        municipality_code: new.municipality.clone(),
        show_place: new.show_place,
        join_code: codes::unused(ctx, &txn).await?,
        joining_closed_at: None,
        return_misses: 0,
        created_at: now,
    };
    school_class::Entity::insert(class.clone().into_active_model())
        .exec_without_returning(&txn)
        .await?;
    record(&txn, now, actor, &class, "class.open").await?;
    txn.commit().await?;
    Ok(class)
}

fn check(new: &NewClass) -> Result<(String, String), Vec<ClassFault>> {
    let school = text::required_line(&new.school, MAX_SCHOOL);
    let name = text::required_line(&new.name, MAX_NAME);
    let mut faults = Vec::new();
    faults.extend(
        school
            .as_ref()
            .err()
            .map(|error| ClassFault::School(*error)),
    );
    faults.extend(name.as_ref().err().map(|error| ClassFault::Name(*error)));
    if !GRADES.contains(&new.grade) {
        faults.push(ClassFault::Grade);
    }
    if municipalities::find(&new.municipality).is_none() {
        faults.push(ClassFault::Municipality);
    }
    match (school, name) {
        (Ok(school), Ok(name)) if faults.is_empty() => Ok((school, name)),
        _ => Err(faults),
    }
}

/// An audit row about a class, without its school or name.
pub(super) async fn record(
    txn: &sea_orm::DatabaseTransaction,
    now: chrono::DateTime<chrono::Utc>,
    actor: &Actor,
    class: &school_class::Model,
    act: &str,
) -> Result<(), DbErr> {
    let edition: EditionId = class.edition_id;
    audit::append(
        txn,
        now,
        edition,
        actor,
        act,
        &format!("class:{}", class.id),
        &json!({}),
    )
    .await
}

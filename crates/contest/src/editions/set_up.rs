//! Setting an edition up: its words, phases and categories.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::entity::{category, edition, phase};
use super::{Phase, queries};
use crate::permissions::{Actor, Role};
use crate::{AppContext, audit};

/// Something said in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

impl Words {
    /// The same thing in Swedish and in English.
    pub fn new(sv: &str, en: &str) -> Self {
        Self {
            sv: sv.into(),
            en: en.into(),
        }
    }
}

/// What is decided before an edition begins.
#[derive(Clone, Debug)]
pub struct NewEdition {
    /// In addresses: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name.
    pub name: Words,
    /// Its question.
    pub theme: Words,
    /// IANA name, such as `Europe/Stockholm`.
    pub time_zone: String,
    /// What is open from when until when (the first moment after).
    pub phases: Vec<(Phase, DateTime<Utc>, DateTime<Utc>)>,
    /// Art forms in order: the name in addresses, and the shown one.
    pub categories: Vec<(String, Words)>,
    /// Least seconds between approval and publication.
    pub publish_delay_seconds: i32,
    /// Votes that each voter has.
    pub votes_per_voter: i32,
    /// A class hands in one contribution.
    pub one_per_class: bool,
    /// Single persons of 16 or older may take part.
    pub singles_allowed: bool,
    /// Films are also shown with 1080 lines, and not with 720 at most.
    pub full_hd: bool,
}

/// Why no edition was set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// Only organisers and the command line set editions up.
    #[error("not allowed to set up editions")]
    NotAllowed,
    /// A name in addresses has other characters, or is there twice.
    #[error("{0:?} does not do as a name in addresses")]
    Slug(String),
    /// Nobody knows this time zone.
    #[error("unknown time zone {0:?}")]
    TimeZone(String),
    /// A phase ends before it begins, or is there twice.
    #[error("the phase {0:?} does not hold together")]
    Phase(Phase),
    /// Nothing to take part in.
    #[error("no categories")]
    NoCategories,
    /// The database failed; nothing was written.
    #[error("could not store the edition")]
    Db(#[from] DbErr),
}

/// Sets an edition up. If there is one of this name already, it is given back as it is.
///
/// # Errors
/// See [`SetUpError`]; on an error nothing was written.
pub async fn set_up(
    ctx: &AppContext,
    actor: &Actor,
    new: &NewEdition,
) -> Result<edition::Model, SetUpError> {
    if !(actor.has(Role::Organiser) || matches!(actor, Actor::System)) {
        return Err(SetUpError::NotAllowed);
    }
    check(new)?;
    let txn = ctx.begin_write().await?;
    if let Some(there) = queries::find_by_slug(&txn, &new.slug).await? {
        return Ok(there);
    }
    let now = ctx.now(&txn).await?;
    let row = row(ctx, new, now);
    edition::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&txn)
        .await?;
    insert_parts(ctx, &txn, &row, new, now).await?;
    let subject = format!("edition:{}", row.id);
    let details = json!({ "slug": new.slug });
    audit::append(
        &txn,
        now,
        row.id,
        actor,
        "edition.set-up",
        &subject,
        &details,
    )
    .await?;
    txn.commit().await?;
    Ok(row)
}

fn row(ctx: &AppContext, new: &NewEdition, now: DateTime<Utc>) -> edition::Model {
    edition::Model {
        id: ctx.id(now),
        slug: new.slug.clone(),
        name_sv: new.name.sv.clone(),
        name_en: new.name.en.clone(),
        theme_sv: new.theme.sv.clone(),
        theme_en: new.theme.en.clone(),
        time_zone: new.time_zone.clone(),
        publish_delay_seconds: new.publish_delay_seconds,
        votes_per_voter: new.votes_per_voter,
        one_per_class: new.one_per_class,
        singles_allowed: new.singles_allowed,
        framing_open: true,
        max_film_seconds: 300,
        max_film_side: if new.full_hd { 1080 } else { 720 },
        accent_hue: None,
        voter_secret: Some(ctx.random::<32>().to_vec()),
        created_at: now,
    }
}

async fn insert_parts(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    row: &edition::Model,
    new: &NewEdition,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for (kind, starts_at, ends_at) in &new.phases {
        let phase = phase::Model {
            edition_id: row.id,
            phase: *kind,
            starts_at: *starts_at,
            ends_at: *ends_at,
        };
        phase::Entity::insert(phase.into_active_model())
            .exec_without_returning(db)
            .await?;
    }
    for (position, (slug, name)) in (0..).zip(&new.categories) {
        let category = category::Model {
            id: ctx.id(now),
            edition_id: row.id,
            slug: slug.clone(),
            name_sv: name.sv.clone(),
            name_en: name.en.clone(),
            position,
        };
        category::Entity::insert(category.into_active_model())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Everything that can be wrong without looking at the database.
fn check(new: &NewEdition) -> Result<(), SetUpError> {
    if new.time_zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(SetUpError::TimeZone(new.time_zone.clone()));
    }
    let mut phases = HashSet::new();
    if let Some((kind, ..)) = new
        .phases
        .iter()
        .find(|(kind, starts, ends)| ends <= starts || !phases.insert(*kind))
    {
        return Err(SetUpError::Phase(*kind));
    }
    if new.categories.is_empty() {
        return Err(SetUpError::NoCategories);
    }
    let mut slugs = HashSet::new();
    let names = new.categories.iter().map(|(slug, _)| slug);
    let bad = std::iter::once(&new.slug)
        .chain(names)
        .find(|slug| !is_slug(slug) || !slugs.insert(slug.as_str()));
    bad.map_or(Ok(()), |slug| Err(SetUpError::Slug(slug.clone())))
}

fn is_slug(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=40).contains(&text.len())
        && text.chars().all(plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

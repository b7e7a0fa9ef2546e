//! A teacher's classes, and one of them.

use axum::response::Response;
use contest::classes::entity::school_class;
use contest::classes::{self, MAX_RETURN_MISSES, municipalities};
use contest::contributions::{self, State, entity::contribution};
use contest::editions::{self, Phase};
use contest::ids::ClassId;
use contest::permissions::Actor;
use dizza_http::{Path, Problem, urls};

use super::code::grouped;
use super::page::{ClassPage, ClassRow, ClassesPage, PupilRow, WorkRow};
use crate::i18n::{Arg, state_key};
use crate::{Reader, format};

/// `GET /{lang}/classes`: newest first.
#[tracing::instrument(name = "web.classes.list", skip_all)]
pub async fn list(reader: Reader) -> Result<Response, Problem> {
    let teacher = teaching(&reader)?
        .account()
        .ok_or_else(Problem::forbidden)?;
    let db = reader.ctx().db.read();
    let mut rows = Vec::new();
    for class in classes::queries::of_teacher(db, teacher).await? {
        let pupils = classes::queries::pupils(db, class.id).await?.len();
        let works = contributions::queries::of_class(db, class.id).await?;
        let waiting = works
            .iter()
            .filter(|work| work.state == State::Submitted)
            .count();
        rows.push(ClassRow {
            url: urls::class(reader.locale.code(), class.id),
            name: class.name.clone(),
            school: class.school.clone(),
            about: about(&reader, &class),
            pupils: pupils as u64,
            works: works.len() as u64,
            waiting: waiting as u64,
        });
    }
    let page = ClassesPage {
        classes: rows,
        deadline: deadline(&reader, None).await?,
    };
    Ok(reader.page(&page))
}

/// `GET /{lang}/classes/{class}`: code, pupils, contributions.
#[tracing::instrument(name = "web.classes.show", skip_all)]
pub async fn show(
    reader: Reader,
    Path((_, id)): Path<(String, ClassId)>,
) -> Result<Response, Problem> {
    let class = own_class(&reader, id).await?;
    let db = reader.ctx().db.read();
    let lang = reader.locale.code();
    let pupils = classes::queries::pupils(db, id)
        .await?
        .into_iter()
        .map(|pupil| PupilRow {
            remove_url: urls::class_remove(lang, id, pupil.id),
            nickname: pupil.nickname,
        });
    let works = contributions::queries::of_class(db, id).await?;
    let page = ClassPage {
        id: id.to_string(),
        name: class.name.clone(),
        school: class.school.clone(),
        about: about(&reader, &class),
        code: grouped(&class.join_code),
        join_address: without_scheme(&reader.site.config.absolute(&urls::join(lang))),
        closed: class.joining_closed_at.is_some(),
        locked: class.return_misses >= MAX_RETURN_MISSES,
        show_place: class.show_place,
        pupils: pupils.collect(),
        works: works
            .into_iter()
            .map(|work| row(&reader, id, work))
            .collect(),
        deadline: deadline(&reader, Some(&class)).await?,
    };
    Ok(reader.page(&page))
}

fn row(reader: &Reader, class: ClassId, work: contribution::Model) -> WorkRow {
    let lang = reader.locale.code();
    let state = state_key(work.state);
    let (url, action) = match work.state {
        State::Submitted => (
            urls::class_approve(lang, class, &work.code),
            "class-work-approve",
        ),
        State::Draft | State::ChangesRequested => (
            urls::upload_step(lang, &work.code, "check"),
            "class-work-open",
        ),
        State::Erased => (String::new(), ""),
        _ => (urls::my(lang, &work.code), "class-work-all"),
    };
    WorkRow {
        title: if work.title.is_empty() {
            reader.t("class-work-untitled", &[])
        } else {
            work.title
        },
        lang: work.language,
        state: reader.t(&format!("class-state-{state}"), &[]),
        waits: work.state == State::Submitted || work.state == State::ChangesRequested,
        done: work.state == State::Published,
        action: if action.is_empty() {
            String::new()
        } else {
            reader.t(action, &[])
        },
        url,
    }
}

/// Whoever may open classes.
pub(crate) fn teaching(reader: &Reader) -> Result<&Actor, Problem> {
    let actor = reader.acting()?;
    if actor.may_open_classes() {
        Ok(actor)
    } else {
        Err(not_a_teacher())
    }
}

/// 403 with words on how to become a teacher.
pub(super) fn not_a_teacher() -> Problem {
    Problem::new(axum::http::StatusCode::FORBIDDEN, "teachers-only")
}

/// The reader's own class; a foreign one is no page.
pub(super) async fn own_class(
    reader: &Reader,
    id: ClassId,
) -> Result<school_class::Model, Problem> {
    let class =
        classes::queries::find_for_teacher(reader.ctx().db.read(), teaching(reader)?, id).await?;
    class.ok_or_else(Problem::not_found)
}

/// Grade and place: "Årskurs 7, Malmö".
pub(super) fn about(reader: &Reader, class: &school_class::Model) -> String {
    let place = municipalities::find(&class.municipality_code).map_or("", |place| place.name);
    format!("{}, {place}", grade(reader, class.grade))
}

/// "Årskurs 7", or "Gymnasiet år 1".
pub(super) fn grade(reader: &Reader, grade: i32) -> String {
    if grade > 9 {
        reader.t("class-grade-upper", &[("year", Arg::from(grade - 9))])
    } else {
        reader.t("class-grade", &[("grade", Arg::from(grade))])
    }
}

/// "Lämna in senast om 12 dagar, tisdag 12 maj kl. 16.00"; empty when nothing is received any more.
async fn deadline(reader: &Reader, class: Option<&school_class::Model>) -> Result<String, Problem> {
    let db = reader.ctx().db.read();
    let edition = class
        .map(|class| class.edition_id)
        .or(reader.edition.as_ref().map(|edition| edition.id));
    let Some(edition) = edition else {
        return Ok(String::new());
    };
    let window = editions::queries::phase(db, edition, Phase::Submissions).await?;
    let Some(window) = window.filter(|window| reader.now < window.ends_at) else {
        return Ok(String::new());
    };
    let zone = reader.zone();
    let (ends, now) = (
        window.ends_at.with_timezone(&zone),
        reader.now.with_timezone(&zone),
    );
    let args = [
        (
            "distance",
            Arg::from(format::in_days(reader.locale, &ends, &now)),
        ),
        ("moment", Arg::from(format::moment(reader.locale, &ends))),
    ];
    Ok(reader.t("class-deadline", &args))
}

pub(super) fn without_scheme(address: &str) -> String {
    address
        .split_once("://")
        .map_or(address, |(_, rest)| rest)
        .to_owned()
}

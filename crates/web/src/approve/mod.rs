//! The teacher's look at a hand-in: the checklist, or back to the pupils.

mod page;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::assets::AssetState;
use contest::classes;
use contest::contributions::entity::contribution;
use contest::contributions::{self, ClassApproveError, Seen, State, TICKS, gallery};
use contest::ids::ClassId;
use contest::permissions::Role;
use dizza_http::sessions::FlashKind;
use dizza_http::{Access, CheckedForm, Class, Path, Problem, Routes, Session, urls};
use serde::Deserialize;

use crate::classes::teaching;
use crate::views::fill::{Fill, MediaFrom};
use crate::{FormState, Reader};
pub use page::{ApprovePage, TickView};

/// Who approves for a class.
const TEACHERS: Access = Access::Roles(&[Role::Teacher, Role::Organiser]);

/// The routes of approving.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::CLASS_APPROVE, TEACHERS, Class::Personal, show)
        .post(urls::CLASS_APPROVE, TEACHERS, Class::Personal, create)
        .post(urls::CLASS_SEND_BACK, TEACHERS, Class::Personal, send_back)
}

type Place = (String, ClassId, String);

/// What the teacher sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ticked {
    /// What was looked at, see `contributions::Seen`.
    seen: String,
    tick: Vec<String>,
}

/// `GET /{lang}/classes/{class}/contributions/{code}`: the hand-in with its checklist.
#[tracing::instrument(name = "web.approve.show", skip_all)]
async fn show(reader: Reader, Path((_, class, code)): Path<Place>) -> Result<Response, Problem> {
    let work = find(&reader, class, &code).await?;
    checklist(&reader, class, work, None, FormState::new()).await
}

/// `POST /{lang}/classes/{class}/contributions/{code}`: approved with all ticks, as it was looked at.
#[tracing::instrument(name = "web.approve.create", skip_all)]
async fn create(
    reader: Reader,
    session: Session,
    Path((_, class, code)): Path<Place>,
    CheckedForm(ticked): CheckedForm<Ticked>,
) -> Result<Response, Problem> {
    let work = find(&reader, class, &code).await?;
    match approve(&reader, &code, &ticked).await {
        Ok(_) => {
            session
                .flash(FlashKind::Success, "flash-class-approved")
                .await?;
            Ok(Redirect::to(&urls::class(reader.locale.code(), class)).into_response())
        }
        Err(ClassApproveError::TicksMissing(missing)) => {
            let mut form = FormState::new();
            for tick in missing {
                form.push_error(
                    &format!("tick-{tick}"),
                    reader.t(&format!("approve-missing-{tick}"), &[]),
                );
            }
            checklist(&reader, class, work, Some(&ticked), form).await
        }
        Err(ClassApproveError::Changed | ClassApproveError::NotReady) => {
            checklist(&reader, class, work, None, changed(&reader)).await
        }
        Err(error) => Err(problem(error)),
    }
}

async fn approve(
    reader: &Reader,
    code: &str,
    ticked: &Ticked,
) -> Result<contribution::Model, ClassApproveError> {
    let seen: Seen = ticked.seen.parse()?;
    let actor = reader.actor.as_ref().ok_or(ClassApproveError::NotFound)?;
    contributions::class_approve(reader.ctx(), actor, code, &seen, &ticked.tick).await
}

/// `POST /{lang}/classes/{class}/contributions/{code}/send-back`: back to the pupils.
#[tracing::instrument(name = "web.approve.send_back", skip_all)]
async fn send_back(
    reader: Reader,
    session: Session,
    Path((_, class, code)): Path<Place>,
    CheckedForm(ticked): CheckedForm<Ticked>,
) -> Result<Redirect, Problem> {
    find(&reader, class, &code).await?;
    contributions::send_back(reader.ctx(), reader.acting()?, &code, &ticked.tick)
        .await
        .map_err(problem)?;
    session
        .flash(FlashKind::Success, "flash-class-sent-back")
        .await?;
    Ok(Redirect::to(&urls::class(reader.locale.code(), class)))
}

/// The contribution, if it is of this class and the reader teaches it. The role is asked first, as in all rooms of teachers:
/// who has none gets 403, whatever is behind the address; a teacher gets 404 for what is not theirs.
async fn find(reader: &Reader, class: ClassId, code: &str) -> Result<contribution::Model, Problem> {
    let actor = teaching(reader)?;
    let db = reader.ctx().db.read();
    let work = contributions::find_for_teacher(db, actor, code).await?;
    let work = work.filter(|work| work.class_id == Some(class));
    let known = classes::queries::find(db, class).await?.is_some();
    work.filter(|_| known).ok_or_else(Problem::not_found)
}

/// The page after `sent`: what was ticked, and what was wrong with it, stays only if it was about what is shown now.
async fn checklist(
    reader: &Reader,
    class: ClassId,
    work: contribution::Model,
    sent: Option<&Ticked>,
    form: FormState,
) -> Result<Response, Problem> {
    let fill = Fill {
        config: &reader.site.config,
        locale: reader.locale,
        media: MediaFrom::Review,
    };
    let db = reader.ctx().db.read();
    let seen = Seen::of(db, &work).await?;
    let (ticked, form) = match sent {
        Some(sent) if sent.seen == seen.to_string() => (&sent.tick[..], form),
        Some(_) => (&[][..], changed(reader)),
        None => (&[][..], form),
    };
    let item = gallery::item(db, work)
        .await?
        .ok_or_else(Problem::not_found)?;
    let work = &item.work;
    let tick = |name: &'static str| TickView {
        name,
        ticked: ticked.iter().any(|given| given == name),
        label: reader.t(&format!("approve-tick-{name}"), &[]),
    };
    let page = ApprovePage {
        class: class.to_string(),
        code: work.code.clone(),
        title: work.title.clone(),
        lang: work.language.clone(),
        facts: fill.facts(&item),
        assets: item
            .assets
            .iter()
            .map(|files| fill.reviewed(files, &work.title))
            .collect(),
        text: work.text.clone(),
        credits: work.credits.clone(),
        seen: seen.to_string(),
        waiting: work.state == State::Submitted,
        ready: seen.hash.is_some(),
        failed: item
            .assets
            .iter()
            .any(|files| files.asset.state == AssetState::Failed),
        redact: crate::redact::links(
            reader,
            work,
            &item.assets,
            &crate::redact::CameFrom::class(),
        )
        .await?,
        ticks: TICKS.into_iter().map(tick).collect(),
        form,
    };
    Ok(reader.form(&page, &page.form))
}

fn changed(reader: &Reader) -> FormState {
    FormState::new().error("changed", reader.t("approve-changed", &[]))
}

fn problem(error: ClassApproveError) -> Problem {
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    match error {
        ClassApproveError::NotFound => Problem::not_found(),
        ClassApproveError::WrongState(_) => conflict("approve-not-waiting"),
        ClassApproveError::Changed => conflict("moderate-changed"),
        ClassApproveError::NotReady => conflict("moderate-not-ready"),
        ClassApproveError::TicksMissing(_) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "approve-ticks")
        }
        ClassApproveError::Db(error) => error.into(),
    }
}

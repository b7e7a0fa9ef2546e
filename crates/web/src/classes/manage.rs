//! What a teacher does with a class of theirs. What cannot be undone asks first.

use axum::response::{Redirect, Response};
use contest::classes::{self, ManageClassError};
use contest::ids::{ClassId, MembershipId};
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Session, urls};
use serde::Deserialize;

use super::code::grouped;
use super::page::{ConfirmKind, ConfirmPage};
use super::room::{own_class, teaching};
use crate::Reader;

type ClassPath = Path<(String, ClassId)>;
type PupilPath = Path<(String, ClassId, MembershipId)>;

/// `GET …/renew`: asks.
#[tracing::instrument(name = "web.classes.renew.ask", skip_all)]
pub async fn ask_renew(reader: Reader, Path((_, id)): ClassPath) -> Result<Response, Problem> {
    let class = own_class(&reader, id).await?;
    let lang = reader.locale.code();
    let page = ConfirmPage {
        kind: ConfirmKind::Renew,
        name: grouped(&class.join_code),
        action: urls::class_renew(lang, id),
        back: urls::class(lang, id),
    };
    Ok(reader.page(&page))
}

/// `POST …/renew`: a new join code.
#[tracing::instrument(name = "web.classes.renew", skip_all)]
pub async fn renew(
    reader: Reader,
    session: Session,
    Path((_, id)): ClassPath,
    _: CheckedForm<()>,
) -> Result<Redirect, Problem> {
    classes::renew_join_code(reader.ctx(), teaching(&reader)?, id)
        .await
        .map_err(problem)?;
    done(&reader, &session, id, "flash-class-renewed").await
}

/// `POST …/close`.
#[tracing::instrument(name = "web.classes.close", skip_all)]
pub async fn close(
    reader: Reader,
    session: Session,
    Path((_, id)): ClassPath,
    _: CheckedForm<()>,
) -> Result<Redirect, Problem> {
    classes::close_joining(reader.ctx(), teaching(&reader)?, id)
        .await
        .map_err(problem)?;
    done(&reader, &session, id, "flash-class-closed").await
}

/// `POST …/reopen`.
#[tracing::instrument(name = "web.classes.reopen", skip_all)]
pub async fn reopen(
    reader: Reader,
    session: Session,
    Path((_, id)): ClassPath,
    _: CheckedForm<()>,
) -> Result<Redirect, Problem> {
    classes::open_joining(reader.ctx(), teaching(&reader)?, id)
        .await
        .map_err(problem)?;
    done(&reader, &session, id, "flash-class-reopened").await
}

/// `POST …/unlock`: pupils may come back again.
#[tracing::instrument(name = "web.classes.unlock", skip_all)]
pub async fn unlock(
    reader: Reader,
    session: Session,
    Path((_, id)): ClassPath,
    _: CheckedForm<()>,
) -> Result<Redirect, Problem> {
    classes::reset_return(reader.ctx(), teaching(&reader)?, id)
        .await
        .map_err(problem)?;
    done(&reader, &session, id, "flash-class-unlocked").await
}

/// What is ticked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    #[serde(default)]
    show_place: String,
}

/// `POST …/place`: shows or hides school and class.
#[tracing::instrument(name = "web.classes.place", skip_all)]
pub async fn place(
    reader: Reader,
    session: Session,
    Path((_, id)): ClassPath,
    CheckedForm(typed): CheckedForm<Place>,
) -> Result<Redirect, Problem> {
    let show = typed.show_place == "yes";
    classes::show_place(reader.ctx(), teaching(&reader)?, id, show)
        .await
        .map_err(problem)?;
    done(
        &reader,
        &session,
        id,
        if show {
            "flash-class-place-shown"
        } else {
            "flash-class-place-hidden"
        },
    )
    .await
}

/// `GET …/pupils/{pupil}/remove`: asks.
#[tracing::instrument(name = "web.classes.remove.ask", skip_all)]
pub async fn ask_remove(
    reader: Reader,
    Path((_, id, pupil)): PupilPath,
) -> Result<Response, Problem> {
    let class = own_class(&reader, id).await?;
    let pupils = classes::queries::pupils(reader.ctx().db.read(), class.id).await?;
    let pupil = pupils
        .into_iter()
        .find(|member| member.id == pupil)
        .ok_or_else(Problem::not_found)?;
    let lang = reader.locale.code();
    let page = ConfirmPage {
        kind: ConfirmKind::Remove,
        name: pupil.nickname,
        action: urls::class_remove(lang, id, pupil.id),
        back: urls::class(lang, id),
    };
    Ok(reader.page(&page))
}

/// `POST …/pupils/{pupil}/remove`.
#[tracing::instrument(name = "web.classes.remove", skip_all)]
pub async fn remove(
    reader: Reader,
    session: Session,
    Path((_, id, pupil)): PupilPath,
    _: CheckedForm<()>,
) -> Result<Redirect, Problem> {
    classes::remove_member(reader.ctx(), teaching(&reader)?, id, pupil)
        .await
        .map_err(problem)?;
    done(&reader, &session, id, "flash-class-pupil-removed").await
}

async fn done(
    reader: &Reader,
    session: &Session,
    id: ClassId,
    message: &str,
) -> Result<Redirect, Problem> {
    session.flash(FlashKind::Success, message).await?;
    Ok(Redirect::to(&urls::class(reader.locale.code(), id)))
}

fn problem(error: ManageClassError) -> Problem {
    match error {
        ManageClassError::NotFound => Problem::not_found(),
        ManageClassError::Db(error) => error.into(),
    }
}

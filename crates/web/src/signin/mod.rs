//! Signing in by a mailed link or six digits, and out. No passwords.

mod ask;
mod enter;
pub mod page;

use axum::response::Redirect;
use contest::permissions::{Actor, Role};
use dizza_http::{Access, CheckedForm, Class, Path, Problem, Routes, Session, urls};

use crate::Locale;

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::SIGN_IN, Access::Everyone, Class::Personal, ask::show)
        .post(
            urls::SIGN_IN,
            Access::Everyone,
            Class::Personal,
            ask::create,
        )
        .get(
            urls::SIGN_IN_CODE,
            Access::Everyone,
            Class::Personal,
            enter::show_code,
        )
        .post(
            urls::SIGN_IN_CODE,
            Access::Everyone,
            Class::Personal,
            enter::by_code,
        )
        .get(
            urls::SIGN_IN_LINK,
            Access::Everyone,
            Class::Token,
            enter::show_link,
        )
        .post(
            urls::SIGN_IN_LINK,
            Access::Everyone,
            Class::Token,
            enter::by_link,
        )
        .post(urls::SIGN_OUT, Access::Everyone, Class::Personal, sign_out)
}

/// Where somebody who just signed in begins, by what they may do.
pub fn begins_at(locale: Locale, actor: &Actor) -> String {
    let lang = locale.code();
    match actor {
        actor if actor.may_moderate() => urls::moderate(lang),
        actor if actor.may_open_classes() => urls::classes(lang),
        actor if actor.has(Role::Juror) => urls::home(lang),
        Actor::Account { .. } | Actor::Pupil { .. } => urls::mine(lang),
        Actor::Voter { .. } | Actor::System => urls::home(lang),
    }
}

/// `POST /{lang}/sign-out`: ends the session, here and on the server.
#[tracing::instrument(name = "web.signin.out", skip_all)]
async fn sign_out(
    session: Session,
    Path(lang): Path<String>,
    _: CheckedForm<()>,
) -> Result<Redirect, Problem> {
    let locale = Locale::from_code(&lang).ok_or_else(Problem::not_found)?;
    session.sign_out().await?;
    Ok(Redirect::to(&urls::home(locale.code())))
}

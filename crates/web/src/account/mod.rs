//! One's own account: address, roles, the language of mails.

pub mod page;

use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::{self, SetLanguageError};
use contest::permissions::{Actor, Role};
use dizza_http::sessions::FlashKind;
use dizza_http::{Access, CheckedForm, Class, Problem, Routes, Session, urls};
use serde::Deserialize;

use crate::{FormState, Reader};
use page::AccountPage;

/// Everybody who signs in by e-mail.
pub(crate) const ACCOUNTS: Access = Access::Roles(&[
    Role::Organiser,
    Role::Moderator,
    Role::Juror,
    Role::Teacher,
    Role::Contributor,
]);

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::ACCOUNT, ACCOUNTS, Class::Personal, show)
        .post(urls::ACCOUNT, ACCOUNTS, Class::Personal, update)
}

/// What is chosen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    language: String,
}

/// `GET /{lang}/account`. Pupils and voters have none.
#[tracing::instrument(name = "web.account.show", skip_all)]
async fn show(reader: Reader) -> Result<Response, Problem> {
    let Actor::Account { language, .. } = reader.acting()? else {
        return Err(Problem::forbidden());
    };
    let form = FormState::new().value("language", language.clone());
    Ok(answer(&reader, form))
}

/// `POST /{lang}/account`: the language of mails.
#[tracing::instrument(name = "web.account.update", skip_all)]
async fn update(
    reader: Reader,
    session: Session,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    match accounts::set_language(reader.ctx(), reader.acting()?, &typed.language).await {
        Ok(()) => {
            session
                .flash(FlashKind::Success, "flash-account-saved")
                .await?;
            Ok(Redirect::to(&urls::account(reader.locale.code())).into_response())
        }
        Err(SetLanguageError::Unknown) => {
            let form = FormState::new().error("language", reader.t("account-language-choose", &[]));
            Ok(answer(&reader, form))
        }
        Err(SetLanguageError::NotAllowed) => Err(Problem::forbidden()),
        Err(SetLanguageError::Db(error)) => Err(error.into()),
    }
}

fn answer(reader: &Reader, form: FormState) -> Response {
    let asks = reader
        .actor
        .as_ref()
        .is_some_and(|actor| !actor.may_open_classes());
    let roles = match &reader.actor {
        Some(Actor::Account { roles, .. }) => roles
            .iter()
            .map(|role| reader.t(&format!("role-{}", name(*role)), &[]))
            .collect(),
        _ => Vec::new(),
    };
    let email = reader.layout.visitor.name.clone().unwrap_or_default();
    let page = AccountPage {
        email,
        roles,
        may_ask: asks,
        form,
    };
    reader.form(&page, &page.form)
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Organiser => "organiser",
        Role::Moderator => "moderator",
        Role::Juror => "juror",
        Role::Teacher => "teacher",
        Role::Contributor => "contributor",
    }
}

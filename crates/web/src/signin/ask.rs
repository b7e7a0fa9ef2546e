//! Asking for the address.

use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::{self, Email, RequestLinkError, links, rules};
use dizza_http::sessions::Kept;
use dizza_http::{CheckedForm, ClientPrefix, Problem, Query, Session, limits, urls};
use serde::Deserialize;

use super::begins_at;
use super::page::SignInPage;
use crate::{FormState, Reader};

/// Where the way goes on.
#[derive(Default, Deserialize)]
pub struct Onward {
    #[serde(default)]
    return_to: String,
}

/// What is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    email: String,
    #[serde(default)]
    return_to: String,
}

/// `GET /{lang}/sign-in`: the question. Whoever is signed in goes on at once.
#[tracing::instrument(name = "web.signin.ask.show", skip_all)]
pub async fn show(reader: Reader, Query(onward): Query<Onward>) -> Response {
    let return_to = rules::local_path(&onward.return_to).unwrap_or_default();
    if let Some(actor) = reader
        .actor
        .as_ref()
        .filter(|actor| actor.account().is_some())
    {
        let onward = if return_to.is_empty() {
            begins_at(reader.locale, actor)
        } else {
            return_to.to_owned()
        };
        return Redirect::to(&onward).into_response();
    }
    let page = SignInPage {
        return_to: return_to.to_owned(),
        form: FormState::new(),
    };
    reader.page(&page)
}

/// `POST /{lang}/sign-in`: mails a link and six digits. The answer is the same whether there is an account or not.
#[tracing::instrument(name = "web.signin.ask.create", skip_all)]
pub async fn create(
    reader: Reader,
    session: Session,
    network: ClientPrefix,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let again = |key: &str| {
        let form = FormState::new()
            .value("email", typed.email.clone())
            .error("email", reader.t(key, &[]));
        let page = SignInPage {
            return_to: typed.return_to.clone(),
            form,
        };
        reader.form(&page, &page.form)
    };
    let Ok(email) = Email::parse(&typed.email) else {
        return Ok(again("sign-in-email-wrong"));
    };
    limits::insist(reader.ctx(), limits::MAIL_NETWORK, network.as_bytes()).await?;
    // Asked twice in one browser, both mails work in it.
    let nonce = match session.kept(Kept::SignIn).await? {
        Some(nonce) => nonce,
        None => links::new_nonce(reader.ctx()),
    };
    let (lang, return_to) = (reader.locale.code(), Some(typed.return_to.as_str()));
    match accounts::request_link(reader.ctx(), &email, &nonce, lang, return_to).await {
        Ok(()) => {}
        Err(RequestLinkError::TooManyMails) => return Ok(again("sign-in-too-many-mails")),
        Err(RequestLinkError::Db(error)) => return Err(error.into()),
    }
    session.keep(Kept::SignIn, &nonce).await?;
    Ok(Redirect::to(&urls::sign_in_code(lang)).into_response())
}

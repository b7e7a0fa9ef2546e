//! The pupils' way in: join with code and nickname, see the three words once, come back with them.

use axum::response::{IntoResponse, Redirect, Response};
use contest::classes::words::PhraseError;
use contest::classes::{self, JoinError, ReturnError};
use contest::permissions::{Actor, Principal};
use contest::text::TextError;
use dizza_http::sessions::{FlashKind, Kept, Lifetime};
use dizza_http::{CheckedForm, ClientPrefix, Path, Problem, Session, limits, urls};
use serde::Deserialize;

use super::code::grouped;
use super::page::{JoinPage, JoinedPage, ReturnPage};
use crate::i18n::Arg;
use crate::{FormState, Reader};

/// What is typed to join.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    #[serde(default)]
    code: String,
    #[serde(default)]
    nickname: String,
}

/// What is typed to come back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returning {
    #[serde(default)]
    code: String,
    #[serde(default)]
    words: String,
}

/// `GET /{lang}/join`: code and nickname.
#[tracing::instrument(name = "web.join.show", skip_all)]
pub async fn show(reader: Reader) -> Response {
    join_page(&reader, FormState::new())
}

/// `GET /{lang}/join/{code}`: where the projector's QR code leads.
#[tracing::instrument(name = "web.join.show_with_code", skip_all)]
pub async fn show_with_code(
    mut reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Response {
    reader.layout.noindex = true;
    let code = contest::text::code(&code);
    join_page(&reader, FormState::new().value("code", grouped(&code)))
}

/// `POST /{lang}/join`: into the class, and on to the words.
#[tracing::instrument(name = "web.join.create", skip_all)]
pub async fn create(
    reader: Reader,
    session: Session,
    network: ClientPrefix,
    CheckedForm(typed): CheckedForm<Joining>,
) -> Result<Response, Problem> {
    limits::insist(reader.ctx(), limits::JOIN_NETWORK, network.as_bytes()).await?;
    let error = match classes::join(
        reader.ctx(),
        &typed.code,
        &typed.nickname,
        network.as_bytes(),
    )
    .await
    {
        Ok(joined) => {
            session
                .sign_in(&Principal::Membership(joined.membership), Lifetime::Pupil)
                .await?;
            session.keep(Kept::Words, &joined.phrase).await?;
            return Ok(Redirect::to(&urls::joined(reader.locale.code())).into_response());
        }
        Err(JoinError::Db(error)) => return Err(error.into()),
        Err(error) => error,
    };
    let (field, key) = match &error {
        JoinError::UnknownCode => ("code", "join-code-unknown"),
        JoinError::OldCode => ("code", "join-code-old"),
        JoinError::Closed => ("code", "join-closed"),
        JoinError::Over => ("code", "join-over"),
        JoinError::Full => ("code", "join-full"),
        JoinError::TooManyTries => ("code", "join-too-many"),
        JoinError::Nickname(TextError::Empty) => ("nickname", "join-nickname-empty"),
        JoinError::Nickname(TextError::TooLong(_)) => ("nickname", "join-nickname-long"),
        JoinError::Nickname(TextError::NotAllowed) => ("nickname", "join-nickname-wrong"),
        JoinError::NicknameTaken | JoinError::Db(_) => ("nickname", "join-nickname-taken"),
    };
    let form = FormState::new()
        .value("code", typed.code)
        .value("nickname", typed.nickname)
        .error(field, reader.t(key, &[]));
    Ok(join_page(&reader, form))
}

fn join_page(reader: &Reader, form: FormState) -> Response {
    let already = match &reader.actor {
        Some(Actor::Pupil { nickname, .. }) => nickname.clone(),
        _ => String::new(),
    };
    let page = JoinPage { already, form };
    reader.form(&page, &page.form)
}

/// `GET /{lang}/joined`: the three words, once. Asked for again, it offers new ones.
#[tracing::instrument(name = "web.join.words", skip_all)]
pub async fn words(reader: Reader, session: Session) -> Result<Response, Problem> {
    let (class, nickname) = pupil(&reader)?;
    let class = classes::queries::find(reader.ctx().db.read(), class)
        .await?
        .ok_or_else(Problem::not_found)?;
    let phrase = session.take_kept(Kept::Words).await?.unwrap_or_default();
    let page = JoinedPage {
        nickname,
        class: class.name,
        code: grouped(&class.join_code),
        words: phrase
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
    };
    Ok(reader.page(&page))
}

/// `POST /{lang}/joined`: new words, because the old ones were not written down.
#[tracing::instrument(name = "web.join.new_words", skip_all)]
pub async fn new_words(
    reader: Reader,
    session: Session,
    _: CheckedForm<()>,
) -> Result<Redirect, Problem> {
    pupil(&reader)?;
    let phrase = classes::renew_phrase(reader.ctx(), reader.acting()?)
        .await
        .map_err(|error| match error {
            classes::RenewPhraseError::NotAllowed => Problem::forbidden(),
            classes::RenewPhraseError::Db(error) => error.into(),
        })?;
    session.keep(Kept::Words, &phrase).await?;
    Ok(Redirect::to(&urls::joined(reader.locale.code())))
}

/// `GET /{lang}/return`: code and words.
#[tracing::instrument(name = "web.return.show", skip_all)]
pub async fn show_return(reader: Reader) -> Response {
    return_page(&reader, FormState::new())
}

/// `POST /{lang}/return`: back into the class.
#[tracing::instrument(name = "web.return.create", skip_all)]
pub async fn come_back(
    reader: Reader,
    session: Session,
    network: ClientPrefix,
    CheckedForm(typed): CheckedForm<Returning>,
) -> Result<Response, Problem> {
    limits::insist(reader.ctx(), limits::JOIN_NETWORK, network.as_bytes()).await?;
    let error =
        match classes::return_to_class(reader.ctx(), &typed.code, &typed.words, network.as_bytes())
            .await
        {
            Ok(membership) => {
                session
                    .sign_in(&Principal::Membership(membership), Lifetime::Pupil)
                    .await?;
                session.flash(FlashKind::Success, "flash-returned").await?;
                return Ok(Redirect::to(&urls::mine(reader.locale.code())).into_response());
            }
            Err(ReturnError::Db(error)) => return Err(error.into()),
            Err(error) => error,
        };
    let (field, text) = match &error {
        ReturnError::UnknownCode => ("code", reader.t("join-code-unknown", &[])),
        ReturnError::OldCode => ("code", reader.t("join-code-old", &[])),
        ReturnError::TooManyTries => ("code", reader.t("join-too-many", &[])),
        ReturnError::Phrase(PhraseError::Count) => ("words", reader.t("return-words-count", &[])),
        ReturnError::Phrase(PhraseError::Word(at)) => (
            "words",
            reader.t("return-words-unknown", &[("at", Arg::from(*at))]),
        ),
        ReturnError::Locked => ("words", reader.t("return-locked", &[])),
        ReturnError::WrongWords | ReturnError::Db(_) => {
            ("words", reader.t("return-words-wrong", &[]))
        }
    };
    let form = FormState::new()
        .value("code", typed.code)
        .value("words", typed.words)
        .error(field, text);
    Ok(return_page(&reader, form))
}

fn return_page(reader: &Reader, form: FormState) -> Response {
    let page = ReturnPage { form };
    reader.form(&page, &page.form)
}

fn pupil(reader: &Reader) -> Result<(contest::ids::ClassId, String), Problem> {
    match reader.acting()? {
        Actor::Pupil {
            class, nickname, ..
        } => Ok((*class, nickname.clone())),
        _ => Err(Problem::forbidden()),
    }
}

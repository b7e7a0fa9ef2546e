//! The first page: who takes part?

use axum::http::StatusCode;
use axum::response::Response;
use contest::classes;
use contest::contributions::{self, Maker, StartError, State};
use contest::editions::{self, Phase};
use contest::permissions::Actor;
use dizza_http::{CheckedForm, Problem, urls};
use serde::Deserialize;

use super::draft::{self, see};
use super::page::{StartAs, StartPage};
use super::views::Choice;
use crate::i18n::Arg;
use crate::{FormState, Reader, format};

/// What was chosen: `class:{id}` or `single`, and for single persons the age group.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    #[serde(default)]
    maker: String,
    #[serde(default)]
    age: String,
}

/// `GET /{lang}/upload`.
#[tracing::instrument(name = "web.upload.start", skip_all)]
pub(super) async fn show(reader: Reader) -> Result<Response, Problem> {
    let page = page(&reader, FormState::new()).await?;
    Ok(reader.form(&page, &page.form))
}

/// `POST /{lang}/upload`: begins a draft, or goes on with the one that is there.
#[tracing::instrument(name = "web.upload.create", skip_all)]
pub(super) async fn create(
    reader: Reader,
    CheckedForm(chosen): CheckedForm<Chosen>,
) -> Result<Response, Problem> {
    let actor = reader.acting()?.clone();
    let maker = match (&actor, chosen.maker.as_str()) {
        (Actor::Pupil { .. }, _) => Maker::Pupil,
        (_, "single") if chosen.age == "under-16" => return too_young(reader, &chosen).await,
        (_, "single") if chosen.age.is_empty() => {
            let form = typed(&chosen).error("age", reader.t("upload-age-empty", &[]));
            let page = page(&reader, form).await?;
            return Ok(reader.form(&page, &page.form));
        }
        (_, "single") => Maker::Single {
            age_group: chosen.age.clone(),
        },
        (_, choice) => match choice.strip_prefix("class:").and_then(|id| id.parse().ok()) {
            Some(class) => Maker::Class(class),
            None => {
                let form = typed(&chosen).error("maker", reader.t("upload-maker-empty", &[]));
                let page = page(&reader, form).await?;
                return Ok(reader.form(&page, &page.form));
            }
        },
    };
    match contributions::start(reader.ctx(), &actor, maker).await {
        Ok(work) => {
            let step = match work.category_id {
                Some(id) => {
                    let db = reader.ctx().db.read();
                    draft::work_step(editions::queries::category(db, id).await?.as_ref())
                }
                None => "category",
            };
            let lang = reader.locale.code();
            let editable = contributions::rules::is_editable(work.state);
            Ok(see(&if editable {
                urls::upload_step(lang, &work.code, step)
            } else {
                urls::my(lang, &work.code)
            }))
        }
        Err(StartError::TooYoung) => too_young(reader, &chosen).await,
        Err(error) => Err(refused(&reader, error)),
    }
}

fn typed(chosen: &Chosen) -> FormState {
    FormState::new()
        .value("maker", chosen.maker.clone())
        .value("age", chosen.age.clone())
}

/// Younger ones take part with their class: said kindly, with the way there.
async fn too_young(reader: Reader, chosen: &Chosen) -> Result<Response, Problem> {
    let form = typed(chosen).error("age", reader.t("upload-too-young", &[]));
    let mut page = page(&reader, form).await?;
    page.too_young = true;
    Ok(reader.form(&page, &page.form))
}

fn refused(reader: &Reader, error: StartError) -> Problem {
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    match error {
        StartError::NotAllowed | StartError::TooYoung => Problem::forbidden(),
        StartError::ClassesOnly => conflict("classes-only"),
        StartError::ClassHandedIn => conflict("class-handed-in"),
        StartError::Closed { window } => match window {
            Some(window) if window.is_ahead_of(reader.now) => {
                let opens = window.starts_at.with_timezone(&reader.zone());
                conflict("submissions-not-open")
                    .param("opens", format::moment(reader.locale, &opens))
            }
            _ => conflict("submissions-closed"),
        },
        StartError::Db(error) => error.into(),
    }
}

/// The page for whoever looks.
async fn page(reader: &Reader, form: FormState) -> Result<StartPage, Problem> {
    let lang = reader.locale.code();
    let window = match &reader.edition {
        Some(edition) => {
            editions::queries::phase(reader.ctx().db.read(), edition.id, Phase::Submissions).await?
        }
        None => None,
    };
    let moment = |at: chrono::DateTime<chrono::Utc>| {
        format::moment(reader.locale, &at.with_timezone(&reader.zone()))
    };
    let deadline = match window {
        Some(window) if window.is_open_at(reader.now) => {
            let ends = window.ends_at.with_timezone(&reader.zone());
            let left = format::in_days(
                reader.locale,
                &ends,
                &reader.now.with_timezone(&reader.zone()),
            );
            reader.t(
                "upload-deadline",
                &[
                    ("moment", Arg::from(moment(window.ends_at))),
                    ("distance", Arg::from(left)),
                ],
            )
        }
        Some(window) if window.is_ahead_of(reader.now) => reader.t(
            "upload-not-open",
            &[("moment", Arg::from(moment(window.starts_at)))],
        ),
        _ => reader.t("upload-closed", &[]),
    };
    let mut page = StartPage {
        who: StartAs::Nobody,
        open: window.is_some_and(|window| window.is_open_at(reader.now)),
        deadline,
        makers: Vec::new(),
        ages: Vec::new(),
        nickname: String::new(),
        begun: Vec::new(),
        too_young: false,
        sign_in_url: format!("{}?return_to={}", urls::sign_in(lang), urls::upload(lang)),
        form,
    };
    let Some(actor) = &reader.actor else {
        return Ok(page);
    };
    let works = contributions::queries::of_actor(reader.ctx().db.read(), actor).await?;
    let begun = works
        .into_iter()
        .filter(|work| matches!(work.state, State::Draft | State::ChangesRequested));
    page.begun = begun
        .map(|work| {
            let title = if work.title.is_empty() {
                reader.t("my-untitled", &[])
            } else {
                work.title
            };
            Choice::new(urls::my(lang, &work.code), title, "")
        })
        .collect();
    match actor {
        Actor::Pupil { nickname, .. } => {
            page.who = StartAs::Pupil;
            page.nickname.clone_from(nickname);
        }
        Actor::Account { id, .. } => {
            page.who = StartAs::Account;
            page.makers = makers(reader, *id).await?;
            page.ages = ["16-19", "20", "under-16"]
                .map(|age| age_choice(reader, age))
                .into();
            if page.makers.len() == 1 && page.form.values.get("maker").is_none_or(String::is_empty)
            {
                page.form = page.form.value("maker", page.makers[0].value.clone());
            }
        }
        Actor::Voter { .. } | Actor::System => {}
    }
    Ok(page)
}

/// The classes of a teacher, and "on one's own" where the edition allows it.
async fn makers(reader: &Reader, id: contest::ids::AccountId) -> Result<Vec<Choice>, Problem> {
    let mut makers = Vec::new();
    let edition = reader.edition.as_ref();
    for class in classes::queries::of_teacher(reader.ctx().db.read(), id).await? {
        if edition.is_some_and(|edition| edition.id == class.edition_id) {
            let label = reader.t(
                "upload-maker-class",
                &[
                    ("class", Arg::from(class.name)),
                    ("school", Arg::from(class.school)),
                ],
            );
            makers.push(Choice::new(format!("class:{}", class.id), label, ""));
        }
    }
    if edition.is_some_and(|edition| edition.singles_allowed) {
        let hint = reader.t("upload-maker-single-hint", &[]);
        makers.push(Choice::new(
            "single",
            reader.t("upload-maker-single", &[]),
            hint,
        ));
    }
    Ok(makers)
}

fn age_choice(reader: &Reader, age: &str) -> Choice {
    Choice::new(age, reader.t(&format!("upload-age-{age}"), &[]), "")
}

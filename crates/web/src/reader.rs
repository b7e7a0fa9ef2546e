//! Who reads in which language: what every handler of a page asks for first.

use std::collections::HashMap;

use axum::extract::{FromRef, FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use chrono::{DateTime, Utc};
use contest::AppContext;
use contest::editions::entity::edition;
use contest::editions::{self, Phase, PhaseWindow};
use contest::permissions::{Actor, Role};
use dizza_http::sessions::{self, FlashKind};
use dizza_http::{MaybeActing, Problem, Session, Site};

use crate::i18n::Arg;
use crate::page::{self, Flash, Layout, Page, Visitor};
use crate::views::{PhaseView, Stage};
use crate::{FormState, Locale};

/// The request as a page sees it: site, language, who is looking, the current edition, and the layout to render in.
#[derive(Clone)]
pub struct Reader {
    /// Context, store, addresses.
    pub site: Site,
    /// The language in the path.
    pub locale: Locale,
    /// Who is signed in, with what they may do now.
    pub actor: Option<Actor>,
    /// The edition that the site is about now.
    pub edition: Option<edition::Model>,
    /// Time, for words on the page.
    pub now: DateTime<Utc>,
    /// Everything around the page; a handler may add to it before it renders.
    pub layout: Layout,
}

impl Reader {
    /// The domain's context.
    pub fn ctx(&self) -> &AppContext {
        &self.site.ctx
    }

    /// A text of the catalogues.
    pub fn t(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.locale.t(key, args)
    }

    /// The account or pupil who is signed in; a confirmed voter may vote and nothing else.
    ///
    /// # Errors
    /// Nobody is: 401 `sign-in-needed`.
    pub fn acting(&self) -> Result<&Actor, Problem> {
        let actor = self.actor.as_ref();
        actor
            .filter(|actor| matches!(actor, Actor::Account { .. } | Actor::Pupil { .. }))
            .ok_or_else(Problem::sign_in_needed)
    }

    /// A moderator or organiser.
    ///
    /// # Errors
    /// 401 if nobody is signed in, 403 if it is somebody else.
    pub fn moderating(&self) -> Result<&Actor, Problem> {
        let actor = self.acting()?;
        if actor.may_moderate() {
            Ok(actor)
        } else {
            Err(Problem::forbidden())
        }
    }

    /// Answers with the page.
    pub fn page<P: Page>(&self, page: &P) -> Response {
        page::render(page, &self.layout)
    }

    /// Answers with a form that is shown again, status 422 if `form` has errors.
    pub fn form<P: Page>(&self, page: &P, form: &FormState) -> Response {
        let status = if form.has_errors() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        page::render_status(status, page, &self.layout)
    }

    /// The edition's time zone, Stockholm's without an edition.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.edition
            .as_ref()
            .map_or(chrono_tz::Europe::Stockholm, |e| {
                editions::rules::time_zone(&e.time_zone)
            })
    }
}

impl<S> FromRequestParts<S> for Reader
where
    S: Send + Sync,
    Site: FromRef<S>,
    AppContext: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let site = Site::from_ref(state);
        let locale = locale_of(parts, state).await?;
        let actor = MaybeActing::from_request_parts(parts, state).await?.0;
        let session = Session::from_request_parts(parts, state).await?;
        let db = site.ctx.db.read();
        let edition = editions::queries::current(db).await?;
        let now = site.ctx.clock.wall();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut layout = Layout::new(locale, &site.config.public_origin, path);
        layout.visitor = visitor(&site.ctx, actor.as_ref()).await?;
        layout.demo = site.config.demo;
        layout.flash = session
            .take_flash()
            .await?
            .map(|flash| words(locale, flash));
        if let Some(edition) = &edition {
            layout.hue = edition.accent_hue.and_then(|hue| u16::try_from(hue).ok());
            layout.phase = phase(&site.ctx, locale, edition, now).await?;
        }
        Ok(Self {
            site,
            locale,
            actor,
            edition,
            now,
            layout,
        })
    }
}

/// The language in the path; an unknown one is no page of ours.
async fn locale_of<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Locale, Problem> {
    let params = RawPathParams::from_request_parts(parts, state).await;
    let code = params.ok().and_then(|params| {
        params
            .iter()
            .find(|(name, _)| *name == "lang")
            .map(|(_, value)| value.to_owned())
    });
    match code {
        Some(code) => Locale::from_code(&code).ok_or_else(Problem::not_found),
        None => Ok(dizza_http::preferred(&parts.headers).into()),
    }
}

async fn visitor(ctx: &AppContext, actor: Option<&Actor>) -> Result<Visitor, Problem> {
    Ok(match actor {
        Some(actor @ Actor::Account { id, .. }) => Visitor {
            name: contest::accounts::queries::email(ctx.db.read(), *id).await?,
            contributes: !actor.may_moderate() && !actor.has(Role::Juror),
            teaches: actor.may_open_classes(),
            moderates: actor.may_moderate(),
        },
        Some(Actor::Pupil { nickname, .. }) => Visitor {
            name: Some(nickname.clone()),
            contributes: true,
            ..Visitor::default()
        },
        Some(Actor::Voter { .. } | Actor::System) | None => Visitor::default(),
    })
}

fn words(locale: Locale, flash: sessions::Flash) -> Flash {
    let args: HashMap<_, _> = flash.params.into_iter().collect();
    let args: Vec<_> = args
        .iter()
        .map(|(name, value)| (name.as_str(), Arg::from(value.as_str())))
        .collect();
    let kind = match flash.kind {
        FlashKind::Success => "success",
        FlashKind::Info => "info",
        FlashKind::Warning => "warning",
        FlashKind::Danger => "danger",
    };
    Flash {
        kind,
        text: locale.t(&flash.message, &args),
    }
}

/// The line under the header: what can be done now and until when.
async fn phase(
    ctx: &AppContext,
    locale: Locale,
    edition: &edition::Model,
    now: DateTime<Utc>,
) -> Result<Option<PhaseView>, Problem> {
    let windows = editions::queries::phases(ctx.db.read(), edition.id).await?;
    let Some((stage, at)) = stage(&windows, now) else {
        return Ok(None);
    };
    let zone = editions::rules::time_zone(&edition.time_zone);
    let name = match locale {
        Locale::Sv => &edition.name_sv,
        Locale::En | Locale::Pseudo => &edition.name_en,
    };
    Ok(Some(PhaseView::describe(
        locale,
        name,
        stage,
        &at.with_timezone(&zone),
        &now.with_timezone(&zone),
    )))
}

/// What can be done at `now`, and when that changes.
fn stage(windows: &[PhaseWindow], now: DateTime<Utc>) -> Option<(Stage, DateTime<Utc>)> {
    let open = |phase| {
        windows
            .iter()
            .find(|window| window.phase == phase && window.is_open_at(now))
    };
    Some(match (open(Phase::Submissions), open(Phase::Voting)) {
        (Some(submissions), Some(_)) => (Stage::SubmissionsAndVoting, submissions.ends_at),
        (Some(submissions), None) => (Stage::Submissions, submissions.ends_at),
        (None, Some(voting)) => (Stage::Voting, voting.ends_at),
        (None, None) => match windows.iter().find(|window| window.is_ahead_of(now)) {
            Some(next) if next.phase == Phase::Submissions => (Stage::Before, next.starts_at),
            Some(next) => (Stage::Jury, next.starts_at),
            None => (
                Stage::Closed,
                windows.iter().map(|window| window.ends_at).max()?,
            ),
        },
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn while_one_may_hand_in_and_vote_the_line_tells_the_end_of_handing_in() {
        let now = DateTime::UNIX_EPOCH;
        let open = |phase, days| PhaseWindow {
            phase,
            starts_at: now,
            ends_at: now + TimeDelta::days(days),
        };
        for voting in [3, 20] {
            let windows = [open(Phase::Submissions, 9), open(Phase::Voting, voting)];
            let (stage, at) = stage(&windows, now).expect("an edition");
            assert_eq!(
                (stage, at),
                (Stage::SubmissionsAndVoting, now + TimeDelta::days(9))
            );
            let line = PhaseView::describe(Locale::Sv, "x", stage, &at, &now).line;
            assert_eq!(
                line,
                "Lämna in bidrag till och med 9\u{a0}januari. Det går redan att rösta."
            );
        }
    }
}

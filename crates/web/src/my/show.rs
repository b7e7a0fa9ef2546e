//! The list of one's contributions, and the page of one of them.

use axum::response::Response;
use chrono::{DateTime, Utc};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Event, State, rules};
use contest::editions;
use contest::moderation::entity::DecisionKind;
use contest::moderation::{self, MakerDecision, decisions_for_maker};
use contest::permissions::Actor;
use dizza_http::{Path, Problem, urls};

use super::page::{DecisionView, MinePage, MyPage, SentBackView, WorkView};
use crate::i18n::{Arg, state_key};
use crate::upload::{files_view, work_step};
use crate::{Locale, Reader, format};

/// `GET /{lang}/mine`.
#[tracing::instrument(name = "web.mine.show", skip_all)]
pub(super) async fn list(mut reader: Reader) -> Result<Response, Problem> {
    let actor = reader.acting()?;
    let works = contributions::queries::of_actor(reader.ctx().db.read(), actor).await?;
    let lang = reader.locale.code();
    let work = |work: contribution::Model| WorkView {
        url: urls::my(lang, &work.code),
        title: title(&reader, &work),
        lang: work.language.clone(),
        state: reader.t(&format!("my-state-{}", state_key(work.state)), &[]),
        over: matches!(work.state, State::Withdrawn | State::Rejected),
    };
    let page = MinePage {
        works: works.into_iter().map(work).collect(),
        pupil: matches!(actor, Actor::Pupil { .. }),
    };
    reader.layout.noindex = true;
    Ok(reader.page(&page))
}

/// `GET /{lang}/my/{contribution}`.
#[tracing::instrument(name = "web.my.show", skip_all)]
pub(super) async fn show(
    mut reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let actor = reader.acting()?;
    let db = reader.ctx().db.read();
    let work = contributions::find_for_maker(db, actor, &code).await?;
    let work = work.ok_or_else(Problem::not_found)?;
    let state = state_key(work.state);
    let now = reader.ctx().now(db).await?;
    let decisions = decisions_for_maker(db, &work, now).await?;
    let told = |(ticks, at): (Vec<&str>, DateTime<Utc>)| SentBackView {
        ticks: ticks
            .into_iter()
            .map(|tick| reader.t(&format!("approve-tick-{tick}"), &[]))
            .collect(),
        when: format::moment(reader.locale, &at.with_timezone(&reader.zone())),
    };
    let sent_back = contributions::sent_back(db, &work).await?.map(told);
    let may = |event| rules::next(work.state, event).is_some();
    let maker = if work.class_id.is_some() {
        "class"
    } else {
        "single"
    };
    let category = match work.category_id {
        Some(id) => editions::queries::category(db, id).await?,
        None => None,
    };
    let lang = reader.locale.code();
    let frozen = moderation::is_purge_asked(db, &work).await?;
    let page = MyPage {
        code: work.code.clone(),
        // Of the makers of a class's work only the teacher has an account.
        class: work
            .class_id
            .filter(|_| actor.account().is_some())
            .map(|class| class.to_string())
            .unwrap_or_default(),
        title: title(&reader, &work),
        lang: work.language.clone(),
        state,
        state_text: reader.t(&format!("my-state-{state}"), &[]),
        next: if frozen {
            rests(&reader, may(Event::Withdraw))
        } else {
            next(&reader, &work, maker)
        },
        way: way(&reader, work.state, maker),
        text: work.text.clone(),
        files: files_view(&reader, &work, false).await?,
        sent_back,
        decisions: decisions
            .into_iter()
            .map(|decision| view(&reader, decision))
            .collect(),
        editable: rules::is_editable(work.state) && !frozen,
        edit_url: urls::upload_step(lang, &work.code, work_step(category.as_ref())),
        reopen: may(Event::Reopen) && !frozen,
        withdraw: may(Event::Withdraw),
        public_url: if work.state == State::Published {
            urls::contribution(lang, &work.code)
        } else {
            String::new()
        },
    };
    reader.layout.noindex = true;
    Ok(reader.page(&page))
}

fn title(reader: &Reader, work: &contribution::Model) -> String {
    if work.title.is_empty() {
        reader.t("my-untitled", &[])
    } else {
        work.title.clone()
    }
}

/// A moderator wants it purged; its makers are told that it rests, and what they can do.
fn rests(reader: &Reader, withdraw: bool) -> String {
    let rests = reader.t("my-next-frozen", &[]);
    if withdraw {
        format!("{rests} {}", reader.t("my-next-frozen-withdraw", &[]))
    } else {
        rests
    }
}

/// What happens now, and who does it.
fn next(reader: &Reader, work: &contribution::Model, maker: &str) -> String {
    let state = state_key(work.state);
    let when = work
        .publish_at
        .map(|at| format::moment(reader.locale, &at.with_timezone(&reader.zone())));
    if let (State::Approved, Some(when)) = (work.state, when) {
        return reader.t("my-next-approved-at", &[("when", Arg::from(when))]);
    }
    let own = format!("my-next-{state}-{maker}");
    let key = if reader.locale.has(&own) {
        own
    } else {
        format!("my-next-{state}")
    };
    reader.t(&key, &[])
}

/// The stations on the way, with the one where it stands; empty where it left the way.
fn way(reader: &Reader, state: State, maker: &str) -> Vec<(String, bool)> {
    let stations = [
        State::Draft,
        State::Submitted,
        State::InReview,
        State::Approved,
        State::Published,
    ];
    let here = if state == State::ChangesRequested {
        State::Draft
    } else {
        state
    };
    if !stations.contains(&here) {
        return Vec::new();
    }
    let mut way = stations.to_vec();
    if maker == "single" {
        way.retain(|station| *station != State::Submitted);
    }
    let word = |station: State| {
        (
            reader.t(&format!("my-way-{}", state_key(station)), &[]),
            station == here,
        )
    };
    way.into_iter().map(word).collect()
}

fn view(reader: &Reader, decision: MakerDecision) -> DecisionView {
    let kind = match decision.kind {
        DecisionKind::Approve => "approve",
        DecisionKind::RequestChanges => "request-changes",
        DecisionKind::Reject => "reject",
        DecisionKind::Hide => "hide",
        DecisionKind::Restore | DecisionKind::AskRestore => "restore",
    };
    let text = match reader.locale {
        Locale::Sv => decision.text_sv,
        Locale::En | Locale::Pseudo => decision.text_en,
    };
    DecisionView {
        kind,
        title: reader.t(&format!("my-decision-{kind}"), &[]),
        text: text
            .lines()
            .map(str::to_owned)
            .filter(|line| !line.is_empty())
            .collect(),
        when: format::moment(
            reader.locale,
            &decision.effective_at.with_timezone(&reader.zone()),
        ),
        automatic: decision.automatic,
    }
}

//! From the domain's rows to what the moderators' page shows.

use chrono::{DateTime, Utc};
use contest::assets::fingerprints::Double;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::moderation::entity::decision;
use contest::moderation::{self, DecisionKind, Item, QueueItem, QueueKind, Reason};
use contest::permissions::Actor;
use contest::{assets::AssetKind, collections};
use dizza_http::{Problem, urls};

use super::page::{
    Can, DoubleView, EventView, ItemView, LineView, ReasonView, ReportView, UndoView,
};
use super::purge;
use super::show::{self, Filter};
use crate::i18n::{Arg, state_key};
use crate::views::fill::{Fill, MediaFrom};
use crate::{FormState, Locale, Reader, format};

/// Makes views for one reader.
pub(super) struct View<'a> {
    pub reader: &'a Reader,
    pub filter: &'a Filter,
}

impl View<'_> {
    fn t(&self, key: &str) -> String {
        self.reader.t(key, &[])
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        format::moment(self.reader.locale, &at.with_timezone(&self.reader.zone()))
    }

    fn clock(&self, at: DateTime<Utc>) -> String {
        format::time(self.reader.locale, &at.with_timezone(&self.reader.zone()))
    }

    fn ago(&self, at: DateTime<Utc>) -> String {
        let zone = self.reader.zone();
        format::ago(
            self.reader.locale,
            &at.with_timezone(&zone),
            &self.reader.now.with_timezone(&zone),
        )
    }

    pub fn line(&self, item: &QueueItem, open: Option<&str>) -> LineView {
        let mut tags = self.two(&item.work, item.held);
        if item.purge_asked {
            tags.push(("red", self.t("moderate-tag-purge")));
        }
        if !item.work.urgent && item.open_reports > 0 {
            let count = [("count", Arg::from(item.open_reports))];
            tags.push(("red", self.reader.t("moderate-tag-reports", &count)));
        }
        if item.own {
            tags.push(("note", self.t("moderate-tag-own")));
        }
        if let Some(claim) = &item.claim {
            tags.push(("plain", claim.email.clone()));
        }
        let from = item
            .class
            .as_ref()
            .map(|class| format!("{}, {}", class.school, class.name));
        LineView {
            url: self.filter.item(self.reader, &item.work.code),
            title: item.work.title.clone(),
            lang: item.work.language.clone(),
            icon: match item.kind {
                QueueKind::Asset(AssetKind::Photo) => "picture",
                QueueKind::Asset(AssetKind::Video) => "film",
                QueueKind::Asset(AssetKind::Audio) => "sound",
                QueueKind::Asset(AssetKind::Document) => "pages",
                QueueKind::Text => "text",
            },
            kind: self.t(Filter::kind_key(item.kind)),
            age: self.ago(item.work.handed_in_at.unwrap_or(item.work.updated_at)),
            from: from.unwrap_or_else(|| self.t("moderate-single")),
            tags,
            current: open == Some(item.work.code.as_str()),
        }
    }

    /// Why two moderators are needed; nothing if one is enough.
    fn two(&self, work: &contribution::Model, held: bool) -> Vec<(&'static str, String)> {
        let mut why = Vec::new();
        if work.urgent {
            why.push(("red", self.t("moderate-tag-urgent")));
        }
        if held {
            why.push(("red", self.t("moderate-tag-held")));
        }
        why
    }

    pub async fn undo(&self, actor: &Actor) -> Result<Vec<UndoView>, Problem> {
        let ctx = self.reader.ctx();
        let now = ctx.now(ctx.db.read()).await?;
        let all = moderation::undoable(ctx, actor).await?;
        let view = |one: moderation::Undoable| UndoView {
            text: self.reader.t(
                &format!("moderate-undo-{}", code_of(one.decision.kind)),
                &[("title", Arg::from(one.work.title.as_str()))],
            ),
            seconds: (moderation::UNDO_SECONDS - (now - one.decision.created_at).num_seconds())
                .max(1),
            code: one.work.code,
        };
        Ok(all.into_iter().map(view).collect())
    }

    pub async fn item(&self, actor: &Actor, item: Item, reason: &str) -> Result<ItemView, Problem> {
        let ctx = self.reader.ctx();
        let featured = collections::queries::holding(ctx.db.read(), item.shown.work.id).await?;
        let featured = featured.iter().any(|slug| slug == collections::FEATURED);
        let fill = Fill {
            config: &self.reader.site.config,
            locale: self.reader.locale,
            media: MediaFrom::Review,
        };
        let work = &item.shown.work;
        let chosen = show::reason(reason).map(Reason::code).unwrap_or_default();
        let class = item.shown.class.as_ref();
        let from = class.map(|class| fill.whole_place(class));
        Ok(ItemView {
            code: work.code.clone(),
            title: work.title.clone(),
            lang: work.language.clone(),
            facts: fill.facts(&item.shown),
            from: from.unwrap_or_else(|| self.t("moderate-single")),
            state: self.t(&format!("moderate-state-{}", state_key(work.state))),
            tags: self.two(work, item.held),
            assets: item
                .shown
                .assets
                .iter()
                .map(|files| fill.reviewed(files, &work.title))
                .collect(),
            text: work.text.clone(),
            credits: work.credits.clone(),
            seen: item.seen.to_string(),
            claim: self.claim(actor, &item),
            notes: self.notes(actor, &item),
            can: can(actor, &item, featured),
            reasons: Reason::all()
                .map(|reason| self.reason(&work.code, reason))
                .collect(),
            reason: chosen,
            reports: self.reports(&item),
            redact: crate::redact::links(
                self.reader,
                work,
                &item.shown.assets,
                &crate::redact::CameFrom::item(self.filter),
            )
            .await?,
            doubles: item
                .doubles
                .iter()
                .map(|double| self.double(double))
                .collect(),
            purge: self.purge(actor, &item),
            timeline: self.timeline(&item),
            public_url: match work.state {
                State::Published => urls::contribution(self.reader.locale.code(), &work.code),
                _ => String::new(),
            },
        })
    }

    fn claim(&self, actor: &Actor, item: &Item) -> String {
        let Some(claim) = &item.claim else {
            return String::new();
        };
        let until = ("until", Arg::from(self.clock(claim.until)));
        if Some(claim.by) == actor.account() {
            self.reader.t("moderate-claim-mine", &[until])
        } else {
            self.reader.t(
                "moderate-claim-other",
                &[("who", Arg::from(claim.email.as_str())), until],
            )
        }
    }

    fn notes(&self, actor: &Actor, item: &Item) -> Vec<String> {
        let mut notes = Vec::new();
        if item.own {
            notes.push(self.t("moderate-note-own"));
        }
        if item.held {
            notes.push(self.t("moderate-note-held"));
        }
        if item.shown.work.urgent || item.held {
            notes.push(match item.asked_by {
                None if item.shown.work.urgent => self.t("moderate-note-two"),
                None => self.t("moderate-note-held-two"),
                Some(first) if Some(first) == actor.account() => self.t("moderate-note-asked"),
                Some(_) => self.t("moderate-note-second"),
            });
        }
        if item.purge_asked_by.is_some() {
            notes.push(self.t("moderate-note-purge"));
        }
        if item.seen.hash.is_none() {
            notes.push(self.t("moderate-note-not-ready"));
        }
        notes
    }

    fn double(&self, double: &Double) -> DoubleView {
        let work = &double.work;
        let state = self.t(&format!("moderate-state-{}", state_key(work.state)));
        // What its makers are still at work on, or took back, has no page here, and its title is theirs.
        let seen = !matches!(
            work.state,
            State::Draft | State::Submitted | State::Withdrawn | State::Erased
        );
        DoubleView {
            url: if seen {
                self.filter.item(self.reader, &work.code)
            } else {
                String::new()
            },
            title: if seen {
                work.title.clone()
            } else {
                self.t("moderate-double-unseen")
            },
            lang: if seen {
                work.language.clone()
            } else {
                self.reader.locale.code().to_owned()
            },
            text: self.reader.t(
                "moderate-double",
                &[
                    ("state", Arg::from(state)),
                    ("bits", Arg::from(u64::from(double.bits))),
                ],
            ),
        }
    }

    fn purge(&self, actor: &Actor, item: &Item) -> String {
        match item.purge_asked_by {
            None => String::new(),
            Some(by) if Some(by) == actor.account() => self.t("moderate-purge-asked"),
            Some(_) => self.t("moderate-purge-second"),
        }
    }

    fn reason(&self, code: &str, reason: Reason) -> ReasonView {
        let name = reason.code();
        let page = urls::moderate_item(self.reader.locale.code(), code);
        let query = self.filter.query();
        let query = if query.is_empty() {
            query
        } else {
            format!("{query}&")
        };
        ReasonView {
            name: self.t(&format!("reason-{name}")),
            url: format!("{page}?{query}reason={name}#decide"),
            sv: words(Locale::Sv, &name),
            en: words(Locale::En, &name),
            code: name,
        }
    }

    fn reports(&self, item: &Item) -> Vec<ReportView> {
        let view = |report: &contest::reports::entity::report::Model| ReportView {
            reason: self.t(&format!("report-reason-{}", report.reason)),
            text: report.text.clone(),
            contact: report.contact.clone(),
            when: self.ago(report.created_at),
            open: report.handled_at.is_none(),
        };
        item.reports.iter().map(view).collect()
    }

    fn timeline(&self, item: &Item) -> Vec<EventView> {
        let class = item.class_approvals.iter().map(|approval| {
            let event = EventView {
                when: self.moment(approval.approved_at),
                what: self.t("moderate-event-class"),
                by: String::new(),
                text: String::new(),
                undone: false,
            };
            (approval.approved_at, event)
        });
        let decisions = item
            .decisions
            .iter()
            .map(|row| (row.created_at, self.event(item, row)));
        let mut all: Vec<_> = class.chain(decisions).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, event)| event).collect()
    }

    fn event(&self, item: &Item, row: &decision::Model) -> EventView {
        let what = self.t(&format!("moderate-event-{}", code_of(row.kind)));
        let reason = row
            .reason
            .as_ref()
            .map(|code| self.t(&format!("reason-{code}")));
        let by = row
            .moderator_id
            .and_then(|id| item.moderators.get(&id))
            .cloned();
        EventView {
            when: self.moment(row.created_at),
            what: reason.map_or(what.clone(), |reason| format!("{what}: {reason}")),
            by: by.unwrap_or_else(|| self.t("moderate-by-rule")),
            text: if self.reader.locale == Locale::Sv {
                row.text_sv.clone()
            } else {
                row.text_en.clone()
            },
            undone: row.undone_at.is_some(),
        }
    }
}

fn can(actor: &Actor, item: &Item, featured: bool) -> Can {
    let state = item.shown.work.state;
    let mine = item
        .claim
        .as_ref()
        .is_some_and(|claim| Some(claim.by) == actor.account());
    let free = !item.own && (mine || item.claim.is_none());
    Can {
        decide: free && state == State::InReview,
        wait: item.seen.hash.is_none() || item.purge_asked_by.is_some(),
        hide: !item.own && state == State::Published,
        restore: free && state == State::Hidden && item.purge_asked_by.is_none(),
        undo: free && item.undo_until.is_some(),
        claim: free && !mine && matches!(state, State::InReview | State::Hidden),
        release: mine,
        keep: !item.own
            && item
                .reports
                .iter()
                .any(|report| report.handled_at.is_none() && report.reason != "privacy"),
        feature: !item.own && state == State::Published && !featured,
        unfeature: featured,
        purge: free && (item.purge_asked_by.is_none() || purge::is_last(actor, item)),
        spare: free && item.purge_asked_by.is_some(),
    }
}

/// The words for pupils; empty where the moderator writes them.
fn words(locale: Locale, reason: &str) -> String {
    let key = format!("reason-words-{reason}");
    if locale.has(&key) {
        locale.t(&key, &[])
    } else {
        String::new()
    }
}

/// The decision's kind as keys of the catalogues end.
pub(super) fn code_of(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Approve => "approve",
        DecisionKind::RequestChanges => "request-changes",
        DecisionKind::Reject => "reject",
        DecisionKind::Hide => "hide",
        DecisionKind::Restore => "restore",
        DecisionKind::AskRestore => "ask-restore",
    }
}

impl ItemView {
    /// The form with the chosen reason's words.
    pub(super) fn prefilled(&self, form: FormState) -> FormState {
        match self
            .reasons
            .iter()
            .find(|reason| reason.code == self.reason)
        {
            Some(reason) => form
                .value("text_sv", &reason.sv)
                .value("text_en", &reason.en),
            None => form,
        }
    }
}

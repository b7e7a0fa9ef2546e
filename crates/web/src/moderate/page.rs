//! What the moderators' page shows.

use serde::Serialize;

use crate::FormState;
use crate::page::Page;
use crate::redact::RedactLink;
use crate::views::{AssetView, ChipView, ReviewedView, samples};

/// `pages/moderate.html`: the queue, the item that is open, and the decision panel.
#[derive(Clone, Debug, Serialize)]
pub struct ModeratePage {
    /// Filters by kind.
    pub kinds: Vec<ChipView>,
    /// Filters by category.
    pub categories: Vec<ChipView>,
    /// Lines of the queue.
    pub lines: Vec<LineView>,
    /// All that the filter lets through.
    pub total: u64,
    /// The page of the queue before this one; empty if it is the first.
    pub earlier_url: String,
    /// The page of the queue after this one; empty if it is the last.
    pub later_url: String,
    /// The item that is open.
    pub item: Option<ItemView>,
    /// The line above the open one; empty at the top.
    pub previous_url: String,
    /// The line below the open one, or the first; empty at the end.
    pub next_url: String,
    /// What can be undone.
    pub undo: Vec<UndoView>,
    /// The filter in force, to be sent along: `kind=photo&urgent=1`; may be empty.
    pub filter: String,
    /// The words of a refusal, typed and wrong.
    pub form: FormState,
}

/// One line of the queue.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// Its page.
    pub url: String,
    /// Title as written by the makers.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// Icon of its kind.
    pub icon: &'static str,
    /// Kind in words.
    pub kind: String,
    /// "för 2 tim sedan".
    pub age: String,
    /// School and class, or that one person made it.
    pub from: String,
    /// Words to be noticed: (class of the tag, text).
    pub tags: Vec<(&'static str, String)>,
    /// It is the one that is open.
    pub current: bool,
}

/// The item that is open.
#[derive(Clone, Debug, Serialize)]
pub struct ItemView {
    /// Public code.
    pub code: String,
    /// Title as written by the makers.
    pub title: String,
    /// Language of title, text and credits.
    pub lang: String,
    /// Category and length.
    pub facts: Vec<String>,
    /// School, class, county; or that one person made it.
    pub from: String,
    /// Where it stands, in words.
    pub state: String,
    /// Why two moderators are needed, as in the queue: (class of the tag, text).
    pub tags: Vec<(&'static str, String)>,
    /// Assets at full size, from their renditions.
    pub assets: Vec<ReviewedView>,
    /// The text.
    pub text: String,
    /// Credits as written.
    pub credits: String,
    /// What this look shows; goes back with the decision.
    pub seen: String,
    /// Who has claimed it, in words; empty if nobody has.
    pub claim: String,
    /// What to know before deciding: own class, waiting for a second person, files not ready.
    pub notes: Vec<String>,
    /// What can be done now.
    pub can: Can,
    /// Reasons to choose from.
    pub reasons: Vec<ReasonView>,
    /// Code of the chosen reason; empty if none is.
    pub reason: String,
    /// Reports about it.
    pub reports: Vec<ReportView>,
    /// Ways to cover or silence something in its files.
    pub redact: Vec<RedactLink>,
    /// Other works that look like it.
    pub doubles: Vec<DoubleView>,
    /// Another moderator wants it purged, in words; empty if nobody does.
    pub purge: String,
    /// What happened before, oldest first.
    pub timeline: Vec<EventView>,
    /// The public page; empty if it is not public.
    pub public_url: String,
}

/// What can be done with the open item. A button that is not there cannot be pressed.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "one for each button")]
pub struct Can {
    /// Approve, ask for changes, refuse.
    pub decide: bool,
    /// Approving waits for files.
    pub wait: bool,
    /// Hide.
    pub hide: bool,
    /// Bring back.
    pub restore: bool,
    /// Undo the last decision.
    pub undo: bool,
    /// Claim.
    pub claim: bool,
    /// Give the claim back.
    pub release: bool,
    /// Answer the reports.
    pub keep: bool,
    /// Put on the front page.
    pub feature: bool,
    /// Take from the front page.
    pub unfeature: bool,
    /// Want it purged, or agree.
    pub purge: bool,
    /// Take back that somebody wants it purged.
    pub spare: bool,
}

/// A reason to choose.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The page with this reason's words filled in.
    pub url: String,
    /// The words for pupils, Swedish; empty where the moderator writes them.
    pub sv: String,
    /// The words for pupils, English.
    pub en: String,
}

/// A report.
#[derive(Clone, Debug, Serialize)]
pub struct ReportView {
    /// The reason in words.
    pub reason: String,
    /// The reporter's words; may be empty.
    pub text: String,
    /// Where an answer may go; may be empty.
    pub contact: String,
    /// When, in words.
    pub when: String,
    /// Nobody has answered it.
    pub open: bool,
}

/// A work that looks like the open one.
#[derive(Clone, Debug, Serialize)]
pub struct DoubleView {
    /// Its page.
    pub url: String,
    /// Title as written by its makers.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// Where it stands, and how near it is, in words.
    pub text: String,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// When, in words.
    pub when: String,
    /// What, in words.
    pub what: String,
    /// By whom; empty if a rule decided.
    pub by: String,
    /// The words that the makers read; may be empty.
    pub text: String,
    /// It was undone.
    pub undone: bool,
}

/// A decision that can be undone.
#[derive(Clone, Debug, Serialize)]
pub struct UndoView {
    /// The contribution.
    pub code: String,
    /// Its title and what was decided, in words.
    pub text: String,
    /// Whole seconds left.
    pub seconds: i64,
}

impl Page for ModeratePage {
    const TEMPLATE: &'static str = "pages/moderate.html";

    fn samples() -> Vec<Self> {
        let film = ItemView {
            assets: vec![samples::reviewed(samples::video(), "")],
            ..ItemView::sample()
        };
        let public = ItemView {
            assets: vec![
                samples::reviewed(samples::picture(1), "En affisch med texten Nej tack."),
                samples::reviewed(samples::audio(), ""),
                samples::reviewed(samples::pages(true), ""),
            ],
            redact: vec![],
            doubles: vec![],
            can: Can {
                hide: true,
                keep: true,
                feature: true,
                claim: true,
                undo: true,
                ..Can::default()
            },
            reason: String::new(),
            public_url: "/sv/c/7h2kq9xm4t".into(),
            ..ItemView::sample()
        };
        let waiting = ItemView {
            assets: vec![
                samples::reviewed(
                    AssetView::Waiting {
                        text: "Bearbetas, 38 %".into(),
                        percent: 38,
                    },
                    "",
                ),
                samples::failed(),
            ],
            can: Can {
                wait: true,
                decide: true,
                ..Can::default()
            },
            ..ItemView::sample()
        };
        let hidden = ItemView {
            assets: vec![],
            text: samples::POEM.into(),
            can: Can {
                restore: true,
                unfeature: true,
                ..Can::default()
            },
            claim: String::new(),
            tags: vec![],
            ..ItemView::sample()
        };
        let open = |item| Self {
            item: Some(item),
            ..Self::sample()
        };
        let wrong = FormState::new()
            .value("text_sv", "")
            .value("text_en", "Somebody can be recognised.")
            .error("text_sv", "Skriv varför, på svenska");
        vec![
            Self::sample(),
            Self {
                lines: vec![],
                total: 0,
                undo: vec![],
                later_url: String::new(),
                ..Self::sample()
            },
            open(film),
            open(public),
            open(waiting),
            Self {
                form: wrong,
                ..open(ItemView::sample())
            },
            open(hidden),
        ]
    }
}

impl ModeratePage {
    fn sample() -> Self {
        let chip = |label: &str, current| ChipView {
            label: label.into(),
            url: "/sv/moderate?kind=photo".into(),
            current,
        };
        let line = |title: &str, icon, current, tags| LineView {
            url: "/sv/moderate/c/7h2kq9xm4t".into(),
            title: title.into(),
            lang: "sv".into(),
            icon,
            kind: "Film 1:12".into(),
            age: "för 2 tim sedan".into(),
            from: "Björkskolan 7B".into(),
            tags,
            current,
        };
        Self {
            kinds: vec![chip("Allt", true), chip("Film", false)],
            categories: vec![chip("Alla", true), chip("Dikt", false)],
            lines: vec![
                line(
                    "Vem tjänar på det?",
                    "picture",
                    false,
                    vec![
                        ("red", "Integritet: två granskare".into()),
                        ("red", "Liknar något raderat: två granskare".into()),
                    ],
                ),
                line(
                    "Lungorna tar ton",
                    "film",
                    true,
                    vec![("plain", "anna@dizza.se".into())],
                ),
                line(
                    "Tolv rader om rast",
                    "text",
                    false,
                    vec![("note", "Er klass".into())],
                ),
            ],
            total: 41,
            earlier_url: "/sv/moderate".into(),
            later_url: "/sv/moderate?page=1".into(),
            item: None,
            previous_url: "/sv/moderate/c/7h2kq9xm4t".into(),
            next_url: "/sv/moderate/c/7h2kq9xm4t".into(),
            undo: vec![UndoView {
                code: "7h2kq9xm4t".into(),
                text: "”Nej tack” är godkänt".into(),
                seconds: 8,
            }],
            filter: "kind=photo".into(),
            form: FormState::new(),
        }
    }
}

impl ItemView {
    fn sample() -> Self {
        let reason = |code: &str, name: &str| ReasonView {
            code: code.into(),
            name: name.into(),
            url: format!("/sv/moderate/c/7h2kq9xm4t?reason={code}"),
            sv: "Det går att känna igen någon.".into(),
            en: "Somebody can be recognised.".into(),
        };
        let event = |what: &str, text: &str, undone| EventView {
            when: "12 maj kl. 10.00".into(),
            what: what.into(),
            by: "anna@dizza.se".into(),
            text: text.into(),
            undone,
        };
        Self {
            code: "7h2kq9xm4t".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            facts: vec!["Film".into(), "1 min 12 s".into()],
            from: "Björkskolan 7B, Skåne, åk 7".into(),
            state: "Väntar på granskning".into(),
            tags: vec![("red", "Integritet: två granskare".into())],
            assets: vec![],
            text: "Vi andas i takt.".into(),
            credits: "Räven och Ugglan".into(),
            seen: "3-ab12".into(),
            claim: "Du granskar det här till kl. 10.15".into(),
            notes: vec!["Två personer måste vara överens".into()],
            can: Can {
                decide: true,
                purge: true,
                spare: true,
                release: true,
                ..Can::default()
            },
            reasons: vec![reason("privacy", "Integritet"), reason("hate", "Hat")],
            reason: "privacy".into(),
            reports: vec![
                ReportView {
                    reason: "Jag är med på bilden".into(),
                    text: "Det är jag till vänster".into(),
                    contact: "ana@example.org".into(),
                    when: "för 5 min sedan".into(),
                    open: true,
                },
                ReportView {
                    reason: "Något annat".into(),
                    text: String::new(),
                    contact: String::new(),
                    when: "11 maj kl. 9.00".into(),
                    open: false,
                },
            ],
            redact: vec![RedactLink {
                name: "1. Film".into(),
                url: "/sv/redact/7h2kq9xm4t/0197".into(),
            }],
            doubles: vec![DoubleView {
                url: "/sv/moderate/c/9h2kq9xm4t".into(),
                title: "Lungor".into(),
                lang: "sv".into(),
                text: "Publicerat, 4 av 256 skiljer".into(),
            }],
            purge: "anna@dizza.se vill radera det för alltid".into(),
            timeline: vec![
                event("Klassen lämnade in", "", false),
                event("Ändringar begärda", "Ta bort namnet i slutet.", true),
            ],
            public_url: String::new(),
        }
    }
}

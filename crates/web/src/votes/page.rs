//! What the pages of voting show.

use serde::Serialize;

use crate::FormState;
use crate::page::Page;

/// `pages/vote-start.html`: asks for an address to vote with.
#[derive(Clone, Debug, Serialize)]
pub struct VoteStartPage {
    /// Code of the contribution.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// The form: `email`.
    pub form: FormState,
}

impl Page for VoteStartPage {
    const TEMPLATE: &'static str = "pages/vote-start.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            code: "7h2kq9xm4t".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            form: FormState::new(),
        };
        let wrong = FormState::new()
            .value("email", "ana@")
            .error("email", "Skriv hela adressen, till exempel namn@skola.se");
        vec![
            page.clone(),
            Self {
                form: wrong,
                ..page
            },
        ]
    }
}

/// `pages/receipt.html`: proof that a vote is counted, and not for what.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptPage {
    /// The receipt's number in groups of four.
    pub number: String,
    /// `12 maj kl. 14.05`.
    pub cast_at: String,
    /// When it was taken back; empty while it counts.
    pub taken_back_at: String,
    /// The voter's own view, in their session only: title and address of what they voted for.
    pub own: Option<OwnVote>,
}

/// What the voter voted for.
#[derive(Clone, Debug, Serialize)]
pub struct OwnVote {
    /// Title of the contribution.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// Its page.
    pub url: String,
    /// Votes left.
    pub left: u64,
}

impl Page for ReceiptPage {
    const TEMPLATE: &'static str = "pages/receipt.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            number: "8f0c 11aa 92d3 4e77 0b6c 5512 f3a9 c04d".into(),
            cast_at: "12 maj kl. 14.05".into(),
            taken_back_at: String::new(),
            own: Some(OwnVote {
                title: "Lungorna tar ton".into(),
                lang: "sv".into(),
                url: "/sv/c/7h2kq9xm4t".into(),
                left: 2,
            }),
        };
        let others = Self {
            own: None,
            ..page.clone()
        };
        vec![
            page,
            others.clone(),
            Self {
                taken_back_at: "12 maj kl. 14.07".into(),
                ..others
            },
        ]
    }
}

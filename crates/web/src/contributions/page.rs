//! What the page of a contribution shows.

use serde::Serialize;

use crate::{
    page::Page,
    views::{AssetView, CardView, samples},
};

/// `pages/contribution.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ContributionPage {
    /// Public code: the page's address is made of it.
    pub code: String,
    /// Title as written by the contributor.
    pub title: String,
    /// Language of title, text and credits.
    pub lang: String,
    /// Category, length, captions: "Film", "1 min 12 s", "Textad".
    pub facts: Vec<String>,
    /// Place, grade, school and class as consented: "Skåne, åk 8".
    pub place: String,
    /// Assets in the contributor's order.
    pub assets: Vec<AssetView>,
    /// The poem, when the text is the work itself.
    pub poem: String,
    /// What the contributors write about the work, paragraph by paragraph.
    pub text: Vec<String>,
    /// Who did what, as written, line by line.
    pub credits: Vec<String>,
    /// In the featured collection: the title is highlighted.
    pub featured: bool,
    /// Jury's or people's awards in words.
    pub awards: Vec<AwardView>,
    /// The vote, in its state.
    pub vote: VoteBox,
    /// The page's absolute address, for sharing.
    pub share_url: String,
    /// Whether other sites may show it.
    pub can_embed: bool,
    /// Not public: shown to its owners or to staff; says which state it is in. Empty when public.
    pub preview: String,
    /// Others like it.
    pub related: Vec<CardView>,
}

/// An award and what the jury says.
#[derive(Clone, Debug, Serialize)]
pub struct AwardView {
    /// "Juryns pris i film".
    pub name: String,
    /// The jury's citation; may be empty.
    pub citation: String,
}

/// The vote, as far as this visitor is concerned. Each state is words plus shape and works as a plain form.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VoteBox {
    /// There is no vote (preview, edition without voting).
    None,
    /// Voting opens later.
    NotOpen {
        /// "1 april kl. 08.00".
        opens: String,
    },
    /// Voting is open; the visitor must say who they are first.
    Confirm {
        /// "12 maj".
        until: String,
    },
    /// The visitor can vote.
    Open {
        /// Votes left after this one is counted in, e.g. 3.
        left: u32,
        /// Votes in all.
        of: u32,
        /// "12 maj".
        until: String,
        /// The last try failed: why, and that nothing was counted. Empty otherwise.
        failed: String,
    },
    /// The visitor's vote is counted.
    Voted {
        /// Address of the receipt; empty when it is not at hand.
        receipt_url: String,
        /// Votes left for others.
        left: u32,
        /// "12 maj": until then the vote can be taken back.
        until: String,
    },
    /// No votes left.
    NoneLeft {
        /// Votes in all.
        of: u32,
        /// Where the visitor's votes are.
        mine_url: String,
    },
    /// The visitor's own class.
    OwnClass,
    /// Voting is closed, the count is not public yet.
    Closed {
        /// When the results come; may be empty.
        results: String,
    },
    /// The count is public.
    Results {
        /// Votes.
        count: u64,
    },
}

impl Page for ContributionPage {
    const TEMPLATE: &'static str = "pages/contribution.html";

    fn samples() -> Vec<Self> {
        let until = || "12 maj".to_owned();
        let film = Self::film();
        let votes = [
            VoteBox::NotOpen {
                opens: "1 april kl. 08.00".into(),
            },
            VoteBox::Open {
                left: 3,
                of: 3,
                until: until(),
                failed: String::new(),
            },
            VoteBox::Open {
                left: 1,
                of: 3,
                until: until(),
                failed: "Nätet svarade inte. Rösten är inte räknad.".into(),
            },
            VoteBox::Voted {
                receipt_url: "/sv/receipts/x".into(),
                left: 2,
                until: until(),
            },
            VoteBox::Voted {
                receipt_url: String::new(),
                left: 0,
                until: until(),
            },
            VoteBox::NoneLeft {
                of: 3,
                mine_url: "/sv/mine".into(),
            },
            VoteBox::OwnClass,
            VoteBox::Closed {
                results: "1 juni".into(),
            },
            VoteBox::Closed {
                results: String::new(),
            },
            VoteBox::Results { count: 1214 },
            VoteBox::None,
        ];
        let mut pages = vec![
            film.clone(),
            Self::everything(),
            Self::poem(),
            Self::song(),
            Self::preview(),
        ];
        pages.extend(votes.into_iter().map(|vote| Self {
            vote,
            ..Self::picture()
        }));
        pages
    }
}

impl ContributionPage {
    fn film() -> Self {
        Self {
            code: "7H2KQ9XM4T".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            facts: vec!["Film".into(), "1 min 12 s".into(), "Textad".into()],
            place: "Skåne, åk 8".into(),
            assets: vec![samples::video()],
            poem: String::new(),
            text: vec![
                "Vi filmade i musiksalen och lät andetagen bli takten.".into(),
                "Alla ljud är våra egna.".into(),
            ],
            credits: vec!["Regi: Nova och Elis".into(), "Musik: hela klassen".into()],
            featured: true,
            awards: Vec::new(),
            vote: VoteBox::Confirm {
                until: "12 maj".into(),
            },
            share_url: "https://dizza.example/sv/c/7H2KQ9XM4T".into(),
            can_embed: true,
            preview: String::new(),
            related: samples::cards().into_iter().skip(1).take(4).collect(),
        }
    }

    fn picture() -> Self {
        Self {
            title: "Nej tack".into(),
            facts: vec!["Bild".into()],
            assets: vec![samples::picture(2)],
            featured: false,
            credits: Vec::new(),
            related: Vec::new(),
            ..Self::film()
        }
    }

    fn poem() -> Self {
        Self {
            title: "Tolv rader om rast".into(),
            facts: vec!["Dikt".into()],
            assets: Vec::new(),
            poem: samples::POEM.into(),
            text: Vec::new(),
            credits: Vec::new(),
            featured: false,
            can_embed: false,
            place: String::new(),
            ..Self::film()
        }
    }

    fn song() -> Self {
        Self {
            title: "Vi skrev en låt".into(),
            facts: vec!["Låt".into(), "2 min 40 s".into()],
            assets: vec![samples::audio()],
            awards: vec![AwardView {
                name: "Juryns pris i musik".into(),
                citation: "För en refräng som hela skolgården redan kan.".into(),
            }],
            vote: VoteBox::Results { count: 272 },
            ..Self::film()
        }
    }

    fn everything() -> Self {
        Self {
            title: "The Whole Playground Says No, and Then Some More Words in a Very Long Title"
                .into(),
            lang: "en".into(),
            facts: vec!["Happening".into(), "5 files".into()],
            assets: vec![
                samples::video(),
                samples::audio(),
                samples::picture(0),
                samples::pages(false),
                samples::picture(5),
            ],
            poem: String::new(),
            ..Self::film()
        }
    }

    fn preview() -> Self {
        Self {
            assets: vec![
                AssetView::Waiting {
                    text: "Bearbetas, 38 %".into(),
                    percent: 38,
                },
                samples::growing(""),
                samples::growing("/review-media/0123456789abcdef0123456789abcdef/master.m3u8"),
                AssetView::Failed {
                    text: "Filmen kunde inte läsas. Spara den som MP4 och försök igen.".into(),
                },
            ],
            vote: VoteBox::None,
            preview: "Väntar på granskning. Bara ni och vi ser den här sidan.".into(),
            related: Vec::new(),
            featured: false,
            ..Self::film()
        }
    }
}

//! Every page with its samples: what the strict test renders and what `cargo run -p web --example samples` writes.

use minijinja::{Value, value::Serde};

use crate::{contributions, embed, errors, gallery, home, page::Page, partners, statics, votes};

/// A template and its samples.
pub struct PageKind {
    /// Path under `web/templates`.
    pub template: &'static str,
    samples: fn() -> Vec<Value>,
}

impl PageKind {
    /// The samples as template values.
    pub fn samples(&self) -> Vec<Value> {
        (self.samples)()
    }
}

/// Every page of the site. A new page is one line here.
pub fn all() -> Vec<PageKind> {
    vec![
        kind::<contributions::page::ContributionPage>(),
        kind::<contributions::poster::PosterPage>(),
        kind::<embed::page::EmbedContributionPage>(),
        kind::<embed::page::EmbedGalleryPage>(),
        kind::<embed::page::EmbedGonePage>(),
        kind::<errors::ErrorPage>(),
        kind::<gallery::page::GalleryPage>(),
        kind::<home::page::HomePage>(),
        kind::<statics::AccessibilityPage>(),
        kind::<statics::HowPage>(),
        kind::<partners::page::PartnersPage>(),
        kind::<statics::PrivacyPage>(),
        kind::<statics::SchoolsPage>(),
        kind::<votes::page::ReceiptPage>(),
        kind::<votes::page::VoteCodePage>(),
        kind::<votes::page::VoteLinkPage>(),
        kind::<votes::page::VoteStartPage>(),
    ]
}

fn kind<P: Page>() -> PageKind {
    PageKind {
        template: P::TEMPLATE,
        samples: || {
            P::samples()
                .iter()
                .map(|page| Value::from(Serde(page)))
                .collect()
        },
    }
}

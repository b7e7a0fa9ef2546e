//! Every page with its samples: what the strict test renders and what `cargo run -p web --example samples` writes.

use minijinja::{Value, value::Serde};

use crate::{
    account, approve, classes, collections, contributions, embed, errors, gallery, home, mailbox,
    mailed, moderate, page::Page, partners, redact, report, signin, statics, teachers, votes,
};

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
        kind::<account::page::AccountPage>(),
        kind::<approve::ApprovePage>(),
        kind::<classes::page::ClassPage>(),
        kind::<classes::page::ClassesPage>(),
        kind::<classes::page::ConfirmPage>(),
        kind::<classes::page::JoinPage>(),
        kind::<classes::page::JoinedPage>(),
        kind::<classes::page::NewClassPage>(),
        kind::<classes::page::ProjectorPage>(),
        kind::<classes::page::ReturnPage>(),
        kind::<collections::FeaturedPage>(),
        kind::<contributions::page::ContributionPage>(),
        kind::<contributions::poster::PosterPage>(),
        kind::<embed::page::EmbedContributionPage>(),
        kind::<embed::page::EmbedGalleryPage>(),
        kind::<embed::page::EmbedGonePage>(),
        kind::<errors::ErrorPage>(),
        kind::<crate::my::page::MinePage>(),
        kind::<crate::my::page::MyPage>(),
        kind::<crate::upload::page::StartPage>(),
        kind::<crate::upload::page::CategoryPage>(),
        kind::<crate::upload::page::PoemPage>(),
        kind::<crate::upload::page::FilesPage>(),
        kind::<crate::upload::page::AboutPage>(),
        kind::<crate::upload::page::QuestionsPage>(),
        kind::<crate::upload::page::CheckPage>(),
        kind::<crate::upload::page::DonePage>(),
        kind::<crate::upload::page::ConfirmPage>(),
        kind::<crate::upload::texts::TextsPage>(),
        kind::<gallery::page::GalleryPage>(),
        kind::<home::page::HomePage>(),
        kind::<mailbox::page::MailPage>(),
        kind::<mailed::page::MailedCodePage>(),
        kind::<mailed::page::MailedLinkPage>(),
        kind::<mailbox::page::MailboxPage>(),
        kind::<moderate::keys::KeysPage>(),
        kind::<moderate::page::ModeratePage>(),
        kind::<moderate::purge::PurgePage>(),
        kind::<partners::page::PartnersPage>(),
        kind::<redact::page::RedactPage>(),
        kind::<report::ReportPage>(),
        kind::<report::ReportSentPage>(),
        kind::<signin::page::SignInPage>(),
        kind::<statics::AccessibilityPage>(),
        kind::<statics::HowPage>(),
        kind::<statics::PrivacyPage>(),
        kind::<statics::SchoolsPage>(),
        kind::<teachers::page::AskTeacherPage>(),
        kind::<teachers::page::TeachersPage>(),
        kind::<votes::page::ReceiptPage>(),
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

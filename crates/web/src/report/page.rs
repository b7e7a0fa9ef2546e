//! What the pages of reports show.

use contest::reports::ReportReason;
use serde::Serialize;

use crate::page::Page;
use crate::{FormState, Locale};

/// `pages/report.html`: why somebody reports.
#[derive(Clone, Debug, Serialize)]
pub struct ReportPage {
    /// Public code of the contribution.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// What can be chosen.
    pub reasons: Vec<OptionView>,
    /// What was typed.
    pub form: FormState,
}

/// A reason to choose.
#[derive(Clone, Debug, Serialize)]
pub struct OptionView {
    /// Its code.
    pub value: String,
    /// In plain words.
    pub label: String,
    /// What happens then; may be empty.
    pub hint: String,
}

/// All reasons in plain words.
pub fn reasons(locale: Locale) -> Vec<OptionView> {
    let option = |reason: ReportReason| {
        let value = reason.code();
        let hint = if reason == ReportReason::Privacy {
            locale.t("report-privacy-hint", &[])
        } else {
            String::new()
        };
        OptionView {
            label: locale.t(&format!("report-reason-{value}"), &[]),
            hint,
            value,
        }
    };
    ReportReason::all().map(option).collect()
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "pages/report.html";

    fn samples() -> Vec<Self> {
        let fresh = Self {
            code: "7h2kq9xm4t".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            reasons: reasons(Locale::Sv),
            form: FormState::new(),
        };
        let wrong = FormState::new()
            .value("text", "Det är jag")
            .error("reason", "Välj det som stämmer bäst");
        vec![
            fresh.clone(),
            Self {
                form: wrong,
                ..fresh
            },
        ]
    }
}

/// `pages/report-sent.html`: the receipt.
#[derive(Clone, Debug, Serialize)]
pub struct ReportSentPage {
    /// The work is out of sight.
    pub hidden: bool,
}

impl Page for ReportSentPage {
    const TEMPLATE: &'static str = "pages/report-sent.html";

    fn samples() -> Vec<Self> {
        vec![Self { hidden: true }, Self { hidden: false }]
    }
}

//! Pages that only hold words: how it works, for schools, privacy, accessibility.

use serde::Serialize;

use crate::page::Page;

macro_rules! static_page {
    ($(#[$doc:meta])* $name:ident = $template:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, Serialize)]
        pub struct $name {}

        impl Page for $name {
            const TEMPLATE: &'static str = $template;
            fn samples() -> Vec<Self> {
                vec![Self {}]
            }
        }
    };
}

static_page!(
    /// How it works, for everybody.
    HowPage = "pages/how.html"
);
static_page!(
    /// For schools: how a class takes part.
    SchoolsPage = "pages/schools.html"
);
static_page!(
    /// What is stored about whom and why.
    PrivacyPage = "pages/privacy.html"
);
static_page!(
    /// The accessibility statement.
    AccessibilityPage = "pages/accessibility.html"
);

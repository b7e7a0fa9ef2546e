//! Pages that only hold words: how it works, for schools, privacy, accessibility.

use axum::response::Response;
use dizza_http::{Access, Class, Routes, urls};
use serde::Serialize;

use crate::Reader;
use crate::page::Page;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::HOW, Access::Everyone, Class::Page, show::<HowPage>)
        .get(
            urls::SCHOOLS,
            Access::Everyone,
            Class::Page,
            show::<SchoolsPage>,
        )
        .get(
            urls::PRIVACY,
            Access::Everyone,
            Class::Page,
            show::<PrivacyPage>,
        )
        .get(
            urls::ACCESSIBILITY,
            Access::Everyone,
            Class::Page,
            show::<AccessibilityPage>,
        )
}

/// A page whose words are all in the catalogues.
trait Words: Page {
    /// The page for a site whose organiser is reached at `contact` (may be empty).
    fn with_contact(contact: &str) -> Self;
}

#[tracing::instrument(name = "web.statics.show", skip_all)]
async fn show<P: Words>(reader: Reader) -> Response {
    reader.page(&P::with_contact(&reader.site.config.contact))
}

macro_rules! static_page {
    ($(#[$doc:meta])* $name:ident = $template:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Serialize)]
        pub struct $name {
            /// Address for questions (e-mail); empty when the organiser gave none.
            pub contact: String,
        }

        impl Words for $name {
            fn with_contact(contact: &str) -> Self {
                Self { contact: contact.to_owned() }
            }
        }

        impl Page for $name {
            const TEMPLATE: &'static str = $template;
            fn samples() -> Vec<Self> {
                vec![Self::default(), Self::with_contact("hej@dizza.example")]
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

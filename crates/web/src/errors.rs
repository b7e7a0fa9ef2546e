//! The page for everything that went wrong: what happened, in plain words, and a way on.

use serde::Serialize;

use crate::page::Page;

/// An error page. Its words are `error-{status}-title` and `error-{status}-text`; a problem code that has
/// words of its own (`problem-{code}`) replaces the text.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// HTTP status.
    pub status: u16,
    /// Words that say more than the status does, ready to read; empty for the general ones.
    pub text: String,
    /// Names the log line, for those who ask for help; empty when there is none.
    pub incident: String,
    /// Seconds until trying again makes sense; 0 when that says nothing.
    pub retry_after_seconds: u64,
    /// Label of the way on; empty for the way home.
    pub action: String,
    /// Address of the way on.
    pub action_url: String,
}

impl ErrorPage {
    /// Statuses with words of their own; others borrow those of 400 or 500.
    pub const STATUSES: [u16; 10] = [400, 401, 403, 404, 409, 413, 429, 500, 503, 507];

    /// The page for `status` with its general words.
    pub fn new(status: u16) -> Self {
        let status = if Self::STATUSES.contains(&status) {
            status
        } else if status < 500 {
            400
        } else {
            500
        };
        Self {
            status,
            text: String::new(),
            incident: String::new(),
            retry_after_seconds: 0,
            action: String::new(),
            action_url: String::new(),
        }
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "pages/error.html";

    fn samples() -> Vec<Self> {
        let mut pages: Vec<_> = Self::STATUSES.into_iter().map(Self::new).collect();
        pages.push(Self {
            incident: "4f1c09aa7e".to_owned(),
            ..Self::new(500)
        });
        pages.push(Self {
            retry_after_seconds: 90,
            ..Self::new(429)
        });
        pages.push(Self {
            text: "Röstningen stängde 12 maj.".to_owned(),
            action: "Se bidragen".to_owned(),
            action_url: "/sv/gallery".to_owned(),
            ..Self::new(409)
        });
        pages
    }
}

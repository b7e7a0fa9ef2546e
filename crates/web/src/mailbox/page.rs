//! What the mailbox shows.

use serde::Serialize;

use crate::page::Page;

/// `pages/mailbox.html`: all mails.
#[derive(Clone, Debug, Serialize)]
pub struct MailboxPage {
    /// Newest first.
    pub mails: Vec<MailRow>,
}

/// One line of the list.
#[derive(Clone, Debug, Serialize)]
pub struct MailRow {
    /// The mail's page.
    pub url: String,
    /// Subject.
    pub subject: String,
    /// Address.
    pub to: String,
    /// Time as the mail says it.
    pub date: String,
}

/// `pages/mail.html`: one mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailPage {
    /// Subject.
    pub subject: String,
    /// Address.
    pub to: String,
    /// Time as the mail says it.
    pub date: String,
    /// The text.
    pub lines: Vec<MailLine>,
}

/// A line of a mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailLine {
    /// As written.
    pub text: String,
    /// Path on this site if the line is an address of ours; empty otherwise.
    pub url: String,
}

impl Page for MailboxPage {
    const TEMPLATE: &'static str = "pages/mailbox.html";

    fn samples() -> Vec<Self> {
        let mail = MailRow {
            url: "/mailbox/20260412T090000000000-00000-x.eml".into(),
            subject: "Logga in på Dizza".into(),
            to: "larare@skola.example".into(),
            date: "Sun, 12 Apr 2026 09:00:00 +0000".into(),
        };
        vec![
            Self {
                mails: vec![mail.clone(), mail],
            },
            Self { mails: Vec::new() },
        ]
    }
}

impl Page for MailPage {
    const TEMPLATE: &'static str = "pages/mail.html";

    fn samples() -> Vec<Self> {
        let line = |text: &str, url: &str| MailLine {
            text: text.into(),
            url: url.into(),
        };
        vec![Self {
            subject: "Logga in på Dizza".into(),
            to: "larare@skola.example".into(),
            date: "Sun, 12 Apr 2026 09:00:00 +0000".into(),
            lines: vec![
                line("Hej!", ""),
                line("", ""),
                line("https://dizza.example/sv/sign-in/x", "/sv/sign-in/x"),
            ],
        }]
    }
}

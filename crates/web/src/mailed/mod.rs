//! Mailed links with their six digits, whatever they are for. Looking at one spends nothing, so that scanners of mail cannot
//! use it up; spending it takes the browser that asked, or the digits.

pub mod page;

use axum::http::StatusCode;
use axum::response::Response;
use contest::accounts::entity::LinkPurpose;
use contest::accounts::links::{self, Look, Proof, Refusal};
use dizza_http::sessions::Kept;
use dizza_http::{Problem, Session};
use serde::Deserialize;

use self::page::{LinkState, MailedCodePage, MailedLinkPage};
use crate::i18n::Arg;
use crate::page::render_status;
use crate::{FormState, Reader};

/// The digits, where they are asked for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    digits: String,
}

/// Digits of a code.
const DIGITS: usize = 6;

impl Typed {
    /// Whether all digits are there; whatever else was typed between them does not count. What cannot be right is no guess: it
    /// costs no try.
    fn is_whole(&self) -> bool {
        self.digits.chars().filter(char::is_ascii_digit).count() == DIGITS
    }
}

/// Somebody with a mailed link, or on the page that waits for its digits.
pub struct Mailed<'a> {
    reader: &'a Reader,
    purpose: LinkPurpose,
    nonce: Option<String>,
}

impl<'a> Mailed<'a> {
    /// Reads what this browser kept when it asked for the mail.
    ///
    /// # Errors
    /// The database failed.
    pub async fn new(
        reader: &'a Reader,
        session: &Session,
        purpose: LinkPurpose,
    ) -> Result<Self, Problem> {
        let kept = match purpose {
            LinkPurpose::SignIn => Kept::SignIn,
            LinkPurpose::Vote => Kept::Vote,
        };
        Ok(Self {
            reader,
            purpose,
            nonce: session.kept(kept).await?,
        })
    }

    /// The page that waits for the digits again if they are not all there. Nothing was tried.
    pub fn code_incomplete(&self, code: &str, typed: &Typed) -> Option<Response> {
        (!typed.is_whole()).then(|| {
            let form = FormState::new().value("digits", typed.digits.clone());
            self.show_code(code, form.error("digits", self.incomplete()))
        })
    }

    /// The link's page again if digits were typed, but not all. Nothing was tried.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_incomplete(
        &self,
        token: &str,
        typed: &Typed,
    ) -> Result<Option<Response>, Problem> {
        if typed.digits.is_empty() || typed.is_whole() {
            return Ok(None);
        }
        let state = self.look(token).await?;
        let mut form = FormState::new().value("digits", typed.digits.clone());
        if state == LinkState::NeedsCode {
            form.push_error("digits", self.incomplete());
        }
        Ok(Some(self.show_link(token.to_owned(), state, form)))
    }

    fn incomplete(&self) -> String {
        self.reader.t("mailed-incomplete", &[])
    }

    /// What the digits prove without a link: that the mail was read by whoever sits at this browser.
    pub fn digits_proof<'b>(&'b self, typed: &'b Typed) -> Proof<'b> {
        Proof::Code {
            nonce: self.nonce.as_deref().unwrap_or_default(),
            code: &typed.digits,
        }
    }

    /// What the link proves, with the digits if they were typed.
    pub fn link_proof<'b>(&'b self, token: &'b str, typed: &'b Typed) -> Proof<'b> {
        if typed.digits.is_empty() {
            Proof::Link {
                token,
                nonce: self.nonce.as_deref(),
            }
        } else {
            Proof::LinkAndCode {
                token,
                code: &typed.digits,
            }
        }
    }

    /// The page that waits for the digits; `code`: of the contribution that a voter came for.
    pub fn code_page(&self, code: &str) -> Response {
        self.show_code(code, FormState::new())
    }

    /// The same page, with why the digits were not taken.
    pub fn code_refused(&self, code: &str, typed: Typed, refusal: Refusal) -> Response {
        let words = self.words(refusal);
        let form = FormState::new().value("digits", typed.digits);
        self.show_code(code, form.error("digits", words))
    }

    fn show_code(&self, code: &str, form: FormState) -> Response {
        let page = MailedCodePage {
            purpose: page::purpose(self.purpose),
            code: code.to_owned(),
            mailbox: self.reader.layout.demo,
            form,
        };
        self.reader.form(&page, &page.form)
    }

    /// The link's page. Looks, and spends nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_page(&self, token: String) -> Result<Response, Problem> {
        let state = self.look(&token).await?;
        Ok(self.show_link(token, state, FormState::new()))
    }

    async fn look(&self, token: &str) -> Result<LinkState, Problem> {
        let (ctx, nonce) = (self.reader.ctx(), self.nonce.as_deref());
        Ok(match links::look(ctx, self.purpose, token, nonce).await? {
            Look::Ready => LinkState::Ready,
            Look::NeedsCode => LinkState::NeedsCode,
            Look::Refused(refusal) => LinkState::of(refusal),
        })
    }

    /// The link's page, with why it was not spent.
    pub fn link_refused(&self, token: String, typed: Typed, refusal: Refusal) -> Response {
        let state = LinkState::of(refusal);
        let mut form = FormState::new().value("digits", typed.digits);
        if state == LinkState::NeedsCode {
            form.push_error("digits", self.words(refusal));
        }
        self.show_link(token, state, form)
    }

    fn show_link(&self, token: String, state: LinkState, form: FormState) -> Response {
        let status = match state {
            LinkState::Ready | LinkState::NeedsCode if form.has_errors() => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            LinkState::Ready | LinkState::NeedsCode => StatusCode::OK,
            LinkState::Unknown => StatusCode::NOT_FOUND,
            LinkState::Used | LinkState::Expired | LinkState::TooManyCodes => StatusCode::GONE,
        };
        let page = MailedLinkPage {
            purpose: page::purpose(self.purpose),
            token,
            state,
            form,
        };
        let mut layout = self.reader.layout.clone().noindex();
        // The address of the page is a key: it goes into no link of the page, not even the one to the other language.
        layout.path = match self.purpose {
            LinkPurpose::SignIn => "/sign-in".into(),
            LinkPurpose::Vote => "/gallery".into(),
        };
        render_status(status, &page, &layout)
    }

    fn words(&self, refusal: Refusal) -> String {
        let t = |key| self.reader.t(key, &[]);
        match refusal {
            Refusal::WrongCode { left } => {
                self.reader.t("mailed-wrong", &[("left", Arg::from(left))])
            }
            Refusal::OtherBrowser => t("mailed-needed"),
            Refusal::TooManyCodes => t("mailed-too-many"),
            Refusal::Expired => t("mailed-expired"),
            Refusal::Used => t("mailed-used"),
            Refusal::Unknown => t("mailed-unknown"),
        }
    }
}

//! Mail: a row of the outbox becomes words in the reader's language and leaves by a [`Mailer`].

mod compose;
mod folder;
mod smtp;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use contest::AppContext;
use contest::accounts::{jobs::SendMail, outbox};
use queue::{JobError, Lease, Registry};

pub use compose::{ComposeError, compose};
pub use folder::{FolderMailer, KeptMail};
pub use smtp::{SmtpError, SmtpMailer};

/// A mail, ready to leave.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id in the outbox; the same when it is sent again.
    pub id: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Address.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// The words as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Why a mail did not leave. Never holds an address: it is kept with the job.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The way was blocked; later it may be open.
    #[error("mail cannot leave now: {0}")]
    Later(String),
    /// The server will never take it.
    #[error("the mail server refused: {0}")]
    Refused(String),
}

/// A way for mail to leave.
#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Sends one mail.
    ///
    /// # Errors
    /// See [`MailError`].
    async fn send(&self, mail: &Outgoing) -> Result<(), MailError>;
}

/// What the handler needs.
#[derive(Clone)]
pub struct MailContext {
    /// The outbox.
    pub ctx: AppContext,
    /// Origin of the addresses in mails: `https://host[:port]`.
    pub origin: String,
    /// The way out.
    pub mailer: Arc<dyn Mailer>,
}

/// Adds the handler of [`SendMail`].
pub fn register(registry: Registry, mail: MailContext) -> Registry {
    registry.register_with(mail, send)
}

/// Sends one mail and deletes its row. Run twice, it may send twice, under the same Message-ID.
async fn send(mail: MailContext, job: SendMail, _: Lease) -> Result<(), JobError> {
    let row = outbox::to_send(&mail.ctx, job.mail)
        .await
        .map_err(JobError::retry)?;
    let Some(row) = row else {
        return Ok(()); // sent before, or too late
    };
    let letter = compose(&row, &mail.origin).map_err(JobError::fail)?;
    mail.mailer
        .send(&letter)
        .await
        .map_err(|error| match error {
            MailError::Later(_) => JobError::retry(error),
            MailError::Refused(_) => JobError::fail(error),
        })?;
    outbox::forget(&mail.ctx, job.mail)
        .await
        .map_err(JobError::retry)
}

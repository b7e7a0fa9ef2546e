//! Mail as files: the first run needs no mail server. Each is a whole RFC 5322 message that mail programs open, written so
//! that people can read it too (UTF-8 headers, RFC 6532).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use tokio::io::AsyncWriteExt;

use super::{MailError, Mailer, Outgoing};

const BOUNDARY: &str = "dizza-part-5b1e7c2a";

/// Writes mails into a folder, `{time}-{number}-{id}.eml`: names sort by time.
#[derive(Debug)]
pub struct FolderMailer {
    folder: PathBuf,
    from: String,
    count: AtomicU32,
}

impl FolderMailer {
    /// Into `folder`, which exists; `from` is the sender, such as `Dizza <hej@example.org>`.
    pub fn new(folder: impl Into<PathBuf>, from: impl Into<String>) -> Self {
        Self {
            folder: folder.into(),
            from: from.into(),
            count: AtomicU32::new(0),
        }
    }

    fn message(&self, mail: &Outgoing) -> String {
        let Outgoing {
            id,
            at,
            to,
            subject,
            text,
            html,
        } = mail;
        let part = |kind: &str, body: &str| {
            format!(
                "--{BOUNDARY}\nContent-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n"
            )
        };
        format!(
            "Date: {}\nFrom: {}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}@dizza>\nAuto-Submitted: auto-generated\n\
             MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"{BOUNDARY}\"\n\n{}{}--{BOUNDARY}--\n",
            at.to_rfc2822(),
            self.from,
            part("plain", text),
            part("html", html),
        )
    }

    async fn write(&self, mail: &Outgoing) -> io::Result<()> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let name = format!(
            "{}-{number:05}-{}.eml",
            mail.at.format("%Y%m%dT%H%M%S%6f"),
            mail.id
        );
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600); // a sign-in link is a key
        let unfinished = self.folder.join(format!(".{name}"));
        let mut file = options.open(&unfinished).await?;
        file.write_all(self.message(mail).as_bytes()).await?;
        file.sync_all().await?;
        tokio::fs::rename(unfinished, self.folder.join(name)).await
    }
}

#[async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, mail: &Outgoing) -> Result<(), MailError> {
        self.write(mail)
            .await
            .map_err(|error| MailError::Later(error.to_string()))
    }
}

/// A mail in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMail {
    /// Name of its file.
    pub name: String,
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// When it was written, as RFC 2822 writes times.
    pub date: String,
    /// The plain text.
    pub text: String,
}

impl KeptMail {
    /// The newest `limit` mails of a folder, newest first. What is no mail of ours is passed over.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn list(folder: &Path, limit: usize) -> io::Result<Vec<Self>> {
        let mut names = Vec::new();
        let mut entries = tokio::fs::read_dir(folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.')
                && Path::new(&name).extension().is_some_and(|end| end == "eml")
            {
                names.push(name);
            }
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        names.truncate(limit);
        let mut mails = Vec::new();
        for name in names {
            let content = tokio::fs::read_to_string(folder.join(&name)).await?;
            mails.extend(Self::read(name, &content));
        }
        Ok(mails)
    }

    fn read(name: String, message: &str) -> Option<Self> {
        let (head, body) = message.split_once("\n\n")?;
        let header = |wanted: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            lines
                .into_iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value.to_owned())
        };
        let (_, text) = body.split_once("\n\n")?; // the first part's own headers
        let (text, _) = text.split_once(&format!("\n--{BOUNDARY}"))?;
        Some(Self {
            name,
            to: header("To")?,
            subject: header("Subject")?,
            date: header("Date")?,
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn mail(subject: &str) -> Outgoing {
        Outgoing {
            id: "0190".into(),
            at: DateTime::UNIX_EPOCH,
            to: "ana@skola.se".into(),
            subject: subject.into(),
            text: "Hej!\n\nKoden är 012345\n".into(),
            html: "<p>Hej!</p>".into(),
        }
    }

    #[tokio::test]
    async fn what_was_sent_can_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = FolderMailer::new(folder.path(), "Dizza <hej@dizza.test>");
        for subject in ["Först", "Sist"] {
            mailer.send(&mail(subject)).await.expect("sent");
        }
        std::fs::write(folder.path().join("other.txt"), "no mail").expect("a file");
        let mails = KeptMail::list(folder.path(), 10).await.expect("mails");
        let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(subjects, ["Sist", "Först"]);
        assert_eq!(
            (mails[0].to.as_str(), mails[0].text.as_str()),
            ("ana@skola.se", "Hej!\n\nKoden är 012345\n")
        );
        assert_eq!(
            KeptMail::list(folder.path(), 1).await.expect("mails").len(),
            1
        );
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_is_tried_again_later() {
        let mailer = FolderMailer::new("/nowhere/at/all", "x@y.se");
        assert!(matches!(
            mailer.send(&mail("x")).await,
            Err(MailError::Later(_))
        ));
    }
}

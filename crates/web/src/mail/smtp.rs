//! Mail by SMTP.

use async_trait::async_trait;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{MailError, Mailer, Outgoing};

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// The address of the server is none.
    #[error("not the address of a mail server")]
    Url(#[source] lettre::transport::smtp::Error),
    /// The sender is no address.
    #[error("the sender is not an address")]
    From(#[source] lettre::address::AddressError),
}

/// Sends mail through a server; connections are kept and used again.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// `url`: `smtps://user:password@host` (TLS), `smtp://…?tls=required` (STARTTLS), or `smtp://host:port` on this machine.
    ///
    /// # Errors
    /// See [`SmtpError`].
    pub fn new(url: &str, from: &str) -> Result<Self, SmtpError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(SmtpError::Url)?
            .build();
        Ok(Self {
            transport,
            from: from.parse().map_err(SmtpError::From)?,
        })
    }

    fn message(&self, mail: &Outgoing) -> Result<Message, MailError> {
        let refused = |error: &dyn std::fmt::Display| MailError::Refused(error.to_string());
        // An address that cannot be read must not stand in the error.
        let to = mail
            .to
            .parse()
            .map_err(|_| MailError::Refused("the address cannot be written".into()))?;
        let domain = self.from.email.domain();
        Message::builder()
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(
                mail.text.clone(),
                mail.html.clone(),
            ))
            .map_err(|error| refused(&error))
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Outgoing) -> Result<(), MailError> {
        let message = self.message(mail)?;
        let Err(error) = self.transport.send(message).await else {
            return Ok(());
        };
        // Servers like to repeat the address in their words; the code says enough.
        let reason = error
            .status()
            .map_or_else(|| error.to_string(), |code| format!("answer {code}"));
        Err(if error.is_permanent() {
            MailError::Refused(reason)
        } else {
            MailError::Later(reason)
        })
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834): asks for no out-of-office answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;

    use super::*;

    /// A mail server for one connection: answers RCPT with `answer`, gives what it was told.
    async fn server(answer: &'static str) -> (String, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("its address"));
        let heard = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.expect("a connection");
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            write
                .write_all(b"220 mail.test\r\n")
                .await
                .expect("greeted");
            let (mut heard, mut in_data) = (String::new(), false);
            while let Some(line) = lines.next_line().await.expect("a line") {
                heard.push_str(&line);
                heard.push('\n');
                let reply = match line.split([' ', ':']).next().unwrap_or_default() {
                    _ if in_data && line != "." => continue,
                    "EHLO" => "250-mail.test\r\n250 8BITMIME",
                    "RCPT" => answer,
                    "DATA" => "354 go on",
                    "QUIT" => break,
                    _ => "250 fine",
                };
                in_data = line == "DATA";
                write
                    .write_all(format!("{reply}\r\n").as_bytes())
                    .await
                    .expect("answered");
                if line == "." {
                    break;
                }
            }
            heard
        });
        (url, heard)
    }

    fn mail() -> Outgoing {
        Outgoing {
            id: "0190".into(),
            at: DateTime::UNIX_EPOCH,
            to: "ana@skola.se".into(),
            subject: "Logga in på Dizza".into(),
            text: "Koden: 012345".into(),
            html: "<p>Koden: 012345</p>".into(),
        }
    }

    #[tokio::test]
    async fn a_mail_reaches_the_server() {
        let (url, heard) = server("250 fine").await;
        let mailer = SmtpMailer::new(&url, "Dizza <hej@dizza.test>").expect("a mailer");
        mailer.send(&mail()).await.expect("sent");
        let heard = heard.await.expect("heard");
        for expected in [
            "MAIL FROM:<hej@dizza.test>",
            "RCPT TO:<ana@skola.se>",
            "Message-ID: <0190@dizza.test>",
            "Auto-Submitted: auto-generated",
            "Koden: 012345",
            "<p>Koden: 012345</p>",
        ] {
            assert!(heard.contains(expected), "{expected} is missing:\n{heard}");
        }
    }

    #[tokio::test]
    async fn a_refusal_is_final_and_tells_no_address() {
        let (url, _heard) = server("550 <ana@skola.se> unknown").await;
        let mailer = SmtpMailer::new(&url, "hej@dizza.test").expect("a mailer");
        let error = mailer.send(&mail()).await.expect_err("refused");
        assert!(matches!(error, MailError::Refused(_)), "{error}");
        assert!(!error.to_string().contains("ana"), "{error}");
    }

    #[tokio::test]
    async fn a_full_server_is_tried_again_later() {
        let (url, _heard) = server("450 ana@skola.se later").await;
        let mailer = SmtpMailer::new(&url, "hej@dizza.test").expect("a mailer");
        let error = mailer.send(&mail()).await.expect_err("not now");
        assert!(
            matches!(&error, MailError::Later(reason) if !reason.contains("ana")),
            "{error}"
        );
    }

    #[test]
    fn a_bad_configuration_is_said_at_start() {
        assert!(matches!(
            SmtpMailer::new("http://x", "a@b.se"),
            Err(SmtpError::Url(_))
        ));
        assert!(matches!(
            SmtpMailer::new("smtp://localhost:1", "nobody"),
            Err(SmtpError::From(_))
        ));
    }
}

//! The words of a mail: `mail-{template}-subject` and `mail-{template}-body` of the catalogues.

use contest::accounts::entity::outbox_mail;
use dizza_http::urls;
use serde_json::Value;

use super::Outgoing;
use crate::Locale;
use crate::i18n::{Arg, TextError};

/// Why a row has no words.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// No mail of this name is known.
    #[error("no mail is called {0}")]
    Template(String),
    /// The words want something that the row does not hold.
    #[error("the words of the mail do not fit")]
    Words(#[from] TextError),
}

/// The mail for a row of the outbox. The words may use every string and number of the row's `params`, and `url`: where the
/// mail leads, under `origin`.
///
/// # Errors
/// See [`ComposeError`].
pub fn compose(row: &outbox_mail::Model, origin: &str) -> Result<Outgoing, ComposeError> {
    let locale = Locale::from_code(&row.language).unwrap_or_default();
    let param = |name: &str| row.params[name].as_str().unwrap_or_default();
    let (words, path) = match row.template.as_str() {
        "sign-in" => (
            "sign-in".to_owned(),
            urls::sign_in_link(locale.code(), param("token")),
        ),
        "vote" => (
            "vote".to_owned(),
            urls::vote_link(locale.code(), param("token")),
        ),
        "decision" => (
            format!("decision-{}", param("kind").replace('_', "-")),
            about_decision(locale, &row.params),
        ),
        "report-answer" => (
            format!("report-{}", param("outcome")),
            urls::gallery(locale.code()),
        ),
        "teacher-yes" => ("teacher-yes".to_owned(), urls::classes(locale.code())),
        "teacher-no" => (
            "teacher-no".to_owned(),
            urls::account_teacher(locale.code()),
        ),
        other => return Err(ComposeError::Template(other.to_owned())),
    };
    let url = format!("{origin}{path}");
    let mut args = arguments(&row.params);
    args.push(("url", Arg::from(url.as_str())));
    // A decision brings its reasons in both languages.
    args.push(("text", Arg::from(param(&format!("text_{}", locale.code())))));
    let subject = one_line(&locale.try_t(&format!("mail-{words}-subject"), &args)?);
    let body = locale.try_t(&format!("mail-{words}-body"), &args)?;
    let foot = locale.try_t("mail-foot", &[("origin", Arg::from(origin))])?;
    let text = format!("{}\n\n-- \n{foot}\n", body.trim_end());
    let html = html(locale, &subject, &body, &foot);
    Ok(Outgoing {
        id: row.id.to_string(),
        at: row.created_at,
        to: row.recipient.clone(),
        subject,
        text,
        html,
    })
}

/// The published work, or the makers' own page, where the reasons and the next step stand.
fn about_decision(locale: Locale, params: &Value) -> String {
    let code = params["code"].as_str().unwrap_or_default();
    match params["kind"].as_str() {
        Some("approve" | "restore") => urls::contribution(locale.code(), code),
        _ => urls::mine(locale.code()),
    }
}

fn arguments(params: &Value) -> Vec<(&str, Arg<'_>)> {
    let pairs = params.as_object().into_iter().flatten();
    pairs
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((name.as_str(), Arg::from(text.as_str()))),
            Value::Number(number) => number
                .as_i64()
                .map(|number| (name.as_str(), Arg::from(number))),
            _ => None,
        })
        .collect()
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Paragraphs and line breaks, and a line that is an address as a link. No styles, no pictures, nothing loaded from anywhere.
fn html(locale: Locale, subject: &str, body: &str, foot: &str) -> String {
    let paragraph = |text: &str| {
        let lines: Vec<String> = text.lines().map(|line| linked(line.trim())).collect();
        format!("<p>{}</p>\n", lines.join("<br>\n"))
    };
    let paragraphs: String = body
        .split("\n\n")
        .filter(|text| !text.trim().is_empty())
        .map(paragraph)
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{paragraphs}<hr>\n{}</body>\n</html>\n",
        locale.code(),
        escape(subject),
        paragraph(foot),
    )
}

fn linked(line: &str) -> String {
    let line_html = escape(line);
    let is_address = ["https://", "http://"]
        .iter()
        .any(|start| line.starts_with(start))
        && !line.contains(char::is_whitespace);
    if is_address {
        format!("<a href=\"{line_html}\">{line_html}</a>")
    } else {
        line_html
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn row(template: &str, language: &str, params: Value) -> outbox_mail::Model {
        outbox_mail::Model {
            id: Uuid::from_u128(7).into(),
            recipient: "ana@skola.se".into(),
            language: language.into(),
            template: template.into(),
            params,
            created_at: DateTime::UNIX_EPOCH,
            worthless_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_sign_in_mail_holds_link_and_code_in_both_languages() {
        for (language, subject) in [("sv", "Logga in på Dizza"), ("en", "Sign in to Dizza")] {
            let params = json!({ "token": "abc", "code": "012345" });
            let mail =
                compose(&row("sign-in", language, params), "https://dizza.test").expect("words");
            assert_eq!(mail.subject, subject);
            let address = format!("https://dizza.test/{language}/sign-in/abc");
            for part in [&mail.text, &mail.html] {
                assert!(part.contains(&address) && part.contains("012345"), "{part}");
            }
            assert!(
                mail.html.contains(&format!("<a href=\"{address}\">")),
                "{}",
                mail.html
            );
        }
    }

    #[test]
    fn every_decision_has_words() {
        for kind in ["approve", "request_changes", "reject", "hide", "restore"] {
            for language in ["sv", "en"] {
                let params = json!({
                    "kind": kind, "code": "k3x9", "title": "<b>Luft</b>", "reason": "privacy",
                    "text_sv": "Ett namn syns.", "text_en": "A name can be seen.",
                });
                let mail = compose(&row("decision", language, params), "https://dizza.test")
                    .expect("words");
                assert!(mail.text.contains("<b>Luft</b>"), "{}", mail.text);
                assert!(
                    mail.html.contains("&lt;b&gt;Luft&lt;/b&gt;") && !mail.html.contains("<b>"),
                    "{}",
                    mail.html
                );
            }
        }
    }

    #[test]
    fn those_who_reported_or_asked_to_teach_are_answered_in_both_languages() {
        let about = |outcome| json!({ "outcome": outcome, "title": "Luft", "code": "k3x9" });
        for (template, params) in [
            ("report-answer", about("stays")),
            ("report-answer", about("gone")),
            ("teacher-yes", json!({})),
            ("teacher-no", json!({})),
        ] {
            let of = |language| {
                let row = row(template, language, params.clone());
                compose(&row, "https://dizza.test").expect("words").text
            };
            assert_ne!(of("sv"), of("en"), "{template}");
        }
    }

    #[test]
    fn words_that_lack_something_are_an_error() {
        let lacking = compose(
            &row("sign-in", "sv", json!({ "token": "abc" })),
            "https://dizza.test",
        );
        assert!(matches!(lacking, Err(ComposeError::Words(_))));
        assert!(matches!(
            compose(&row("x", "sv", json!({})), ""),
            Err(ComposeError::Template(_))
        ));
    }

    #[test]
    fn a_title_cannot_begin_a_header() {
        assert_eq!(one_line("Luft\r\nBcc: x@y.se"), "Luft  Bcc: x@y.se");
    }
}

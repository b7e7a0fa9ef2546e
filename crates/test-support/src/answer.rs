//! What came back, and how tests read it.

use axum::{
    body::to_bytes,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use bytes::Bytes;

/// Longest answer that tests read, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The path that was asked for.
    pub path: String,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

impl Answer {
    pub(crate) async fn read(path: &str, response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, MAX_BYTES).await.expect("the body arrives");
        Self {
            path: path.into(),
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Fails the test, showing the answer, unless the status is this one.
    ///
    /// # Panics
    /// It is another one.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "most tests only assert")]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {:#?}\n{}",
            self.path,
            self.headers,
            self.text()
        );
        self
    }

    /// The value of a header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Where a redirect leads.
    ///
    /// # Panics
    /// It is none.
    #[track_caller]
    pub fn location(&self) -> &str {
        let location = self.header(header::LOCATION.as_str());
        assert!(
            !location.is_empty(),
            "{}: {} leads nowhere:\n{}",
            self.path,
            self.status,
            self.text()
        );
        location
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// It is none.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}:\n{}", self.path, self.text()))
    }

    /// The stable code of a problem, as JSON tells it; empty for anything else.
    pub fn problem_code(&self) -> String {
        let json: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let kind = json["type"].as_str().unwrap_or_default();
        kind.strip_prefix("/problems/")
            .unwrap_or_default()
            .to_owned()
    }

    /// What a reader sees of `<main>`: tags gone, white space made single.
    pub fn main_text(&self) -> String {
        let html = self.text();
        let main = html.split_once("<main").map_or(html.as_str(), |(_, rest)| {
            rest.split_once('>').map_or(rest, |(_, rest)| rest)
        });
        visible_text(main.split_once("</main>").map_or(main, |(main, _)| main))
    }

    /// The value of the first form field of this name.
    pub fn field(&self, name: &str) -> Option<String> {
        let html = self.text();
        let tag = html.split('<').find(|tag| {
            tag.starts_with("input") && attribute(tag, "name").as_deref() == Some(name)
        })?;
        attribute(tag, "value")
    }

    /// The targets of all links (`href`) on the page, in order.
    pub fn links(&self) -> Vec<String> {
        self.text()
            .split('<')
            .filter(|tag| tag.starts_with("a "))
            .filter_map(|tag| attribute(tag, "href"))
            .collect()
    }

    /// The targets of all forms (`action`) on the page, in order.
    pub fn forms(&self) -> Vec<String> {
        self.text()
            .split('<')
            .filter(|tag| tag.starts_with("form"))
            .filter_map(|tag| attribute(tag, "action"))
            .collect()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescape(rest.split('"').next()?))
}

fn visible_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        // The words of scripts and styles are not seen.
        let hidden = ["script", "style"]
            .into_iter()
            .find(|name| after.starts_with(name));
        let after = hidden
            .and_then(|name| after.split_once(&format!("</{name}")))
            .map_or(after, |(_, after)| after);
        text.push(' ');
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    unescape(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn unescape(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&#x2F;", "/"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    entities
        .into_iter()
        .fold(text.to_owned(), |text, (entity, letter)| {
            text.replace(entity, letter)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_people_read_it() {
        let html = "<title>x</title><main id=\"m\"><h1>Dawn &amp;\n dusk</h1><script>no()</script><p>1 <b>vote</b></p>\
            <form action=\"/sv/a?b=1&amp;c=2\"><input name=\"code\" value=\"4&quot;2\"></form></main><footer>y</footer>";
        let answer = Answer {
            path: "/".into(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: html.into(),
        };
        assert_eq!(answer.main_text(), "Dawn & dusk 1 vote");
        assert_eq!(answer.field("code").as_deref(), Some("4\"2"));
        assert_eq!(answer.forms(), ["/sv/a?b=1&c=2"]);
    }
}

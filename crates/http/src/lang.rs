//! The two languages, as the first part of a page's path.

use std::{fmt, str::FromStr};

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};

/// A language of the pages. It stands in the path (`/sv/…`), never in a cookie.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Swedish.
    #[default]
    Sv,
    /// English.
    En,
}

impl Lang {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// `sv` or `en`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.as_str() == text)
            .ok_or(())
    }
}

/// Which of our languages the browser would rather read (`Accept-Language`, RFC 9110 12.5.4); Swedish if it says nothing
/// that we have.
pub fn preferred(headers: &HeaderMap) -> Lang {
    let accepted = headers.get_all(header::ACCEPT_LANGUAGE);
    let mut best = (Lang::default(), 0.0_f32);
    for part in accepted
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','))
    {
        let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
        let primary = tag
            .trim()
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let lang = match primary.as_str() {
            // Those who read Norwegian or Danish read Swedish more readily than English, but they did not ask for it.
            "sv" => Lang::Sv,
            "en" => Lang::En,
            _ => continue,
        };
        let quality = quality.trim().parse().unwrap_or(0.0);
        if quality > best.1 {
            best = (lang, quality);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_s_wish_is_followed() {
        let cases = [
            ("", Lang::Sv),
            ("en-GB,en;q=0.9", Lang::En),
            ("en;q=0.3, sv-SE", Lang::Sv),
            ("de, en;q=0.5", Lang::En),
            ("fi", Lang::Sv),
            ("en;q=nonsense", Lang::Sv),
        ];
        for (accept, lang) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            assert_eq!(preferred(&headers), lang, "{accept}");
        }
    }
}

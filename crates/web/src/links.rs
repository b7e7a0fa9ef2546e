//! Addresses for templates: `{{ url("contribution", card.code) }}` fills the pattern of that name in
//! the page's language.

use std::fmt::Write as _;

use dizza_http::urls;
use minijinja::{Error, ErrorKind, Value};

use crate::i18n::Locale;

/// The path of the pattern called `name`, for patterns with no value but the language.
pub fn path(locale: Locale, name: &str) -> String {
    fill_named(locale, name, &[]).unwrap_or_default()
}

/// The path of the pattern called `name`, its placeholders after `{lang}` filled with `values`.
///
/// # Errors
/// No pattern has this name, or the number of values is not the number of placeholders.
pub fn by_name(locale: Locale, name: &str, values: &[Value]) -> Result<String, Error> {
    let values: Vec<_> = values.iter().map(ToString::to_string).collect();
    fill_named(locale, name, &values).ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidOperation,
            format!("no address {name} with {} values", values.len()),
        )
    })
}

fn fill_named(locale: Locale, name: &str, values: &[String]) -> Option<String> {
    let (_, pattern) = urls::ALL.iter().find(|(known, _)| *known == name)?;
    let mut values = values.iter();
    let mut path = String::with_capacity(pattern.len() + 16);
    let mut rest = *pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (placeholder, after) = after.split_once('}')?;
        path.push_str(before);
        match placeholder {
            "lang" => path.push_str(locale.code()),
            _ => encode(values.next()?, &mut path),
        }
        rest = after;
    }
    path.push_str(rest);
    values.next().is_none().then_some(path)
}

/// Percent-encodes all but the unreserved characters (RFC 3986 2.3).
pub(crate) fn encode(value: &str, path: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                path.push(byte.into());
            }
            _ => write!(path, "%{byte:02X}").expect("writing to a string"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_filled_in_the_page_s_language() {
        assert_eq!(path(Locale::En, "gallery"), "/en/gallery");
        let value = Value::from("å/b");
        assert_eq!(
            by_name(Locale::Sv, "report", &[value]).expect("known"),
            "/sv/c/%C3%A5%2Fb/report"
        );
        assert!(by_name(Locale::Sv, "report", &[]).is_err());
        assert!(by_name(Locale::Sv, "nowhere", &[]).is_err());
    }
}

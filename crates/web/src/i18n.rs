//! Words: one Fluent catalogue per language, `web/locales/{sv,en}/*.ftl`.
//!
//! Templates say `{{ t("gallery-title") }}` or `{{ t("gallery-count", count=12) }}`; Rust says
//! [`Locale::t`]. A missing key or argument is an error in strict mode (development and tests); in
//! production the Swedish text stands in and the fault is logged.

use std::{borrow::Cow, sync::LazyLock};

use contest::contributions::State;
use fluent_bundle::{
    FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle, memoizer::MemoizerKind,
};
use rust_embed::RustEmbed;
use serde::{Serialize, Serializer};
use unic_langid::LanguageIdentifier;

use crate::format;

/// A value for a catalogue's placeholder: numbers are grouped by the language, strings stand as they are.
pub type Arg<'a> = FluentValue<'a>;

#[derive(RustEmbed)]
#[folder = "../../web/locales/"]
struct Catalogues;

type Bundle = FluentBundle<FluentResource>;

/// A language of the site. Every page has an address under each language's code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Swedish, the language that other catalogues fall back on.
    #[default]
    Sv,
    /// English.
    En,
    /// Lengthened, accented English for tests: text that never went through a catalogue stands out.
    Pseudo,
}

/// Why a text could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The key is in no catalogue of the language.
    #[error("no text `{key}` in the {locale} catalogues")]
    Missing {
        /// The key asked for.
        key: String,
        /// The language's code.
        locale: &'static str,
    },
    /// The text needs an argument that was not given, or refers to something unknown.
    #[error("text `{key}` ({locale}): {problems}")]
    Broken {
        /// The key asked for.
        key: String,
        /// The language's code.
        locale: &'static str,
        /// What Fluent found.
        problems: String,
    },
}

impl Locale {
    /// The languages that visitors can choose.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// The code in paths and `lang` attributes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
            Self::Pseudo => "en-x-pseudo",
        }
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sv => "Svenska",
            Self::En => "English",
            Self::Pseudo => "Pseudo",
        }
    }

    /// The language with this code in a path.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// The text of `key`. A fault is logged and answered with the Swedish text, or the key.
    ///
    /// ```
    /// use web::{Locale, i18n::Arg};
    /// assert_eq!(Locale::En.t("skip-to-content", &[]), "Skip to the content");
    /// assert_eq!(Locale::Sv.t("step-of", &[("step", Arg::from(2)), ("steps", Arg::from(5))]), "Steg 2 av 5");
    /// ```
    pub fn t(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        match self.try_t(key, args) {
            Ok(text) => text,
            Err(error) => {
                tracing::error!(%error, "a text is missing or broken");
                Self::Sv.try_t(key, args).unwrap_or_else(|_| key.to_owned())
            }
        }
    }

    /// The text of `key`.
    ///
    /// # Errors
    /// [`TextError`] when the key is missing or an argument it needs was not given.
    pub fn try_t(self, key: &str, args: &[(&str, Arg<'_>)]) -> Result<String, TextError> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            return Err(TextError::Missing {
                key: key.to_owned(),
                locale: self.code(),
            });
        };
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        let mut faults = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(&args), &mut faults)
            .into_owned();
        if faults.is_empty() {
            return Ok(text);
        }
        let problems = faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("; ");
        Err(TextError::Broken {
            key: key.to_owned(),
            locale: self.code(),
            problems,
        })
    }

    /// Whether the language has a text for `key`: for texts that exist for some codes only.
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn bundle(self) -> &'static Bundle {
        static BUNDLES: LazyLock<[Bundle; 3]> =
            LazyLock::new(|| [Locale::Sv, Locale::En, Locale::Pseudo].map(load));
        &BUNDLES[self as usize]
    }
}

impl From<dizza_http::Lang> for Locale {
    fn from(lang: dizza_http::Lang) -> Self {
        match lang {
            dizza_http::Lang::Sv => Self::Sv,
            dizza_http::Lang::En => Self::En,
        }
    }
}

impl From<Locale> for dizza_http::Lang {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::Sv => Self::Sv,
            Locale::En | Locale::Pseudo => Self::En,
        }
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// Every catalogue file of a language as (file name, content), for tests and checks.
pub fn catalogue_files(locale: Locale) -> Vec<(String, String)> {
    let folder = match locale {
        Locale::Sv => "sv/",
        Locale::En | Locale::Pseudo => "en/",
    };
    let mut files: Vec<_> = Catalogues::iter()
        .filter(|path| path.starts_with(folder) && path.ends_with(".ftl"))
        .filter_map(|path| {
            let file = Catalogues::get(&path)?;
            Some((
                path.into_owned(),
                String::from_utf8_lossy(&file.data).into_owned(),
            ))
        })
        .collect();
    files.sort();
    files
}

fn load(locale: Locale) -> Bundle {
    let code = if locale == Locale::Sv { "sv" } else { "en" };
    let id: LanguageIdentifier = code.parse().expect("our codes are language tags");
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // Isolation marks are invisible, but end up in copied text, mail subjects and file names.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::Sv => group::<{ Locale::Sv as u8 }, _>,
        Locale::En | Locale::Pseudo => group::<{ Locale::En as u8 }, _>,
    }));
    if locale == Locale::Pseudo {
        bundle.set_transform(Some(pseudo));
    }
    for (path, content) in catalogue_files(locale) {
        let resource = FluentResource::try_new(content).unwrap_or_else(|(resource, errors)| {
            tracing::error!(
                path,
                ?errors,
                "a catalogue has lines that Fluent cannot read"
            );
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(path, ?errors, "a catalogue repeats a key");
        }
    }
    bundle
}

/// Whole numbers in texts are grouped as the language does it: `1 234` and `1,234`.
fn group<const LOCALE: u8, M: MemoizerKind>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let whole = number.value.fract() == 0.0 && (0.0..1e15).contains(&number.value);
    let locale = if LOCALE == Locale::Sv as u8 {
        Locale::Sv
    } else {
        Locale::En
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above"
    )]
    whole.then(|| format::number(locale, number.value as u64))
}

/// `Rösta` for translators' eyes: accents on vowels and a tail, so that cut-off or hard-written
/// text shows. Markup (`<…>`) stays as it is.
fn pseudo(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() * 2);
    let mut in_tag = false;
    let mut letters = 0;
    for c in text.chars() {
        in_tag = (in_tag || c == '<') && c != '>';
        letters += usize::from(!in_tag && c.is_alphabetic());
        out.push(match c {
            _ if in_tag => c,
            'a' => 'á',
            'e' => 'é',
            'i' => 'ï',
            'o' => 'ø',
            'u' => 'ü',
            'n' => 'ñ',
            _ => c,
        });
    }
    // Swedish and German run about a third longer than English.
    out.extend(std::iter::repeat_n('~', letters / 3));
    out.into()
}

/// How a contribution's state is called in the catalogues' keys.
pub(crate) fn state_key(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Submitted => "submitted",
        State::InReview => "in-review",
        State::ChangesRequested => "changes-requested",
        State::Approved => "approved",
        State::Published => "published",
        State::Rejected => "rejected",
        State::Withdrawn => "withdrawn",
        State::Hidden => "hidden",
        State::Erased => "erased",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_and_a_missing_argument_are_errors() {
        assert!(matches!(
            Locale::Sv.try_t("no-such-text", &[]),
            Err(TextError::Missing { .. })
        ));
        assert!(matches!(
            Locale::Sv.try_t("step-of", &[]),
            Err(TextError::Broken { .. })
        ));
    }

    #[test]
    fn numbers_in_texts_are_grouped_by_language() {
        let args = [
            ("from", Arg::from(1)),
            ("to", Arg::from(24)),
            ("total", Arg::from(1412)),
        ];
        assert!(
            Locale::Sv
                .t("gallery-showing", &args)
                .contains("1\u{a0}412")
        );
        assert!(Locale::En.t("gallery-showing", &args).contains("1,412"));
    }
}

//! Why something was restricted: a stable code, and words in both languages.

use sea_orm::Iterable;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::ModerationError;
use crate::text::{self, TextError};

/// Longest statement in one language, in characters.
pub const MAX_STATEMENT: usize = 2_000;

/// Reason codes. Their names and the words for pupils stand in the catalogues `reasons.ftl`, in each language.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(40))",
    rename_all = "kebab-case"
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Somebody can be recognised, or something private is shown.
    Privacy,
    /// Somebody who must not be found might be. The words for it reveal nothing.
    ProtectedIdentity,
    /// Somebody is mocked.
    Bullying,
    /// Hate against a group.
    Hate,
    /// Violence.
    Violence,
    /// Sexual content.
    Sexual,
    /// Makes self-harm look good, or shows how.
    SelfHarm,
    /// Makes tobacco or nicotine look good.
    TobaccoPromotion,
    /// Somebody else's work without leave.
    Copyright,
    /// Not about the edition's question.
    OffTopic,
    /// Cannot be seen or heard as it is.
    Technical,
    /// A consent is missing.
    ConsentMissing,
    /// Came after the end.
    EditionClosed,
    /// Votes did not count.
    VotesSetAside,
    /// Something else, said in the words.
    Other,
}

impl Reason {
    /// The code in tables, forms and catalogues: `tobacco-promotion`.
    pub fn code(self) -> String {
        self.to_value()
    }

    /// All reasons in the order in which moderators see them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// Whether the way back into sight needs two moderators.
    pub fn is_private(self) -> bool {
        matches!(self, Self::Privacy | Self::ProtectedIdentity)
    }
}

impl std::str::FromStr for Reason {
    type Err = ModerationError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::try_from_value(&code.to_owned()).map_err(|_| ModerationError::Reason)
    }
}

/// A statement of reasons as the makers will read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub(super) reason: Reason,
    pub(super) text_sv: String,
    pub(super) text_en: String,
}

impl Statement {
    /// A reason with its words, both languages as typed.
    ///
    /// # Errors
    /// [`ModerationError::Words`]: one of the texts is empty or longer than [`MAX_STATEMENT`].
    pub fn new(reason: Reason, text_sv: &str, text_en: &str) -> Result<Self, ModerationError> {
        let words = |language, text: &str| {
            let text = text::paragraphs(text, MAX_STATEMENT);
            let text = text.and_then(|text| {
                if text.trim().is_empty() {
                    Err(TextError::Empty)
                } else {
                    Ok(text)
                }
            });
            text.map_err(|problem| ModerationError::Words { language, problem })
        };
        Ok(Self {
            reason,
            text_sv: words("sv", text_sv)?,
            text_en: words("en", text_en)?,
        })
    }

    /// Its reason.
    pub fn reason(&self) -> Reason {
        self.reason
    }
}

//! Where the reader came from, and goes back to: several pages lead to this one.

use contest::assets::redact::Redactable;
use dizza_http::urls;
use serde::{Deserialize, Serialize};

use crate::Reader;
use crate::moderate::Filter;

/// The page that led here, as it stands in addresses. What nobody knows, or is not for this reader, counts as nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct CameFrom {
    /// `files`, `my`, `class` or `item`.
    from: String,
    /// The filter of the moderators' queue; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    filter: String,
}

impl CameFrom {
    /// The wizard's list of files.
    pub fn files() -> Self {
        Self::room("files")
    }

    /// The page of one's own contribution.
    pub fn my() -> Self {
        Self::room("my")
    }

    /// The teacher's page of a hand-in.
    pub fn class() -> Self {
        Self::room("class")
    }

    /// The moderators' item beside the queue.
    pub fn item(filter: &Filter) -> Self {
        Self {
            filter: filter.query(),
            ..Self::room("item")
        }
    }

    fn room(from: &str) -> Self {
        Self {
            from: from.into(),
            filter: String::new(),
        }
    }

    /// An address with this behind it.
    pub fn after(&self, path: String) -> String {
        if self.from.is_empty() {
            return path;
        }
        let query = serde_html_form::to_string(self).unwrap_or_default();
        format!("{path}?{query}")
    }

    /// The address of that page for this reader; without one, where their work with the contribution begins.
    pub fn back(&self, reader: &Reader, found: &Redactable) -> String {
        let (lang, work) = (reader.locale.code(), &found.work);
        let teaches = found.may_destroy && !found.as_staff;
        let class = work.class_id.filter(|_| teaches);
        let approve = |class| urls::class_approve(lang, class, &work.code);
        let moderates = reader
            .actor
            .as_ref()
            .is_some_and(contest::permissions::Actor::may_moderate);
        match (self.from.as_str(), class) {
            ("item", _) if moderates => Filter::parse(&self.filter).item(reader, &work.code),
            _ if found.as_staff => urls::moderate_item(lang, &work.code),
            ("files", _) => urls::upload_step(lang, &work.code, "files"),
            ("my", _) => urls::my(lang, &work.code),
            (_, Some(class)) => approve(class),
            _ => urls::my(lang, &work.code),
        }
    }
}

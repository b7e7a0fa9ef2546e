//! Rows of files, kept for so short a time that a takedown is not delayed noticeably.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use contest::assets::entity::rendition_file;

/// How long a row, or its absence, is believed (`docs/security.md`, "Published files").
const LIFETIME: Duration = Duration::seconds(2);
/// More entries than this: old ones are thrown out, and all of them if none is old.
const MANY: usize = 10_000;

/// What is known about a name: its file, or that there is none for the public.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known(pub Option<rendition_file::Model>);

type Key = (String, String);
type Entry = (DateTime<Utc>, Known);

/// What the media host was asked a moment ago. A film's segments and a page's pictures come in bursts.
#[derive(Clone, Debug, Default)]
pub struct FileCache(Arc<Mutex<HashMap<Key, Entry>>>);

impl FileCache {
    /// `None`: the database must be asked.
    pub(super) fn find(&self, media_key: &str, name: &str, now: DateTime<Utc>) -> Option<Known> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, known) = entries.get(&(media_key.to_owned(), name.to_owned()))?;
        (*at <= now && now - at < LIFETIME).then(|| known.clone())
    }

    pub(super) fn keep(&self, media_key: &str, name: &str, now: DateTime<Utc>, known: Known) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MANY {
            entries.retain(|_, (at, _)| now - *at < LIFETIME);
        }
        if entries.len() >= MANY {
            entries.clear();
        }
        entries.insert((media_key.to_owned(), name.to_owned()), (now, known));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_believed_for_two_seconds_and_the_cache_stays_small() {
        let cache = FileCache::default();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert_eq!(cache.find("k", "a", now), None);
        cache.keep("k", "a", now, Known(None));
        assert_eq!(
            cache.find("k", "a", now + Duration::milliseconds(1_999)),
            Some(Known(None))
        );
        assert_eq!(cache.find("k", "a", now + LIFETIME), None);
        assert_eq!(
            cache.find("k", "a", now - Duration::seconds(1)),
            None,
            "the clock went back"
        );
        for number in 0..=MANY {
            cache.keep("k", &number.to_string(), now, Known(None));
        }
        assert!(cache.0.lock().unwrap().len() <= MANY);
    }
}

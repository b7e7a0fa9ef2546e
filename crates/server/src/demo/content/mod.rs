//! What is handed in to the demo edition, and by whom. Schools, classes and nicknames are invented; municipalities are real.

mod films_and_songs;
mod pictures;
mod poems;
mod schools;

pub use schools::{CLASSES, Class, TEACHERS};

use super::art::Poster;
use super::clips::Film;
use super::songs::Song;

/// One thing to hand in.
#[derive(Clone, Copy, Debug)]
pub enum Made {
    /// A picture, written as a file with this ending: `jpg`, `png` or `webp`.
    Picture(Poster, &'static str),
    /// A film: `mp4` or `webm`.
    Film(Film, &'static str),
    /// A song: `wav`, `mp3`, `m4a`, `ogg` or `flac`.
    Song(Song, &'static str),
}

/// Who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The class with this place in [`CLASSES`].
    Class(usize),
    /// A single person of 16 to 19 years.
    Single,
}

/// One contribution.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Title, 1 to 120 characters.
    pub title: &'static str,
    /// Words beside the media, or the poem.
    pub text: &'static str,
    /// `sv` or `en`.
    pub language: &'static str,
    /// Nicknames.
    pub credits: &'static str,
    /// The category's name in addresses.
    pub category: &'static str,
    /// Media in order; empty for a poem.
    pub made: &'static [Made],
    /// Place in the front page's collection, 1 to 8; 0 for none.
    pub featured: u8,
}

/// Everything, in the order in which it is handed in: kinds mixed, the front page's first.
///
/// The n-th contribution belongs to the n-th class; those after the last class are by single persons.
pub fn entries() -> Vec<(Entry, By)> {
    let mut all: Vec<Entry> = Vec::new();
    let mut lists = [
        pictures::ENTRIES.iter(),
        films_and_songs::ENTRIES.iter(),
        poems::ENTRIES.iter(),
    ];
    // Two pictures, a film or song, a poem, and so on, as long as there are any.
    for turn in [0, 0, 1, 2]
        .into_iter()
        .cycle()
        .take(4 * pictures::ENTRIES.len().max(poems::ENTRIES.len()))
    {
        all.extend(lists[turn].next());
    }
    all.sort_by_key(|entry| {
        if entry.featured == 0 {
            u8::MAX
        } else {
            entry.featured
        }
    });
    all.into_iter()
        .enumerate()
        .map(|(i, entry)| {
            (
                entry,
                if i < CLASSES.len() {
                    By::Class(i)
                } else {
                    By::Single
                },
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_is_enough_of_everything() {
        let all = entries();
        assert!(all.len() >= 28, "{} contributions", all.len());
        let made = |f: fn(&Made) -> bool| all.iter().filter(|(e, _)| e.made.iter().any(f)).count();
        assert!(made(|m| matches!(m, Made::Picture(..))) >= 20);
        assert!(made(|m| matches!(m, Made::Film(..))) >= 4);
        assert!(made(|m| matches!(m, Made::Song(..))) >= 4);
        assert!(all.iter().filter(|(e, _)| e.made.is_empty()).count() >= 6);
        assert!(all.iter().filter(|(e, _)| e.made.len() > 2).count() >= 3);
        let english = all.iter().filter(|(e, _)| e.language == "en").count();
        assert!(
            english * 5 >= all.len() * 2 && english * 5 <= all.len() * 3,
            "{english} of {} in English",
            all.len()
        );
    }

    #[test]
    fn titles_are_different_and_short_enough() {
        let all = entries();
        let titles: HashSet<&str> = all.iter().map(|(e, _)| e.title).collect();
        assert_eq!(titles.len(), all.len());
        assert!(
            all.iter()
                .all(|(e, _)| (1..=120).contains(&e.title.chars().count()))
        );
        assert!(
            all.iter()
                .all(|(e, _)| !e.text.is_empty() && !e.credits.is_empty())
        );
    }

    #[test]
    fn the_front_page_has_eight_places() {
        let mut places: Vec<u8> = entries()
            .iter()
            .map(|(e, _)| e.featured)
            .filter(|p| *p > 0)
            .collect();
        places.sort_unstable();
        assert_eq!(places, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn no_class_hands_in_twice_and_only_grown_pupils_are_alone() {
        let all = entries();
        let classes: HashSet<usize> = all
            .iter()
            .filter_map(|(_, by)| {
                if let By::Class(i) = by {
                    Some(*i)
                } else {
                    None
                }
            })
            .collect();
        let single = all.iter().filter(|(_, by)| *by == By::Single).count();
        assert_eq!(classes.len() + single, all.len());
        assert!(single <= 3);
        assert!(
            CLASSES
                .iter()
                .all(|class| (5..=9).contains(&class.grade) && class.teacher < TEACHERS.len())
        );
    }
}

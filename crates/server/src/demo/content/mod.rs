//! What is handed in to the demo edition, and by whom. Schools, classes and nicknames are invented; municipalities are real.

mod films_and_songs;
mod magazines;
mod pictures;
mod poems;
mod said;
mod schools;

pub use said::{SAID, Said};
pub use schools::{CLASSES, Class, NICKNAMES, OPEN_CLASS, TEACHERS};

use super::art::Poster;
use super::clips::Film;
use super::magazine::Magazine;
use super::songs::Song;

/// One thing to hand in.
#[derive(Clone, Copy, Debug)]
pub enum Made {
    /// A picture, written as a file with this ending: `jpg`, `png` or `webp`.
    Picture(Poster, &'static str),
    /// A film: `mp4` or `webm`.
    Film(Film, &'static str),
    /// A song: `wav`, `mp3`, `m4a`, `ogg` or `flac`. It may carry a cover, but not as `wav` or `ogg`.
    Song(Song, &'static str, Option<Poster>),
    /// A magazine.
    Magazine(Magazine),
}

/// How far a contribution has come when the demo is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The teacher has not looked at it.
    Teacher,
    /// It waits in the moderators' queue.
    Queue,
    /// Everybody can see it.
    Published,
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

/// Everything with its class, in the order in which it is handed in: kinds mixed, the front page's first.
///
/// The last ones are left for the moderator and the teacher to try.
pub fn entries() -> Vec<(Entry, Class, Until)> {
    let mut all: Vec<Entry> = Vec::new();
    let mut lists = [
        pictures::ENTRIES.iter(),
        films_and_songs::ENTRIES.iter(),
        poems::ENTRIES.iter(),
        magazines::ENTRIES.iter(),
    ];
    // Two pictures, a film or song, a poem, a magazine, and so on, as long as there are any.
    let turns = 5 * pictures::ENTRIES.len().max(poems::ENTRIES.len());
    for turn in [0, 0, 1, 2, 3].into_iter().cycle().take(turns) {
        all.extend(lists[turn].next());
    }
    all.sort_by_key(|entry| {
        if entry.featured == 0 {
            u8::MAX
        } else {
            entry.featured
        }
    });
    let count = all.len();
    let until = |i: usize| match count - i {
        1 => Until::Teacher,
        2 | 3 => Until::Queue,
        _ => Until::Published,
    };
    (0..)
        .zip(all)
        .zip(CLASSES)
        .map(|((i, entry), class)| (entry, *class, until(i)))
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
        let made = |f: fn(&Made) -> bool| all.iter().filter(|(e, ..)| e.made.iter().any(f)).count();
        assert!(made(|m| matches!(m, Made::Picture(..))) >= 20);
        assert!(made(|m| matches!(m, Made::Film(..))) >= 4);
        assert!(made(|m| matches!(m, Made::Song(..))) >= 4);
        assert!(made(|m| matches!(m, Made::Song(_, _, Some(_)))) >= 1);
        assert!(made(|m| matches!(m, Made::Magazine(m) if m.sheets.len() >= 8)) >= 1);
        assert!(all.iter().filter(|(e, ..)| e.made.is_empty()).count() >= 6);
        assert!(all.iter().filter(|(e, ..)| e.made.len() > 2).count() >= 3);
        let english = all.iter().filter(|(e, ..)| e.language == "en").count();
        assert!(
            english * 5 >= all.len() * 2 && english * 5 <= all.len() * 3,
            "{english} of {} in English",
            all.len()
        );
    }

    #[test]
    fn titles_are_different_and_short_enough() {
        let all = entries();
        let titles: HashSet<&str> = all.iter().map(|(e, ..)| e.title).collect();
        assert_eq!(titles.len(), all.len());
        assert!(
            all.iter()
                .all(|(e, ..)| (1..=120).contains(&e.title.chars().count()))
        );
        assert!(
            all.iter()
                .all(|(e, ..)| !e.text.is_empty() && !e.credits.is_empty())
        );
    }

    #[test]
    fn the_front_page_has_eight_places() {
        let mut places: Vec<u8> = entries()
            .iter()
            .map(|(e, ..)| e.featured)
            .filter(|p| *p > 0)
            .collect();
        places.sort_unstable();
        assert_eq!(places, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn every_contribution_has_a_class_of_its_own() {
        let all = entries();
        let works = [
            pictures::ENTRIES,
            films_and_songs::ENTRIES,
            poems::ENTRIES,
            magazines::ENTRIES,
        ];
        let works = works.iter().map(|entries| entries.len()).sum::<usize>();
        assert_eq!(all.len(), works, "a class for each");
        let classes: HashSet<(&str, &str)> =
            all.iter().map(|(_, c, _)| (c.school, c.name)).collect();
        assert_eq!(classes.len(), works);
        assert!(
            CLASSES
                .iter()
                .all(|class| (5..=9).contains(&class.grade) && class.teacher < TEACHERS.len())
        );
        assert!(
            all.iter()
                .filter(|(.., until)| *until == Until::Published)
                .count()
                >= 24
        );
        let waiting = all.iter().find(|(.., until)| *until == Until::Teacher);
        assert_eq!(
            waiting.map(|(_, class, _)| class.teacher),
            Some(0),
            "the teacher with the link has it"
        );
    }
}

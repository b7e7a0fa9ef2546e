//! Films and songs.

use super::super::art::{Poster, Style};
use super::super::clips::Film;
use super::super::songs::Song;
use super::{Entry, Made};

const fn cover(style: Style, seed: u64, words: &'static [&'static str]) -> Poster {
    Poster {
        style,
        seed,
        width: 1200,
        height: 1200,
        words,
    }
}

/// Films and songs, turn by turn.
pub const ENTRIES: &[Entry] = &[
    Entry {
        title: "Kör utan ord",
        text: "Ingen kom ihåg texten. Det blev bättre så.",
        language: "sv",
        credits: "Bild: Lejon, Rosa, Sol, Piggis och Fläta. Sång: alla på en gång",
        category: "film",
        made: &[Made::Film(Film::Singers, "mp4")],
        featured: 3,
    },
    Entry {
        title: "Korridoren låter så här",
        text: "Gitarr, pennfodral, skåpdörr nummer 114. Spelad i ett svep mellan två lektioner.",
        language: "sv",
        credits: "Gitarr: Sträng. Klockor: Nyckelknippan. Nynn: vaktmästaren (han sa att det var okej)",
        category: "music",
        made: &[
            Made::Song(Song::Corridor, "m4a", None),
            Made::Picture(cover(Style::Waves, 41, &["HEJ"]), "png"),
        ],
        featured: 7,
    },
    Entry {
        title: "The one who turned",
        text: "Eleven hours of moving paper fish two millimetres at a time. The yellow one fell off the table twice.",
        language: "en",
        credits: "Camera: Tripod. Fish: everybody. Sea: a blue bedsheet",
        category: "film",
        made: &[Made::Film(Film::Shoal, "webm")],
        featured: 5,
    },
    Entry {
        title: "Waltz for a Wednesday",
        text: "The slowest day of the week deserved a dance.",
        language: "en",
        credits: "Bells: Pling. Strings: Plong",
        category: "music",
        made: &[Made::Song(Song::Waltz, "ogg", None)],
        featured: 0,
    },
    Entry {
        title: "Inte i dag heller",
        text: "Filmad på högkant för att den ska få plats i fickan.",
        language: "sv",
        credits: "Bokstäver: Studs och Dunk",
        category: "film",
        made: &[Made::Film(Film::Bounce, "mp4")],
        featured: 0,
    },
    Entry {
        title: "Rast i a-moll",
        text: "Trummorna är en linjal, en bänk och Samir.",
        language: "sv",
        credits: "DJ Blyerts, Basen och Samir på Samir",
        category: "music",
        made: &[Made::Song(
            Song::Recess,
            "mp3",
            Some(cover(Style::Halftone, 44, &["RAST"])),
        )],
        featured: 0,
    },
    Entry {
        title: "Five seconds to think",
        text: "That is how long it takes. We timed it with a ruler.",
        language: "en",
        credits: "Thumb, Index, Middle, Ring and Little",
        category: "film",
        made: &[Made::Film(Film::Leader, "mp4")],
        featured: 0,
    },
    Entry {
        title: "Last bus home",
        text: "Best heard from the back seat with the window open.",
        language: "en",
        credits: "The Number Fours",
        category: "music",
        made: &[Made::Song(
            Song::Bus,
            "flac",
            Some(cover(Style::Stripes, 47, &["BUS", "FOUR"])),
        )],
        featured: 0,
    },
    Entry {
        title: "Bygg din egen fågel",
        text: "Fem delar, inget lim. Instruktionen var på ett språk som ingen av oss kunde, men det gick.",
        language: "sv",
        credits: "Vinge, Stjärt, Näbb och de andra delarna",
        category: "film",
        made: &[Made::Film(Film::Assembly, "mp4")],
        featured: 0,
    },
    Entry {
        title: "Pulse 122",
        text: "My heart after the stairs to the music room, at 122 beats a minute.",
        language: "en",
        credits: "Third Floor",
        category: "music",
        made: &[Made::Song(Song::Pulse, "wav", None)],
        featured: 0,
    },
];

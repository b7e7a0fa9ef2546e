//! Invented schools in real municipalities.

/// A class that takes part.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// School.
    pub school: &'static str,
    /// Such as `7B`.
    pub name: &'static str,
    /// 5 to 9.
    pub grade: i32,
    /// Official code of the municipality.
    pub municipality: &'static str,
    /// School and class may be shown.
    pub show_place: bool,
    /// Place in [`TEACHERS`].
    pub teacher: usize,
}

/// Addresses of the teachers; the first one gets a sign-in link when the demo starts.
pub const TEACHERS: &[&str] = &[
    "larare@demo.example",
    "bild@demo.example",
    "musik@demo.example",
    "svenska@demo.example",
];

const fn class(
    school: &'static str,
    name: &'static str,
    grade: i32,
    municipality: &'static str,
    teacher: usize,
) -> Class {
    // Every other class has opted in to being named.
    Class {
        school,
        name,
        grade,
        municipality,
        show_place: grade % 2 == 1,
        teacher,
    }
}

/// The classes.
pub const CLASSES: &[Class] = &[
    class("Björkbackaskolan", "7B", 7, "1280", 0),
    class("Lysbergaskolan", "8C", 8, "1480", 1),
    class("Kråkängsskolan", "6A", 6, "2480", 2),
    class("Hamnskolan", "9D", 9, "0180", 1),
    class("Södra Dalskolan", "5A", 5, "2080", 3),
    class("Svaleskolan", "7A", 7, "0380", 1),
    class("Myrskolan", "8A", 8, "2580", 2),
    class("Tallmoskolan", "6B", 6, "1780", 3),
    class("Norrängsskolan", "9A", 9, "0580", 0),
    class("Vikskolan", "5B", 5, "0980", 1),
    class("Ekhagsskolan", "7C", 7, "1880", 2),
    class("Stenhöjdsskolan", "8B", 8, "0680", 3),
    class("Björkbackaskolan", "8A", 8, "1280", 0),
    class("Fyrskolan", "6C", 6, "1080", 1),
    class("Åbrinkskolan", "9B", 9, "2281", 2),
    class("Lysbergaskolan", "7D", 7, "1480", 3),
    class("Granviksskolan", "5C", 5, "2380", 1),
    class("Ängslyckaskolan", "6A", 6, "0880", 2),
    class("Hamnskolan", "8B", 8, "0180", 3),
    class("Rönnbärsskolan", "7A", 7, "1980", 1),
    class("Kvarnbyskolan", "9C", 9, "0780", 0),
    class("Svaleskolan", "6D", 6, "0380", 2),
    class("Sjöutsiktsskolan", "5A", 5, "1380", 3),
    class("Myrskolan", "9B", 9, "2580", 1),
    class("Tallmoskolan", "8C", 8, "1780", 2),
    class("Kråkängsskolan", "7B", 7, "2480", 3),
    class("Klockarskolan", "6B", 6, "1293", 1),
    class("Norrängsskolan", "5B", 5, "0580", 2),
    class("Vikskolan", "9A", 9, "0980", 3),
    class("Ekhagsskolan", "8D", 8, "1880", 1),
    class("Stenhöjdsskolan", "6A", 6, "0680", 0),
    class("Södra Dalskolan", "7C", 7, "2080", 2),
    class("Fyrskolan", "8B", 8, "1080", 3),
    class("Åbrinkskolan", "5A", 5, "2281", 1),
    class("Granviksskolan", "9A", 9, "2380", 2),
    class("Ängslyckaskolan", "7A", 7, "0880", 3),
    class("Rönnbärsskolan", "6C", 6, "1980", 1),
    class("Kvarnbyskolan", "8A", 8, "0780", 2),
    class("Sjöutsiktsskolan", "9D", 9, "1380", 3),
    class("Granlidsskolan", "8D", 8, "0480", 3),
    class("Klockarskolan", "5C", 5, "1293", 1),
    class("Hamnskolan", "6B", 6, "0180", 0),
];

/// A class that has just been opened: nobody has joined yet.
pub const OPEN_CLASS: Class = class("Björkbackaskolan", "7C", 7, "1280", 0);

/// What the pupils call themselves; two of them join each class.
pub const NICKNAMES: &[&str] = &[
    "Nova", "Räven", "Blixten", "Ugglan", "Pixel", "Kometen", "Smulan", "Tigern", "Echo", "Lingon",
    "Zigge", "Månen", "Pepper", "Vargen", "Svalan", "Kaktus", "Ninja", "Bagarn", "Trumman",
    "Virvel",
];

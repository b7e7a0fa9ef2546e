//! Class magazines.

use super::super::art::palette::{ERASER, PAPER, SKY, YELLOW};
use super::super::art::{Poster, Style};
use super::super::magazine::{Magazine, Sheet};
use super::{Entry, Made};

const fn art(style: Style, seed: u64, words: &'static [&'static str]) -> Sheet {
    Sheet::Art(Poster {
        style,
        seed,
        width: 840,
        height: 1190,
        words,
    })
}

const BREAK: Magazine = Magazine {
    sheets: &[
        art(Style::Stripes, 83, &["RAST", "NUMMER", "ETT"]),
        Sheet::Words {
            ground: PAPER,
            heading: "Rast, nummer ett",
            lines: &[
                "Hej! Det här är klassens egen tidning.",
                "Den är åtta sidor lång, precis som en rast",
                "känns när det regnar.",
                "",
                "Vi har räknat: på en rast hinner man",
                "berätta tre roliga historier, bli osams en",
                "gång och bli sams igen. Man hinner inte",
                "både det och stå bakom gympasalen.",
                "",
                "Redaktionen valde det första.",
                "",
                "I det här numret:",
                "3  Vi frågade vaktmästaren",
                "4  Mittuppslaget, att hänga upp",
                "6  Tio saker som slår en paus bakom skåpen",
                "7  Läsarnas sida",
            ],
        },
        Sheet::Words {
            ground: SKY,
            heading: "Vaktmästaren svarar",
            lines: &[
                "Vad är det konstigaste du har hittat?",
                "En halv tårta. I ett skåp. I juni.",
                "",
                "Vad är det tråkigaste?",
                "Allt det lilla som folk spottar ut och",
                "tror försvinner. Det försvinner inte.",
                "Det är jag som kommer.",
                "",
                "Vad vill du säga till den som läser?",
                "Att jag har en stege, och att den som",
                "vill får följa med upp på taket och se hur",
                "långt man ser när luften är klar.",
                "",
                "Hur långt ser man?",
                "Till badplatsen. Ibland till i morgon.",
            ],
        },
        art(Style::Hands, 84, &["VI", "VÄLJER"]),
        art(Style::Kites, 85, &["LUFT", "TACK"]),
        Sheet::Words {
            ground: YELLOW,
            heading: "Tio saker som slår det",
            lines: &[
                "1  Att få skjuts på pakethållaren",
                "2  Sista biten av pizzan",
                "3  När läraren skrattar fast hon inte får",
                "4  Att sjunga fel text högt",
                "5  Nytt sudd",
                "6  En hund som väljer just dig",
                "7  Att bada fast det är för kallt",
                "8  När bussen väntar",
                "9  Att någon har sparat en plats",
                "10 Att säga nej och märka att ingen",
                "   blev sur",
            ],
        },
        Sheet::Words {
            ground: ERASER,
            heading: "Läsarnas sida",
            lines: &[
                "Fråga: Alla säger att bara en gång inte",
                "räknas. Stämmer det?",
                "",
                "Svar: Vi bad mattegruppen räkna. De fick",
                "det till en.",
                "",
                "Fråga: Vad säger man om någon frågar?",
                "",
                "Svar: Redaktionen har provat:",
                "\u{201d}Nej tack.\u{201d} Fungerade.",
                "\u{201d}Nej.\u{201d} Fungerade också.",
                "\u{201d}Jag har en tidning att ge ut.\u{201d}",
                "Fungerade bäst.",
                "",
                "Skriv till oss! Lådan står vid biblioteket.",
            ],
        },
        art(Style::Collage, 86, &["SLUT", "PÅ", "RASTEN"]),
    ],
};

/// Magazines.
pub const ENTRIES: &[Entry] = &[Entry {
    title: "Rast, nummer ett",
    text: "Klassens tidning. Åtta sidor, tre veckor, en stulen häftapparat (återlämnad).",
    language: "sv",
    credits: "Redaktion: Gem, Pärm och Häftis. Bilder: alla som kunde hålla i en sax",
    category: "magazine",
    made: &[Made::Magazine(BREAK)],
    featured: 0,
}];

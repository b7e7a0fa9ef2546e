//! What is said in the demo's films and songs.

use contest::captions::TextKind;

/// Captions, or a whole text, of the first file of a contribution.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// The contribution's title.
    pub of: &'static str,
    /// Captions or a transcript.
    pub kind: TextKind,
    /// `sv` or `en`.
    pub language: &'static str,
    /// As its makers wrote it: captions as WebVTT.
    pub text: &'static str,
}

/// All of them.
pub const SAID: &[Said] = &[
    Said {
        of: "Kör utan ord",
        kind: TextKind::Captions,
        language: "sv",
        text: "WEBVTT\n\n00:00.300 --> 00:02.800\n(Någon hummar en ton.)\n\n00:02.800 --> 00:05.600\n♪ Mmm, mmm ♪\n- Vad var det nu det hette?\n\n\
               00:05.600 --> 00:09.000\n♪ Aaa ♪\n(Alla stämmer in.)\n",
    },
    Said {
        of: "Kör utan ord",
        kind: TextKind::Captions,
        language: "en",
        text: "WEBVTT\n\n00:00.300 --> 00:02.800\n(Somebody hums a note.)\n\n00:02.800 --> 00:05.600\n♪ Mmm, mmm ♪\n- What was it called again?\n\n\
               00:05.600 --> 00:09.000\n♪ Aah ♪\n(Everybody joins in.)\n",
    },
    Said {
        of: "Korridoren låter så här",
        kind: TextKind::Transcript,
        language: "sv",
        text: "(En gitarr i en lång korridor. Den börjar försiktigt.)\n\n(En skåpdörr slår igen i takt.)\n\nMmm, mmm, mmm, ”är det rast?”\n\n\
               (Nyckelknippan skramlar. Det ringer in.)",
    },
];

#[cfg(test)]
mod tests {
    use super::super::entries;
    use super::*;

    #[test]
    fn every_text_belongs_to_something_that_sounds() {
        for said in SAID {
            let found = entries()
                .into_iter()
                .find(|(entry, ..)| entry.title == said.of);
            let (entry, ..) = found.unwrap_or_else(|| panic!("nothing is called {}", said.of));
            assert!(["film", "music"].contains(&entry.category), "{}", said.of);
            if said.kind == TextKind::Captions {
                assert!(contest::captions::read(said.text.as_bytes(), 9_200).is_ok());
            }
        }
    }
}

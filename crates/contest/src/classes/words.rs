//! The words of recovery phrases: 2 048 plain Swedish words, our own list. Three of them make 33 bits.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::AppContext;

/// How many words make a phrase.
pub const PHRASE_WORDS: usize = 3;

static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("words.txt").lines().collect());

/// Words by their letters without dots and rings: å and ä are read as a, ö as o, for keyboards that lack them. No two words of
/// the list read the same.
static BY_LETTERS: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| WORDS.iter().map(|word| (letters(word), *word)).collect());

/// All words, in the order of the list.
pub fn all() -> &'static [&'static str] {
    &WORDS
}

/// Three words, each drawn from the whole list.
pub(super) fn draw(ctx: &AppContext) -> String {
    let count = u32::try_from(WORDS.len()).unwrap_or(u32::MAX);
    let word = || WORDS[ctx.random_below(count) as usize];
    [word(), word(), word()].join(" ")
}

/// A phrase as somebody typed it, in the list's spelling.
///
/// # Errors
/// It is not three words ([`PhraseError::Count`]), or one is not in the list ([`PhraseError::Word`]).
pub fn parse(typed: &str) -> Result<String, PhraseError> {
    let typed: String = typed.nfkc().collect::<String>().to_lowercase();
    let words: Vec<&str> = typed
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(50)
        .collect();
    if words.len() != PHRASE_WORDS {
        return Err(PhraseError::Count);
    }
    let found = words.iter().enumerate().map(|(at, word)| {
        BY_LETTERS
            .get(&letters(word))
            .copied()
            .ok_or(PhraseError::Word(at + 1))
    });
    Ok(found.collect::<Result<Vec<_>, _>>()?.join(" "))
}

/// Why a phrase cannot be one of ours. It says nothing about whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// Not three words.
    #[error("not three words")]
    Count,
    /// The word at this place (1 to 3) is not in the list: a slip of the finger.
    #[error("word {0} is not in the list")]
    Word(usize),
}

fn letters(word: &str) -> String {
    // Decomposed, the dots and rings are characters of their own.
    word.nfd().filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_list_is_2048_plain_words() {
        assert_eq!(WORDS.len(), 2048);
        for word in all() {
            let plain = word
                .chars()
                .all(|c| c.is_ascii_lowercase() || "åäö".contains(c));
            assert!(plain && (3..=8).contains(&word.chars().count()), "{word}");
        }
        let distinct: HashSet<_> = BY_LETTERS.keys().collect();
        assert_eq!(distinct.len(), 2048, "two words read the same without dots");
    }

    #[test]
    fn a_phrase_is_read_kindly() {
        for typed in [
            "älgkalv ärende öring",
            " Älgkalv, ärende-ÖRING. ",
            "algkalv arende oring",
            "a\u{308}lgkalv ärende öring",
        ] {
            assert_eq!(parse(typed), Ok("älgkalv ärende öring".into()), "{typed}");
        }
        assert_eq!(parse("älgkalv ärende"), Err(PhraseError::Count));
        assert_eq!(parse("älgkalv ärende öring öring"), Err(PhraseError::Count));
        assert_eq!(parse("älgkalv ärrende öring"), Err(PhraseError::Word(2)));
    }
}

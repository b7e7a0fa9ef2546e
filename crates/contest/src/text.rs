//! Words that people type: parsed once, valid ever after.

use unicode_normalization::UnicodeNormalization;

/// Crockford's base 32 in lower case: no i, l, o, u.
pub const CROCKFORD: &str = "0123456789abcdefghjkmnpqrstvwxyz";

/// Longest title, in characters.
pub const MAX_TITLE: usize = 120;
/// Longest text of a contribution, in characters: more than any poem needs, less than hurts a page.
pub const MAX_TEXT: usize = 20_000;
/// Longest credits, in characters.
pub const MAX_CREDITS: usize = 1_000;
/// Longest description of a picture, in characters.
pub const MAX_ALT: usize = 500;
/// Longest nickname, in characters.
pub const MAX_NICKNAME: usize = 30;

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but space.
    #[error("empty")]
    Empty,
    /// Longer than this many characters.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// Contains something that does not belong here, such as an e-mail address in a nickname.
    #[error("not allowed here")]
    NotAllowed,
}

/// One line: NFC, inner space made single, control and direction-override characters removed.
///
/// # Errors
/// Longer than `max` characters after cleaning.
pub fn line(raw: &str, max: usize) -> Result<String, TextError> {
    let clean: String = raw
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| visible(*c))
        .nfc() // last, or what a removed character kept apart would be joined only the next time
        .collect();
    bounded(
        clean
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        max,
    )
}

/// Like [`line`], but empty is an error too.
///
/// # Errors
/// Empty, or longer than `max` characters after cleaning.
pub fn required_line(raw: &str, max: usize) -> Result<String, TextError> {
    let text = line(raw, max)?;
    if text.is_empty() {
        Err(TextError::Empty)
    } else {
        Ok(text)
    }
}

/// Several lines: NFC, line ends as `\n`, spaces at line ends removed, at most two empty lines in a row.
///
/// # Errors
/// Longer than `max` characters after cleaning.
pub fn paragraphs(raw: &str, max: usize) -> Result<String, TextError> {
    let clean: String = raw
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| *c == '\n' || *c == '\t' || visible(*c))
        .nfc()
        .collect();
    let mut lines: Vec<&str> = Vec::new();
    for text in clean.lines().map(str::trim_end) {
        let empty_before = lines
            .iter()
            .rev()
            .take_while(|line| line.is_empty())
            .count();
        if !text.is_empty() || empty_before < 2 {
            lines.push(text);
        }
    }
    bounded(lines.join("\n").trim_matches('\n').to_owned(), max)
}

/// A nickname: 2 to 30 characters, and nothing that looks like an address, a number to call or a link.
///
/// # Errors
/// Empty, too long, or with contact data in it.
pub fn nickname(raw: &str) -> Result<String, TextError> {
    let name = required_line(raw, MAX_NICKNAME)?;
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    if letters < 2
        || digits > 4
        || name.contains('@')
        || name.contains("//")
        || name.to_lowercase().contains("www.")
    {
        return Err(TextError::NotAllowed);
    }
    Ok(name)
}

/// What people type for a code: upper or lower case, spaces and dashes, O for 0, I and L for 1 (Crockford's reading rules).
pub fn code(raw: &str) -> String {
    raw.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        })
        .take(64)
        .collect()
}

fn bounded(text: String, max: usize) -> Result<String, TextError> {
    if text.chars().count() > max {
        Err(TextError::TooLong(max))
    } else {
        Ok(text)
    }
}

/// Neither a control character nor one of Unicode's direction overrides, isolates and invisible fillers (UAX #9), which can
/// turn a title around or hide words in it. The zero-width joiner stays: emoji need it.
fn visible(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_loses_overrides_and_double_spaces() {
        assert_eq!(
            line("  Säg \u{202e}ifrån\n nu ", 20),
            Ok("Säg ifrån nu".into())
        );
        assert_eq!(
            required_line("\u{202e}\u{200b} ", 20),
            Err(TextError::Empty)
        );
        assert_eq!(line(&"å".repeat(121), 120), Err(TextError::TooLong(120)));
        assert_eq!(line("A\u{30a}", 1), Ok("Å".into()));
        assert_eq!(line("A\u{200b}\u{30a}", 1), Ok("Å".into()));
    }

    #[test]
    fn a_poem_keeps_its_lines() {
        assert_eq!(
            paragraphs("\r\nEtt  \r\n\r\n\r\n\r\nTvå\n", 20),
            Ok("Ett\n\n\nTvå".into())
        );
    }

    #[test]
    fn a_nickname_is_no_address() {
        assert_eq!(nickname(" Räven 7 "), Ok("Räven 7".into()));
        for bad in [
            "",
            "x",
            "ana@example.org",
            "070-123 45 67",
            "www.me.se",
            "https://x.se",
        ] {
            assert!(nickname(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_code_is_read_as_crockford_said() {
        assert_eq!(code(" O1L-ab "), "011ab");
    }
}

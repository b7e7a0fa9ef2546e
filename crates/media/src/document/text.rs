//! The words on a page, in reading order, from `pdftotext`'s list of boxes.

/// Characters of a page's text; a page of a book has 3000.
const MAX_CHARACTERS: usize = 20_000;

/// Room between two lines, in heights of a line, from which on they belong to different paragraphs.
const PARAGRAPH: f64 = 0.7;

/// So many times as high as wide a line is one that stands.
const STANDING: f64 = 2.0;

/// What stands where words were covered.
const GAP: &str = "[…]";

/// Left, top, right and bottom in points from the upper left corner of the page as it is shown.
pub(super) type Place = [f64; 4];

/// A word on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    /// None if the list of boxes does not tell.
    pub(super) place: Option<Place>,
    /// Its line runs from top to bottom or the other way.
    pub(super) stands: bool,
}

/// What can be read on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text {
    /// A line for each line, an empty line between paragraphs, without control characters.
    pub(super) plain: String,
    /// The same words, one by one.
    pub(super) words: Vec<Word>,
}

/// The words of a page without those that are covered, in whose stead `[…]` stands, once for all beside each other.
///
/// `boxes` is what `pdftotext -bbox-layout` wrote: words in lines in blocks, as XHTML. Anything else in it is passed
/// over, so whatever a file makes of it, plain text comes out.
pub(super) fn read(boxes: &str, is_covered: impl Fn(Option<Place>) -> bool) -> Text {
    let mut text = String::new();
    let mut words = Vec::new();
    let mut above: Option<(f64, f64)> = None;
    let mut stands = false;
    let mut rest = boxes;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if rest.starts_with("<word") {
            let Some((tag, from)) = rest.split_once('>') else {
                break;
            };
            let (word, behind) = from.split_once("</word>").unwrap_or((from, ""));
            rest = behind;
            let place = place(tag);
            let covered = is_covered(place);
            if covered && text.ends_with(GAP) {
                continue;
            }
            // One word, wherever its letters were sent.
            let word: String = if covered {
                GAP.to_owned()
            } else {
                unescape(word).split_whitespace().collect()
            };
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(&word);
            words.push(Word {
                text: word,
                place,
                stands,
            });
            if text.len() > MAX_CHARACTERS * 8 {
                break;
            }
            continue;
        }
        if rest.starts_with("<line") {
            let (tag, _) = rest.split_once('>').unwrap_or((rest, ""));
            let line = edges(tag);
            if !text.is_empty() {
                text.push_str(if belongs(above, line) { "\n" } else { "\n\n" });
            }
            above = line;
            stands = place(tag)
                .is_some_and(|[left, top, right, bottom]| bottom - top > STANDING * (right - left));
        }
        rest = &rest[1..];
    }
    let clean = contest::text::paragraphs(&text, usize::MAX).unwrap_or_default();
    let shown = clean.chars().filter(|c| !is_nobodys(*c));
    Text {
        plain: shown.take(MAX_CHARACTERS).collect(),
        words,
    }
}

/// Where a word stands.
fn place(tag: &str) -> Option<Place> {
    let [left, top, right, bottom] = ["xMin", "yMin", "xMax", "yMax"].map(|name| value(tag, name));
    Some([left?, top?, right?, bottom?])
}

/// A number in a tag; never one that compares with nothing.
fn value(tag: &str, name: &str) -> Option<f64> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let value: f64 = rest.split_once('"')?.0.parse().ok()?;
    value.is_finite().then_some(value)
}

/// Upper and lower edge of a line, in points from the top of the page.
fn edges(tag: &str) -> Option<(f64, f64)> {
    Some((value(tag, "yMin")?, value(tag, "yMax")?))
}

/// Whether a line follows another one closely, as in a paragraph. Lists of boxes part lines that stand a little apart.
fn belongs(above: Option<(f64, f64)>, line: Option<(f64, f64)>) -> bool {
    let (Some((top, bottom)), Some((next, _))) = (above, line) else {
        return false;
    };
    let gap = next - bottom;
    gap > top - bottom && gap < (bottom - top) * PARAGRAPH
}

/// Characters without a meaning of their own: private ones, and the mark of what could not be read.
fn is_nobodys(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{f0000}'..='\u{10ffff}')
}

/// The five entities of XML; poppler writes no others.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(boxes: &str) -> String {
        super::read(boxes, |_| false).plain
    }

    fn word(text: &str) -> String {
        format!("<word xMin=\"1\" yMin=\"2\" xMax=\"3\" yMax=\"4\">{text}</word>\n")
    }

    #[test]
    fn words_become_lines_and_blocks_become_paragraphs() {
        let line = |y: u32, words: &str| {
            format!(
                "<line xMin=\"1\" yMin=\"{y}\" xMax=\"9\" yMax=\"{}\">{words}</line>",
                y + 10
            )
        };
        let boxes = format!(
            "<html><head><title>Hemligt</title></head><doc><page><flow><block>{}{}</block><block>{}</block><block>{}</block></flow>\
             <flow><block>{}</block></flow></page></doc></html>",
            line(50, &(word("Säg") + &word("ifrån"))),
            line(62, &word("nu!")),
            line(78, &word("Samma stycke")),
            line(98, &word("Vi &amp;amp; &lt;ni&gt;")),
            line(50, &word("Nästa spalt")),
        );
        assert_eq!(
            read(&boxes),
            "Säg ifrån\nnu!\nSammastycke\n\nVi&amp;<ni>\n\nNästaspalt"
        );
    }

    #[test]
    fn what_steers_a_reader_is_taken_out() {
        let boxes = word("a\u{202e}b\u{7}c\u{e001}d\u{200b}\n\u{c}e");
        assert_eq!(read(&boxes), "abcde");
    }

    #[test]
    fn text_is_bounded_and_a_list_without_an_end_is_read_as_far_as_it_goes() {
        let boxes = word(&"å".repeat(30_000));
        assert_eq!(read(&boxes).chars().count(), MAX_CHARACTERS);
        assert_eq!(
            read(&format!("{}<word xMin=\"1\">slu", word("utan"))),
            "utan slu"
        );
        assert_eq!(read(&format!("{}<word xMin=\"1", word("utan"))), "utan");
    }

    #[test]
    fn covered_words_leave_a_gap_and_those_without_a_place_go_with_them() {
        let at = |x: u32, text: &str| {
            format!(
                "<word xMin=\"{x}\" yMin=\"0\" xMax=\"{}\" yMax=\"9\">{text}</word>",
                x + 9
            )
        };
        let boxes = [
            at(0, "Jag"),
            at(10, "heter"),
            at(20, "Ada"),
            at(30, "Berg"),
            "<word>utan</word><word xMin=\"NaN\" yMin=\"0\" xMax=\"9\" yMax=\"9\">tal</word>"
                .to_owned(),
            at(50, "ja"),
        ];
        let covered =
            |place: Option<Place>| place.is_none_or(|[left, ..]| (20.0..40.0).contains(&left));
        let text = super::read(&boxes.concat(), covered);
        assert_eq!(text.plain, "Jag heter […] ja");
        let words: Vec<_> = text.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, ["Jag", "heter", "[…]", "ja"]);
        assert_eq!(text.words[2].place, Some([20.0, 0.0, 29.0, 9.0]));
    }

    proptest::proptest! {
        #[test]
        fn anything_gives_plain_text(bytes in "(<word>|</word>|<line>|<line yMin=\"1\" yMax=\"2\">|&amp;|[<>&a-zå\\n\\x00\u{202e}]){0,80}") {
            let text = read(&bytes);
            proptest::prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{:?}", text);
        }
    }
}

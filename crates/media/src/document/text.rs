//! The words on a page, in reading order, from `pdftotext`'s list of boxes.

/// Characters of a page's text; a page of a book has 3000.
const MAX_CHARACTERS: usize = 20_000;

/// Room between two lines, in heights of a line, from which on they belong to different paragraphs.
const PARAGRAPH: f64 = 0.7;

/// Plain text of a page: a line for each line, an empty line between paragraphs, without control characters.
///
/// `boxes` is what `pdftotext -bbox-layout` wrote: words in lines in blocks, as XHTML. Anything else in it is passed
/// over, so whatever a file makes of it, plain text comes out.
pub(super) fn read(boxes: &str) -> String {
    let mut text = String::new();
    let mut above: Option<(f64, f64)> = None;
    let mut rest = boxes;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if rest.starts_with("<word") {
            let Some((_, from)) = rest.split_once('>') else {
                break;
            };
            let (word, behind) = from.split_once("</word>").unwrap_or((from, ""));
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            // One word, wherever its letters were sent.
            text.extend(unescape(word).split_whitespace());
            rest = behind;
            if text.len() > MAX_CHARACTERS * 8 {
                break;
            }
            continue;
        }
        if rest.starts_with("<line") && !text.is_empty() {
            let line = edges(rest);
            text.push_str(if belongs(above, line) { "\n" } else { "\n\n" });
            above = line;
        } else if rest.starts_with("<line") {
            above = edges(rest);
        }
        rest = &rest[1..];
    }
    let clean = contest::text::paragraphs(&text, usize::MAX).unwrap_or_default();
    let shown = clean.chars().filter(|c| !is_nobodys(*c));
    shown.take(MAX_CHARACTERS).collect()
}

/// Upper and lower edge of a line, in points from the top of the page.
fn edges(tag: &str) -> Option<(f64, f64)> {
    let (tag, _) = tag.split_once('>')?;
    let value = |name: &str| {
        let (_, rest) = tag.split_once(name)?;
        rest.split_once('"')?.0.parse().ok()
    };
    Some((value("yMin=\"")?, value("yMax=\"")?))
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

    proptest::proptest! {
        #[test]
        fn anything_gives_plain_text(bytes in "(<word>|</word>|<line>|<line yMin=\"1\" yMax=\"2\">|&amp;|[<>&a-zå\\n\\x00\u{202e}]){0,80}") {
            let text = read(&bytes);
            proptest::prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{:?}", text);
        }
    }
}

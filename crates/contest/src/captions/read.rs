//! Reading captions strictly: the first line that cannot be understood is named, and nothing is guessed.
//!
//! WebVTT (W3C WebVTT, section 4) and SubRip are read. Of a file only times and words are kept: names of cues, settings,
//! notes and the rest of the header go; `<b>`, `<i>` and `<u>` are taken off; any other markup, style sheets and regions are
//! refused. Cues may overlap (two people speak) but must stand in the order of their beginnings, as the standard wants.
//! Pure, and linear in the length of the file.

use super::cue::Cue;
use super::fault::{Fault, Wrong};
use super::line::{Format, plain, times};
use crate::text;

/// Largest file in bytes: the cues of an hour.
pub const MAX_BYTES: usize = 128 * 1024;
/// Most cues: five minutes with one every third of a second.
pub const MAX_CUES: usize = 1_000;
/// Longest text of a cue in characters: ten times what can be read at a glance.
pub const MAX_CUE: usize = 400;
/// Programs that write captions round to a second now and then: so much later than the film a cue may end. It is cut there.
const GRACE_MS: u64 = 1_000;

/// The cues of a WebVTT or SubRip file for a film of `length_ms`, in order. Their texts are cleaned as all texts are.
///
/// # Errors
/// The first line that is wrong.
pub fn read(bytes: &[u8], length_ms: u64) -> Result<Vec<Cue>, Wrong> {
    let at = |line, fault| Wrong { line, fault };
    if bytes.len() > MAX_BYTES {
        return Err(at(1, Fault::TooLarge));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let breaks = before.iter().filter(|byte| **byte == b'\n').count();
        at(breaks + 1, Fault::Encoding)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let first = lines.iter().position(|line| !line.trim().is_empty());
    let first = first.ok_or(at(1, Fault::Empty))?;
    let (format, begin) = if is_header(lines[first]) {
        (Format::WebVtt, end_of_header(&lines, first + 1))
    } else if is_subrip(&lines[first..]) {
        (Format::SubRip, first)
    } else {
        return Err(at(first + 1, Fault::Header));
    };
    let mut cues = Cues {
        lines: &lines,
        at: begin,
        format,
        length_ms,
        found: Vec::new(),
        last_start: 0,
    };
    while cues.block()? {}
    if cues.found.is_empty() {
        return Err(at(lines.len(), Fault::Empty));
    }
    Ok(cues.found)
}

fn is_header(line: &str) -> bool {
    let rest = line.strip_prefix("WEBVTT");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The header goes on until an empty line, or the first time.
fn end_of_header(lines: &[&str], from: usize) -> usize {
    let ends = |line: &&str| line.trim().is_empty() || line.contains("-->");
    let more = lines[from..].iter().position(ends);
    more.map_or(lines.len(), |more| from + more)
}

/// SubRip has no header: it begins with a number and a time, or with a time that has a comma.
fn is_subrip(lines: &[&str]) -> bool {
    let is_number = |line: &str| {
        let line = line.trim();
        !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
    };
    let holds_time = |line: Option<&&str>| line.is_some_and(|line| line.contains("-->"));
    let first = lines[0];
    is_number(first) && holds_time(lines.get(1)) || first.contains("-->") && first.contains(',')
}

struct Cues<'a> {
    lines: &'a [&'a str],
    at: usize,
    format: Format,
    length_ms: u64,
    found: Vec<Cue>,
    last_start: u64,
}

impl Cues<'_> {
    /// Reads up to the next empty line; `false` at the end.
    fn block(&mut self) -> Result<bool, Wrong> {
        while self.line().is_some_and(str::is_empty) {
            self.at += 1;
        }
        let Some(line) = self.line() else {
            return Ok(false);
        };
        if !line.contains("-->") {
            if self.format == Format::WebVtt {
                match line.split_whitespace().next() {
                    Some("NOTE") => {
                        self.skip();
                        return Ok(true);
                    }
                    Some("STYLE" | "REGION") => return Err(self.wrong(Fault::Block)),
                    _ => {}
                }
            }
            // The cue's name stands right before its time.
            if !self
                .lines
                .get(self.at + 1)
                .is_some_and(|next| next.contains("-->"))
            {
                return Err(self.wrong(Fault::NoTime));
            }
            self.at += 1;
        }
        self.cue()?;
        Ok(true)
    }

    fn cue(&mut self) -> Result<(), Wrong> {
        let line = self.lines[self.at];
        let (start_ms, end_ms) = times(line, self.format).ok_or(self.wrong(Fault::Time))?;
        if end_ms <= start_ms {
            return Err(self.wrong(Fault::Backwards));
        }
        if start_ms < self.last_start {
            return Err(self.wrong(Fault::Order));
        }
        if start_ms >= self.length_ms || end_ms > self.length_ms.saturating_add(GRACE_MS) {
            return Err(self.wrong(Fault::Beyond));
        }
        self.last_start = start_ms;
        let text = self.words()?;
        if text.is_empty() {
            return Ok(()); // a time without words shows nothing
        }
        if self.found.len() == MAX_CUES {
            return Err(self.wrong(Fault::TooMany));
        }
        self.found.push(Cue {
            start_ms,
            end_ms: end_ms.min(self.length_ms),
            text,
        });
        Ok(())
    }

    /// The lines up to the next empty one.
    fn words(&mut self) -> Result<String, Wrong> {
        let mut text = String::new();
        let mut left = MAX_CUE;
        self.at += 1;
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            if line.contains("-->") {
                return Err(self.wrong(Fault::NoGap));
            }
            let line = plain(line, self.format).ok_or(self.wrong(Fault::Markup))?;
            let line = text::line(&line, left).map_err(|_| self.wrong(Fault::TooLong))?;
            if !line.is_empty() {
                left -= line.chars().count();
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&line);
            }
            self.at += 1;
        }
        Ok(text)
    }

    fn line(&self) -> Option<&str> {
        self.lines.get(self.at).map(|line| line.trim())
    }

    fn skip(&mut self) {
        while self.line().is_some_and(|line| !line.is_empty()) {
            self.at += 1;
        }
    }

    fn wrong(&self, fault: Fault) -> Wrong {
        Wrong {
            line: self.at + 1,
            fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::write;
    use super::*;

    const MINUTE: u64 = 60_000;

    fn cue(start_ms: u64, end_ms: u64, text: &str) -> Cue {
        Cue {
            start_ms,
            end_ms,
            text: text.into(),
        }
    }

    fn fault(text: &str) -> (usize, Fault) {
        let wrong = read(text.as_bytes(), MINUTE).expect_err(text);
        (wrong.line, wrong.fault)
    }

    #[test]
    fn times_and_words_are_kept_and_nothing_else() {
        let file = "\u{feff}WEBVTT - Anna Andersson\r\nKind: captions\r\n\r\nNOTE Anna gjorde det här\r\n\r\n\
            ett\r\n00:01.000 --> 00:04.000 align:start position:0%\r\n<i>Hej</i>  &amp; &lt;hå&gt;\u{202e}\r\n- <3\r\n\r\n\r\n\
            00:00:03.500 --> 00:00:05.000\r\nTvå & tre\r\n\r\n00:06.000 --> 00:07.000\r\n\r\n";
        let cues = vec![
            cue(1_000, 4_000, "Hej & <hå>\n- <3"),
            cue(3_500, 5_000, "Två & tre"),
        ];
        assert_eq!(read(file.as_bytes(), MINUTE), Ok(cues.clone()));
        let ours = write(&cues);
        assert!(!ours.contains("Anna") && !ours.contains("align"), "{ours}");
        let olds = file.replace("\r\n", "\r");
        assert_eq!(read(olds.as_bytes(), MINUTE), Ok(cues));
    }

    #[test]
    fn subrip_is_read_too() {
        let file = "1\n00:00:01,000 --> 00:00:02,500\n<b>Hej</b>\n\n2\n00:00:59,000 --> 00:01:00,900\nHej då\n";
        let cues = vec![cue(1_000, 2_500, "Hej"), cue(59_000, MINUTE, "Hej då")];
        assert_eq!(read(file.as_bytes(), MINUTE), Ok(cues.clone()));
        let bare = file.replace("1\n00", "00").replace("2\n00", "00");
        assert_eq!(read(bare.as_bytes(), MINUTE), Ok(cues));
        let placed = file.replace("Hej då", "{\\an8}Hej då");
        assert_eq!(fault(&placed), (7, Fault::Markup));
    }

    #[test]
    fn every_fault_names_its_line() {
        let body = |cues: &str| format!("WEBVTT\n\n{cues}");
        for (text, line, wrong) in [
            ("", 1, Fault::Empty),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\n", 4, Fault::Empty),
            ("\nHej\n", 2, Fault::Header),
            ("WEBVTTX\n\n00:01.000 --> 00:02.000\nx", 1, Fault::Header),
            ("00:01.000 --> 00:02.000\nx", 1, Fault::Header),
            (&body("00:01,000 --> 00:02,000\nx"), 3, Fault::Time),
            (&body("0:01.000 --> 0:02.000\nx"), 3, Fault::Time),
            (&body("00:01.00 --> 00:02.00\nx"), 3, Fault::Time),
            (&body("00:61.000 --> 00:62.000\nx"), 3, Fault::Time),
            (&body("00:01.000 -->\nx"), 3, Fault::Time),
            (&body("00:01.000 --> 00:02.000 --> x\nx"), 3, Fault::Time),
            (
                &body("99999:00:01.000 --> 99999:00:02.000\nx"),
                3,
                Fault::Time,
            ),
            (&body("00:02.000 --> 00:02.000\nx"), 3, Fault::Backwards),
            (
                &body("00:03.000 --> 00:04.000\nx\n\n00:02.000 --> 00:05.000\ny"),
                6,
                Fault::Order,
            ),
            (&body("01:00.000 --> 01:00.500\nx"), 3, Fault::Beyond),
            (&body("00:59.000 --> 01:01.001\nx"), 3, Fault::Beyond),
            (
                &body("00:01.000 --> 00:02.000\nx\n\noch mer\n"),
                6,
                Fault::NoTime,
            ),
            (
                &body("00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny"),
                5,
                Fault::NoGap,
            ),
            (
                &body("00:01.000 --> 00:02.000\nx\n<c.red>y</c>"),
                5,
                Fault::Markup,
            ),
            (&body("00:01.000 --> 00:02.000\n<script>"), 4, Fault::Markup),
            (
                &body("00:01.000 --> 00:02.000\n<00:01.500>x"),
                4,
                Fault::Markup,
            ),
            (
                &body("00:01.000 --> 00:02.000\n<b onclick=x>y"),
                4,
                Fault::Markup,
            ),
            (
                &body("STYLE\n::cue { background: url(x) }"),
                3,
                Fault::Block,
            ),
            (&body("REGION\nid:x"), 3, Fault::Block),
        ] {
            assert_eq!(fault(text), (line, wrong), "{text}");
        }
        let long = body(&format!(
            "00:01.000 --> 00:02.000\n{}",
            "x".repeat(MAX_CUE + 1)
        ));
        assert_eq!(fault(&long), (4, Fault::TooLong));
        let many = body(&"00:01.000 --> 00:02.000\nx\n\n".repeat(MAX_CUES + 1));
        assert_eq!(fault(&many).1, Fault::TooMany);
        let large = body(&"NOTE\n\n".repeat(MAX_BYTES / 6));
        assert_eq!(fault(&large), (1, Fault::TooLarge));
        let latin = b"WEBVTT\n\n00:01.000 --> 00:02.000\nF\xf6r";
        let wrong = Wrong {
            line: 4,
            fault: Fault::Encoding,
        };
        assert_eq!(read(latin, MINUTE), Err(wrong));
        assert_eq!(
            read(b"\xff\xfeW\0E\0B\0", MINUTE).map_err(|wrong| wrong.fault),
            Err(Fault::Encoding)
        );
    }

    /// With a cost that grows with the square of the length, each of these would take minutes.
    #[test]
    fn the_worst_files_cost_no_more_than_others() {
        let head = "WEBVTT\n\n00:01.000 --> 00:02.000\n";
        let worst = [
            "<", "&", "&amp", "\n", "<1", "-->", "<1111", "NOTE\n", "x\n", "\u{202e}", "{\\", " ",
        ];
        for piece in worst {
            for begin in [
                head,
                "WEBVTT\n\nNOTE\n",
                "1\n00:00:01,000 --> 00:00:02,000\n",
                "",
            ] {
                let file = format!(
                    "{begin}{}",
                    piece.repeat((MAX_BYTES - begin.len()) / piece.len())
                );
                let _ = read(file.as_bytes(), MINUTE);
            }
        }
    }

    /// Lines of words with what is awkward in them.
    fn words() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[ -~åäö♪]{0,6}",
            1 => "&(amp;|lt;|gt;|nbsp;|lrm;|x){1,2}",
            1 => "</?[biu3<]>?",
            1 => "[A\u{200b}\u{202e}\u{30a}\u{2028}{\\\\]{1,4}",
        ];
        vec(piece, 0..6).prop_map(|pieces| pieces.concat().replace("-->", "->"))
    }

    /// Beginnings, lengths and words of cues, in order.
    fn rows() -> impl Strategy<Value = Vec<(u64, u64, Vec<String>)>> {
        let row = (0_u64..900, 1_u64..3_000, vec(words(), 0..4));
        vec(row, 0..12).prop_map(|mut rows| {
            let mut start = 0;
            for row in &mut rows {
                start += row.0;
                row.0 = start;
            }
            rows
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn any_bytes_give_an_answer(bytes in vec(any::<u8>(), 0..600)) {
            let _ = read(&bytes, MINUTE);
            let _ = read(&[&b"WEBVTT\n\n00:01.000 --> 00:02.000\n"[..], &bytes].concat(), MINUTE);
        }

        /// Of files that are right but for what may be in their words and between their cues.
        #[test]
        fn what_was_understood_is_understood_again_and_holds_no_markup(rows in rows(), between in "(\n|NOTE x\n\n|1\n)?") {
            let mut file = "WEBVTT\n".to_owned();
            for (start, length, words) in rows {
                let time = write(&[cue(start, start + length, "")]);
                let time = time.lines().nth(2).unwrap_or_default();
                let words: Vec<_> = words.into_iter().filter(|line| !line.trim().is_empty()).collect();
                file += &format!("\n{between}{time}\n{}\n", words.join("\n"));
            }
            if let Ok(cues) = read(file.as_bytes(), MINUTE) {
                let ours = write(&cues);
                prop_assert!(!ours.contains('<'), "{}", ours);
                prop_assert_eq!(ours.matches('>').count(), cues.len(), "only arrows: {}", ours);
                prop_assert_eq!(read(ours.as_bytes(), MINUTE), Ok(cues));
            }
        }

        #[test]
        fn what_is_written_is_read_again(rows in rows()) {
            let cues = rows.into_iter().filter_map(|(start, length, words)| {
                let words = words.iter().flat_map(|line| text::line(line, 100));
                let words: Vec<_> = words.filter(|line| !line.is_empty()).collect();
                (!words.is_empty()).then(|| cue(start, start + length, &words.join("\n")))
            });
            let cues: Vec<_> = cues.collect();
            prop_assume!(!cues.is_empty());
            prop_assert_eq!(read(write(&cues).as_bytes(), MINUTE), Ok(cues));
        }
    }
}

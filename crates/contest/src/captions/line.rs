//! One line of a file of captions: times, or words.

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    WebVtt,
    SubRip,
}

/// Beginning and end in milliseconds; what follows them is settings.
pub(super) fn times(line: &str, format: Format) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    if rest.contains("-->") {
        return None;
    }
    let end = rest.split_whitespace().next()?;
    Some((time(start.trim(), format)?, time(end, format)?))
}

/// `[hours:]minutes:seconds.milliseconds`; SubRip writes a comma.
fn time(text: &str, format: Format) -> Option<u64> {
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u64>().ok())?
    };
    let mark = if format == Format::SubRip && text.contains(',') {
        ','
    } else {
        '.'
    };
    let (clock, ms) = text.split_once(mark)?;
    let (clock, seconds) = clock.rsplit_once(':')?;
    let (hours, minutes) = clock.rsplit_once(':').unwrap_or(("0", clock));
    let small = |text| number(text, 2..=2).filter(|value| *value < 60);
    let (hours, minutes, seconds) = (number(hours, 1..=4)?, small(minutes)?, small(seconds)?);
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + number(ms, 3..=3)?)
}

/// A line without bold, italics and underlining, its character references resolved; `None` if it holds other markup.
pub(super) fn plain(line: &str, format: Format) -> Option<String> {
    const TAKEN_OFF: [&str; 6] = ["<b>", "</b>", "<i>", "</i>", "<u>", "</u>"];
    if format == Format::SubRip && line.contains("{\\") {
        return None; // places and colours, as some programs write them
    }
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('&') {
            let (letter, length) = reference(rest);
            text.push(letter);
            length
        } else if let Some(tag) = TAKEN_OFF.iter().find(|tag| begins(rest, tag)) {
            tag.len()
        } else if is_tag(rest) {
            return None;
        } else {
            text.push('<');
            1
        };
        rest = &rest[taken..];
    }
    text.push_str(rest);
    Some(text)
}

/// The character that the text behind `&` stands for, and its length; `&` itself where it stands for none.
fn reference(text: &str) -> (char, usize) {
    const KNOWN: [(&str, char); 6] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&nbsp;", ' '),
        ("&lrm;", '\u{200e}'),
        ("&rlm;", '\u{200f}'),
    ];
    let known = KNOWN.iter().find(|(name, _)| text.starts_with(name));
    known.map_or(('&', 1), |(name, letter)| (*letter, name.len()))
}

fn begins(text: &str, with: &str) -> bool {
    let start = text.as_bytes().get(..with.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
}

/// Whether a player might take it for a tag: `<c`, `</c`, `<!`, `<00:05`. A heart (`<3`) is none.
fn is_tag(text: &str) -> bool {
    let inside = &text.as_bytes()[1..];
    match inside.first() {
        Some(first) if first.is_ascii_digit() => {
            let digits = inside
                .iter()
                .take(5)
                .take_while(|byte| byte.is_ascii_digit());
            inside.get(digits.count()) == Some(&b':')
        }
        Some(first) => first.is_ascii_alphabetic() || b"/!?.".contains(first),
        None => false,
    }
}

//! What `pdfinfo` says about a file, reduced to what matters here.

/// A page's visible size in points, as it is shown: upright.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A PDF before its pages are drawn: claims, not facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Info {
    /// Number of pages.
    pub(super) pages: u64,
    /// Sizes of the first pages, without a gap.
    pub(super) sizes: Vec<Size>,
    /// Locked, with a password or without.
    pub(super) encrypted: bool,
    /// The file had to be repaired.
    pub(super) complaints: bool,
}

impl Info {
    /// Reads `pdfinfo`'s lines. Words of the file itself (title, author) come before the lines that count, so the last
    /// of several counts.
    pub(super) fn read(lines: &[String], complaints: bool) -> Self {
        let mut info = Self {
            complaints,
            ..Self::default()
        };
        for line in lines {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match name {
                "Pages" => {
                    info.pages = value.parse().unwrap_or(0);
                    info.sizes.clear();
                }
                "Encrypted" => info.encrypted = value.starts_with("yes"),
                _ if is_turned(name, value, info.sizes.len()) => {
                    if let Some(Size { width, height }) = info.sizes.last_mut() {
                        std::mem::swap(width, height);
                    }
                }
                _ => info.sizes.extend(size(name, value, info.sizes.len() + 1)),
            }
        }
        info
    }
}

/// Whether a line such as `Page    3 rot:   90` says that this page is shown lying on one of its sides.
fn is_turned(name: &str, value: &str, number: usize) -> bool {
    let of = name
        .strip_prefix("Page")
        .and_then(|rest| rest.strip_suffix("rot"))
        .map(str::trim);
    of.is_some_and(|of| of.parse() == Ok(number)) && matches!(value, "90" | "270")
}

/// The size in a line such as `Page    3 size:  595.276 x 841.89 pts (A4)`, if it is about this page.
fn size(name: &str, value: &str, number: usize) -> Option<Size> {
    let of = name.strip_prefix("Page")?.strip_suffix("size")?.trim();
    if of.parse() != Ok(number) {
        return None;
    }
    let (width, rest) = value.split_once(" x ")?;
    let height = rest.split_ascii_whitespace().next()?;
    let points = |text: &str| text.parse::<f64>().ok().filter(|points| points.is_finite());
    Some(Size {
        width: points(width)?.abs(),
        height: points(height)?.abs(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn pages_and_their_sizes_are_read() {
        let said = lines(
            "Title:           Vi\nJavaScript:      no\nPages:           2\nEncrypted:       no\nPage    1 size:  595.276 x 841.89 pts (A4)\n\
             Page    1 rot:   0\nPage    2 size:  2e+06 x 1 pts\nPage    2 rot:   90\nFile size:       575 bytes",
        );
        let info = Info::read(&said, false);
        let size = |width, height| Size { width, height };
        assert_eq!(info.sizes, [size(595.276, 841.89), size(1.0, 2e6)]);
        assert_eq!(
            (info.pages, info.encrypted, info.complaints),
            (2, false, false)
        );
    }

    #[test]
    fn words_of_the_file_do_not_count() {
        let said = lines(
            "Title: x\nPages: 1\nPage 1 size: 9 x 9 pts\nEncrypted: no\nPages: 99\nEncrypted: yes (print:yes)",
        );
        let info = Info::read(&said, true);
        assert_eq!(
            (info.pages, info.encrypted, info.complaints),
            (99, true, true)
        );
        assert_eq!(info.sizes, []);
    }

    #[test]
    fn a_page_without_a_size_ends_the_list() {
        let said = lines("Pages: 3\nPage 1 size: 9 x 9 pts\nPage 3 size: 9 x 9 pts");
        assert_eq!(Info::read(&said, false).sizes.len(), 1);
        let nonsense = lines("Pages: many\nPage 1 size: wide x high pts\nPage 1 size: nan x 9 pts");
        assert_eq!(Info::read(&nonsense, false), Info::default());
    }
}

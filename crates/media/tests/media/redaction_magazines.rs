//! A page of a magazine that is covered: nothing under the box is in a picture, in the text, or in the new original.

use std::fmt::Write as _;
use std::process::Command;

use contest::assets::{Area, Mark, MediaType};
use media::Burning;

use crate::pdf::Pdf;
use crate::support::{Made, burnt, process};

/// Size of the pages in points.
const PAGE: (f64, f64) = (420.0, 595.0);
/// Where the word that nobody shall read stands: left, bottom, right and top in points from the lower left corner.
const HIDDEN: [f64; 4] = [200.0, 495.0, 275.0, 518.0];

/// How a page is shown.
#[derive(Clone, Copy, Debug)]
enum Shown {
    Upright,
    /// A quarter turn clockwise.
    Turned,
    /// Without its left and lower parts.
    Cropped,
}

const ALL: [Shown; 3] = [Shown::Upright, Shown::Turned, Shown::Cropped];
/// Left and lower edge of what a cropped page shows.
const CROP: (f64, f64) = (100.0, 200.0);

impl Shown {
    fn entries(self) -> String {
        match self {
            Self::Upright => String::new(),
            Self::Turned => "/Rotate 90".to_owned(),
            Self::Cropped => format!("/CropBox[{} {} {} {}]", CROP.0, CROP.1, PAGE.0, PAGE.1),
        }
    }

    /// A rectangle of the page as parts of what is seen of it: left, top, right, bottom.
    fn parts(self, [left, bottom, right, top]: [f64; 4]) -> [f64; 4] {
        let (wide, high) = PAGE;
        match self {
            Self::Upright => [
                left / wide,
                1.0 - top / high,
                right / wide,
                1.0 - bottom / high,
            ],
            Self::Turned => [bottom / high, left / wide, top / high, right / wide],
            Self::Cropped => {
                let across = |x: f64| (x - CROP.0) / (wide - CROP.0);
                let down = |y: f64| (high - y) / (high - CROP.1);
                [across(left), down(top), across(right), down(bottom)]
            }
        }
    }

    fn area(self, place: [f64; 4]) -> Area {
        let [left, top, right, bottom] = self.parts(place).map(part);
        Area::new(left, top, right, bottom).expect("a rectangle")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 1"
)]
fn part(share: f64) -> u16 {
    (share * f64::from(Area::WHOLE)).round() as u16
}

/// Coloured squares and a line of three words; the one in the middle is hidden.
fn content() -> String {
    let mut content = String::new();
    for y in 0..60 {
        for x in 0..42 {
            let level = |step: u32| f64::from((x * 53 + y * 101 + step) * 37 % 180 + 60) / 255.0;
            let (red, green, blue) = (level(0), level(5), level(9));
            let _ = writeln!(
                content,
                "{red:.2} {green:.2} {blue:.2} rg {} {} 10 10 re f",
                x * 10,
                y * 10
            );
        }
    }
    content.push_str("0 g\n");
    for (x, y, word) in [
        (120, 500, "Synlig"),
        (200, 500, "Hemlig"),
        (290, 500, "Granne"),
        (120, 400, "Rad"),
    ] {
        let _ = writeln!(content, "BT /F1 20 Tf {x} {y} Td ({word}) Tj ET");
    }
    content
}

fn magazine() -> Vec<u8> {
    let mut pdf = Pdf::new();
    for shown in ALL {
        pdf.page(&shown.entries(), &content());
    }
    pdf.finish()
}

fn burning(marks: &[Mark], replace_original: bool) -> Burning {
    Burning {
        marks: marks.to_vec(),
        replace_original,
    }
}

/// The hidden word covered on every page.
fn covered(replace_original: bool) -> Burning {
    let mark = |(page, shown): (u16, Shown)| Mark::CoverPage {
        page,
        area: shown.area(HIDDEN),
    };
    let marks: Vec<_> = (1..).zip(ALL).map(mark).collect();
    burning(&marks, replace_original)
}

/// The pictures of a page, in all sizes.
fn pictures(made: &Made, page: usize) -> Vec<String> {
    let of_page = |name: &&str| match page {
        1 => !name.starts_with('p') && *name != "card.jpg",
        page => name.starts_with(&format!("p{page:02}_")),
    };
    made.names()
        .into_iter()
        .filter(of_page)
        .map(str::to_owned)
        .collect()
}

/// Mean and variance of brightness in a part of a picture.
fn levels(made: &Made, name: &str, [left, top, right, bottom]: [f64; 4]) -> (f64, f64) {
    let picture = made.picture(name).to_luma8();
    let (wide, high) = (f64::from(picture.width()), f64::from(picture.height()));
    let inside: Vec<f64> = picture
        .enumerate_pixels()
        .filter(|(x, y, _)| {
            let (x, y) = (f64::from(*x), f64::from(*y));
            // The whole of a pixel lies inside.
            x >= left * wide
                && x + 1.0 <= right * wide
                && y >= top * high
                && y + 1.0 <= bottom * high
        })
        .map(|(_, _, pixel)| f64::from(pixel.0[0]))
        .collect();
    let count = f64::from(u32::try_from(inside.len()).expect("a small picture"));
    assert!(count > 8.0, "{name}: too small to be judged");
    let mean = inside.iter().sum::<f64>() / count;
    let spread: f64 = inside.iter().map(|level| (level - mean).powi(2)).sum();
    (mean, spread / count)
}

fn assert_covered_everywhere(made: &Made) {
    for (page, shown) in (1..).zip(ALL) {
        let names = pictures(made, page);
        assert!(!names.is_empty());
        for name in names {
            let (mean, variance) = levels(made, &name, shown.parts(HIDDEN));
            assert!(
                mean < 24.0 && variance < 12.0,
                "{shown:?} {name}: {mean} {variance}"
            );
            let (mean, variance) = levels(made, &name, shown.parts([200.0, 300.0, 275.0, 380.0]));
            assert!(
                mean > 40.0 && variance > 100.0,
                "{shown:?} {name}: {mean} {variance}"
            );
        }
    }
}

/// What a program that has nothing to do with ours reads in a file.
fn words_in(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("it.pdf");
    std::fs::write(&path, pdf).expect("written");
    let output = Command::new("pdftotext")
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn what_is_covered_is_neither_seen_nor_read_however_the_page_lies() {
    let plain = process(&magazine()).await.expect("a magazine");
    for text in &plain.renditions.facts.pages {
        assert!(text.contains("Hemlig"), "{text}");
    }
    let made = burnt(&magazine(), &covered(false))
        .await
        .expect("a magazine");
    assert_covered_everywhere(&made);
    for text in &made.renditions.facts.pages {
        assert!(!text.contains("Hemlig"), "{text}");
        for kept in ["Synlig", "Granne", "Rad", "[…]"] {
            assert!(text.contains(kept), "{kept} in {text}");
        }
    }
    assert_eq!(made.renditions.original, None);
    assert_ne!(
        plain.renditions.facts.thumbhash,
        made.renditions.facts.thumbhash
    );
}

#[tokio::test]
async fn a_word_that_only_the_grown_box_touches_goes_too() {
    let [left, bottom, _, top] = HIDDEN;
    // Where the mark ends, in points: three pixels are 1.44 of them. The box ends before the word, or in it.
    for (end, kept) in [(left - 6.0, true), (left - 0.8, false)] {
        let mark = Mark::CoverPage {
            page: 1,
            area: Shown::Upright.area([left - 15.0, bottom, end, top]),
        };
        let made = burnt(&magazine(), &burning(&[mark], false))
            .await
            .expect("a magazine");
        let text = &made.renditions.facts.pages[0];
        assert_eq!(text.contains("Hemlig"), kept, "{end}: {text}");
        assert!(text.contains("Granne"), "{text}");
    }
}

#[tokio::test]
async fn only_the_marked_page_changes() {
    let mark = Mark::CoverPage {
        page: 2,
        area: Shown::Turned.area(HIDDEN),
    };
    let plain = process(&magazine()).await.expect("a magazine");
    let made = burnt(&magazine(), &burning(&[mark], false))
        .await
        .expect("a magazine");
    let has = |made: &Made| -> Vec<bool> {
        let pages = made.renditions.facts.pages.iter();
        pages.map(|text| text.contains("Hemlig")).collect()
    };
    assert_eq!(
        (has(&plain), has(&made)),
        (vec![true; 3], vec![true, false, true])
    );
    for name in plain.names() {
        let same = plain.bytes(name) == made.bytes(name);
        assert_eq!(same, !name.starts_with("p02_"), "{name}");
    }
}

#[tokio::test]
async fn a_whole_page_or_its_text_alone_can_go() {
    let marks = [
        Mark::CoverPage {
            page: 1,
            area: Area::all(),
        },
        Mark::NoText { page: 3 },
    ];
    let made = burnt(&magazine(), &burning(&marks, false))
        .await
        .expect("a magazine");
    let texts = &made.renditions.facts.pages;
    assert_eq!((texts[0].as_str(), texts[2].as_str()), ("", ""));
    assert!(texts[1].contains("Hemlig"), "{}", texts[1]);
    for name in pictures(&made, 1) {
        let (mean, variance) = levels(&made, &name, [0.0, 0.0, 1.0, 1.0]);
        assert!(mean < 24.0 && variance < 12.0, "{name}: {mean} {variance}");
    }
    let (mean, variance) = levels(&made, "p03_1280.webp", Shown::Cropped.parts(HIDDEN));
    assert!(mean > 40.0 && variance > 100.0, "{mean} {variance}");
}

#[tokio::test]
async fn the_new_original_holds_nothing_that_was_covered_and_can_be_covered_again() {
    let made = burnt(&magazine(), &covered(true))
        .await
        .expect("a magazine");
    assert_covered_everywhere(&made);
    let original = made.renditions.original.as_ref().expect("a new original");
    assert_eq!(original.media_type, MediaType::Pdf);
    let pdf = std::fs::read(&original.path).expect("readable");
    let words = words_in(&pdf);
    assert!(
        words.contains("Granne") && !words.contains("Hemlig"),
        "{words}"
    );

    // Made again of it, the magazine is the same.
    let again = process(&pdf).await.expect("our own file");
    assert_eq!(again.names(), made.names());
    assert_covered_everywhere(&again);
    let flat = |made: &Made| -> Vec<String> {
        let sorted = |text: &String| {
            let mut words: Vec<_> = text.split_whitespace().collect();
            words.sort_unstable();
            words.join(" ")
        };
        made.renditions.facts.pages.iter().map(sorted).collect()
    };
    assert_eq!(flat(&again), flat(&made));
    for name in made.names() {
        let (first, second) = (
            made.picture(name).to_luma8(),
            again.picture(name).to_luma8(),
        );
        assert_eq!(first.dimensions(), second.dimensions(), "{name}");
        let differences = first.pixels().zip(second.pixels());
        let sum: u64 = differences
            .map(|(a, b)| u64::from(a.0[0].abs_diff(b.0[0])))
            .sum();
        let count = u64::from(first.width() * first.height());
        assert!(sum < 4 * count, "{name}: {sum} over {count} pixels");
    }

    // Each word lies where it stood.
    let place = [110.0, 495.0, 190.0, 518.0];
    let marks: Vec<_> = (1..)
        .zip(ALL)
        .map(|(page, shown)| Mark::CoverPage {
            page,
            area: shown.area(place),
        })
        .collect();
    let twice = burnt(&pdf, &burning(&marks, true))
        .await
        .expect("our own file");
    for text in &twice.renditions.facts.pages {
        assert!(
            !text.contains("Synlig") && text.contains("Granne"),
            "{text}"
        );
    }
    let original = twice.renditions.original.as_ref().expect("a new original");
    let words = words_in(&std::fs::read(&original.path).expect("readable"));
    assert!(
        words.contains("Rad") && !words.contains("Synlig"),
        "{words}"
    );
}

#[tokio::test]
async fn letters_of_every_writing_come_back_from_the_new_original() {
    let mut pdf = Pdf::new();
    // More letters than a font of one byte has, by a font that says what its codes mean.
    let letters: Vec<char> = ('\u{4e00}'..='\u{4f2b}')
        .chain("åäöÅÄÖß€".chars())
        .collect();
    let mut map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n\
                   1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        .to_owned();
    for (code, letter) in letters.iter().enumerate() {
        let _ = writeln!(
            map,
            "1 beginbfchar <{code:04X}> <{:04X}> endbfchar",
            u32::from(*letter)
        );
    }
    map.push_str("endcmap end end");
    let map = pdf.stream("", map.as_bytes());
    let font = format!(
        "/Font<</F1<</Type/Font/Subtype/Type0/BaseFont/Helvetica/Encoding/Identity-H/ToUnicode {map} 0 R\
         /DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/Helvetica/DW 1000\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>>>"
    );
    let mut content = String::new();
    for (row, codes) in (0..letters.len())
        .collect::<Vec<_>>()
        .chunks(30)
        .enumerate()
    {
        let shown: Vec<_> = codes.iter().map(|code| format!("{code:04X}")).collect();
        let shown = shown.concat();
        let _ = writeln!(
            content,
            "BT 3 Tr /F1 10 Tf 40 {} Td <{shown}> Tj ET",
            560 - 20 * row
        );
    }
    pdf.page(&format!("/Resources<<{font}>>"), &content);
    let pdf = pdf.finish();
    let mark = Mark::CoverPage {
        page: 1,
        area: Area::new(0, 9_000, 500, 10_000).expect("a rectangle"),
    };
    let made = burnt(&pdf, &burning(&[mark], true))
        .await
        .expect("a magazine");
    let before = &made.renditions.facts.pages[0];
    assert!(
        before.contains("åäöÅÄÖß€") && before.contains('\u{4f2b}'),
        "{before}"
    );
    let original = made.renditions.original.as_ref().expect("a new original");
    let again = process(&std::fs::read(&original.path).expect("readable")).await;
    let again = again.expect("our own file");
    assert_eq!(&again.renditions.facts.pages[0], before);
}

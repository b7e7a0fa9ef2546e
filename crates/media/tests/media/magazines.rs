//! Magazines: pages as pictures with the text that stands on them, or a reason in words.

use crate::pdf::{Pdf, color, line, magazine};
use crate::support::{process, refusal};

/// The colour in the middle of a page of [`magazine`] in this picture.
fn middle(picture: &image::DynamicImage) -> [u8; 3] {
    let picture = picture.to_rgb8();
    let (width, height) = picture.dimensions();
    picture.get_pixel(width / 2, height * 6 / 10).0
}

fn is_near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found
        .iter()
        .zip(wanted)
        .all(|(found, wanted)| found.abs_diff(wanted) < 10)
}

#[tokio::test]
async fn thirty_pages_become_pictures_with_their_text() {
    let made = process(&magazine(30)).await.expect("a magazine");
    let mut names: Vec<_> = ["1280.jpg", "1280.webp", "320.webp", "640.webp", "card.jpg"]
        .map(str::to_owned)
        .into();
    names.extend((2..=30).map(|number| format!("p{number:02}_1280.webp")));
    assert_eq!(made.names(), names);
    for number in 1..=30 {
        let name = if number == 1 {
            "1280.webp".to_owned()
        } else {
            format!("p{number:02}_1280.webp")
        };
        let picture = made.picture(&name);
        assert_eq!((picture.width(), picture.height()), (876, 1240), "{name}");
        let found = middle(&picture);
        assert!(
            is_near(found, color(number)),
            "{name}: {found:?}, not {:?}",
            color(number)
        );
    }
    let facts = &made.renditions.facts;
    let texts: Vec<_> = (1..=30)
        .map(|number| format!("Sida {number}: säg ifrån på rasten\n\nVi väljer själva."))
        .collect();
    let flat = |texts: &[String]| {
        texts
            .iter()
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(flat(&facts.pages), flat(&texts));
    assert_eq!((facts.width, facts.height), (876, 1240));
    assert!(!facts.thumbhash.is_empty() && facts.color.starts_with('#'));
    assert!(
        made.steps.is_sorted() && made.steps.len() >= 30,
        "{:?}",
        made.steps
    );
}

#[tokio::test]
async fn a_page_has_the_sizes_that_do_not_enlarge_it() {
    let mut pdf = Pdf::new();
    for size in [
        "595 842",
        "842 595",
        "2000000 2000000",
        "2000000 1",
        "72 50",
    ] {
        pdf.page(&format!("/MediaBox[0 0 {size}]"), "1 0 0 rg 0 0 9 9 re f");
    }
    let made = process(&pdf.finish()).await.expect("a magazine");
    let size = |name: &str| {
        let picture = made.picture(name);
        (picture.width(), picture.height())
    };
    assert_eq!(size("2048.webp"), (1240, 1754));
    assert_eq!(size("p02_2048.webp"), (1754, 1240));
    assert_eq!(size("p02_1280.webp"), (1280, 905));
    assert_eq!(size("p03_2048.webp"), (2048, 2048));
    assert_eq!(size("p04_2048.webp").0, 2048);
    assert_eq!(size("p05_1280.webp"), (150, 105));
    assert!(made.renditions.file("p05_2048.webp").is_none());
}

#[tokio::test]
async fn what_lies_outside_of_the_visible_page_is_neither_shown_nor_read() {
    let mut pdf = Pdf::new();
    let content = [
        line("Synlig rad", 300),
        line("Bortklippt namn", 550),
        "1 0 0 rg 0 400 420 195 re f".to_owned(),
    ]
    .concat();
    pdf.page("/CropBox[0 0 420 400]", &content);
    let made = process(&pdf.finish()).await.expect("a magazine");
    let cover = made.picture("1280.webp").to_rgb8();
    assert_eq!(cover.dimensions(), (875, 834));
    let red = cover.pixels().any(|pixel| pixel[0] > 200 && pixel[1] < 90);
    assert!(!red, "the part that was cut off");
    assert_eq!(made.renditions.facts.pages, ["Synlig rad"]);
}

#[tokio::test]
async fn text_that_cannot_be_seen_is_in_the_text_that_reviewers_read() {
    let mut pdf = Pdf::new();
    let hidden = format!("3 Tr {}", line("Osynlig rad", 300));
    pdf.page("", &format!("{}{hidden}", line("Synlig rad", 400)));
    let made = process(&pdf.finish()).await.expect("a magazine");
    let text = &made.renditions.facts.pages[0];
    assert!(
        text.contains("Synlig rad") && text.contains("Osynlig rad"),
        "{text}"
    );
}

#[tokio::test]
async fn pictures_without_text_and_turned_pages_are_taken() {
    let mut pdf = Pdf::new();
    pdf.page("/Rotate 90", "0 0 1 rg 0 0 420 20 re f");
    let made = process(&pdf.finish()).await.expect("a magazine");
    let cover = made.picture("1280.webp").to_rgb8();
    assert_eq!(cover.dimensions(), (1240, 876));
    // Turned clockwise, the lower edge is on the left.
    let left = cover.get_pixel(10, 440).0;
    assert!(is_near(left, [0, 0, 255]), "{left:?}");
    assert_eq!(made.renditions.facts.pages, [""]);
}

#[tokio::test]
async fn letters_that_the_file_does_not_bring_are_drawn_with_others() {
    let mut pdf = Pdf::new();
    let font = format!(
        "/Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/InvPoster-Bold/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 122/Widths[{}]>>>>",
        "600 ".repeat(91)
    );
    pdf.page(
        &format!("/Resources<<{font}>>"),
        &line("Utan eget typsnitt", 300),
    );
    let made = process(&pdf.finish()).await.expect("a magazine");
    let cover = made.picture("1280.webp").to_luma8();
    let dark = cover.pixels().filter(|pixel| pixel[0] < 100).count();
    assert!(dark > 500, "{dark} dark pixels");
    assert_eq!(made.renditions.facts.pages, ["Utan eget typsnitt"]);
}

/// Entries of a lock as readers of 2001 wrote it (ISO 32000-1, 7.6.3; RC4 of 40 bits): the first opens for everybody, the
/// second with a password only.
pub fn lock(with_password: bool) -> String {
    let owner = "4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60";
    let user = if with_password {
        owner
    } else {
        "d0f1e1bfc151cda2dddd0a3ee25d3b59bfa8cf0b91b6e82c442e24a84a165cc3"
    };
    let id = "30313233343536373839616263646566";
    format!("/Encrypt<</Filter/Standard/V 1/R 2/O<{owner}>/U<{user}>/P -44>>/ID[<{id}><{id}>]")
}

/// A magazine of three pages with these entries in its trailer.
pub fn with_trailer(entries: &str) -> Vec<u8> {
    let mut pdf = Pdf::new();
    for number in 1..=3 {
        pdf.page("", &line(&format!("Sida {number}"), 300));
    }
    pdf.trailer = entries.to_owned();
    pdf.finish()
}

#[tokio::test]
async fn what_cannot_be_shown_is_refused_for_a_reason() {
    assert_eq!(refusal(&with_trailer("")).await, "accepted");
    assert_eq!(refusal(&with_trailer(&lock(true))).await, "encrypted");
    assert_eq!(refusal(&with_trailer(&lock(false))).await, "encrypted");
    assert_eq!(refusal(&magazine(61)).await, "too-many-pages");
    assert_eq!(refusal(&Pdf::new().finish()).await, "no-pages");
    let whole = magazine(6);
    assert_eq!(refusal(&whole[..whole.len() / 2]).await, "truncated");
    assert_eq!(refusal(&whole[..whole.len() - 400]).await, "truncated");
    assert_eq!(refusal(b"%PDF-1.7\n").await, "truncated");
    assert_eq!(refusal(b"%PDF-1.7\n%%EOF\n").await, "unreadable");
    let mut ring = Pdf::new();
    ring.set(2, "<</Type/Pages/Kids[2 0 R]/Count 1>>");
    assert_eq!(refusal(&ring.finish()).await, "unreadable");
}

#[tokio::test]
async fn sixty_pages_are_taken() {
    let mut pdf = Pdf::new();
    for _ in 0..60 {
        pdf.page("/MediaBox[0 0 50 70]", "");
    }
    let made = process(&pdf.finish()).await.expect("a magazine");
    assert_eq!(made.renditions.facts.pages.len(), 60);
    assert!(made.renditions.file("p60_1280.webp").is_some());
}

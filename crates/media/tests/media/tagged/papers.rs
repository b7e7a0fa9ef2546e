//! Magazines with tags in every place that a PDF has for them (ISO 32000-1).

use std::fmt::Write as _;

use super::{Tagged, by_exiftool};
use crate::pdf::{Pdf, deflated, line};
use crate::planted::{COVER, NAME, PLACE, WORDS, cover, cover_with_thumbnail, silent_cover, xmp};

const SMALL: &str = "/MediaBox[0 0 200 200]";

/// One page of text.
fn text(name: &str, plant: impl Fn(&mut Pdf) -> String) -> Tagged {
    let mut pdf = Pdf::new();
    let entries = plant(&mut pdf);
    pdf.page(&format!("{SMALL}{entries}"), &line("Hej", 100));
    Tagged::new(name, "pdf", pdf.finish())
}

/// One page that is a picture.
fn picture(name: &str, jpeg: &[u8], plant: impl Fn(&mut Pdf) -> String) -> Tagged {
    let mut pdf = Pdf::new();
    let more = plant(&mut pdf);
    let entries = format!(
        "/Width {COVER}/Height {COVER}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode{more}"
    );
    pdf.picture_page(&entries, jpeg);
    Tagged::new(name, "pdf", pdf.finish())
}

fn packet(pdf: &mut Pdf) -> usize {
    pdf.stream("/Type/Metadata/Subtype/XML", &xmp())
}

#[expect(
    clippy::too_many_lines,
    reason = "a list of files, one after the other"
)]
pub fn texts() -> Vec<Tagged> {
    let in_catalog = |name: &str, entries: String| {
        text(name, move |pdf| {
            pdf.catalog.clone_from(&entries);
            String::new()
        })
    };
    let wide = WORDS
        .encode_utf16()
        .fold("FEFF".to_owned(), |mut hex, unit| {
            let _ = write!(hex, "{unit:04X}");
            hex
        });
    let info = |name: &str, entries: String| {
        text(name, move |pdf| {
            let info = pdf.add(format!("<<{entries}>>"));
            pdf.trailer = format!("/Info {info} 0 R");
            String::new()
        })
    };
    let plain = text("plain", |_| String::new()).bytes;
    let mut files = vec![
        info(
            "info",
            format!(
                "/Title({WORDS})/Author({NAME})/Keywords({PLACE})/Creator({NAME})/Producer({NAME})/Place({PLACE})"
            ),
        ),
        info("info in UTF-16", format!("/Author<{wide}>")),
        text("XMP", |pdf| {
            let xmp = packet(pdf);
            pdf.catalog = format!("/Metadata {xmp} 0 R");
            String::new()
        }),
        text("packed XMP", |pdf| {
            let xmp = pdf.stream(
                "/Type/Metadata/Subtype/XML/Filter/FlateDecode",
                &deflated(&xmp()),
            );
            pdf.catalog = format!("/Metadata {xmp} 0 R");
            String::new()
        }),
        text("XMP of a page", |pdf| {
            format!("/Metadata {} 0 R", packet(pdf))
        }),
        text("private data", |_| {
            format!("/PieceInfo<</X<</Private({WORDS})/LastModified(D:2020)>>>>")
        }),
        // A map's corners (ISO 32000-2, 12.10).
        text("map", |_| {
            "/VP[<</Type/Viewport/BBox[0 0 200 200]/Measure<</Type/Measure/Subtype/GEO/Bounds[0 0 0 1 1 1 1 0]/GPTS[59.32931 18.06864 \
             59.32931 18.06865 59.32932 18.06865 59.32932 18.06864]>>>>]"
                .to_owned()
        }),
        text("small picture of a page", |pdf| {
            let jpeg = cover();
            let thumb = format!(
                "/Width {COVER}/Height {COVER}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
            );
            format!("/Thumb {} 0 R", pdf.stream(&thumb, &jpeg))
        }),
        text("hidden note", |_| {
            format!(
                "/Annots[<</Type/Annot/Subtype/Text/F 2/Rect[0 0 9 9]/T({NAME})/Contents({WORDS})>>]"
            )
        }),
        text("attached file", |pdf| {
            let file = pdf.stream("/Type/EmbeddedFile", &cover());
            pdf.catalog = format!(
                "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F({NAME}.jpg)/Desc({WORDS})/EF<</F {file} 0 R>>>>]>>>>"
            );
            String::new()
        }),
        in_catalog(
            "script",
            format!("/OpenAction<</S/JavaScript/JS(app.alert\\({WORDS}\\))>>"),
        ),
        in_catalog(
            "field",
            format!("/AcroForm<</Fields[<</FT/Tx/T(place)/V({WORDS})>>]>>"),
        ),
        in_catalog(
            "signature",
            format!(
                "/AcroForm<</Fields[<</FT/Sig/T(s)/V<</Type/Sig/Name({NAME})/Location({PLACE})>>>>]>>"
            ),
        ),
        in_catalog(
            "outline",
            format!("/Outlines<</Type/Outlines/Count 1/First<</Title({WORDS})>>>>"),
        ),
        in_catalog(
            "label of a page",
            format!("/PageLabels<</Nums[0<</P({WORDS})>>]>>"),
        ),
        in_catalog(
            "layer",
            format!("/OCProperties<</OCGs[]/D<</Name({WORDS})>>>>"),
        ),
        // Words between objects, and in what nobody refers to.
        text("left over", |pdf| {
            pdf.add(format!("({WORDS})"));
            String::new()
        }),
        Tagged::new("remark", "pdf", {
            let at = plain
                .windows(4)
                .position(|four| four == b"xref")
                .expect("a table");
            let remark = format!("% {WORDS}\n");
            let longer = [&plain[..at], remark.as_bytes(), &plain[at..]].concat();
            let text = |at: usize| format!("startxref\n{at}\n");
            let end = longer.len() - text(at).len() - "%%EOF\n".len();
            [
                &longer[..end],
                text(at + remark.len()).as_bytes(),
                b"%%EOF\n",
            ]
            .concat()
        }),
    ];
    for (name, orders) in [
        ("exiftool info", [format!("-PDF:Author={WORDS}")]),
        (
            "exiftool XMP",
            ["-XMP-exif:GPSLatitude=59.32931".to_owned()],
        ),
    ] {
        files.push(Tagged::new(
            name,
            "pdf",
            by_exiftool(&plain, "pdf", &orders),
        ));
    }
    files.push(older_revision());
    files
}

/// The tags were changed: the newer ones stand behind the older (ISO 32000-1, 7.5.6).
fn older_revision() -> Tagged {
    let mut pdf = Pdf::new();
    let info = pdf.add(format!("<</Author({WORDS})>>"));
    pdf.trailer = format!("/Info {info} 0 R");
    pdf.page(SMALL, &line("Hej", 100));
    let old = pdf.finish();
    let table = old
        .windows(4)
        .position(|four| four == b"xref")
        .expect("a table");
    let object = format!("{info} 0 obj\n<</Author(nobody)>>\nendobj\n");
    let new = format!(
        "{object}xref\n{info} 1\n{:010} 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Info {info} 0 R/Prev {table}>>\nstartxref\n{}\n%%EOF\n",
        old.len(),
        old.len() + object.len()
    );
    Tagged::new("older revision", "pdf", [&old[..], new.as_bytes()].concat())
}

pub fn pictures() -> Vec<Tagged> {
    let plain = silent_cover();
    vec![
        picture("EXIF", &cover(), |_| String::new()),
        picture("EXIF of the thumbnail", &cover_with_thumbnail(), |_| {
            String::new()
        }),
        picture("XMP of a picture", &plain, |pdf| {
            format!("/Metadata {} 0 R", packet(pdf))
        }),
        picture("words of a picture", &plain, |_| {
            format!("/Name/{NAME}/Alternates[]/ID({WORDS})")
        }),
    ]
}

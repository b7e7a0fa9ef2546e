//! A writer of PDF files, honest and other ones (ISO 32000-1).

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A file under construction. Objects are given their numbers in the order in which they are added; 1 is the catalogue
/// and 2 the list of pages.
pub struct Pdf {
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
    /// More entries of the catalogue.
    pub catalog: String,
    /// More entries of the trailer.
    pub trailer: String,
    /// What the list of pages claims, if it is not the truth.
    pub count: Option<usize>,
}

impl Pdf {
    pub fn new() -> Self {
        Self {
            objects: vec![Vec::new(); 2],
            pages: Vec::new(),
            catalog: String::new(),
            trailer: String::new(),
            count: None,
        }
    }

    /// Adds an object and gives its number.
    pub fn add(&mut self, object: impl Into<Vec<u8>>) -> usize {
        self.objects.push(object.into());
        self.objects.len()
    }

    /// Adds a stream with these entries of its dictionary.
    pub fn stream(&mut self, entries: &str, data: &[u8]) -> usize {
        let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
        self.add([head.as_bytes(), data, b"\nendstream"].concat())
    }

    /// Adds a page with these entries and this content. A5, unless the entries say otherwise; `F1` is Helvetica.
    pub fn page(&mut self, entries: &str, content: &str) -> usize {
        let content = self.stream("", content.as_bytes());
        self.page_of(&format!("/Contents {content} 0 R{entries}"))
    }

    /// Adds a page with nothing but these entries.
    pub fn page_of(&mut self, entries: &str) -> usize {
        let media_box = if entries.contains("/MediaBox") {
            ""
        } else {
            "/MediaBox[0 0 420 595]"
        };
        let resources = if entries.contains("/Resources") {
            String::new()
        } else {
            format!("/Resources<<{FONT}>>")
        };
        let page = format!("<</Type/Page/Parent 2 0 R{media_box}{resources}{entries}>>");
        let page = self.add(page);
        self.pages.push(page);
        page
    }

    /// Adds a page that shows this image.
    pub fn picture_page(&mut self, entries: &str, data: &[u8]) -> usize {
        let image = self.stream(&format!("/Type/XObject/Subtype/Image{entries}"), data);
        self.page(
            &format!("/Resources<</XObject<</P {image} 0 R>>>>"),
            "420 0 0 595 0 0 cm /P Do",
        )
    }

    /// Puts another object in the place of one.
    pub fn set(&mut self, number: usize, object: impl Into<Vec<u8>>) {
        self.objects[number - 1] = object.into();
    }

    pub fn finish(mut self) -> Vec<u8> {
        if self.objects[0].is_empty() {
            self.objects[0] = format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalog).into_bytes();
        }
        if self.objects[1].is_empty() {
            let kids = self.pages.iter().fold(String::new(), |mut kids, page| {
                let _ = write!(kids, "{page} 0 R ");
                kids
            });
            let count = self.count.unwrap_or(self.pages.len());
            self.objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {count}>>").into_bytes();
        }
        let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.objects.len() + 1);
        for (number, object) in (1..).zip(&self.objects) {
            let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
            bytes.extend(format!("{number} 0 obj\n").bytes());
            bytes.extend(object);
            bytes.extend(b"\nendobj\n");
        }
        let end = format!(
            "trailer\n<</Size {}/Root 1 0 R{}>>\nstartxref\n{}\n%%EOF\n",
            self.objects.len() + 1,
            self.trailer,
            bytes.len()
        );
        bytes.extend(table.bytes().chain(end.bytes()));
        bytes
    }
}

/// Helvetica as every reader has it, with Swedish letters.
pub const FONT: &str =
    "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>";

/// A line of text at a height on the page; letters outside ASCII as octal codes of WinAnsi.
pub fn line(text: &str, y: u32) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            ' '..='~' => out.push(c),
            c => {
                let _ = write!(out, "\\{:03o}", u32::from(c));
            }
        }
    }
    format!("BT /F1 20 Tf 40 {y} Td ({out}) Tj ET\n")
}

pub fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).expect("into memory");
    encoder.finish().expect("into memory")
}

/// A JPEG in one colour, with this text in a comment and in a tag.
pub fn jpeg(color: [u8; 3], secret: &[u8]) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(60, 40, image::Rgb(color));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoded");
    let bytes = bytes.into_inner();
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("short");
        [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
    };
    let tag = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0".as_slice(), secret].concat();
    [
        &bytes[..2],
        &segment(0xE1, &tag),
        &segment(0xFE, secret),
        &bytes[2..],
    ]
    .concat()
}

/// A magazine of so many pages: each has its number in words, a box in a colour of its own, and every third a picture.
pub fn magazine(pages: u32) -> Vec<u8> {
    let mut pdf = Pdf::new();
    for number in 1..=pages {
        let picture = if number % 3 == 0 {
            let jpeg = jpeg(color(number), b"");
            let entries = "/Type/XObject/Subtype/Image/Width 60/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode";
            Some(pdf.stream(entries, &jpeg))
        } else {
            None
        };
        let [red, green, blue] = color(number).map(|share| f32::from(share) / 255.0);
        let mut content = match picture {
            Some(_) => "q 340 0 0 340 40 60 cm /P Do Q\n".to_owned(),
            None => format!("q {red:.4} {green:.4} {blue:.4} rg 40 60 340 340 re f Q\n"),
        };
        content.push_str(&line(&format!("Sida {number}: säg ifrån på rasten"), 500));
        content.push_str(&line("Vi väljer själva.", 470));
        let resources =
            picture.map(|picture| format!("/Resources<<{FONT}/XObject<</P {picture} 0 R>>>>"));
        pdf.page(&resources.unwrap_or_default(), &content);
    }
    pdf.finish()
}

/// The colour of a page of [`magazine`].
pub fn color(number: u32) -> [u8; 3] {
    let part = |step: u32| u8::try_from(number * step % 200 + 20).expect("below 256");
    [part(37), part(71), part(113)]
}

//! Just enough PDF for a magazine (ISO 32000-1): pages with filled boxes, lines of text, and JPEG pictures.

use std::fmt::Write as _;

/// The letters that every reader brings along.
#[derive(Clone, Copy, Debug)]
pub(super) enum Face {
    /// Helvetica.
    Plain,
    /// Helvetica, bold.
    Bold,
}

/// Numbers of the objects that every file has.
const CATALOG: usize = 1;
const PAGES: usize = 2;
const PLAIN: usize = 3;
const BOLD: usize = 4;

/// A file that is being written.
pub(super) struct Pdf {
    size: (f32, f32),
    /// The first one has the number 1.
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
}

/// A page that is being written.
pub(super) struct Page<'a> {
    pdf: &'a mut Pdf,
    content: String,
}

impl Pdf {
    /// A file whose pages have this width and height in points.
    pub(super) fn new(size: (f32, f32)) -> Self {
        let font =
            |name| format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>");
        Self {
            size,
            objects: vec![
                format!("<</Type/Catalog/Pages {PAGES} 0 R>>").into(),
                Vec::new(), // the list of pages is written last
                font("Helvetica").into(),
                font("Helvetica-Bold").into(),
            ],
            pages: Vec::new(),
        }
    }

    /// A page to write on.
    pub(super) fn page(&mut self) -> Page<'_> {
        Page {
            pdf: self,
            content: String::new(),
        }
    }

    /// A page that is one picture from edge to edge, given as JPEG of this size in pixels.
    pub(super) fn picture_page(&mut self, jpeg: &[u8], (width, height): (u32, u32)) {
        let picture = self.stream(
            &format!(
                "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
            ),
            jpeg,
        );
        let (w, h) = self.size;
        self.add_page(
            &format!("{w} 0 0 {h} 0 0 cm /P Do"),
            &format!("/XObject<</P {picture} 0 R>>"),
        );
    }

    /// The whole file.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let kids: String = self.pages.iter().fold(String::new(), |mut kids, page| {
            let _ = write!(kids, "{page} 0 R ");
            kids
        });
        let (w, h) = self.size;
        self.objects[PAGES - 1] = format!(
            "<</Type/Pages/Kids[{kids}]/Count {}/MediaBox[0 0 {w} {h}]>>",
            self.pages.len()
        )
        .into();
        let mut bytes = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.objects.len() + 1);
        for (number, object) in (1..).zip(&self.objects) {
            let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
            bytes.extend(format!("{number} 0 obj\n").bytes());
            bytes.extend(object);
            bytes.extend(b"\nendobj\n");
        }
        let start = bytes.len();
        let size = self.objects.len() + 1;
        let end =
            format!("trailer\n<</Size {size}/Root {CATALOG} 0 R>>\nstartxref\n{start}\n%%EOF\n");
        bytes.extend(table.bytes().chain(end.bytes()));
        bytes
    }

    fn add(&mut self, object: Vec<u8>) -> usize {
        self.objects.push(object);
        self.objects.len()
    }

    fn stream(&mut self, entries: &str, data: &[u8]) -> usize {
        let mut object = format!("<<{entries}/Length {}>>\nstream\n", data.len()).into_bytes();
        object.extend(data);
        object.extend(b"\nendstream");
        self.add(object)
    }

    fn add_page(&mut self, content: &str, resources: &str) {
        let content = self.stream("", content.as_bytes());
        let page = format!(
            "<</Type/Page/Parent {PAGES} 0 R/Contents {content} 0 R\
             /Resources<</Font<</F1 {PLAIN} 0 R/F2 {BOLD} 0 R>>{resources}>>>>"
        );
        let page = self.add(page.into_bytes());
        self.pages.push(page);
    }
}

impl Page<'_> {
    /// Fills a box, given by its lower left corner and its size, with a colour.
    pub(super) fn fill(&mut self, hue: u32, (x, y): (f32, f32), (w, h): (f32, f32)) {
        let _ = writeln!(self.content, "{} rg {x} {y} {w} {h} re f", rgb(hue));
    }

    /// Writes a line that begins at a point.
    pub(super) fn write(
        &mut self,
        face: Face,
        size: f32,
        hue: u32,
        (x, y): (f32, f32),
        text: &str,
    ) {
        let font = match face {
            Face::Plain => "F1",
            Face::Bold => "F2",
        };
        let _ = writeln!(
            self.content,
            "BT {} rg /{font} {size} Tf {x} {y} Td ({}) Tj ET",
            rgb(hue),
            escaped(text)
        );
    }

    /// Nothing more comes on this page.
    pub(super) fn end(self) {
        self.pdf.add_page(&self.content, "");
    }
}

fn rgb(hue: u32) -> String {
    let [_, red, green, blue] = hue.to_be_bytes();
    let share = |value: u8| f32::from(value) / 255.0;
    format!("{:.3} {:.3} {:.3}", share(red), share(green), share(blue))
}

/// The text in the code page of Windows, as a literal string (ISO 32000-1, 7.3.4.2 and annex D). What has no place there
/// becomes a question mark.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            _ => {
                let code = match c {
                    '\u{2026}' => 0x85,
                    '\u{2019}' => 0x92,
                    '\u{201c}' => 0x93,
                    '\u{201d}' => 0x94,
                    '\u{2022}' => 0x95,
                    '\u{2013}' => 0x96,
                    '\u{a0}'..='\u{ff}' => u32::from(c),
                    _ => u32::from('?'),
                };
                let _ = write!(out, "\\{code:03o}");
            }
        }
    }
    out
}

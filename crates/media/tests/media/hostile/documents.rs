//! Magazines: bombs, rings, forged tables, scripts, programs to be started, references to other files and addresses.
#![expect(clippy::too_many_lines, reason = "lists of files, one after the other")]

use std::fmt::Write as _;

use crate::magazines::{lock, with_trailer};
use crate::pdf::{FONT, Pdf, deflated, jpeg, line, magazine};

use super::Lure;
use super::bytes::{Hostile, boxed, file, frame, noise, zeros_deflated};

/// A magazine of one page with this content and these entries.
fn one_page(entries: &str, content: &str) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.page(entries, content);
    pdf.finish()
}

/// A magazine with these entries in its catalogue.
fn with_catalog(entries: &str) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.page("", &line("En sida", 300));
    pdf.catalog = entries.to_owned();
    pdf.finish()
}

/// A magazine of one picture.
fn picture(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.picture_page(entries, data);
    pdf.finish()
}

/// A page whose content is this stream.
fn content(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let stream = pdf.stream(entries, data);
    pdf.page_of(&format!("/Contents {stream} 0 R"));
    pdf.finish()
}

/// Forms that each draw the next one ten times: ten to the power of `depth` boxes.
fn laughing(depth: usize) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 420 595]/Group<</S/Transparency>>";
    let mut last = pdf.stream(form, b"0 0 1 rg 0 0 400 500 re f");
    for _ in 0..depth {
        let entries = format!("{form}/Resources<</XObject<</X {last} 0 R>>>>");
        last = pdf.stream(&entries, "/X Do ".repeat(10).as_bytes());
    }
    pdf.page(&format!("/Resources<</XObject<</X {last} 0 R>>>>"), "/X Do");
    pdf.finish()
}

/// An image of JPEG 2000 that claims this size (ITU-T T.800, A.5.1).
fn jpx(side: u32) -> Vec<u8> {
    let mut size = vec![0, 0];
    for value in [side, side, 0, 0, side, side, 0, 0] {
        size.extend(value.to_be_bytes());
    }
    size.extend([0, 3, 7, 1, 1, 7, 1, 1, 7, 1, 1]);
    let length = u16::try_from(size.len() + 2).expect("short").to_be_bytes();
    let mut stream = [&[0xFF, 0x4F, 0xFF, 0x51][..], &length, &size].concat();
    stream.extend([0xFF, 0x52, 0, 12, 0, 0, 0, 1, 0, 5, 4, 4, 0, 1]);
    stream.extend([0xFF, 0x5C, 0, 19]);
    stream.extend([0x40; 17]);
    stream.extend([0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF, 0x93]);
    stream.extend(noise(2000));
    let mut header = side.to_be_bytes().to_vec();
    header.extend(side.to_be_bytes());
    header.extend([0, 3, 7, 7, 0, 0]);
    let header = [
        boxed(b"ihdr", &header),
        boxed(b"colr", &[1, 0, 0, 0, 0, 0, 16]),
    ]
    .concat();
    [
        boxed(b"jP  ", b"\x0d\x0a\x87\x0a"),
        boxed(b"ftyp", b"jp2 \0\0\0\0jp2 "),
        boxed(b"jp2h", &header),
        boxed(b"jp2c", &stream),
    ]
    .concat()
}

/// A page of JBIG2 of this size, with a generic region as large (ITU-T T.88, 7.4.8 and 7.4.6).
fn jbig2(side: u32) -> Vec<u8> {
    let page = [
        &side.to_be_bytes()[..],
        &side.to_be_bytes(),
        &[0; 8],
        &[0, 0, 0],
    ]
    .concat();
    let mut region = [
        &side.to_be_bytes()[..],
        &side.to_be_bytes(),
        &[0; 8],
        &[0, 0],
    ]
    .concat();
    region.extend([3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE]);
    region.extend(noise(3000));
    let segment = |number: u8, kind: u8, data: &[u8]| {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&[0, 0, 0, number, kind, 0, 1][..], &length, data].concat()
    };
    [segment(0, 48, &page), segment(1, 38, &region)].concat()
}

/// A picture in a form of its own that is as wide and high as its dictionary says.
fn image(side: u32, filter: &str) -> String {
    format!("/Width {side}/Height {side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/{filter}")
}

pub fn all(lure: &Lure) -> Vec<Hostile> {
    let pdf = |name, bytes: Vec<u8>| file(name, "pdf", bytes);
    let whole = magazine(6);
    let (path, address) = (&lure.file, &lure.address);
    vec![
        pdf("pdf with a password", with_trailer(&lock(true))),
        pdf(
            "pdf that is locked without a password",
            with_trailer(&lock(false)),
        ),
        pdf("pdf with a lock that nobody knows", {
            with_trailer("/Encrypt<</Filter/Quantum/V 99>>/ID[<00><00>]")
        }),
        pdf("pdf whose pages are a ring", {
            let mut pdf = Pdf::new();
            pdf.set(2, "<</Type/Pages/Kids[2 0 R]/Count 1>>");
            pdf.finish()
        }),
        pdf("pdf whose lists of pages hold each other", {
            let mut pdf = Pdf::new();
            let other = pdf.add("<</Type/Pages/Kids[2 0 R]/Count 3/Parent 2 0 R>>");
            pdf.set(2, format!("<</Type/Pages/Kids[{other} 0 R]/Count 3>>"));
            pdf.finish()
        }),
        pdf("pdf with a list of pages 100 000 deep", {
            let mut pdf = Pdf::new();
            for number in 3..100_003 {
                pdf.add(format!("<</Type/Pages/Kids[{} 0 R]/Count 1>>", number + 1));
            }
            pdf.set(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
            pdf.page("", "");
            pdf.finish()
        }),
        pdf("pdf of 10 000 pages", {
            let mut pdf = Pdf::new();
            for _ in 0..10_000 {
                pdf.page_of("");
            }
            pdf.finish()
        }),
        pdf("pdf that claims 2 000 000 000 pages", {
            let mut pdf = Pdf::new();
            pdf.page("", "");
            pdf.count = Some(2_000_000_000);
            pdf.finish()
        }),
        pdf("pdf that claims 40 pages and has one", {
            let mut pdf = Pdf::new();
            pdf.page("", "");
            pdf.count = Some(40);
            pdf.finish()
        }),
        pdf("pdf without pages", Pdf::new().finish()),
        pdf("pdf with one page 60 times", {
            let mut pdf = Pdf::new();
            let page = pdf.page("", &line("Samma sida", 300));
            let kids = format!("{page} 0 R ").repeat(60);
            pdf.set(2, format!("<</Type/Pages/Kids[{kids}]/Count 60>>"));
            pdf.finish()
        }),
        pdf("pdf with a page of 2 000 000 points", {
            one_page(
                "/MediaBox[0 0 2000000 2000000]",
                "1 0 0 rg 9 9 9999 9999 re f",
            )
        }),
        pdf("pdf with a page of no size", {
            one_page("/MediaBox[7 7 7 7]", &line("Finns", 3))
        }),
        pdf("pdf with a page of numbers without end", {
            let number = "9".repeat(400);
            one_page(
                &format!("/MediaBox[-{number} 0 {number} 1e999]"),
                "0 0 1 1 re f",
            )
        }),
        pdf("pdf with a script at its opening", {
            with_catalog(
                "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\); this.submitForm\\('x'\\))>>",
            )
        }),
        pdf("pdf with scripts in its names", {
            with_catalog("/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(while\\(1\\){})>>]>>>>")
        }),
        pdf("pdf that starts a program", {
            with_catalog("/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>>>")
        }),
        pdf("pdf that starts a file beside it", {
            with_catalog(&format!(
                "/OpenAction<</S/Launch/F({path})/NewWindow true>>"
            ))
        }),
        pdf("pdf that goes to another file", {
            with_catalog(&format!("/OpenAction<</S/GoToR/F({path})/D[0/Fit]>>"))
        }),
        pdf("pdf with a form that is sent away", {
            let action = format!("<</S/SubmitForm/F<</FS/URL/F({address})>>>>");
            with_catalog(&format!(
                "/OpenAction {action}/AcroForm<</Fields[]/XFA(<xdp href=\"{address}\"/>)>>"
            ))
        }),
        pdf("pdf with an address", {
            one_page(
                &format!(
                    "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 400 500]/A<</S/URI/URI({address})>>>>]"
                ),
                &line("Klicka", 300),
            )
        }),
        pdf("pdf whose content lies in another file", {
            content(&format!("/F({path})/FFilter/FlateDecode"), b"")
        }),
        pdf("pdf whose content lies at an address", {
            content(&format!("/F<</FS/URL/F({address})>>"), b"")
        }),
        pdf("pdf whose picture lies in another file", {
            picture(&format!("{}/F({path})", image(64, "DCTDecode")), b"")
        }),
        pdf("pdf with a page of another file", {
            let mut pdf = Pdf::new();
            let form = pdf.stream(
                &format!("/Type/XObject/Subtype/Form/BBox[0 0 420 595]/Ref<</F({path})/Page 0>>"),
                b"",
            );
            pdf.page(&format!("/Resources<</XObject<</X {form} 0 R>>>>"), "/X Do");
            pdf.finish()
        }),
        pdf("pdf with a file inside", {
            let mut pdf = Pdf::new();
            let inside = pdf.stream("/Type/EmbeddedFile", b"<html><script>alert(1)</script>");
            pdf.page(
                &format!("/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[9 9 40 40]/FS<</F(x.html)/EF<</F {inside} 0 R>>>>>>]"),
                "",
            );
            pdf.catalog = format!(
                "/Names<</EmbeddedFiles<</Names[(x.html)<</F(x.html)/EF<</F {inside} 0 R>>>>]>>>>"
            );
            pdf.finish()
        }),
        pdf("pdf with a film inside", {
            one_page(
                &format!(
                    "/Annots[<</Type/Annot/Subtype/Movie/Rect[9 9 400 400]/Movie<</F({path})>>/A true>>]"
                ),
                "",
            )
        }),
        pdf("pdf with PostScript inside", {
            let mut pdf = Pdf::new();
            let script = format!("({path}) (r) file 1000 string readstring pop show");
            let post = pdf.stream("/Type/XObject/Subtype/PS", script.as_bytes());
            pdf.page(&format!("/Resources<</XObject<</X {post} 0 R>>>>"), "/X Do");
            pdf.finish()
        }),
        pdf("pdf with 300 MB of nothing as its content", {
            content("/Filter/FlateDecode", &zeros_deflated(300))
        }),
        pdf("pdf with a bomb in a bomb", {
            content(
                "/Filter[/FlateDecode/FlateDecode]",
                &deflated(&zeros_deflated(300)),
            )
        }),
        pdf("pdf with 40 filters", {
            let data = (0..40).fold(b"0 0 1 rg 0 0 99 99 re f".to_vec(), |data, _| {
                deflated(&data)
            });
            content(&format!("/Filter[{}]", "/FlateDecode".repeat(40)), &data)
        }),
        pdf("pdf with an index of 300 MB of nothing", {
            let bomb = zeros_deflated(300);
            let head = format!(
                "%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 99999999/W[1 8 8]/Root 2 0 R/Filter/FlateDecode/Length {}>>\nstream\n",
                bomb.len()
            );
            [
                head.as_bytes(),
                &bomb,
                b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n",
            ]
            .concat()
        }),
        pdf("pdf with a picture of 65535 x 65535", {
            picture(&image(65_535, "FlateDecode"), &zeros_deflated(12))
        }),
        pdf("pdf with a picture of 2 000 000 000 x 2 000 000 000", {
            picture(&image(2_000_000_000, "FlateDecode"), &zeros_deflated(1))
        }),
        pdf("pdf with a picture of negative size", {
            picture(
                "/Width -9/Height -9/ColorSpace/DeviceRGB/BitsPerComponent 8",
                b"...",
            )
        }),
        pdf("pdf with a JPEG that claims 65500 x 65500", {
            let head = [
                &[0xFF, 0xD8][..],
                &frame(0xC0, 65_500, 65_500, 3),
                &noise(300),
            ]
            .concat();
            picture(&image(65_500, "DCTDecode"), &head)
        }),
        pdf("pdf with a JPEG 2000 that claims 60000 x 60000", {
            picture("/Width 60000/Height 60000/Filter/JPXDecode", &jpx(60_000))
        }),
        pdf("pdf with a JPEG 2000 of 12000 x 12000 in 2 KB", {
            picture("/Width 12000/Height 12000/Filter/JPXDecode", &jpx(12_000))
        }),
        pdf(
            "pdf with a JBIG2 that claims 2 000 000 000 x 2 000 000 000",
            {
                picture(
                    "/Width 99/Height 99/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode",
                    &jbig2(2_000_000_000),
                )
            },
        ),
        pdf("pdf with a JBIG2 of 30000 x 30000 in 3 KB", {
            picture(
                "/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode",
                &jbig2(30_000),
            )
        }),
        pdf("pdf with a fax of 60000 x 60000", {
            picture(
                "/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 60000>>",
                &noise(3000),
            )
        }),
        pdf("pdf with a form that draws itself", {
            let mut pdf = Pdf::new();
            let form = pdf.stream(
                "/Type/XObject/Subtype/Form/BBox[0 0 420 595]/Resources<</XObject<</X 3 0 R>>>>",
                b"/X Do",
            );
            pdf.page(&format!("/Resources<</XObject<</X {form} 0 R>>>>"), "/X Do");
            pdf.finish()
        }),
        pdf(
            "pdf with a form ten times in a form, nine deep",
            laughing(9),
        ),
        pdf("pdf with a letter that writes itself", {
            let mut pdf = Pdf::new();
            let glyph = pdf.stream("", b"1000 0 0 0 750 750 d1 BT /T 1 Tf (a) Tj ET");
            let font = format!(
                "<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a {glyph} 0 R>>\
                 /Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1000]/Resources<</Font<</T 4 0 R>>>>>>"
            );
            pdf.add(font);
            pdf.page("/Resources<</Font<</F1 4 0 R>>>>", &line("aaaa", 300));
            pdf.finish()
        }),
        pdf("pdf with a pattern of a billion tiles", {
            let mut pdf = Pdf::new();
            let tile = pdf.stream(
                "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .01/YStep .01/Resources<<>>",
                b"1 0 0 rg 0 0 1 1 re f",
            );
            pdf.page(
                &format!("/Resources<</Pattern<</P {tile} 0 R>>>>"),
                "/Pattern cs /P scn 0 0 420 595 re f",
            );
            pdf.finish()
        }),
        pdf("pdf with a million strokes", {
            let mut strokes = String::new();
            for n in 0..1_000_000 {
                let _ = writeln!(strokes, "{} 0 m {} 595 l S", n % 420, n * 7 % 420);
            }
            content("/Filter/FlateDecode", &deflated(strokes.as_bytes()))
        }),
        pdf("pdf with a line of 4 000 000 dashes", {
            one_page("", "[.0001] 0 d 0 0 m 420 595 l S")
        }),
        pdf("pdf with a colour that takes a program", {
            let program = "{".to_owned() + &"dup mul ".repeat(100_000) + "}";
            let mut pdf = Pdf::new();
            let function = pdf.stream(
                "/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]",
                program.as_bytes(),
            );
            pdf.page(
                &format!("/Resources<</ColorSpace<</C[/Separation/X/DeviceRGB {function} 0 R]>>>>"),
                "/C cs .5 scn 0 0 420 595 re f",
            );
            pdf.finish()
        }),
        pdf("pdf with arrays 200 000 deep", {
            one_page(
                &format!("/Deep {}{}", "[".repeat(200_000), "]".repeat(200_000)),
                "",
            )
        }),
        pdf("pdf with content 200 000 deep", {
            one_page("", &format!("{} 0 0 9 9 re f", "q [ << ".repeat(200_000)))
        }),
        pdf("pdf with an object that is its own length", {
            let mut pdf = Pdf::new();
            pdf.page_of("/Contents 4 0 R");
            pdf.add("<</Length 4 0 R>>\nstream\nq Q\nendstream");
            pdf.finish()
        }),
        pdf("pdf with 2 000 000 letters on a page", {
            let text = format!("BT /F1 2 Tf 40 300 Td {} ET", "(brus ) Tj ".repeat(400_000));
            content("/Filter/FlateDecode", &deflated(text.as_bytes()))
        }),
        pdf("pdf whose letters are called page breaks and marks", {
            let mut pdf = Pdf::new();
            let map = pdf.stream(
                "",
                b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <61> <000C000A0007202E> <62> <003C007300630072006900700074003E> endbfchar",
            );
            let font = format!(
                "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode {map} 0 R>>>>"
            );
            pdf.page(&format!("/Resources<<{font}>>"), &line("abab", 300));
            pdf.finish()
        }),
        pdf("pdf with letters that it does not bring", {
            let font = "/Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/Hemlig-Fet/FontDescriptor<</Type/FontDescriptor/FontName/Hemlig-Fet/Flags 4>>>>>>";
            one_page(&format!("/Resources<<{font}>>"), &line("Hej", 300))
        }),
        pdf("pdf with noise as its letters", {
            let mut pdf = Pdf::new();
            let letters = pdf.stream("/Length1 9000", &noise(9000));
            let font = format!(
                "/Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/Brus/FontDescriptor<</Type/FontDescriptor/FontName/Brus/Flags 4/FontFile2 {letters} 0 R>>>>>>"
            );
            pdf.page(&format!("/Resources<<{font}>>"), &line("Hej", 300));
            pdf.finish()
        }),
        pdf("pdf whose title tells of other pages", {
            let mut pdf = Pdf::new();
            let info = pdf.add("<</Title(x\\nPages: 1\\nEncrypted: no\\nPage 1 size: 9 x 9 pts)/Author(<script>alert\\(1\\)</script>)>>");
            for _ in 0..3 {
                pdf.page("", "");
            }
            pdf.trailer = format!("/Info {info} 0 R");
            pdf.finish()
        }),
        pdf("pdf with a photo that tells where it was taken", {
            picture(
                &image(60, "DCTDecode"),
                &jpeg([9, 99, 200], b"CANARYTITLE <script>"),
            )
        }),
        pdf("pdf whose index points nowhere", {
            let mut bytes = whole.clone();
            let at = bytes
                .windows(9)
                .rposition(|w| w == b"startxref")
                .expect("an end");
            bytes.truncate(at);
            bytes.extend(b"startxref\n99999999999\n%%EOF\n");
            bytes
        }),
        pdf("pdf whose index points to itself", {
            let mut bytes = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\n".to_vec();
            bytes.extend(b"startxref\n9\n%%EOF\n");
            bytes
        }),
        pdf("pdf whose index claims a billion objects", {
            let text = String::from_utf8_lossy(&whole).replace("xref\n0 ", "xref\n0 1000000");
            text.into_bytes()
        }),
        pdf("pdf with damage everywhere", {
            let mut bytes = whole.clone();
            for at in (40..bytes.len()).step_by(97) {
                bytes[at] ^= 0x15;
            }
            bytes
        }),
        pdf("pdf cut in half", whole[..whole.len() / 2].to_vec()),
        pdf("pdf cut in its first object", whole[..60].to_vec()),
        pdf("pdf of its first line only", b"%PDF-1.7\n".to_vec()),
        pdf("pdf with noise behind its first line", {
            [&b"%PDF-1.4\n"[..], &noise(50_000)].concat()
        }),
        pdf("pdf that is a web page too", {
            [
                &b"%PDF-1.4\n%<html><script>alert(1)</script>\n"[..],
                &whole[9..],
            ]
            .concat()
        }),
        pdf("pdf with an archive at its beginning", {
            [&b"%PDF-1.4\n%PK\x03\x04\n"[..], &whole[9..]].concat()
        }),
        pdf("pdf with an archive behind its end", {
            [&whole[..], b"PK\x03\x04", &noise(400)].concat()
        }),
        pdf(
            "pdf with a second one behind its end",
            [whole.clone(), magazine(2)].concat(),
        ),
        pdf(
            "pdf behind 2 KB of noise",
            [&noise(2000)[..], &whole].concat(),
        ),
        pdf("pdf with a layer that only printers see", {
            let mut pdf = Pdf::new();
            let layer = pdf.add(
                "<</Type/OCG/Name(x)/Usage<</Print<</PrintState/ON>>/View<</ViewState/OFF>>>>>>",
            );
            pdf.catalog = format!(
                "/OCProperties<</OCGs[{layer} 0 R]/D<</OFF[{layer} 0 R]/AS[<</Event/Print/OCGs[{layer} 0 R]/Category[/Print]>>]>>>>"
            );
            pdf.page(
                &format!("/Resources<<{FONT}/Properties<</L {layer} 0 R>>>>"),
                &format!("/OC /L BDC {} EMC", line("Dold", 300)),
            );
            pdf.finish()
        }),
    ]
}

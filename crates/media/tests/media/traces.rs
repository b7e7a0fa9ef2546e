//! Where and by whom something was made stays with the original: no rendition holds a trace of it, and none holds
//! anything but pictures and sound.

use std::path::Path;

use contest::assets::{AssetKind, sniff};

use crate::pdf::Pdf;
use crate::support::{Made, ffmpeg, ffprobe, process, with_box};

/// Planted wherever a format has room for text.
const PLACE: &str = "+59.3293+018.0686/";
const NAME: &str = "CANARYNAME";
const TAGS: [&str; 12] = [
    "title",
    "artist",
    "author",
    "comment",
    "description",
    "copyright",
    "location",
    "location-eng",
    "make",
    "model",
    "com.apple.quicktime.location.ISO6709",
    "GPSCoordinates",
];

fn tags() -> String {
    let global = TAGS.map(|tag| format!("-metadata {tag}={NAME}{PLACE}"));
    format!(
        "{} -metadata:s handler_name={NAME} -metadata:s title={NAME} -metadata:s vendor_id={NAME} -metadata:s location={PLACE}",
        global.join(" ")
    )
}

/// Degrees, minutes and hundredths of seconds as EXIF writes them, behind each other.
fn coordinates() -> Vec<u8> {
    [59_u32, 1, 19, 1, 4548, 100]
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

/// A JPEG that tells where it was taken (EXIF 2.32, 4.6.6).
fn cover() -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    exif.extend_from_slice(&[1, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(&[2, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
    exif.extend_from_slice(&[2, 0, 5, 0, 3, 0, 0, 0, 56, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(&coordinates());
    exif.extend_from_slice(NAME.as_bytes());
    let picture = image::RgbImage::from_pixel(400, 400, image::Rgb([20, 120, 220]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .expect("encoded");
    let jpeg = jpeg.into_inner();
    let length = u16::try_from(exif.len() + 2).expect("small").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

/// Nothing planted is found, as text of one or two bytes a letter or as numbers.
fn holds_no_trace(made: &Made, what: &str) {
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    for needle in [
        NAME.as_bytes().to_vec(),
        b"59.3293".to_vec(),
        b"018.0686".to_vec(),
        wide(NAME),
        wide("59.3293"),
        coordinates(),
        b"Lavf".to_vec(),
        b"Exif\0\0".to_vec(),
        b"http://ns.adobe.com".to_vec(),
    ] {
        let text = String::from_utf8_lossy(&needle).into_owned();
        assert_eq!(made.holds(&needle), None, "{what}: {text}");
    }
}

/// Boxes that our renditions may have; those with `true` hold others.
const BOXES: [(&[u8; 4], bool); 38] = [
    (b"ftyp", false),
    (b"styp", false),
    (b"moov", true),
    (b"mvhd", false),
    (b"mvex", true),
    (b"mehd", false),
    (b"trex", false),
    (b"trak", true),
    (b"tkhd", false),
    (b"edts", true),
    (b"elst", false),
    (b"mdia", true),
    (b"mdhd", false),
    (b"hdlr", false),
    (b"minf", true),
    (b"vmhd", false),
    (b"smhd", false),
    (b"dinf", true),
    (b"dref", false),
    (b"stbl", true),
    (b"stsd", false),
    (b"stts", false),
    (b"stss", false),
    (b"ctts", false),
    (b"stsc", false),
    (b"stsz", false),
    (b"stco", false),
    (b"co64", false),
    (b"sgpd", false),
    (b"sbgp", false),
    (b"sidx", false),
    (b"moof", true),
    (b"mfhd", false),
    (b"traf", true),
    (b"tfhd", false),
    (b"tfdt", false),
    (b"trun", false),
    (b"mdat", false),
];

/// Walks boxes to the very end and stops at the first that does not belong there.
fn walk(bytes: &[u8], name: &str) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let size = rest.get(..4).expect("a whole box");
        let size = u32::from_be_bytes(size.try_into().expect("four bytes")) as usize;
        let kind: &[u8; 4] = rest[4..8].try_into().expect("four bytes");
        let content = rest.get(8..size).expect("a box inside its parent");
        if kind == b"free" {
            assert!(
                content.iter().all(|byte| *byte == 0),
                "{name}: free holds something"
            );
        } else if kind == b"udta" {
            // The packager's frame for tags, without a tag.
            assert!(
                content.len() == 53 && content.ends_with(b"\0\0\0\x08ilst"),
                "{name}: {}",
                String::from_utf8_lossy(content)
            );
        } else {
            let known = BOXES.iter().find(|(known, _)| *known == kind);
            let (_, holds_others) = known.unwrap_or_else(|| {
                panic!(
                    "{name}: {} does not belong here",
                    String::from_utf8_lossy(kind)
                )
            });
            if *holds_others {
                walk(content, name);
            }
            if kind == b"hdlr" {
                let handler = String::from_utf8_lossy(&content[24..]).into_owned();
                assert!(
                    ["VideoHandler\0", "SoundHandler\0", "\0", ""].contains(&handler.as_str()),
                    "{name}: {handler}"
                );
            }
        }
        rest = &rest[size..];
    }
}

/// Only pictures and sound, in files that end where they end.
fn holds_only_media(made: &Made) {
    for file in &made.renditions.files {
        let bytes = std::fs::read(&file.path).expect("readable");
        match Path::new(&file.name)
            .extension()
            .and_then(|ending| ending.to_str())
        {
            Some("mp4" | "m4s" | "m4a") => walk(&bytes, &file.name),
            Some("webp") => {
                let length = u32::from_le_bytes(bytes[4..8].try_into().expect("four bytes"));
                assert_eq!(length as usize + 8, bytes.len(), "{}", file.name);
                for chunk in [&b"EXIF"[..], b"XMP ", b"ICCP"] {
                    assert!(
                        !bytes.windows(4).any(|window| window == chunk),
                        "{}",
                        file.name
                    );
                }
            }
            Some("jpg") => assert!(bytes.ends_with(&[0xFF, 0xD9]), "{}", file.name),
            Some("m3u8" | "vtt") => assert!(std::str::from_utf8(&bytes).is_ok()),
            other => panic!("{other:?} is no rendition"),
        }
    }
    for name in ["video.mp4", "audio.m4a"] {
        if made.renditions.file(name).is_some() {
            let kinds = ffprobe(made.path(name), "stream=codec_type");
            assert!(
                kinds.iter().all(|kind| kind == "video" || kind == "audio") && kinds.len() <= 2,
                "{kinds:?}"
            );
            let told = ffprobe(made.path(name), "format_tags:stream_tags:chapter_tags");
            let plain = [
                "VideoHandler",
                "SoundHandler",
                "und",
                "isom",
                "M4A ",
                "512",
                "isomiso2avc1mp41",
                "isomiso2",
                "isomiso2mp41",
                "M4A isomiso2",
                "[0][0][0][0]",
            ];
            assert!(
                told.iter().all(|tag| plain.contains(&tag.as_str())),
                "{name}: {told:?}"
            );
        }
    }
}

async fn leaves_no_trace(what: &str, bytes: &[u8]) -> Made {
    assert!(
        bytes.windows(7).any(|window| window == b"59.3293")
            || bytes
                .windows(20)
                .any(|window| window == &coordinates()[..20])
            || bytes
                .windows(14)
                .any(|window| window == b"5\x009\0.\x003\x002\x009\x003\0"),
        "{what}: nothing was planted"
    );
    let made = process(bytes)
        .await
        .unwrap_or_else(|error| panic!("{what}: {error:?}"));
    holds_no_trace(&made, what);
    holds_only_media(&made);
    made
}

const FILM: &str =
    "-f lavfi -i testsrc2=size=320x240:rate=25:duration=1.5 -f lavfi -i sine=duration=1.5";
const H264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac";

/// One test per kind of film, with all tags that its format can hold.
macro_rules! films {
    ($($name:ident: $ending:literal, $args:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let film = ffmpeg(&format!("{FILM} {} {}", tags(), $args), $ending);
            leaves_no_trace($ending, &film).await;
        }
    )*};
}

films! {
    an_mp4_leaves_no_trace: "mp4", format!("{H264} -movflags use_metadata_tags");
    an_mp4_with_old_tags_leaves_no_trace: "mp4", format!("{H264} -movflags +faststart");
    a_mov_leaves_no_trace: "mov", format!("{H264} -movflags use_metadata_tags");
    a_3gp_leaves_no_trace: "3gp", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -ar 16000";
    a_matroska_leaves_no_trace: "mkv", H264;
    a_webm_leaves_no_trace: "webm", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k -c:a libvorbis";
    an_avi_leaves_no_trace: "avi", "-c:v mpeg4 -c:a libmp3lame";
    a_wmv_leaves_no_trace: "wmv", "-c:v wmv2 -b:v 500k -c:a wmav2";
    an_flv_leaves_no_trace: "flv", "-c:v flv -b:v 500k -c:a libmp3lame -ar 44100";
    an_ogv_leaves_no_trace: "ogv", "-c:v libtheora -q:v 6 -c:a libvorbis";
}

#[tokio::test]
async fn boxes_that_cameras_add_leave_no_trace() {
    let film = ffmpeg(&format!("{FILM} {H264}"), "mp4");
    let xmp = [
        &[
            0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3,
            0xAF, 0xAC,
        ][..],
        b"<x:xmpmeta xmlns:x='http://ns.adobe.com/'>59.3293 CANARYNAME</x:xmpmeta>",
    ]
    .concat();
    // A place as phones write it (3GPP TS 26.244, 8.10), and a maker's own box.
    let place = [
        &[0; 6][..],
        b"CANARYNAME\0\0",
        &coordinates(),
        b"59.3293\0\0",
    ]
    .concat();
    for (what, film) in [
        ("uuid", with_box(&film, b"uuid", &xmp)),
        ("meta", with_box(&film, b"meta", &place)),
        ("skip", with_box(&film, b"skip", &place)),
        ("free", with_box(&film, b"free", &place)),
    ] {
        leaves_no_trace(what, &film).await;
    }
}

#[tokio::test]
async fn chapters_subtitles_and_attachments_are_left_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let (subtitles, chapters, picture) = (
        folder.path().join("s.srt"),
        folder.path().join("c.txt"),
        folder.path().join("p.jpg"),
    );
    std::fs::write(
        &subtitles,
        format!("1\n00:00:00,000 --> 00:00:01,000\n{NAME} {PLACE}\n"),
    )
    .expect("written");
    std::fs::write(
        &chapters,
        format!(
            ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle={NAME}{PLACE}\n"
        ),
    )
    .expect("written");
    std::fs::write(&picture, cover()).expect("written");
    let film = ffmpeg(
        &format!(
            "{FILM} -i {} -f ffmetadata -i {} -map 0 -map 1 -map 2 -map_chapters 3 {H264} -c:s srt -attach {} -metadata:s:t \
             mimetype=image/jpeg -metadata:s:t filename={NAME}.jpg",
            subtitles.display(),
            chapters.display(),
            picture.display()
        ),
        "mkv",
    );
    leaves_no_trace("chapters", &film).await;
}

#[tokio::test]
async fn a_pdf_leaves_no_trace() {
    let mut pdf = Pdf::new();
    let xmp = format!(
        "<?xpacket begin=''?><x:xmpmeta xmlns:x='http://ns.adobe.com/'>{NAME} {PLACE} <exif:GPSLatitude>59,19.758N</exif:GPSLatitude></x:xmpmeta>"
    );
    let xmp = pdf.stream("/Type/Metadata/Subtype/XML", xmp.as_bytes());
    let info = pdf.add(format!(
        "<</Title({NAME}{PLACE})/Author({NAME})/Subject({PLACE})/Keywords({NAME})/Creator({NAME})/Producer({NAME})/Place({PLACE})>>"
    ));
    let jpeg = cover();
    let entries = "/Width 400/Height 400/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode";
    pdf.picture_page(&format!("{entries}/Metadata {xmp} 0 R"), &jpeg);
    pdf.picture_page(entries, &jpeg);
    pdf.catalog = format!("/Metadata {xmp} 0 R/PieceInfo<</X<</Private({NAME}{PLACE})>>>>");
    pdf.trailer = format!("/Info {info} 0 R");
    let made = leaves_no_trace("pdf", &pdf.finish()).await;
    for name in ["1280.webp", "p02_1280.webp"] {
        let middle = *made.picture(name).to_rgb8().get_pixel(400, 600);
        assert!(middle[2] > 180 && middle[0] < 60, "{name}: {middle:?}");
    }
    assert_eq!(made.renditions.facts.pages, ["", ""]);
}

/// One test per kind of song, with tags and a cover that tells where it was taken.
macro_rules! songs {
    ($($name:ident: $ending:literal, $covered:literal, $args:literal;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let folder = tempfile::tempdir().expect("a folder");
            let picture = folder.path().join("cover.jpg");
            std::fs::write(&picture, cover()).expect("written");
            let covered = format!("-i {} -map 0 -map 1 -c:v copy -disposition:v attached_pic", picture.display());
            let song = ffmpeg(
                &format!(
                    "-f lavfi -i sine=duration=2 {} {} {}",
                    if $covered { &covered } else { "" }, tags(), $args
                ),
                $ending,
            );
            assert_eq!(sniff(&song).map(|found| found.kind()), Ok(AssetKind::Audio));
            let made = leaves_no_trace($ending, &song).await;
            let facts = &made.renditions.facts;
            if $covered {
                assert_eq!((facts.width, facts.height), (400, 400), "its own cover");
                let middle = *made.picture("320.webp").to_rgb8().get_pixel(150, 150);
                assert!(middle[2] > 180 && middle[0] < 60, "{middle:?}");
            } else {
                assert_eq!((facts.width, facts.height), (0, 0), "a drawn cover");
            }
        }
    )*};
}

songs! {
    an_mp3_leaves_no_trace: "mp3", true, "-c:a libmp3lame -id3v2_version 3 -write_id3v1 1";
    an_mp3_with_new_tags_leaves_no_trace: "mp3", true, "-c:a libmp3lame -id3v2_version 4";
    an_m4a_leaves_no_trace: "m4a", true, "-c:a aac";
    a_flac_leaves_no_trace: "flac", true, "-c:a flac";
    an_ogg_leaves_no_trace: "ogg", false, "-c:a libvorbis";
    an_opus_leaves_no_trace: "opus", false, "-c:a libopus";
    a_wave_leaves_no_trace: "wav", false, "-c:a pcm_s16le -write_bext 1";
    raw_aac_leaves_no_trace: "aac", false, "-c:a aac -f adts -write_id3v2 1";
}

//! Films in MP4, its kin and Matroska with tags in every place that we know of, written by ffmpeg, by exiftool and by hand.

use super::{Tagged, boxed, by_exiftool, inside};
use crate::planted::{NAME, PLACE, WORD, WORDS, cover, cover_with_thumbnail, fixed, frame, xmp};
use crate::support::{ffmpeg, with_box};

/// Names of tags; each format keeps those that it knows.
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
pub(super) const FILM: &str =
    "-f lavfi -i testsrc2=size=96x72:rate=10:duration=1.5 -f lavfi -i sine=duration=1.5";
pub(super) const H264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac";
/// A name for data that belongs to nobody, behind which anything may stand (H.264, D.2.6).
pub(super) const SEI: &str =
    "-bsf:v h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8";

/// The same words in all of them, and the place where it is asked for.
pub fn tags() -> String {
    TAGS.map(|tag| {
        let words = if tag.to_lowercase().contains("location") {
            PLACE
        } else {
            WORD
        };
        format!("-metadata {tag}={words} ")
    })
    .concat()
}

/// Names of tracks, of what wrote them, and where.
pub(super) fn track_tags() -> String {
    format!(
        "-metadata:s handler_name={WORD} -metadata:s title={WORD} -metadata:s vendor_id={NAME} -metadata:s location={PLACE}"
    )
}

/// Files beside the film: subtitles, chapters, pictures.
pub(super) struct Beside(tempfile::TempDir);

impl Beside {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in [
            (
                "s.srt",
                format!("1\n00:00:00,000 --> 00:00:01,000\n{WORDS}\n").into_bytes(),
            ),
            (
                "c.txt",
                format!(
                    ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle={WORDS}\n"
                )
                .into_bytes(),
            ),
            ("cover.jpg", cover()),
            ("thumbnail.jpg", cover_with_thumbnail()),
            ("frame.jpg", frame()),
        ] {
            std::fs::write(folder.path().join(name), bytes).expect("written");
        }
        Self(folder)
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

/// A film made with these arguments, under a name.
pub(super) fn made(name: &str, args: &str, ending: &str) -> Tagged {
    Tagged::new(name, ending, ffmpeg(args, ending))
}

/// What MP4 and its kin hold, by ffmpeg.
fn by_ffmpeg(ending: &str, beside: &Beside) -> Vec<Tagged> {
    let film = |name: &str, args: &str| made(name, &format!("{FILM} {H264} {args}"), ending);
    let (subtitles, chapters) = (beside.path("s.srt"), beside.path("c.txt"));
    let all = "-map 0 -map 1";
    vec![
        film("tags", &tags()),
        film(
            "tags, index first",
            &format!("{} -movflags +faststart", tags()),
        ),
        film("names of tracks", &track_tags()),
        film("words in pictures", &format!("{SEI}+{WORD}")),
        made(
            "subtitles",
            &format!("{FILM} -i {subtitles} {all} -map 2 {H264} -c:s mov_text"),
            ending,
        ),
        made(
            "chapters",
            &format!("{FILM} -f ffmetadata -i {chapters} {all} -map_chapters 2 {H264}"),
            ending,
        ),
    ]
}

/// Keys as `QuickTime` has them; 3GP does not.
fn keys(ending: &str) -> Tagged {
    let args = format!("{FILM} {H264} {} -movflags use_metadata_tags", tags());
    made("keys", &args, ending)
}

/// Pictures that are kept like covers.
fn covers(beside: &Beside) -> Vec<Tagged> {
    let covered = ["cover.jpg", "thumbnail.jpg"].map(|name| {
        let path = beside.path(name);
        let all = "-map 0 -map 1 -map 2";
        let args =
            format!("{FILM} -i {path} {all} {H264} -c:v:1 copy -disposition:v:1 attached_pic");
        made(name, &args, "mp4")
    });
    covered.into()
}

/// A place as phones write it (3GPP TS 26.244, 8.10).
fn loci() -> Vec<u8> {
    boxed(
        b"loci",
        &[
            &[0; 4][..],
            b"\x15\xC7",
            WORDS.as_bytes(),
            b"\0\0",
            &fixed(),
            &[0; 4],
            b"earth\0\0",
        ]
        .concat(),
    )
}

/// Boxes that cameras add, at the end of the index, of its first track, and beside it.
fn boxes_by_hand(ending: &str) -> Vec<Tagged> {
    let film = ffmpeg(&format!("{FILM} {H264}"), ending);
    let length = u16::try_from(PLACE.len()).expect("short").to_be_bytes();
    let xyz = boxed(
        b"\xA9xyz",
        &[&length[..], b"\x15\xC7", PLACE.as_bytes()].concat(),
    );
    let packet = boxed(b"XMP_", &xmp());
    // A table of names and a table of values (QuickTime File Format, metadata atoms).
    let freeform = boxed(
        b"ilst",
        &boxed(
            b"----",
            &[
                boxed(b"mean", b"\0\0\0\0com.apple.iTunes"),
                boxed(b"name", b"\0\0\0\0GPS"),
                boxed(b"data", &[b"\0\0\0\x01\0\0\0\0", WORDS.as_bytes()].concat()),
            ]
            .concat(),
        ),
    );
    let handler = boxed(b"hdlr", b"\0\0\0\0\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0");
    let meta = boxed(b"meta", &[&[0; 4][..], &handler, &freeform].concat());
    let mut films = Vec::new();
    for (name, content) in [
        ("xyz", xyz),
        ("loci", loci()),
        ("XMP_", packet),
        ("freeform", meta),
    ] {
        let udta = boxed(b"udta", &content);
        for path in [&[b"moov"][..], &[b"moov", b"trak"]] {
            films.push(Tagged::new(
                &format!("{name} at depth {}", path.len()),
                ending,
                inside(&film, path, &udta),
            ));
        }
    }
    let uuid = [
        b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC",
        &xmp()[..],
    ]
    .concat();
    let place = [&[0; 6][..], WORDS.as_bytes(), &fixed()].concat();
    for (name, content) in [
        (b"uuid", &uuid),
        (b"meta", &place),
        (b"skip", &place),
        (b"free", &place),
        (b"udta", &loci()),
    ] {
        let name_text = format!("{} beside the index", name.escape_ascii());
        films.push(Tagged::new(
            &name_text,
            ending,
            with_box(&film, name, content),
        ));
    }
    films.push(Tagged::new(
        "behind the end",
        ending,
        [&film[..], WORDS.as_bytes()].concat(),
    ));
    films
}

/// Tags as exiftool places them.
fn written_by_exiftool(ending: &str) -> Vec<Tagged> {
    let film = ffmpeg(&format!("{FILM} {H264}"), ending);
    let place = "59.32931, 18.06864, 20";
    [
        (
            "exiftool keys",
            vec![
                format!("-Keys:GPSCoordinates={place}"),
                format!("-Keys:Author={WORDS}"),
            ],
        ),
        (
            "exiftool user data",
            vec![format!("-UserData:GPSCoordinates={place}")],
        ),
        (
            "exiftool items",
            vec![
                format!("-ItemList:GPSCoordinates={place}"),
                format!("-ItemList:Artist={WORDS}"),
            ],
        ),
        (
            "exiftool XMP",
            vec![
                "-XMP-exif:GPSLatitude=59.32931".to_owned(),
                format!("-XMP-dc:Title={WORDS}"),
            ],
        ),
        (
            "exiftool user data of a track",
            vec![
                format!("-Track1:Author={WORDS}"),
                format!("-UserData:Model={WORDS}"),
            ],
        ),
    ]
    .into_iter()
    .map(|(name, orders)| Tagged::new(name, ending, by_exiftool(&film, ending, &orders)))
    .collect()
}

pub fn mp4() -> Vec<Tagged> {
    let beside = Beside::new();
    [
        by_ffmpeg("mp4", &beside),
        vec![keys("mp4"), captions("mp4")],
        covers(&beside),
        boxes_by_hand("mp4"),
        written_by_exiftool("mp4"),
    ]
    .concat()
}

pub fn mov() -> Vec<Tagged> {
    let beside = Beside::new();
    let jpegs = made("frames with tags", &jpegs(&beside), "mov");
    [
        by_ffmpeg("mov", &beside),
        vec![keys("mov"), jpegs],
        written_by_exiftool("mov"),
    ]
    .concat()
}

pub fn threegp() -> Vec<Tagged> {
    let beside = Beside::new();
    [by_ffmpeg("3gp", &beside), written_by_exiftool("3gp")].concat()
}

/// Films whose index comes piece by piece.
pub fn fragmented() -> Vec<Tagged> {
    let pieces = format!("{FILM} {H264} -movflags frag_keyframe+empty_moov+default_base_moof");
    let event = [
        b"\0\0\0\0urn:x\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        WORDS.as_bytes(),
    ]
    .concat();
    vec![
        made(
            "tags",
            &format!("{pieces}+use_metadata_tags {}", tags()),
            "mp4",
        ),
        made(
            "names of tracks",
            &format!("{pieces} {}", track_tags()),
            "mp4",
        ),
        Tagged::new(
            "event",
            "mp4",
            with_box(&ffmpeg(&pieces, "mp4"), b"emsg", &event),
        ),
    ]
}

/// Films large enough for several rungs, the largest of which is taken as it is.
pub fn copied() -> Vec<Tagged> {
    let large = format!(
        "-f lavfi -i testsrc2=size=400x300:rate=10:duration=1.5 -f lavfi -i sine=duration=1.5 {H264}"
    );
    vec![
        made(
            "tags",
            &format!("{large} {} {}", tags(), track_tags()),
            "mp4",
        ),
        made("words in pictures", &format!("{large} {SEI}+{WORD}"), "mp4"),
        made("words in pictures", &format!("{large} {SEI}+{WORD}"), "mkv"),
    ]
}

/// Closed captions in the pictures themselves (ATSC A/53, part 4, 6.2.3): words in pairs of letters, with each frame.
fn captions(ending: &str) -> Tagged {
    let folder = tempfile::tempdir().expect("a folder");
    let raw = folder.path().join("captioned.h264");
    let film = ffmpeg(
        "-f lavfi -i testsrc2=size=96x72:rate=10:duration=1.5 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
        "h264",
    );
    let pairs = WORDS
        .as_bytes()
        .chunks(2)
        .flat_map(|pair| [0xFC, pair[0], *pair.last().expect("a letter")]);
    let pairs: Vec<u8> = pairs.collect();
    let count = u8::try_from(pairs.len() / 3).expect("few");
    let user_data = [
        &b"\xB5\0\x31GA94\x03"[..],
        &[0x40 | count, 0xFF],
        &pairs,
        b"\xFF",
    ]
    .concat();
    let length = u8::try_from(user_data.len()).expect("short");
    let unit = [&b"\0\0\0\x01\x06\x04"[..], &[length], &user_data, b"\x80"].concat();
    let mut captioned = Vec::new();
    for at in 0..film.len() {
        // The first slice of a picture (H.264, 7.4.1 and 7.3.3).
        let begins = film[at..].starts_with(b"\0\0\x01") && film.len() > at + 4;
        if begins && matches!(film[at + 3] & 0x1F, 1 | 5) && film[at + 4] & 0x80 != 0 {
            captioned.extend(&unit);
        }
        captioned.push(film[at]);
    }
    std::fs::write(&raw, captioned).expect("written");
    let raw = raw.display();
    let sound = "-f lavfi -i sine=duration=1.5 -c:v copy -c:a aac";
    made(
        "captions",
        &format!("-framerate 10 -f h264 -i {raw} {sound}"),
        ending,
    )
}

pub fn matroska() -> Vec<Tagged> {
    let beside = Beside::new();
    let (subtitles, chapters) = (beside.path("s.srt"), beside.path("c.txt"));
    let film = |name: &str, args: &str| made(name, &format!("{FILM} {args}"), "mkv");
    let attached = |name: &str| {
        let path = beside.path(name);
        film(
            name,
            &format!(
                "{H264} -attach {path} -metadata:s:t mimetype=image/jpeg -metadata:s:t filename={NAME}.jpg"
            ),
        )
    };
    let mut films = vec![
        film("tags", &format!("{H264} {}", tags())),
        film("names of tracks", &format!("{H264} {}", track_tags())),
        film(
            "subtitles",
            &format!("-i {subtitles} -map 0 -map 1 -map 2 {H264} -c:s srt"),
        ),
        film(
            "chapters",
            &format!("-f ffmetadata -i {chapters} -map 0 -map 1 -map_chapters 2 {H264}"),
        ),
        attached("cover.jpg"),
        attached("thumbnail.jpg"),
        film("words in pictures", &format!("{H264} {SEI}+{WORD}")),
    ];
    films.push(captions("mkv"));
    films
}

/// Every frame is a JPEG that tells where it was taken.
pub(super) fn jpegs(beside: &Beside) -> String {
    let frame = beside.path("frame.jpg");
    format!(
        "-loop 1 -framerate 10 -t 1.5 -i {frame} -f lavfi -i sine=duration=1.5 -c:v copy -c:a pcm_s16le"
    )
}

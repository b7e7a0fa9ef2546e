//! Hundreds of tagged pictures: nothing of what was planted is in any rendition, and each rendition holds only what our
//! encoders write. Tags are written and looked for by exiftool; the structure is read here, to the last byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use image::ImageFormat;
use jpeg_encoder::ColorType;
use tokio::sync::Semaphore;

use crate::photos::encoded;
use crate::planted::{left_in, planted_in, segment};
use crate::readers::{check_jpeg, check_webp};
use crate::support::process;
use crate::tagged::{by_hand, drawing, findings, jpeg, tagged};

/// Files that are tried at least, each of which is known to hold what was planted.
const LEAST: usize = 500;

#[test]
fn the_readers_of_this_test_see_what_does_not_belong() {
    let plain = jpeg(&drawing(96, 72), false, ColorType::Rgb);
    check_jpeg(&plain).expect("an ordinary JPEG");
    assert!(check_jpeg(&[&plain[..], b"x"].concat()).is_err());
    let tagged = [&plain[..2], &segment(0xE1, b"Exif\0\0"), &plain[2..]].concat();
    assert!(check_jpeg(&tagged).is_err());
    let webp = encoded(drawing(20, 20), ImageFormat::WebP);
    assert!(check_webp(&webp).is_err(), "our renditions are lossy");
    let by_hand = by_hand(&drawing(96, 72));
    assert!(by_hand.iter().all(|bytes| planted_in(bytes).is_some()));
}

/// In which formats which kind of tag can be planted; the files that are made by hand apart.
const KINDS: &str = "all: avif gif heic jpg png tif webp
by-hand: jpg
exif: avif heic jpg png tif webp
iptc: jpg png tif
maker: avif heic jpg png webp
thumbnail: avif heic jpg png webp
thumbnail-iptc: jpg tif
thumbnail-xmp: avif gif heic jpg png tif webp
words: avif gif heic jpg png tif webp
xmp: avif gif heic jpg png tif webp
";

/// The formats of each kind of tag, one a line.
fn kinds(paths: &[PathBuf]) -> String {
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str());
        let (name, ending) = name.and_then(|name| name.rsplit_once('.')).expect("a name");
        let kind = name.trim_matches(|c: char| c == '-' || c.is_ascii_digit());
        kinds.entry(kind).or_default().insert(ending);
    }
    kinds
        .into_iter()
        .fold(String::new(), |mut text, (kind, endings)| {
            let endings: Vec<_> = endings.into_iter().collect();
            let _ = writeln!(text, "{kind}: {}", endings.join(" "));
            text
        })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_planted_is_left_in_any_rendition() {
    let (from, to) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let paths = tagged(from.path(), &drawing(96, 72), 1..=5).await;
    assert!(paths.len() >= LEAST, "{} files", paths.len());
    assert_eq!(kinds(&paths), KINDS);
    let planted = findings(from.path());
    assert!(
        planted.matches("GPSLatitude").count() >= LEAST / 3,
        "exiftool finds what it planted"
    );
    let limit = Arc::new(Semaphore::new(2));
    let mut tasks = tokio::task::JoinSet::new();
    let total = paths.len();
    for (number, path) in paths.into_iter().enumerate() {
        let (limit, folder) = (Arc::clone(&limit), to.path().join(number.to_string()));
        tasks.spawn(async move {
            let _permit = limit.acquire_owned().await.expect("open");
            let bytes = std::fs::read(&path).expect("read");
            let made = process(&bytes)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            std::fs::create_dir(&folder).expect("made");
            for name in made.names() {
                let bytes = made.bytes(name);
                let shown = format!("{} -> {name}", path.display());
                assert_eq!(planted_in(&bytes), None, "{shown}");
                let read = match name.rsplit_once('.') {
                    Some((_, "jpg")) => check_jpeg(&bytes),
                    Some((_, "webp")) => check_webp(&bytes),
                    other => Err(format!("a file ending in {other:?}")),
                };
                read.unwrap_or_else(|why| panic!("{shown}: {why}"));
                std::fs::write(folder.join(name), bytes).expect("written");
            }
        });
    }
    let mut done = 0;
    while let Some(result) = tasks.join_next().await {
        result.expect("a clean file");
        done += 1;
    }
    assert_eq!(done, total);
    assert_eq!(findings(to.path()), "");
    assert_eq!(left_in(to.path()), "");
}

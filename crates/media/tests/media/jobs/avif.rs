//! AVIF of published pictures, made by the job that makes it: nothing of the tags that an original had is in it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use contest::assets::avif::{self, AVIF};
use contest::assets::{AssetState, queries, rendition_key};
use contest::contributions::State;
use image::{ImageFormat, Rgb, RgbImage};
use storage::ObjectStore;

use super::story::Story;
use crate::photos::encoded;
use crate::planted::planted_in;
use crate::readers::check_avif;
use crate::tagged::{findings, tagged};

/// Tagged files that become AVIF at least.
const LEAST: usize = 30;

/// Gentle slopes and some grain, so that AVIF is worth its while.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (x * 7919 + y * 104_729) % 23;
        let at = |value: u32| u8::try_from((value + grain) % 256).expect("a byte");
        Rgb([at(x / 3), at(y / 2), at((x + y) / 5)])
    })
}

/// How many files of each ending there are, from a list of paths.
fn endings<'a>(paths: impl Iterator<Item = &'a Path>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for path in paths {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        *counts.entry(ending.into_owned()).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn nothing_that_was_planted_in_an_original_is_in_its_avif() {
    let [from, to] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let mut paths = tagged(from.path(), &photo(240, 180), 6..=6).await;
    // A third of them: of each format one with each kind of block.
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ["-exif-", "-xmp-", "-iptc-", "hand-0", "hand-3"]
            .iter()
            .any(|kind| name.contains(kind))
    });
    let planted = findings(from.path());
    assert!(planted.matches("GPSLatitude").count() > 20, "{planted}");
    let story = Story::begin().await;
    let mut ids = Vec::new();
    for path in &paths {
        ids.push(story.upload(&std::fs::read(path).expect("read")).await);
    }
    assert_eq!(story.drain().await, []);
    story.set_state(State::Published).await;
    avif::offer(&story.ctx).await.expect("the database");
    assert_eq!(story.drain().await, []);

    let mut with_avif = Vec::new();
    for (path, id) in paths.iter().zip(ids) {
        let asset = story.asset(id).await;
        assert_eq!(asset.state, AssetState::Ready, "{}", path.display());
        let set = asset.rendition_id.expect("a rendition");
        let key = story.key(id).await;
        let files = queries::files(story.ctx.db.read(), &[set]).await;
        let files = files.expect("the database");
        for file in files.iter().filter(|file| file.content_type == AVIF) {
            let shown = format!("{} -> {}", path.display(), file.name);
            let bytes = story.bytes(&rendition_key(&key, &file.name)).await;
            assert_eq!(planted_in(&bytes), None, "{shown}");
            check_avif(&bytes).unwrap_or_else(|why| panic!("{shown}: {why}"));
            std::fs::write(to.path().join(format!("{key}-{}", file.name)), bytes).expect("written");
            if !with_avif.contains(&path.as_path()) {
                with_avif.push(path);
            }
        }
    }
    let counts = endings(with_avif.into_iter());
    let all = endings(paths.iter().map(AsRef::as_ref));
    assert!(
        counts.values().sum::<usize>() >= LEAST && counts.len() == all.len(),
        "{counts:?} of {all:?}"
    );
    assert_eq!(findings(to.path()), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_ends_the_encoder_that_runs() {
    let story = Arc::new(Story::begin().await);
    let picture = encoded(photo(2048, 1600), ImageFormat::Jpeg);
    let id = story.upload(&picture).await;
    assert_eq!(story.drain().await, []);
    story.set_state(State::Published).await;
    assert_eq!(avif::offer(&story.ctx).await.expect("the database"), 1);
    let working = tokio::spawn({
        let story = story.clone();
        async move { story.drain().await }
    });
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while !story.is_making(".avif") {
        assert!(std::time::Instant::now() < deadline, "nothing is made");
        tokio::task::yield_now().await;
    }
    // The first and smallest of four is being made; the last one takes longer than all others together.
    story.queue_again(id).await;
    assert_eq!(working.await.expect("no panic"), []);
    assert!(story.is_tidy());
    let left = story.store.list("r/", None, 100).await.expect("the store");
    let stays = left
        .objects
        .iter()
        .any(|object| object.key.as_str().contains(".avif"));
    assert!(!stays);
    // It was neither done nor given up: the next look offers it anew.
    assert_eq!(avif::offer(&story.ctx).await.expect("the database"), 1);
}

//! One worker gets through the hostile set and goes on: a file that nobody can use is no reason to try again.

use contest::assets::{AssetState, MediaType, remove_asset, sniff};
use image::ImageFormat;
use media::Reason;
use sha2::{Digest, Sha256};

use super::story::Story;
use crate::hostile::bytes::Hostile;
use crate::hostile::{Lure, documents, films, pictures, songs, texts};
use crate::photo_kinds::quarters;
use crate::photos::encoded;
use crate::support::ffmpeg;

/// Of films and magazines one in so many: all of them, one after the other, take minutes, and each is judged by itself in
/// [`crate::hostile`]. No multiple of these is the number of files of one kind, so each kind has its turn.
const FILMS: usize = 8;
const MAGAZINES: usize = 11;

fn every(step: usize, files: Vec<Hostile>) -> Vec<Hostile> {
    files.into_iter().step_by(step).collect()
}

#[tokio::test]
async fn one_worker_gets_through_hostile_files_and_goes_on() {
    let story = Story::begin().await;
    let lure = Lure {
        file: "/lure".to_owned(),
        address: "http://127.0.0.1:1/lure".to_owned(),
    };
    let files = [
        pictures::all(),
        songs::all(),
        texts::all(&lure),
        every(FILMS, films::all(&lure)),
        every(MAGAZINES, documents::all(&lure)),
    ];
    // An empty one is refused before anything is stored.
    let files = files
        .into_iter()
        .flatten()
        .filter(|file| !file.bytes.is_empty());
    for file in files {
        let name = file.name;
        let claimed = MediaType::from_code(file.claims).expect("a known type");
        let media_type = sniff(&file.bytes).unwrap_or(claimed);
        let hash = Sha256::digest(&file.bytes).into();
        let id = story.store(&file.bytes, media_type, hash).await;
        assert_eq!(story.drain().await, [], "{name}");
        let asset = story.asset(id).await;
        match asset.state {
            AssetState::Ready => {}
            AssetState::Failed => {
                let code = asset.failure.as_deref().unwrap_or_default();
                assert!(Reason::from_code(code).is_some(), "{name}: {code}");
            }
            other => panic!("{name}: {other:?}"),
        }
        let removed = remove_asset(&story.ctx, &story.pupil, &story.code, id).await;
        removed.expect("a draft");
    }
    assert!(story.is_tidy());
    let film = "-f lavfi -i testsrc2=size=320x240:rate=10:duration=2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    for good in [
        encoded(quarters(400, 300), ImageFormat::Jpeg),
        ffmpeg(film, "mp4"),
    ] {
        let id = story.upload(&good).await;
        assert_eq!(story.drain().await, []);
        assert_eq!(story.asset(id).await.state, AssetState::Ready);
    }
}

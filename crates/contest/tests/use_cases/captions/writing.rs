//! By their makers, while the content may change, bound by what is approved.

use contest::assets::entity::asset;
use contest::assets::{AssetKind, AssetState};
use contest::captions::{self, Fault, Place, PutTextError, TextKind, Wrong};
use contest::contributions::{NotOpen, State};
use contest::text::TextError;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{FILE, Story};

#[tokio::test]
async fn captions_are_stored_in_our_own_hand_one_for_each_language_and_replaced() {
    let story = Story::begin().await;
    let film = story.asset(AssetKind::Video, true).await;
    let version = story.now().await.version;
    let file =
        "WEBVTT - Anna\n\nNOTE Anna\n\n1\n00:01.000 --> 00:04.000 align:left\n<b>Hej & hå</b>\n";
    assert_eq!(story.put(film, "sv", file.as_bytes()).await.unwrap(), 1);
    assert_eq!(story.put(film, "en", FILE).await.unwrap(), 1);
    let ours = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n";
    let wanted = |language: &str, words: &str| {
        (
            TextKind::Captions,
            language.to_owned(),
            format!("{ours}{words}\n"),
        )
    };
    assert_eq!(
        story.texts(film).await,
        [wanted("en", "Hej"), wanted("sv", "Hej &amp; hå")]
    );
    let keys = async || {
        let texts = captions::queries::of_assets(story.ctx().db.read(), &[film])
            .await
            .unwrap();
        texts
            .into_iter()
            .map(|text| text.media_key.unwrap())
            .collect::<Vec<_>>()
    };
    let before = keys().await;
    assert_eq!(story.put(film, "sv", FILE).await.unwrap(), 1);
    let after = keys().await;
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1], "another text has another address");
    assert_eq!(
        story.texts(film).await,
        [wanted("en", "Hej"), wanted("sv", "Hej")]
    );
    assert_eq!(story.now().await.version, version + 3);
}

/// An ampersand takes five bytes: what would not be read again is not shown to those who decide, and so not taken.
#[tokio::test]
async fn captions_that_grow_too_large_by_escaping_are_refused() {
    let story = Story::begin().await;
    let film = story.asset(AssetKind::Video, true).await;
    let file = |cues: usize| {
        let cue = format!("00:01.000 --> 00:02.000\n{}\n\n", "&".repeat(400));
        format!("WEBVTT\n\n{}", cue.repeat(cues))
    };
    assert_eq!(
        story.put(film, "sv", file(64).as_bytes()).await.unwrap(),
        64
    );
    let stored = &story.texts(film).await[0].2;
    let again = captions::read(stored.as_bytes(), u64::MAX).unwrap();
    assert_eq!(again.len(), 64);
    let refused = story.put(film, "sv", file(70).as_bytes()).await;
    let wrong = Wrong {
        line: 1,
        fault: Fault::TooLarge,
    };
    assert!(
        matches!(&refused, Err(PutTextError::Captions(found)) if *found == wrong),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_stored_changes_nothing() {
    let story = Story::begin().await;
    let film = story.asset(AssetKind::Video, true).await;
    let song = story.asset(AssetKind::Audio, true).await;
    let photo = story.asset(AssetKind::Photo, false).await;
    let version = story.now().await.version;
    let beyond = b"WEBVTT\n\n00:09.000 --> 00:12.000\nHej\n";
    let wrong = Wrong {
        line: 3,
        fault: Fault::Beyond,
    };
    let refused = story.put(film, "sv", beyond).await.unwrap_err();
    assert!(
        matches!(refused, PutTextError::Captions(found) if found == wrong),
        "{refused}"
    );
    assert!(matches!(
        story.put(film, "tlh", FILE).await,
        Err(PutTextError::Language)
    ));
    for other in [song, photo, story.ctx().id(story.ctx().clock.wall())] {
        assert!(matches!(
            story.put(other, "sv", FILE).await,
            Err(PutTextError::NotFound)
        ));
    }
    let ctx = story.ctx();
    let place = story.place(film, "sv");
    let stranger = captions::put_captions(ctx, &story.stranger, place, FILE).await;
    assert!(matches!(
        stranger,
        Err(PutTextError::NotOpen(NotOpen::NotFound))
    ));
    let words = |id, words: &'static str| {
        captions::put_transcript(ctx, &story.pupil, story.place(id, "sv"), words)
    };
    let empty = words(song, " \n\u{202e} ").await;
    assert!(matches!(
        empty,
        Err(PutTextError::Transcript(TextError::Empty))
    ));
    assert!(matches!(
        words(photo, "x").await,
        Err(PutTextError::NotFound)
    ));
    let waiting = asset::ActiveModel {
        state: Set(AssetState::Processing),
        ..Default::default()
    };
    asset::Entity::update_many()
        .set(waiting)
        .filter(asset::Column::Id.eq(song))
        .exec(ctx.db.write())
        .await
        .unwrap();
    assert!(matches!(
        words(song, "x").await,
        Err(PutTextError::NotReady)
    ));
    story.set_state(State::InReview).await;
    assert!(matches!(
        story.put(film, "sv", FILE).await,
        Err(PutTextError::NotOpen(NotOpen::NotEditable(_)))
    ));
    let removed = captions::remove_text(ctx, &story.pupil, place, TextKind::Captions).await;
    assert!(matches!(
        removed,
        Err(PutTextError::NotOpen(NotOpen::NotEditable(_)))
    ));
    story.set_state(State::Draft).await;
    assert_eq!(
        (story.texts(film).await, story.texts(song).await),
        (vec![], vec![])
    );
    assert_eq!(story.now().await.version, version);
}

#[tokio::test]
async fn an_approval_binds_captions_and_transcripts() {
    let story = Story::begin().await;
    let film = story.asset(AssetKind::Video, true).await;
    let bare = story.hash().await;
    story.put(film, "sv", FILE).await.unwrap();
    let with = story.hash().await;
    let other = String::from_utf8_lossy(FILE).replace("Hej", "Nej");
    story.put(film, "sv", other.as_bytes()).await.unwrap();
    let changed = story.hash().await;
    story.remove(film, "sv", TextKind::Captions).await.unwrap();
    let removed = story.hash().await;
    story.put(film, "en", other.as_bytes()).await.unwrap();
    let translated = story.hash().await;
    story.remove(film, "en", TextKind::Captions).await.unwrap();
    captions::put_transcript(story.ctx(), &story.pupil, story.place(film, "sv"), "Hej")
        .await
        .unwrap();
    let told = story.hash().await;
    assert_eq!(bare, removed);
    let all = [&bare, &with, &changed, &translated, &told];
    for (at, one) in all.iter().enumerate() {
        assert!(!all[at + 1..].contains(one), "{at}");
    }
    let version = story.now().await.version;
    story.remove(film, "sv", TextKind::Captions).await.unwrap();
    assert_eq!(story.now().await.version, version, "there was none");
}

/// Somebody wrote while somebody else was asked whether the text is to go: what they wrote stays.
#[tokio::test]
async fn a_text_that_was_not_looked_at_is_not_taken_away() {
    let story = Story::begin().await;
    let (film, ctx) = (story.asset(AssetKind::Video, true).await, story.ctx());
    for kind in [TextKind::Captions, TextKind::Transcript] {
        story.put_over(film, "sv", kind, FILE).await.unwrap();
        let seen = story.tag(film, "sv", kind).await;
        let other = String::from_utf8_lossy(FILE).replace("Hej", "Nej");
        story
            .put_over(film, "sv", kind, other.as_bytes())
            .await
            .unwrap();
        let (texts, version) = (story.texts(film).await, story.now().await.version);
        for replaces in [None, Some(""), seen.as_deref()] {
            let place = Place {
                replaces,
                ..story.place(film, "sv")
            };
            let kept = captions::remove_text(ctx, &story.pupil, place, kind).await;
            assert!(matches!(kept, Err(PutTextError::Other)), "{kept:?}");
        }
        assert_eq!(story.texts(film).await, texts);
        assert_eq!(story.now().await.version, version);
        story.remove(film, "sv", kind).await.unwrap();
        assert_eq!(story.texts(film).await, []);
    }
}

/// Two who write at once: the second one is told, and nothing is lost; nor by whoever chose a language that has a text.
#[tokio::test]
async fn a_text_that_was_not_looked_at_is_not_replaced() {
    let story = Story::begin().await;
    let (film, ctx) = (story.asset(AssetKind::Video, true).await, story.ctx());
    for kind in [TextKind::Captions, TextKind::Transcript] {
        story.put_over(film, "sv", kind, FILE).await.unwrap();
        let first = story.texts(film).await;
        let version = story.now().await.version;
        let seen = story.tag(film, "sv", kind).await.unwrap();
        let write = async |replaces: Option<&str>, words: &str| {
            let place = Place {
                replaces,
                ..story.place(film, "sv")
            };
            let file = String::from_utf8_lossy(FILE).replace("Hej", words);
            let pupil = &story.pupil;
            match kind {
                TextKind::Captions => captions::put_captions(ctx, pupil, place, file.as_bytes())
                    .await
                    .map(|_| ()),
                TextKind::Transcript => captions::put_transcript(ctx, pupil, place, &file).await,
            }
        };
        for replaces in [None, Some(seen.as_str())] {
            write(replaces, "Hej").await.unwrap(); // pressed twice
        }
        assert_eq!(story.now().await.version, version);
        for replaces in [None, Some(""), Some("ff")] {
            let lost = write(replaces, "Nej").await;
            assert!(matches!(lost, Err(PutTextError::Other)), "{lost:?}");
        }
        assert_eq!(story.texts(film).await, first);
        assert_eq!(story.now().await.version, version);
        write(Some(&seen), "Nej").await.unwrap();
        let second = story.texts(film).await;
        assert_ne!(second, first);
        let late = write(Some(&seen), "Kanske").await;
        assert!(matches!(late, Err(PutTextError::Other)), "{late:?}");
        assert_eq!(story.texts(film).await, second);
    }
}

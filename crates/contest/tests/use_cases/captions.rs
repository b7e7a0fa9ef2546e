//! Captions and transcripts: by their makers, while the content may change, bound by what is approved, found by the gallery.

use contest::assets::entity::{asset, rendition};
use contest::assets::{AssetKind, AssetState};
use contest::captions::{self, Fault, Place, PutTextError, TextKind, Wrong};
use contest::contributions::entity::contribution;
use contest::contributions::gallery::{self, Filter, Order};
use contest::contributions::{self, Maker, NotOpen, State, content_hash};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::text::TextError;
use contest::{AppContext, testing};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    QueryFilter, Statement,
};

use crate::common::TestDb;

const FILE: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:04.000\nHej\n";

struct Story {
    db: TestDb,
    pupil: Actor,
    stranger: Actor,
    work: contribution::Model,
}

impl Story {
    async fn begin() -> Self {
        let db = TestDb::new().await;
        let ctx = &db.ctx;
        let edition = testing::edition(ctx, "dizza-2026").await.unwrap();
        let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .unwrap();
        let mut pupils = Vec::new();
        for _ in 0..2 {
            let class = testing::class(ctx, edition.id, teacher).await.unwrap();
            let pupil = testing::pupil(ctx, &class, "Räven").await.unwrap();
            let principal = Principal::Membership(pupil.id);
            pupils.push(
                Actor::resolve(ctx.db.read(), &principal)
                    .await
                    .unwrap()
                    .unwrap(),
            );
        }
        let [pupil, stranger] = pupils.try_into().unwrap();
        let work = contributions::start(ctx, &pupil, Maker::Pupil)
            .await
            .unwrap();
        Self {
            db,
            pupil,
            stranger,
            work,
        }
    }

    fn ctx(&self) -> &AppContext {
        &self.db.ctx
    }

    /// A finished film or song of ten seconds.
    async fn asset(&self, kind: AssetKind, has_audio: bool) -> AssetId {
        asset_of(self.ctx(), &self.work, kind, has_audio).await
    }

    async fn put(&self, id: AssetId, language: &str, file: &[u8]) -> Result<usize, PutTextError> {
        self.put_over(id, language, TextKind::Captions, file).await
    }

    /// As [`Self::put`], in place of whatever text of this kind is there.
    async fn put_over(
        &self,
        id: AssetId,
        language: &str,
        kind: TextKind,
        file: &[u8],
    ) -> Result<usize, PutTextError> {
        let there = captions::queries::of_assets(self.ctx().db.read(), &[id]).await?;
        let there = there
            .iter()
            .find(|text| text.kind == kind && text.language == language)
            .map(captions::entity::asset_text::Model::tag);
        let place = Place {
            replaces: there.as_deref(),
            ..self.place(id, language)
        };
        let words = String::from_utf8_lossy(file);
        match kind {
            TextKind::Captions => {
                captions::put_captions(self.ctx(), &self.pupil, place, file).await
            }
            TextKind::Transcript => {
                captions::put_transcript(self.ctx(), &self.pupil, place, &words)
                    .await
                    .map(|()| 0)
            }
        }
    }

    /// Where no text is to be replaced.
    fn place<'a>(&'a self, asset: AssetId, language: &'a str) -> Place<'a> {
        Place {
            code: &self.work.code,
            asset,
            language,
            replaces: None,
        }
    }

    async fn texts(&self, id: AssetId) -> Vec<(TextKind, String, String)> {
        let texts = captions::queries::of_assets(self.ctx().db.read(), &[id])
            .await
            .unwrap();
        let parts =
            |text: captions::entity::asset_text::Model| (text.kind, text.language, text.text);
        texts.into_iter().map(parts).collect()
    }

    async fn now(&self) -> contribution::Model {
        let work = contributions::queries::find(self.ctx().db.read(), self.work.id).await;
        work.unwrap().unwrap()
    }

    async fn hash(&self) -> Vec<u8> {
        let hash = content_hash(self.ctx().db.read(), &self.now().await).await;
        hash.unwrap().expect("everything is ready")
    }

    async fn set_state(&self, state: State) {
        set(
            self.ctx(),
            &self.work,
            contribution::ActiveModel {
                state: Set(state),
                ..Default::default()
            },
        )
        .await;
    }
}

async fn set(ctx: &AppContext, work: &contribution::Model, row: contribution::ActiveModel) {
    let update = contribution::Entity::update_many().set(row);
    let update = update.filter(contribution::Column::Id.eq(work.id));
    update.exec(ctx.db.write()).await.unwrap();
}

async fn asset_of(
    ctx: &AppContext,
    work: &contribution::Model,
    kind: AssetKind,
    has_audio: bool,
) -> AssetId {
    let now = ctx.clock.wall();
    let (id, made): (AssetId, contest::ids::RenditionId) = (ctx.id(now), ctx.id(now));
    let row = asset::Model {
        id,
        contribution_id: work.id,
        position: 0,
        kind,
        media_type: "mp4".into(),
        state: AssetState::Ready,
        progress_percent: 100,
        failure: None,
        alt: String::new(),
        object_key: None,
        size_bytes: 10,
        sha256: vec![1],
        rendition_id: Some(made),
        destroy_original: false,
        held: false,
        created_at: now,
        updated_at: now,
    };
    asset::Entity::insert(row.into_active_model())
        .exec_without_returning(ctx.db.write())
        .await
        .unwrap();
    let row = rendition::Model {
        id: made,
        asset_id: id,
        media_key: hex::encode(ctx.random::<16>()),
        files_hash: vec![2; 32],
        width: None,
        height: None,
        duration_ms: Some(10_000),
        has_audio,
        thumbhash: None,
        color: None,
        peaks: None,
        created_at: now,
    };
    rendition::Entity::insert(row.into_active_model())
        .exec_without_returning(ctx.db.write())
        .await
        .unwrap();
    id
}

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
    let removed = captions::remove_text(
        ctx,
        &story.pupil,
        (story.work.code.as_str(), film),
        TextKind::Captions,
        "sv",
    )
    .await;
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
    let place = (story.work.code.as_str(), film);
    let bare = story.hash().await;
    story.put(film, "sv", FILE).await.unwrap();
    let with = story.hash().await;
    let other = String::from_utf8_lossy(FILE).replace("Hej", "Nej");
    story.put(film, "sv", other.as_bytes()).await.unwrap();
    let changed = story.hash().await;
    let (ctx, pupil) = (story.ctx(), &story.pupil);
    captions::remove_text(ctx, pupil, place, TextKind::Captions, "sv")
        .await
        .unwrap();
    let removed = story.hash().await;
    story.put(film, "en", other.as_bytes()).await.unwrap();
    let translated = story.hash().await;
    captions::remove_text(ctx, pupil, place, TextKind::Captions, "en")
        .await
        .unwrap();
    captions::put_transcript(ctx, pupil, story.place(film, "sv"), "Hej")
        .await
        .unwrap();
    let told = story.hash().await;
    assert_eq!(bare, removed);
    let all = [&bare, &with, &changed, &translated, &told];
    for (at, one) in all.iter().enumerate() {
        assert!(!all[at + 1..].contains(one), "{at}");
    }
    let version = story.now().await.version;
    captions::remove_text(ctx, pupil, place, TextKind::Captions, "sv")
        .await
        .unwrap();
    assert_eq!(story.now().await.version, version, "there was none");
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
        let stored = captions::queries::of_assets(ctx.db.read(), &[film]).await;
        let stored = stored.unwrap().into_iter().find(|text| text.kind == kind);
        let seen = stored.unwrap().tag();
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

/// What is published after `prepare`, as the rule says.
async fn captioned_after(prepare: impl AsyncFnOnce(&Story)) -> bool {
    let story = Story::begin().await;
    prepare(&story).await;
    let ctx = story.ctx();
    let approved = contribution::ActiveModel {
        state: Set(State::Approved),
        approved_hash: Set(Some(story.hash().await)),
        publish_at: Set(Some(ctx.clock.wall())),
        ..Default::default()
    };
    set(ctx, &story.work, approved).await;
    let published = contributions::publish(ctx, story.work.id).await.unwrap();
    assert_eq!(published, contributions::Published::Yes);
    story.now().await.captioned
}

#[tokio::test]
async fn captioned_is_what_leaves_nothing_unheard() {
    let said = async |story: &Story, id| {
        let place = story.place(id, "sv");
        captions::put_transcript(story.ctx(), &story.pupil, place, "Hej")
            .await
            .unwrap();
    };
    assert!(
        captioned_after(async |story| {
            let film = story.asset(AssetKind::Video, true).await;
            story.put(film, "sv", FILE).await.unwrap();
            story.asset(AssetKind::Video, false).await;
            let song = story.asset(AssetKind::Audio, true).await;
            said(story, song).await;
            story.asset(AssetKind::Photo, false).await;
        })
        .await
    );
    assert!(
        !captioned_after(async |story| {
            let film = story.asset(AssetKind::Video, true).await;
            story.put(film, "sv", FILE).await.unwrap();
            story.asset(AssetKind::Audio, true).await;
        })
        .await,
        "the song is not written down"
    );
    assert!(
        !captioned_after(async |story| {
            story.asset(AssetKind::Video, false).await;
            story.asset(AssetKind::Photo, false).await;
        })
        .await,
        "nothing is heard, and nothing written"
    );
}

#[tokio::test]
async fn the_gallery_finds_what_is_captioned_page_by_page_through_its_index() {
    let story = Story::begin().await;
    let ctx = story.ctx();
    let class = testing::class(
        ctx,
        story.work.edition_id,
        testing::account(ctx, "b@skola.se", &[Role::Teacher])
            .await
            .unwrap(),
    )
    .await
    .unwrap();
    let mut wanted = Vec::new();
    for number in 0..7 {
        ctx.clock.advance(chrono::Duration::seconds(1));
        let work = testing::poem(ctx, &class, &format!("Nr {number}"), State::Published)
            .await
            .unwrap();
        if number % 2 == 0 {
            let row = contribution::ActiveModel {
                captioned: Set(true),
                ..Default::default()
            };
            set(ctx, &work, row).await;
            wanted.insert(0, work.code);
        }
    }
    let hidden = testing::poem(ctx, &class, "Dold", State::Hidden)
        .await
        .unwrap();
    let row = contribution::ActiveModel {
        captioned: Set(true),
        ..Default::default()
    };
    set(ctx, &hidden, row).await;
    let filter = Filter {
        edition: class.edition_id,
        category: None,
        grade: Some(7),
        captioned: true,
    };
    let db = ctx.db.read();
    assert_eq!(gallery::count(db, &filter).await.unwrap(), 4);
    let (mut found, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = gallery::page(db, &filter, &Order::Newest { after }, 3)
            .await
            .unwrap();
        after = page
            .items
            .last()
            .map(|item| (item.work.published_at.unwrap(), item.work.id));
        found.extend(page.items.into_iter().map(|item| item.work.code));
        pages += 1;
        if !page.more {
            break;
        }
    }
    assert_eq!((found, pages), (wanted, 2));

    let plain = Filter {
        grade: None,
        ..filter
    };
    let plan = plan_of(ctx, &gallery::newest(&plain, None, 24)).await;
    assert!(plan.contains("contribution_captioned"), "{plan}");
    assert!(
        !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
        "no sorting: {plan}"
    );
}

/// How the database means to answer the gallery's question.
async fn plan_of(ctx: &AppContext, query: &sea_orm::Select<contribution::Entity>) -> String {
    use sea_orm::{QueryTrait, TransactionTrait};
    let txn = ctx.db.read().begin().await.unwrap();
    let backend = txn.get_database_backend();
    let explain = if backend == DbBackend::Postgres {
        // For a handful of rows every way costs the same: what matters is whether this index could do it alone. Taken back.
        let alone = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; DROP INDEX contribution_gallery";
        txn.execute_unprepared(alone).await.unwrap();
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    let asked = query.build(backend);
    let statement = Statement::from_sql_and_values(
        backend,
        format!("{explain} {}", asked.sql),
        asked.values.into_iter().flatten(),
    );
    let rows = txn.query_all_raw(statement).await.unwrap();
    let column = if backend == DbBackend::Postgres {
        "QUERY PLAN"
    } else {
        "detail"
    };
    let lines = rows
        .iter()
        .map(|row| row.try_get::<String>("", column).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

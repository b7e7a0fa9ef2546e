//! What counts as captioned, and the gallery that finds it.

use contest::assets::AssetKind;
use contest::captions;
use contest::contributions::entity::contribution;
use contest::contributions::gallery::{self, Filter, Order};
use contest::contributions::{self, State};
use contest::permissions::Role;
use contest::{AppContext, testing};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, Statement};

use super::{FILE, Story, set};

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

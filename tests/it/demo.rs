//! The demo edition's loader, mostly on its poems: they need no worker for media.

use std::time::Duration;

use chrono::Duration as Span;
use contest::assets::{AssetState, entity::asset};
use contest::collections::FEATURED;
use contest::contributions::{State, entity::contribution};
use contest::votes::entity::vote;
use contest::{audit, classes, collections, contributions, votes};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::demo::content::{Class, Entry, Until, entries};
use server::demo::{Loader, load_these};
use test_support::TestApp;
use tokio_util::sync::CancellationToken;

/// Three poems for the front page, one for the queue, one for the teacher.
fn poems() -> Vec<(Entry, Class, Until)> {
    let mut poems: Vec<_> = entries()
        .into_iter()
        .filter(|(entry, ..)| entry.made.is_empty())
        .take(5)
        .collect();
    for (place, (entry, _, until)) in (1..).zip(&mut poems) {
        (entry.featured, *until) = match place {
            4 => (0, Until::Queue),
            5 => (0, Until::Teacher),
            _ => (place, Until::Published),
        };
    }
    poems
}

fn loader(app: &TestApp) -> Loader {
    let store = app.store.clone();
    Loader {
        ctx: app.ctx.clone(),
        store,
        var: app.var(),
        stop: CancellationToken::new(),
    }
}

/// Loads while jobs are done and time passes, as in a running program.
async fn load(app: &TestApp) {
    let works = async {
        loop {
            app.clock.advance(Span::seconds(11));
            // Failures show in what is counted below.
            let _ = app
                .app
                .registry
                .drain(&app.ctx.db, &app.clock)
                .await
                .unwrap();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let (loader, poems) = (loader(app), poems());
    tokio::select! {
        loaded = load_these(&loader, &poems) => loaded.unwrap(),
        () = works => unreachable!("it never ends"),
    }
}

async fn count(app: &TestApp, state: State) -> u64 {
    let works = contribution::Entity::find().filter(contribution::Column::State.eq(state));
    works.count(app.db().read()).await.unwrap()
}

#[tokio::test]
async fn a_load_that_was_cut_off_goes_on_and_a_finished_one_changes_nothing() {
    let app = TestApp::new().await;
    let (half, list) = (loader(&app), poems());
    let two_are_there = async {
        while contribution::Entity::find()
            .count(app.db().read())
            .await
            .unwrap()
            < 2
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = load_these(&half, &list) => panic!("nothing was published: no job ran"),
        () = two_are_there => {}
    }
    load(&app).await;
    let db = app.db().read();
    assert_eq!(count(&app, State::Published).await, 3);
    assert_eq!(count(&app, State::InReview).await, 1);
    assert_eq!(count(&app, State::Submitted).await, 1);
    let edition = contest::editions::queries::current(db)
        .await
        .unwrap()
        .unwrap();
    let front = collections::queries::find(db, edition.id, FEATURED)
        .await
        .unwrap()
        .unwrap();
    let front = contributions::gallery::of_collection(db, front.id, 24)
        .await
        .unwrap();
    let titles: Vec<&str> = front.iter().map(|item| item.work.title.as_str()).collect();
    let wanted: Vec<&str> = list[..3].iter().map(|(entry, ..)| entry.title).collect();
    assert_eq!(titles, wanted);
    let cast = vote::Entity::find().count(db).await.unwrap();
    assert!(cast >= 5, "{cast} votes");
    assert!(votes::recount(&app.ctx).await.unwrap().is_empty());
    assert!(
        audit::verify_all(db)
            .await
            .unwrap()
            .iter()
            .all(|chain| chain.fault.is_none())
    );

    load(&app).await;
    assert_eq!(vote::Entity::find().count(db).await.unwrap(), cast);
    assert_eq!(contribution::Entity::find().count(db).await.unwrap(), 5);
    let opened = classes::entity::school_class::Entity::find()
        .count(db)
        .await
        .unwrap();
    assert_eq!(opened, 6, "five with works and one to join");
}

#[tokio::test]
async fn a_load_waits_for_the_files_of_what_others_are_to_decide() {
    let app = TestApp::new().await;
    let db = app.db();
    let picture = entries()
        .into_iter()
        .find(|(entry, ..)| entry.category == "image" && entry.made.len() == 1);
    let (entry, class, _) = picture.expect("a picture");
    let (loader, list) = (loader(&app), [(entry, class, Until::Teacher)]);
    let classes = || classes::entity::school_class::Entity::find().count(db.read());
    let state = || asset::Entity::find().one(db.read());
    let no_worker = async {
        while classes().await.unwrap() < 2 {
            tokio::task::yield_now().await;
        }
        // The last class is open: a load that does not wait needs a few more queries to its end.
        for _ in 0..200 {
            assert_eq!(state().await.unwrap().unwrap().state, AssetState::Stored);
        }
    };
    let mut load = std::pin::pin!(load_these(&loader, &list));
    tokio::select! {
        _ = &mut load => panic!("complete, and nobody could decide about it"),
        () = no_worker => {}
    }
    let mut row: asset::ActiveModel = state().await.unwrap().unwrap().into();
    row.state = Set(AssetState::Ready);
    asset::Entity::update(row).exec(db.write()).await.unwrap();
    load.await.unwrap();
}

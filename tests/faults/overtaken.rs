//! A worker that stands still for longer than its lease is dead to the others. When it moves again, another has its job,
//! and it must change nothing any more.

use std::time::Duration;

use contest::AppContext;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::checker;
use crate::site::{DEADLINE, Site};
use crate::uploads::{people, picture, send, settle};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_was_overtaken_changes_nothing() {
    let stop = [("DIZZA_STOP_AT", "U7".to_owned())];
    let (mut site, slow) = a_worker_that_stands_still(&stop).await;

    let mut second = site
        .dizza("worker", &["worker", "--lanes", "media"], &stop)
        .spawn()
        .unwrap();
    let quick = second.id().unwrap();
    until(
        "the second one has taken over and stands still",
        async || stands_still(quick),
    )
    .await;

    let db = site.look().await;
    mark(&db, "begin").await;
    go_on(slow).await;
    let published = "SELECT count(*) FROM rendition";
    until("the first one knows", async || {
        site.log()
            .contains("The job's lease was lost to another worker")
            || number(&db, published).await > 0
    })
    .await;
    mark(&db, "end").await;
    go_on(quick).await;
    until("the second one is done", async || {
        number(&db, published).await > 0
    })
    .await;
    settle(&site).await;
    db.close().await.unwrap();
    second.start_kill().unwrap();
    second.wait().await.unwrap();
    site.kill("at the end").await;
    checker::insist(site.folder()).await;
}

/// A site whose worker stands still when its renditions are stored and their rows are not written.
///
/// It may be stopped in a moment in which another of its threads writes; then nobody else could write any more, and another
/// site is begun. Five in a row are no accident.
async fn a_worker_that_stands_still(stop: &[(&str, String)]) -> (Site, u32) {
    for _ in 0..5 {
        let (mut site, people) = Site::new(async |ctx: &AppContext| people(ctx, 1).await).await;
        site.start(stop).await;
        let client = site.client(&people[0].cookie);
        let file = picture(&mut StdRng::seed_from_u64(1));
        assert!(send(&client, &people[0].code, &file, 0).await);
        let slow = site.id();
        until("the worker stands still", async || stands_still(slow)).await;
        let db = site.look().await;
        let writes = db
            .execute_unprepared("UPDATE job SET state = state WHERE 0")
            .await;
        db.close().await.unwrap();
        if writes.is_ok() {
            return (site, slow);
        }
        site.kill("with the database in its hands").await;
    }
    panic!("each stands still with the database in its hands");
}

/// Between these marks only the overtaken one can have written.
async fn mark(db: &DatabaseConnection, what: &str) {
    let sql = format!("INSERT INTO witness (what, id, became) VALUES ('overtaken', '', '{what}')");
    db.execute_unprepared(&sql).await.unwrap();
}

pub async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

pub async fn until(what: &str, probe: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !probe().await {
        assert!(Instant::now() < deadline, "in vain: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// By the kernel's own word.
fn stands_still(process: u32) -> bool {
    let line = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, state) = line.rsplit_once(") ").unwrap();
    state.starts_with('T')
}

async fn go_on(process: u32) {
    let sent = Command::new("kill")
        .args(["-CONT", &process.to_string()])
        .status()
        .await
        .unwrap();
    assert!(sent.success());
}

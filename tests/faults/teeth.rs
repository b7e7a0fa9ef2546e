//! A checker that finds nothing proves nothing: a story without faults is spoiled in each way that it must find.

use std::fs;
use std::path::{Path, PathBuf};

use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::checker;
use crate::site::Site;
use crate::uploads::{people, picture, send, settle};
use crate::votes::ballot;

/// A way to spoil a folder.
enum Spoil {
    /// A statement on the database.
    Rows(&'static str),
    /// Something done to the object of the first row that this query finds.
    Object(&'static str, fn(&Path)),
    /// A line of the history, from the last one that was told of this.
    Line(&'static str, fn(&mut Value)),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checker_finds_every_broken_promise() {
    let story = story().await;
    let found = checker::check(story.path()).await;
    assert!(found.0.is_empty(), "nothing is wrong yet: {found:#?}");
    for (name, invariant, spoil) in spoils() {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(story.path(), copy.path());
        spoil.apply(copy.path()).await;
        let found = checker::check(copy.path()).await;
        assert!(
            found.0.iter().any(|(number, _)| *number == invariant),
            "{name} is not found as {invariant}: {found:#?}"
        );
    }
}

const ORIGINAL: &str = "SELECT object_key FROM asset LIMIT 1";
const RENDITION: &str = "SELECT 'r/' || media_key || '/' || name FROM rendition_file \
                         JOIN rendition ON rendition.id = rendition_id LIMIT 1";
const SECOND_VOTE: &str =
    "CREATE TABLE plain AS SELECT * FROM vote; DROP TABLE vote; ALTER TABLE plain RENAME TO vote;";

#[expect(clippy::too_many_lines, reason = "a table")]
fn spoils() -> Vec<(&'static str, &'static str, Spoil)> {
    use Spoil::{Line, Object, Rows};
    vec![
        (
            "an original that is gone",
            "I1",
            Object(ORIGINAL, |path| fs::remove_file(path).unwrap()),
        ),
        (
            "an original that was cut",
            "I1",
            Object(ORIGINAL, |path| fs::write(path, b"short").unwrap()),
        ),
        (
            "another original",
            "I1",
            Rows("UPDATE asset SET sha256 = zeroblob(32) WHERE id = (SELECT min(id) FROM asset)"),
        ),
        (
            "bytes that went missing",
            "I1",
            Line("safe", |line| line["offset"] = json!(0)),
        ),
        (
            "another asset for one upload",
            "I1",
            Line("safe", |line| line["asset"] = json!("0")),
        ),
        (
            "an upload that never ended",
            "I1",
            Line("begun", |line| line["upload"] = json!("/uploads/0")),
        ),
        (
            "a rendition that is gone",
            "I8",
            Object(RENDITION, |path| fs::remove_file(path).unwrap()),
        ),
        (
            "objects that nobody owns",
            "I8",
            Object(ORIGINAL, |path| {
                for n in 0..4 {
                    fs::write(path.with_file_name(format!("{n}")), b"x").unwrap();
                }
            }),
        ),
        (
            "a vote that was lost",
            "I2",
            Rows("DELETE FROM vote WHERE receipt = (SELECT max(receipt) FROM vote)"),
        ),
        (
            "a vote that nobody was told of",
            "I2",
            Rows(
                "INSERT INTO vote SELECT edition_id, x'00', contribution_id, 1, lane, 'x', cast_at FROM vote LIMIT 1",
            ),
        ),
        (
            "a second receipt",
            "I2",
            Line("voted", |line| line["receipt"] = json!("0")),
        ),
        (
            "a ballot that was logged twice",
            "I2",
            Rows(
                "INSERT INTO ballot_log (edition_id, act, lane, voter_key, contribution_id, receipt, at) \
             SELECT edition_id, act, lane, voter_key, contribution_id, receipt, at FROM ballot_log LIMIT 1",
            ),
        ),
        (
            "a vote after the end",
            "I5",
            Rows("UPDATE edition_phase SET ends_at = starts_at WHERE phase = 'voting'"),
        ),
        (
            "a changed audit row",
            "I6",
            Rows("UPDATE audit_event SET actor = 'system' WHERE act = 'asset.store'"),
        ),
        (
            "a missing audit row",
            "I6",
            Rows("DELETE FROM audit_event WHERE act = 'asset.store'"),
        ),
        (
            "a cut audit chain",
            "I6",
            Rows(
                "DELETE FROM audit_event WHERE (chain, seq) IN (SELECT chain, max(seq) FROM audit_event GROUP BY chain)",
            ),
        ),
        (
            "a job that is forgotten",
            "I7",
            Rows("DELETE FROM job WHERE kind = 'process-asset'"),
        ),
        (
            "a job that is stuck",
            "I7",
            Rows("UPDATE job SET state = 'running' WHERE kind = 'process-asset'"),
        ),
        (
            "a job that is done twice",
            "I7",
            Rows("UPDATE job SET state = 'done' WHERE kind = 'process-asset'"),
        ),
        ("half a rendition", "I7", Rows("DELETE FROM rendition_file")),
        (
            "an asset halfway",
            "I7",
            Rows("UPDATE asset SET state = 'processing'"),
        ),
        (
            "published by who was overtaken",
            "I7",
            Rows(
                "UPDATE witness SET n = n + 1000; INSERT INTO witness (n, what, became) VALUES (1, 'overtaken', 'begin')",
            ),
        ),
        (
            "a count that is wrong",
            "I10",
            Rows(
                "INSERT INTO vote_delta (contribution_id, delta) SELECT contribution_id, 1 FROM vote LIMIT 1",
            ),
        ),
        ("a table that takes a second vote", "I10", Rows(SECOND_VOTE)),
        (
            "an error of the server",
            "I11",
            Line("voted", |line| {
                *line = json!({ "told": "error", "status": 500, "what": "x", "retry_after": null });
            }),
        ),
        (
            "busy without a time to come back",
            "I11",
            Line("voted", |line| {
                *line = json!({ "told": "error", "status": 503, "what": "x", "retry_after": null });
            }),
        ),
    ]
}

impl Spoil {
    async fn apply(&self, folder: &Path) {
        match self {
            Self::Rows(sql) => {
                let db = Database::connect(database(folder)).await.unwrap();
                db.execute_unprepared("PRAGMA foreign_keys = OFF")
                    .await
                    .unwrap();
                db.execute_unprepared(sql).await.unwrap();
                db.close().await.unwrap();
            }
            Self::Object(query, change) => {
                let rows = checker::Rows::open(&folder.join("var/dizza.db")).await;
                let [[key]] = rows.all::<1>(query).await.try_into().unwrap();
                rows.close().await;
                change(&folder.join("var/objects/objects").join(key));
            }
            Self::Line(told, change) => {
                let file = folder.join("history.jsonl");
                let text = fs::read_to_string(&file).unwrap();
                let mut lines: Vec<Value> = text
                    .lines()
                    .map(|line| serde_json::from_str(line).unwrap())
                    .collect();
                let mut line = lines
                    .iter()
                    .rfind(|line| line["told"] == *told)
                    .unwrap()
                    .clone();
                change(&mut line);
                lines.push(line);
                let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
                fs::write(file, lines.join("\n")).unwrap();
            }
        }
    }
}

/// Two pictures and two votes, one taken back; the folder in which all of it stands.
async fn story() -> TempDir {
    let (mut site, (people, (cookies, codes))) = Site::new(async |ctx| {
        let ballot = ballot(ctx).await;
        (people(ctx, 1).await, ballot)
    })
    .await;
    site.start(&[]).await;
    let client = site.client(&people[0].cookie);
    for seed in 0..2 {
        let file = picture(&mut StdRng::seed_from_u64(seed));
        assert!(send(&client, &people[0].code, &file, 1).await);
    }
    let mut voter = crate::votes::Voter::new(site.client(&cookies[0]), codes);
    voter.cast_take_back_and_cast().await;
    settle(&site).await;
    site.kill("at the end").await;
    let folder = tempfile::tempdir().unwrap();
    copy_folder(site.folder(), folder.path());
    folder
}

fn database(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("var/dizza.db").display())
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target: PathBuf = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

//! Votes, their log, and the counts.

use std::collections::BTreeMap;

use super::{Faults, Rows, Told};

pub async fn check(told: &Told, rows: &Rows, faults: &mut Faults) {
    receipts(told, rows, faults).await;
    phases(rows, faults).await;
    counts(rows, faults).await;
    uniqueness(rows, faults).await;
}

/// What was acknowledged stands in the table and in the log, each once, and nothing else does.
async fn receipts(told: &Told, rows: &Rows, faults: &mut Faults) {
    let mut standing: BTreeMap<String, u32> = BTreeMap::new();
    for [receipt] in rows.all::<1>("SELECT receipt FROM vote").await {
        *standing.entry(receipt).or_default() += 1;
    }
    let mut log: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for [receipt, act] in rows
        .all::<2>("SELECT receipt, act FROM ballot_log ORDER BY seq")
        .await
    {
        let line = log.entry(receipt).or_default();
        if act == "cast" {
            line.0 += 1;
        } else {
            line.1 += 1;
        }
    }
    for receipt in &told.votes {
        let (votes, lines) = (standing.get(receipt), log.get(receipt));
        faults.unless(votes == Some(&1) && lines == Some(&(1, 0)), "I2", || {
            format!(
                "the acknowledged vote {receipt} stands {votes:?} times, with {lines:?} in the log"
            )
        });
    }
    for receipt in &told.taken_back {
        let (votes, lines) = (standing.get(receipt), log.get(receipt));
        faults.unless(votes.is_none() && lines == Some(&(1, 1)), "I2", || {
            format!("the vote {receipt} was taken back, and stands {votes:?} times, with {lines:?} in the log")
        });
    }
    let known =
        |receipt: &String| told.votes.contains(receipt) || told.taken_back.contains(receipt);
    let unknown: Vec<_> = standing
        .keys()
        .chain(log.keys())
        .filter(|receipt| !known(receipt))
        .collect();
    faults.unless(unknown.is_empty(), "I2", || {
        format!("votes that nobody was told of: {unknown:?}")
    });
}

/// By the database's time.
async fn phases(rows: &Rows, faults: &mut Faults) {
    for (table, at) in [("vote", "cast_at"), ("ballot_log", "at")] {
        let late = rows
            .number(&format!(
                "SELECT count(*) FROM {table} AS ballot WHERE NOT EXISTS (SELECT 1 FROM edition_phase AS open \
                 WHERE open.edition_id = ballot.edition_id AND open.phase = 'voting' \
                 AND julianday(starts_at) <= julianday({at}) AND julianday({at}) < julianday(ends_at))"
            ))
            .await;
        faults.unless(late == 0, "I5", || {
            format!("{late} rows of {table} outside the phase")
        });
    }
}

/// Folded counts and waiting deltas are what the log adds up to, and what the table holds.
async fn counts(rows: &Rows, faults: &mut Faults) {
    let sql = "SELECT lower(hex(id)), \
        CAST(ifnull((SELECT sum(CASE act WHEN 'cast' THEN 1 ELSE -1 END) FROM ballot_log WHERE contribution_id = c.id), 0) AS text), \
        CAST((SELECT count(*) FROM vote WHERE contribution_id = c.id) AS text), \
        CAST(ifnull((SELECT sum(votes) FROM score WHERE contribution_id = c.id), 0) \
             + ifnull((SELECT sum(delta) FROM vote_delta WHERE contribution_id = c.id), 0) AS text) \
        FROM contribution AS c";
    for [work, log, votes, score] in rows.all::<4>(sql).await {
        faults.unless(log == votes && votes == score, "I10", || {
            format!("{work}: {log} in the log, {votes} votes, {score} counted")
        });
    }
}

/// The database decides: whatever the program does, a voter's second vote for a work, or a second vote in one slot, is no row.
async fn uniqueness(rows: &Rows, faults: &mut Faults) {
    if rows.number("SELECT count(*) FROM vote").await == 0 {
        return;
    }
    let copy = |work: &str, slot: &str| {
        format!(
            "INSERT INTO vote (edition_id, voter_key, contribution_id, slot, lane, receipt, cast_at) \
             SELECT edition_id, voter_key, {work}, {slot}, lane, receipt || 'x', cast_at FROM vote AS given LIMIT 1"
        )
    };
    let other = "(SELECT id FROM contribution WHERE id NOT IN \
                 (SELECT contribution_id FROM vote WHERE voter_key = given.voter_key) LIMIT 1)";
    for (what, sql) in [
        (
            "a second vote for one work",
            copy("contribution_id", "1000"),
        ),
        ("two votes in one slot", copy(other, "slot")),
    ] {
        faults.unless(rows.refuses(&sql).await, "I10", || {
            format!("the database takes {what}")
        });
    }
    let other_slot = copy(other, "1000");
    faults.unless(!rows.refuses(&other_slot).await, "I10", || {
        "the probe proves nothing".into()
    });
}

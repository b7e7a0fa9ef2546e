//! The audit chain, computed again from what its documentation says: SHA-256 over chain, number, time in microseconds,
//! actor, act, subject, details and the hash before, each with its length in eight bytes before it.

use std::collections::BTreeMap;

use chrono::DateTime;
use sha2::{Digest, Sha256};

use super::{Faults, Rows};

pub async fn check(rows: &Rows, faults: &mut Faults) {
    let mut ends: BTreeMap<String, (i64, String)> = BTreeMap::new();
    let sql = "SELECT lower(hex(chain)), CAST(seq AS text), CAST(at AS text), actor, act, subject, details, \
               lower(hex(previous_hash)), lower(hex(hash)) FROM audit_event ORDER BY chain, seq";
    for row in rows.all::<9>(sql).await {
        let [chain, seq, .., previous, hash] = &row;
        let seq: i64 = seq.parse().unwrap();
        let end = ends.entry(chain.clone()).or_insert((0, "0".repeat(64)));
        let kept = seq == end.0 + 1 && *previous == end.1 && *hash == hash_of(&row);
        faults.unless(kept, "I6", || format!("row {seq} of chain {chain}"));
        *end = (seq, hash.clone());
    }
    let sql = "SELECT lower(hex(chain)), CAST(seq AS text), lower(hex(hash)) FROM audit_head";
    let heads: Vec<[String; 3]> = rows.all(sql).await;
    faults.unless(heads.len() == ends.len(), "I6", || {
        format!("{} heads", heads.len())
    });
    for [chain, seq, hash] in heads {
        let kept = ends
            .get(&chain)
            .is_some_and(|end| end.0.to_string() == seq && end.1 == hash);
        faults.unless(kept, "I6", || format!("the head of chain {chain}"));
    }
    let sql = "SELECT lower(hex(asset.id)), CAST((SELECT count(*) FROM audit_event WHERE act = 'asset.store' \
               AND replace(subject, '-', '') = 'asset:' || lower(hex(asset.id))) AS text) FROM asset";
    for [id, lines] in rows.all::<2>(sql).await {
        faults.unless(lines == "1", "I6", || {
            format!("{lines} lines tell of asset {id}")
        });
    }
    let sql = "SELECT (SELECT count(*) FROM audit_event WHERE act = 'asset.store') - (SELECT count(*) FROM asset)";
    let more = rows.number(sql).await;
    faults.unless(more == 0, "I6", || {
        format!("{more} lines tell of assets that are not there")
    });
}

fn hash_of(row: &[String; 9]) -> String {
    let [chain, seq, at, actor, act, subject, details, previous, _] = row;
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    part(&hex::decode(chain).unwrap());
    part(&seq.parse::<i64>().unwrap().to_be_bytes());
    part(&microseconds(at).to_be_bytes());
    for text in [actor, act, subject, details] {
        part(text.as_bytes());
    }
    part(&hex::decode(previous).unwrap());
    hex::encode(hasher.finalize())
}

fn microseconds(at: &str) -> i64 {
    let read = DateTime::parse_from_rfc3339(at);
    let read = read.or_else(|_| DateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S%.f %:z"));
    read.unwrap_or_else(|error| panic!("{at}: {error}"))
        .timestamp_micros()
}

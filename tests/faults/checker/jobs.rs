//! Jobs, by their rows and by what the witness saw.

use std::collections::BTreeSet;

use super::{Faults, Rows};

pub async fn check(rows: &Rows, faults: &mut Faults) {
    let sql = "SELECT lower(hex(id)), kind, state, CAST(lease_until IS NOT NULL AND lease_token IS NOT NULL AS text) FROM job";
    for [id, kind, state, leased] in rows.all::<4>(sql).await {
        let kept = match state.as_str() {
            "running" => leased == "1",
            "ready" | "done" | "dead" => leased == "0",
            _ => false,
        };
        faults.unless(kept, "I7", || {
            format!("{kind} {id} is {state}, leased: {leased}")
        });
        let left = kind == "process-asset" && matches!(state.as_str(), "ready" | "running");
        faults.unless(!left, "I7", || format!("{kind} {id} is still {state}"));
    }
    let sql = "SELECT count(*) FROM asset WHERE lower(hex(id)) NOT IN (SELECT replace(json_extract(payload, '$.asset'), '-', '') FROM job WHERE kind = 'process-asset')";
    let forgotten = rows.number(sql).await;
    faults.unless(forgotten == 0, "I7", || {
        format!("{forgotten} assets without a job")
    });
    witnessed(rows, faults).await;
}

/// Nothing settles twice, nothing is published twice, and nobody who was overtaken writes anything.
async fn witnessed(rows: &Rows, faults: &mut Faults) {
    let (mut settled, mut published) = (BTreeSet::new(), BTreeSet::new());
    let sql = "SELECT lower(hex(id)) FROM job WHERE kind = 'process-asset'";
    let media: BTreeSet<String> = rows.all::<1>(sql).await.into_iter().flatten().collect();
    let mut overtaken = false;
    let sql = "SELECT what, lower(hex(id)), was, became FROM witness ORDER BY n";
    for [what, id, was, became] in rows.all::<4>(sql).await {
        let over = matches!(became.as_str(), "done" | "dead");
        match what.as_str() {
            "job" => {
                faults.unless(!settled.contains(&id), "I7", || {
                    format!("job {id} was over, and became {became}")
                });
                faults.unless(!over || was == "running", "I7", || {
                    format!("job {id} went from {was} to {became}")
                });
                if over {
                    settled.insert(id.clone());
                }
                faults.unless(!(over && overtaken && media.contains(&id)), "I7", || {
                    format!("who was overtaken settled job {id}")
                });
            }
            "rendition" => {
                faults.unless(published.insert(id.clone()), "I7", || {
                    format!("asset {id} was published twice")
                });
                faults.unless(!overtaken, "I7", || {
                    format!("who was overtaken published asset {id}")
                });
            }
            "overtaken" => overtaken = became == "begin",
            _ => {}
        }
    }
}

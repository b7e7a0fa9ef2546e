//! Decides afterwards whether every promise was kept. Reads `history.jsonl`, the database's file by plain SQL, and the
//! folder of objects; knows nothing of the program's own code.
//!
//! | | |
//! |---|---|
//! | I1 | every acknowledged upload is one asset with one whole object of the same hash, and an acknowledged byte never comes back as missing |
//! | I2 | every acknowledged vote is counted once; what was taken back is not; nothing is counted that nobody was told of |
//! | I5 | no ballot outside the phase of voting, by the database's time |
//! | I6 | the audit chain is whole and tells of every stored asset once |
//! | I7 | every job is done, given up, waiting or leased; none is done twice, and nothing is published twice or halfway |
//! | I8 | every row has its object, and a crash leaves at most what it was writing |
//! | I10 | counts are what the ballots add up to, and the database itself refuses a second vote |
//! | I11 | no answer was an error of the server, but 503 with the time to come back |

mod audit;
mod ballots;
mod files;
mod jobs;
mod rows;
mod told;

use std::path::Path;

pub use rows::Rows;
pub use told::Told;

/// What was found to be wrong: the invariant's number, and what about it.
#[derive(Debug, Default)]
pub struct Faults(pub Vec<(&'static str, String)>);

impl Faults {
    fn add(&mut self, invariant: &'static str, what: impl Into<String>) {
        self.0.push((invariant, what.into()));
    }

    fn unless(&mut self, kept: bool, invariant: &'static str, what: impl FnOnce() -> String) {
        if !kept {
            self.add(invariant, what());
        }
    }
}

/// Panics with everything that is wrong in `folder`, which holds `history.jsonl` and `var`.
pub async fn insist(folder: &Path) {
    let faults = check(folder).await;
    assert!(
        faults.0.is_empty(),
        "{} broken promises: {:#?}",
        faults.0.len(),
        &faults.0[..faults.0.len().min(20)]
    );
}

/// Everything that is wrong in `folder`.
pub async fn check(folder: &Path) -> Faults {
    let mut faults = Faults::default();
    let told = Told::read(&folder.join("history.jsonl"), &mut faults);
    let rows = Rows::open(&folder.join("var").join("dizza.db")).await;
    rows.whole(&mut faults).await;
    files::check(&told, &rows, &folder.join("var"), &mut faults).await;
    jobs::check(&rows, &mut faults).await;
    ballots::check(&told, &rows, &mut faults).await;
    audit::check(&rows, &mut faults).await;
    rows.close().await;
    faults
}

//! The history: what clients were told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::Faults;

/// What clients were told, in the form in which it is compared.
#[derive(Debug, Default)]
pub struct Told {
    /// Hash of the file of each upload that was begun.
    pub begun: BTreeMap<String, String>,
    /// The asset that each finished upload became.
    pub stored: BTreeMap<String, String>,
    /// Receipts of votes that stand, and of votes that were taken back.
    pub votes: BTreeSet<String>,
    pub taken_back: BTreeSet<String>,
    /// How often the program was killed.
    pub kills: usize,
}

impl Told {
    pub fn read(file: &Path, faults: &mut Faults) -> Self {
        let mut told = Self::default();
        let mut offsets: BTreeMap<String, u64> = BTreeMap::new();
        let mut standing: BTreeMap<(String, String), String> = BTreeMap::new();
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            match line["told"].as_str().unwrap() {
                "begun" => {
                    told.begun.insert(text("upload"), text("sha256"));
                }
                "safe" => told.safe(&line, &mut offsets, faults),
                "voted" => {
                    let (voter, receipt) =
                        ((line["voter"].to_string(), text("for")), text("receipt"));
                    let before = standing.insert(voter, receipt.clone());
                    faults.unless(before.is_none_or(|before| before == receipt), "I2", || {
                        format!("a second receipt for the same vote: {line}")
                    });
                }
                "taken back" => {
                    let receipt = standing
                        .remove(&(line["voter"].to_string(), text("for")))
                        .unwrap();
                    told.taken_back.insert(receipt);
                }
                "killed" => told.kills += 1,
                "error" => faults.unless(
                    line["status"] == 503 && line["retry_after"].is_string(),
                    "I11",
                    || line.to_string(),
                ),
                other => panic!("an unknown line: {other}"),
            }
        }
        told.votes = standing.into_values().collect();
        told
    }

    /// The offset of an upload only grows, and its asset stays the same.
    fn safe(&mut self, line: &Value, offsets: &mut BTreeMap<String, u64>, faults: &mut Faults) {
        let upload = line["upload"].as_str().unwrap().to_owned();
        let offset = line["offset"].as_u64().unwrap();
        let before = offsets.insert(upload.clone(), offset).unwrap_or(0);
        faults.unless(offset >= before, "I1", || {
            format!("{upload} had {before} bytes and now {offset}")
        });
        if let Some(asset) = line["asset"].as_str() {
            // Rows hold ids as bytes.
            let asset = asset.replace('-', "");
            let before = self.stored.insert(upload, asset.clone());
            faults.unless(before.is_none_or(|before| before == asset), "I1", || {
                format!("another asset than before: {line}")
            });
        }
    }
}

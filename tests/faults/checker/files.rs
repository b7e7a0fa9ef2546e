//! Assets and objects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Faults, Rows, Told};

struct Asset {
    sha256: String,
    key: String,
    size_bytes: String,
    state: String,
    failure: String,
    rendition: String,
}

pub async fn check(told: &Told, rows: &Rows, var: &Path, faults: &mut Faults) {
    let objects = objects(&var.join("objects").join("objects"));
    let assets = assets(rows).await;
    uploads(told, rows, &assets, faults).await;
    let mut owned = BTreeSet::new();
    for (id, asset) in &assets {
        owned.insert(asset.key.clone());
        insist_on_object(
            &objects,
            &asset.key,
            &asset.sha256,
            &asset.size_bytes,
            "I1",
            faults,
        );
        let ends_well =
            asset.state == "ready" && !asset.rendition.is_empty() && asset.failure.is_empty();
        let ends_badly =
            asset.state == "failed" && asset.rendition.is_empty() && !asset.failure.is_empty();
        faults.unless(ends_well || ends_badly, "I7", || {
            format!(
                "asset {id} ends halfway: {} {} {}",
                asset.state, asset.rendition, asset.failure
            )
        });
    }
    renditions(rows, &assets, &objects, &mut owned, faults).await;
    leftovers(told, var, &objects, &owned, faults);
}

/// Every finished upload is one asset with the hash of what was sent, and nothing else is.
async fn uploads(told: &Told, rows: &Rows, assets: &BTreeMap<String, Asset>, faults: &mut Faults) {
    for (upload, id) in &told.stored {
        let sha256 = &told.begun[upload];
        let asset = assets.get(id);
        faults.unless(
            asset.is_some_and(|asset| asset.sha256 == *sha256),
            "I1",
            || format!("{upload} was acknowledged as {id}, which is gone or holds something else"),
        );
    }
    let unfinished = told
        .begun
        .keys()
        .find(|upload| !told.stored.contains_key(*upload));
    faults.unless(unfinished.is_none(), "I1", || {
        format!("never finished: {unfinished:?}")
    });
    let mut seen = BTreeSet::new();
    for (id, asset) in assets {
        faults.unless(
            told.begun.values().any(|sha256| *sha256 == asset.sha256),
            "I1",
            || format!("asset {id} is nothing that was sent"),
        );
        faults.unless(seen.insert(&asset.sha256), "I1", || {
            format!("asset {id} is there twice")
        });
    }
    let sql = "SELECT '/uploads/' || token, lower(hex(asset_id)), \
               CAST(received_bytes = length_bytes AS text) FROM upload WHERE asset_id IS NOT NULL";
    for [upload, asset, all] in rows.all::<3>(sql).await {
        let same = told.stored.get(&upload).is_none_or(|id| *id == asset);
        faults.unless(same && all == "1", "I1", || {
            format!("{upload} became {asset}")
        });
    }
}

/// What is published is there as a whole, once for each asset.
async fn renditions(
    rows: &Rows,
    assets: &BTreeMap<String, Asset>,
    objects: &BTreeMap<String, (u64, String)>,
    owned: &mut BTreeSet<String>,
    faults: &mut Faults,
) {
    let sql = "SELECT lower(hex(id)), lower(hex(asset_id)), media_key FROM rendition";
    for [id, asset, _] in rows.all::<3>(sql).await {
        faults.unless(
            assets
                .get(&asset)
                .is_some_and(|asset| asset.rendition == id),
            "I7",
            || format!("rendition {id} is not the one of asset {asset}"),
        );
    }
    let sql = "SELECT 'r/' || media_key || '/' || name, lower(hex(sha256)), CAST(size_bytes AS text) \
               FROM rendition_file JOIN rendition ON rendition.id = rendition_id";
    for [key, sha256, size] in rows.all::<3>(sql).await {
        insist_on_object(objects, &key, &sha256, &size, "I8", faults);
        owned.insert(key);
    }
    let bare =
        "SELECT count(*) FROM rendition WHERE id NOT IN (SELECT rendition_id FROM rendition_file)";
    let bare = rows.number(bare).await;
    faults.unless(bare == 0, "I7", || {
        format!("{bare} renditions without files")
    });
}

fn insist_on_object(
    objects: &BTreeMap<String, (u64, String)>,
    key: &str,
    sha256: &str,
    size: &str,
    invariant: &'static str,
    faults: &mut Faults,
) {
    match objects.get(key) {
        None => faults.add(invariant, format!("a row without its object: {key}")),
        Some((length, hash)) => faults.unless(
            hash == sha256 && length.to_string() == size,
            invariant,
            || format!("{key} is not what its row says"),
        ),
    }
}

/// A crash may leave one original and one set of renditions that no row owns: what it was writing.
fn leftovers(
    told: &Told,
    var: &Path,
    objects: &BTreeMap<String, (u64, String)>,
    owned: &BTreeSet<String>,
    faults: &mut Faults,
) {
    let orphans = objects.keys().filter(|key| !owned.contains(*key));
    // Of renditions the folder counts, not its files. Three clients may each be storing an original.
    let sets: BTreeSet<&str> = orphans
        .map(|key| {
            if key.starts_with("r/") {
                &key[..34]
            } else {
                key
            }
        })
        .collect();
    faults.unless(sets.len() <= 3 * told.kills, "I8", || {
        format!(
            "{} objects without rows after {} kills: {sets:?}",
            sets.len(),
            told.kills
        )
    });
    let incoming = std::fs::read_dir(var.join("objects").join("incoming"))
        .unwrap()
        .count();
    faults.unless(incoming <= 4 * told.kills, "I8", || {
        format!("{incoming} half objects")
    });
    let tokens = told
        .stored
        .keys()
        .filter_map(|upload| upload.rsplit('/').next());
    for token in tokens {
        faults.unless(!var.join("staging").join(token).exists(), "I8", || {
            format!("the bytes of {token} still wait in the staging folder")
        });
    }
}

async fn assets(rows: &Rows) -> BTreeMap<String, Asset> {
    let sql = "SELECT lower(hex(id)), lower(hex(sha256)), object_key, CAST(size_bytes AS text), state, failure, \
               lower(hex(rendition_id)) FROM asset";
    let rows = rows.all::<7>(sql).await.into_iter();
    rows.map(|[id, sha256, key, size_bytes, state, failure, rendition]| {
        (
            id,
            Asset {
                sha256,
                key,
                size_bytes,
                state,
                failure,
                rendition,
            },
        )
    })
    .collect()
}

/// Length and hash of every object, by its key.
fn objects(folder: &Path) -> BTreeMap<String, (u64, String)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let key = path
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            found.insert(
                key,
                (bytes.len() as u64, hex::encode(Sha256::digest(&bytes))),
            );
        }
    }
    found
}

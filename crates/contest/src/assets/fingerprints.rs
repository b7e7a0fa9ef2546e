//! What pictures look like, in 256 bits: doubles are shown to moderators, and what looks like a purged work is held
//! (`purged`).
//!
//! How the bits are made, and what the distances mean, is measured in `docs/media.md`, "Doubles".

use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
};

use super::entity::asset;
use super::queries;
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};
use crate::ids::{AssetId, ContributionId, EditionId};

/// Bits in which two pictures of the same may differ: copies that were re-encoded, made smaller, turned grey or slightly
/// cropped stay below it, different pictures far above it (measured in `docs/media.md`, "Doubles").
pub const NEAR_BITS: u32 = 48;

/// A picture's look: as it is, and as a mirror shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// As it is.
    pub hash: [u8; 32],
    /// Left and right exchanged.
    pub mirrored: [u8; 32],
}

impl Fingerprint {
    /// How many of the 256 bits differ from another picture's, mirrored or not.
    pub fn distance(&self, other: &[u8; 32]) -> u32 {
        bits(&self.hash, other).min(bits(&self.mirrored, other))
    }

    /// Whether the other picture may be of the same.
    pub fn is_near(&self, other: &[u8; 32]) -> bool {
        self.distance(other) <= NEAR_BITS
    }
}

fn bits(one: &[u8; 32], other: &[u8; 32]) -> u32 {
    one.iter()
        .zip(other)
        .map(|(one, other)| (one ^ other).count_ones())
        .sum()
}

/// What an asset looks like, and looked like before it was covered.
pub mod fingerprint {
    use super::Fingerprint;
    use crate::ids::AssetId;
    use sea_orm::entity::prelude::*;

    /// One row of `fingerprint`: of a picture one look, of a film several, more of what was covered; one behind the other in
    /// both columns.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fingerprint")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub asset_id: AssetId,
        /// As it is; 32 bytes each.
        pub hash: Vec<u8>,
        /// Mirrored, in the same order.
        pub mirrored: Vec<u8>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Each look by itself; none of what is not as we wrote it.
        pub(in crate::assets) fn looks(&self) -> Vec<Fingerprint> {
            super::each(&self.hash)
                .zip(super::each(&self.mirrored))
                .map(|(hash, mirrored)| Fingerprint { hash, mirrored })
                .collect()
        }
    }
}

/// The single looks in a column.
fn each(column: &[u8]) -> impl Iterator<Item = [u8; 32]> {
    let hashes = column.chunks_exact(32);
    hashes.filter_map(|hash| hash.try_into().ok())
}

/// Keeps what the asset looks like, besides how it looked before something in it was covered: a copy of it uncovered is its
/// double, and is held once it is purged.
pub(super) async fn keep(
    txn: &DatabaseTransaction,
    id: AssetId,
    found: &[Fingerprint],
) -> Result<(), DbErr> {
    let before = fingerprint::Entity::find_by_id(id).one(txn).await?;
    let mut looks = before.map_or_else(Vec::new, |row| row.looks());
    for look in found {
        if !looks.contains(look) {
            looks.push(*look);
        }
    }
    if looks.is_empty() {
        return Ok(());
    }
    let row = fingerprint::Model {
        asset_id: id,
        hash: looks.iter().flat_map(|look| look.hash).collect(),
        mirrored: looks.iter().flat_map(|look| look.mirrored).collect(),
    };
    let anew = OnConflict::column(fingerprint::Column::AssetId)
        .update_columns([fingerprint::Column::Hash, fingerprint::Column::Mirrored])
        .to_owned();
    fingerprint::Entity::insert(row.into_active_model())
        .on_conflict(anew)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// What every asset looks like.
pub(super) async fn all(
    db: &impl ConnectionTrait,
) -> Result<Vec<(AssetId, Vec<Fingerprint>)>, DbErr> {
    let rows = fingerprint::Entity::find().all(db).await?;
    Ok(rows.iter().map(|row| (row.asset_id, row.looks())).collect())
}

/// What these assets look like.
pub(super) async fn of_assets(
    db: &impl ConnectionTrait,
    ids: &[AssetId],
) -> Result<Vec<fingerprint::Model>, DbErr> {
    fingerprint::Entity::find()
        .filter(fingerprint::Column::AssetId.is_in(ids.iter().copied()))
        .all(db)
        .await
}

/// A work that looks like another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Double {
    /// The other work.
    pub work: contribution::Model,
    /// How many of 256 bits differ, at the nearest pair of files.
    pub bits: u32,
}

/// Doubles that are shown.
const MOST_DOUBLES: usize = 5;

/// Other works of the edition with a picture near one of this work's, the nearest first; erased ones have none.
///
/// Reads all fingerprints of the edition: what that costs is measured in `docs/media.md`, "Doubles".
///
/// # Errors
/// The database failed.
pub async fn doubles(
    db: &impl ConnectionTrait,
    work: ContributionId,
    edition: EditionId,
) -> Result<Vec<Double>, DbErr> {
    let own: Vec<_> = queries::of_contribution(db, work)
        .await?
        .iter()
        .map(|asset| asset.id)
        .collect();
    let own: Vec<Fingerprint> = of_assets(db, &own)
        .await?
        .iter()
        .flat_map(fingerprint::Model::looks)
        .collect();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let mut near: Vec<(u32, AssetId)> = others(db, work, edition)
        .await?
        .into_iter()
        .filter_map(|(id, hashes)| {
            let pairs =
                each(&hashes).flat_map(|hash| own.iter().map(move |own| own.distance(&hash)));
            let bits = pairs.min()?;
            (bits <= NEAR_BITS).then_some((bits, id))
        })
        .collect();
    near.sort_unstable();
    let mut found: Vec<Double> = Vec::new();
    for (bits, id) in near {
        let Some(asset) = queries::find(db, id).await? else {
            continue;
        };
        if found
            .iter()
            .any(|double| double.work.id == asset.contribution_id)
        {
            continue;
        }
        let work = contributions::queries::find(db, asset.contribution_id).await?;
        found.extend(work.map(|work| Double { work, bits }));
        if found.len() == MOST_DOUBLES {
            break;
        }
    }
    Ok(found)
}

async fn others(
    db: &impl ConnectionTrait,
    work: ContributionId,
    edition: EditionId,
) -> Result<Vec<(AssetId, Vec<u8>)>, DbErr> {
    let works = Query::select()
        .column(contribution::Column::Id)
        .from(contribution::Entity)
        .and_where(contribution::Column::EditionId.eq(edition))
        .and_where(contribution::Column::Id.ne(work))
        .and_where(contribution::Column::State.is_not_in([State::Draft, State::Erased]))
        .to_owned();
    let assets = Query::select()
        .column(asset::Column::Id)
        .from(asset::Entity)
        .and_where(asset::Column::ContributionId.in_subquery(works))
        .to_owned();
    fingerprint::Entity::find()
        .select_only()
        .column(fingerprint::Column::AssetId)
        .column(fingerprint::Column::Hash)
        .filter(fingerprint::Column::AssetId.in_subquery(assets))
        .into_tuple()
        .all(db)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_counted_in_bits_mirrored_or_not() {
        let mut far = [0; 32];
        let found = Fingerprint {
            hash: [0; 32],
            mirrored: [255; 32],
        };
        assert_eq!(found.distance(&[255; 32]), 0, "a mirrored copy");
        far[..6].fill(255);
        assert_eq!((found.distance(&far), found.is_near(&far)), (48, true));
        far[6] = 1;
        assert_eq!((found.distance(&far), found.is_near(&far)), (49, false));
    }

    #[test]
    fn a_column_holds_one_look_or_several_and_no_half_ones() {
        let column: Vec<u8> = [[1; 32], [2; 32]].concat();
        assert_eq!(each(&column).collect::<Vec<_>>(), [[1; 32], [2; 32]]);
        assert_eq!(each(&column[..63]).count(), 1);
        assert_eq!(each(&[]).count(), 0);
    }
}

//! What was purged is known again, by its bytes or by what it looks like: whoever uploads it, before the purge or after it,
//! it is held, and nobody approves it alone. Works of words have neither.

use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, ExprTrait as _, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::entity::asset;
use super::fingerprints::fingerprint;
use super::{Fingerprint, fingerprints, queries};
use crate::ids::{AssetId, ContributionId};
use crate::{AppContext, limits};

/// What purged works looked like.
pub mod purged_fingerprint {
    use sea_orm::entity::prelude::*;

    /// One row of `purged_fingerprint`: it says nothing about the work or its makers, not even when it was purged.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "purged_fingerprint")]
    pub struct Model {
        /// As it was.
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: Vec<u8>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which originals a file had before they were destroyed.
pub mod earlier_original {
    use crate::ids::AssetId;
    use sea_orm::entity::prelude::*;

    /// One row of `earlier_original`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "earlier_original")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub asset_id: AssetId,
        /// Hash of the bytes.
        #[sea_orm(primary_key, auto_increment = false)]
        pub sha256: Vec<u8>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which files purged works had.
pub mod purged_original {
    use sea_orm::entity::prelude::*;

    /// One row of `purged_original`; like the looks it says nothing else.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "purged_original")]
    pub struct Model {
        /// Hash of the bytes.
        #[sea_orm(primary_key, auto_increment = false)]
        pub sha256: Vec<u8>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Lets those who purge and those who finish a file take turns, until `txn` ends; before any row is locked. Two that overlap
/// would not see each other's rows, and a copy would stay unknown for ever.
pub(crate) async fn take_turn(ctx: &AppContext, txn: &DatabaseTransaction) -> Result<(), DbErr> {
    limits::take_turn(ctx, txn, "purge").await
}

/// Whether a file of these bytes, or one near any of these looks, was purged.
pub(super) async fn is_purged(
    db: &impl ConnectionTrait,
    sha256: &[u8],
    looks: &[Fingerprint],
) -> Result<bool, DbErr> {
    let same = purged_original::Entity::find_by_id(sha256).one(db).await?;
    if same.is_some() {
        return Ok(true);
    }
    if looks.is_empty() {
        return Ok(false);
    }
    let purged: Vec<Vec<u8>> = purged_fingerprint::Entity::find()
        .select_only()
        .column(purged_fingerprint::Column::Hash)
        .into_tuple()
        .all(db)
        .await?;
    let purged: Vec<[u8; 32]> = purged
        .into_iter()
        .filter_map(|hash| hash.try_into().ok())
        .collect();
    Ok(near(looks, &purged))
}

fn near(looks: &[Fingerprint], purged: &[[u8; 32]]) -> bool {
    let mut looks = looks.iter();
    looks.any(|look| purged.iter().any(|hash| look.is_near(hash)))
}

/// Remembers the bytes of an original that is about to be destroyed, until its asset is gone.
pub(super) async fn remember(txn: &DatabaseTransaction, asset: &asset::Model) -> Result<(), DbErr> {
    let row = earlier_original::Model {
        asset_id: asset.id,
        sha256: asset.sha256.clone(),
    };
    let keys = [
        earlier_original::Column::AssetId,
        earlier_original::Column::Sha256,
    ];
    let once = OnConflict::columns(keys).do_nothing().to_owned();
    earlier_original::Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Hashes of all bytes that these files had.
async fn bytes_of(
    txn: &DatabaseTransaction,
    assets: &[asset::Model],
) -> Result<Vec<Vec<u8>>, DbErr> {
    let ids = assets.iter().map(|asset| asset.id);
    let earlier = earlier_original::Entity::find()
        .filter(earlier_original::Column::AssetId.is_in(ids))
        .all(txn)
        .await?;
    let now = assets.iter().map(|asset| asset.sha256.clone());
    Ok(now
        .chain(earlier.into_iter().map(|row| row.sha256))
        .collect())
}

/// Keeps bytes and looks of these files among what is held from now on; gives how many have looks.
pub(super) async fn keep(
    txn: &DatabaseTransaction,
    assets: &[asset::Model],
) -> Result<usize, DbErr> {
    for sha256 in bytes_of(txn, assets).await? {
        let row = purged_original::Model { sha256 };
        add(
            txn,
            row.into_active_model(),
            purged_original::Column::Sha256,
        )
        .await?;
    }
    let ids: Vec<_> = assets.iter().map(|asset| asset.id).collect();
    let rows = fingerprints::of_assets(txn, &ids).await?;
    for look in rows.iter().flat_map(fingerprint::Model::looks) {
        let row = purged_fingerprint::Model {
            hash: look.hash.to_vec(),
        };
        add(
            txn,
            row.into_active_model(),
            purged_fingerprint::Column::Hash,
        )
        .await?;
    }
    Ok(rows.len())
}

/// Adds a row unless it is there.
async fn add<R: ActiveModelTrait>(
    txn: &DatabaseTransaction,
    row: R,
    key: <R::Entity as EntityTrait>::Column,
) -> Result<(), DbErr> {
    let once = OnConflict::column(key).do_nothing().to_owned();
    R::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Files of other works, of every edition and in every state, that [`is_purged`] would hold if this work were purged already.
///
/// Reads all fingerprints there are: what that costs is measured in `docs/media.md`, "Doubles".
pub(crate) async fn copies(
    txn: &DatabaseTransaction,
    work: ContributionId,
) -> Result<Vec<asset::Model>, DbErr> {
    let own = queries::of_contribution(txn, work).await?;
    let bytes = bytes_of(txn, &own).await?;
    let earlier = Query::select()
        .column(earlier_original::Column::AssetId)
        .from(earlier_original::Entity)
        .and_where(earlier_original::Column::Sha256.is_in(bytes.clone()))
        .to_owned();
    let same = asset::Column::Sha256
        .is_in(bytes)
        .or(asset::Column::Id.in_subquery(earlier));
    let mut found = asset::Entity::find()
        .filter(asset::Column::ContributionId.ne(work))
        .filter(same)
        .all(txn)
        .await?;
    let ids: Vec<_> = own.iter().map(|asset| asset.id).collect();
    let looks = fingerprints::of_assets(txn, &ids).await?;
    let looks: Vec<_> = looks
        .iter()
        .flat_map(fingerprint::Model::looks)
        .map(|look| look.hash)
        .collect();
    if looks.is_empty() {
        return Ok(found);
    }
    let known: Vec<_> = found.iter().map(|asset| asset.id).chain(ids).collect();
    for (id, theirs) in fingerprints::all(txn).await? {
        if !known.contains(&id) && near(&theirs, &looks) {
            found.extend(queries::find(txn, id).await?);
        }
    }
    Ok(found)
}

/// Holds these files; their works are locked.
pub(crate) async fn hold(txn: &DatabaseTransaction, ids: Vec<AssetId>) -> Result<(), DbErr> {
    let held = asset::ActiveModel {
        held: Set(true),
        ..Default::default()
    };
    asset::Entity::update_many()
        .set(held)
        .filter(asset::Column::Id.is_in(ids))
        .exec(txn)
        .await?;
    Ok(())
}

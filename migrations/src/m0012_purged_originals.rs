//! Copies of what was purged are known by their bytes too: `sql/m0012_purged_originals.sql`.

use sea_orm_migration::prelude::*;

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0012_purged_originals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("sql/m0012_purged_originals.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            "DROP INDEX asset_held;\nDROP INDEX asset_sha256;\nDROP TABLE purged_original",
        )
        .await
    }
}

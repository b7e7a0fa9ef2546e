//! Which sets of files have AVIF beside them: `sql/m0009_avif.sql`.

use sea_orm_migration::prelude::*;

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0009_avif"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("sql/m0009_avif.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Files of a kind that older code does not expect; their objects are swept as orphans.
        sql::run(
            manager,
            "DELETE FROM rendition_file WHERE content_type = 'image/avif';\nDROP TABLE rendition_avif",
        )
        .await
    }
}

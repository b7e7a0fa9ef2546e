//! Covering and silencing parts of works; what works look like; purging: `sql/m0007_redaction.sql`.

use sea_orm_migration::prelude::*;

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0007_redaction"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("sql/m0007_redaction.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            "DROP TABLE purge_request;\nDROP TABLE purged_fingerprint;\nDROP TABLE fingerprint;\nDROP TABLE redaction;\n\
             ALTER TABLE asset DROP COLUMN held;\nALTER TABLE asset DROP COLUMN destroy_original",
        )
        .await
    }
}

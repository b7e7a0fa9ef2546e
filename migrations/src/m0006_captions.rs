//! Captions and transcripts, and the gallery's filter for them: `sql/m0006_captions.sql`.

use sea_orm_migration::prelude::*;

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0006_captions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("sql/m0006_captions.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let undo = "DROP INDEX contribution_captioned;\nALTER TABLE contribution DROP COLUMN captioned;\n\
                    DROP TABLE asset_text;\n";
        sql::run(manager, undo).await
    }
}

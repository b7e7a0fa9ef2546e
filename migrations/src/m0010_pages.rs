//! Marks on pages of magazines: `sql/m0010_pages.sql`.

use sea_orm_migration::prelude::*;

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0010_pages"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("sql/m0010_pages.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Without its page such a mark would be read as one of another kind.
        sql::run(
            manager,
            "DELETE FROM redaction WHERE page IS NOT NULL;\nALTER TABLE redaction DROP COLUMN page",
        )
        .await
    }
}

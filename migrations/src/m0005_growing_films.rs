//! Films that can be looked at while they are made, and editions that show them larger: `sql/m0005_growing_films.sql`.

use sea_orm_migration::prelude::*;

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0005_growing_films"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("sql/m0005_growing_films.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("edition", "max_film_side"),
            ("rendition_file", "codec"),
            ("rendition_file", "duration_us"),
        ];
        for (table, column) in columns {
            sql::run(
                manager,
                &format!("ALTER TABLE {table} DROP COLUMN {column}"),
            )
            .await?;
        }
        Ok(())
    }
}

//! Sessions by hashed id, and the buckets of limits by hashed subject.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0003_sessions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = |name: &str| ColumnDef::new(Alias::new(name));
        let session = Table::create()
            .table(Alias::new("session"))
            .col(column("id_hash").var_binary(32).not_null().primary_key())
            .col(column("principal_kind").string_len(20).not_null())
            .col(column("principal_id").string_len(64))
            .col(column("data").blob().not_null())
            .col(column("expires_at").timestamp_with_time_zone().not_null())
            .col(column("created_at").timestamp_with_time_zone().not_null())
            .col(column("last_seen").timestamp_with_time_zone().not_null())
            .to_owned();
        manager.create_table(session).await?;
        let by_principal = Index::create()
            .name("session_principal")
            .table(Alias::new("session"))
            .col(Alias::new("principal_kind"))
            .col(Alias::new("principal_id"))
            .to_owned();
        manager.create_index(by_principal).await?;
        let by_expiry = Index::create()
            .name("session_expires_at")
            .table(Alias::new("session"))
            .col(Alias::new("expires_at"))
            .to_owned();
        manager.create_index(by_expiry).await?;
        // Microseconds since 1970 at which the bucket is empty again.
        let limit = Table::create()
            .table(Alias::new("rate_limit"))
            .col(column("bucket").var_binary(32).not_null().primary_key())
            .col(column("empty_at").big_integer().not_null())
            .to_owned();
        manager.create_table(limit).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rate_limit", "session"] {
            manager
                .drop_table(Table::drop().table(Alias::new(table)).to_owned())
                .await?;
        }
        Ok(())
    }
}

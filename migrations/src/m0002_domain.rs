//! The domain's tables, written as SQL so that anybody can read them: `sql/m0002_domain.sql`.

use sea_orm_migration::prelude::*;

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_domain"
    }
}

/// Children before parents.
const TABLES: [&str; 33] = [
    "audit_event",
    "audit_head",
    "score",
    "vote_delta",
    "ballot_log",
    "vote",
    "partner_origin",
    "partner",
    "gallery_order",
    "collection_item",
    "collection",
    "report",
    "decision",
    "upload",
    "rendition_file",
    "rendition",
    "asset",
    "class_approval",
    "class_hand_in",
    "contribution_member",
    "contribution_answer",
    "contribution",
    "membership",
    "retired_join_code",
    "school_class",
    "category",
    "edition_phase",
    "edition",
    "limit_counter",
    "outbox_mail",
    "sign_in_link",
    "role_grant",
    "account",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("sql/m0002_domain.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            sql::run(manager, &format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}

//! Background jobs, and the last slot of each recurring one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, json_binary, string_len, string_len_null, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Job {
    Table,
    Id,
    Kind,
    Lane,
    Payload,
    State,
    RunAt,
    Priority,
    Attempts,
    MaxAttempts,
    LeaseUntil,
    LeaseToken,
    DedupKey,
    LastError,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum JobSchedule {
    Table,
    Kind,
    Slot,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let job = Table::create()
            .table(Job::Table)
            .col(uuid(Job::Id).primary_key())
            .col(string_len(Job::Kind, 64))
            .col(string_len(Job::Lane, 16))
            .col(json_binary(Job::Payload))
            .col(string_len(Job::State, 16))
            .col(timestamp_with_time_zone(Job::RunAt))
            .col(integer(Job::Priority))
            .col(integer(Job::Attempts))
            .col(integer(Job::MaxAttempts))
            .col(timestamp_with_time_zone_null(Job::LeaseUntil))
            .col(uuid_null(Job::LeaseToken))
            .col(string_len_null(Job::DedupKey, 200).unique_key())
            .col(text_null(Job::LastError))
            .col(timestamp_with_time_zone(Job::CreatedAt))
            .col(timestamp_with_time_zone(Job::UpdatedAt))
            .to_owned();
        manager.create_table(job).await?;
        let due = Index::create()
            .name("job_due")
            .table(Job::Table)
            .col(Job::State)
            .col(Job::Lane)
            .col(Job::RunAt)
            .to_owned();
        manager.create_index(due).await?;
        let schedule = Table::create()
            .table(JobSchedule::Table)
            .col(string_len(JobSchedule::Kind, 64).primary_key())
            .col(timestamp_with_time_zone(JobSchedule::Slot))
            .to_owned();
        manager.create_table(schedule).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schedule = Table::drop().table(JobSchedule::Table).to_owned();
        manager.drop_table(schedule).await?;
        manager
            .drop_table(Table::drop().table(Job::Table).to_owned())
            .await
    }
}

//! Migrations written as SQL: one text for both databases, with the few types that differ as words in braces.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Runs the statements of `text` (separated by semicolons at the ends of lines) with the types of the database at hand.
pub(crate) async fn run(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let types: [(&str, &str); 5] = if db.get_database_backend() == DbBackend::Postgres {
        [
            ("{uuid}", "uuid"),
            ("{time}", "timestamptz"),
            ("{bytes}", "bytea"),
            ("{json}", "jsonb"),
            ("{serial}", "bigserial PRIMARY KEY"),
        ]
    } else {
        [
            ("{uuid}", "uuid_text"),
            ("{time}", "timestamp_with_timezone_text"),
            ("{bytes}", "blob"),
            ("{json}", "jsonb_text"),
            ("{serial}", "integer PRIMARY KEY AUTOINCREMENT"),
        ]
    };
    let text = types.iter().fold(text.to_owned(), |text, (word, name)| {
        text.replace(word, name)
    });
    for statement in text
        .split(";\n")
        .filter(|statement| !statement.trim().is_empty())
    {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}

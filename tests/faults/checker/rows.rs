//! The database's file, by plain SQL.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};

use super::Faults;

/// The file, opened by nobody else.
pub struct Rows(DatabaseConnection);

impl Rows {
    pub async fn open(file: &Path) -> Self {
        Self(
            Database::connect(format!("sqlite://{}", file.display()))
                .await
                .unwrap(),
        )
    }

    pub async fn close(self) {
        self.0.close().await.unwrap();
    }

    /// All rows; each column of each as text, empty for NULL.
    pub async fn all<const N: usize>(&self, sql: &str) -> Vec<[String; N]> {
        let rows = self
            .0
            .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
            .await;
        let text = |row: &QueryResult, column| {
            row.try_get_by_index::<Option<String>>(column)
                .unwrap()
                .unwrap_or_default()
        };
        let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter()
            .map(|row| std::array::from_fn(|column| text(row, column)))
            .collect()
    }

    /// One number.
    pub async fn number(&self, sql: &str) -> i64 {
        let [[number]] = self
            .all::<1>(&format!("SELECT CAST(({sql}) AS text)"))
            .await
            .try_into()
            .unwrap();
        number.parse().unwrap()
    }

    /// Whether the database refuses this statement. What it did is undone.
    pub async fn refuses(&self, sql: &str) -> bool {
        use sea_orm::TransactionTrait;
        let txn = self.0.begin().await.unwrap();
        let refused = txn.execute_unprepared(sql).await.is_err();
        txn.rollback().await.unwrap();
        refused
    }

    /// The file is in order, and every reference leads somewhere.
    pub async fn whole(&self, faults: &mut Faults) {
        let found: Vec<[String; 1]> = self.all("PRAGMA integrity_check").await;
        faults.unless(found == [["ok".to_owned()]], "database", || {
            format!("integrity: {found:?}")
        });
        let found: Vec<[String; 1]> = self
            .all("SELECT \"table\" FROM pragma_foreign_key_check")
            .await;
        faults.unless(found.is_empty(), "database", || {
            format!("references: {found:?}")
        });
        let found: Vec<[String; 1]> = self.all("PRAGMA journal_mode").await;
        faults.unless(found == [["wal".to_owned()]], "database", || {
            format!("journal: {found:?}")
        });
    }
}

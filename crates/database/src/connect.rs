//! Opening the database with the settings that our promises rest on.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, Statement, TransactionTrait,
};

/// How many connections to open.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// Connections for reading on SQLite, for everything on PostgreSQL.
    pub max_connections: u32,
    /// How long a caller waits for a free connection.
    pub acquire_timeout: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            max_connections: 8,
            acquire_timeout: Duration::from_secs(10),
        }
    }
}

/// The database: a pool to read from and one to write to (the same pool on PostgreSQL).
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    /// Opens `url`: `sqlite:///path/to/file.db`, or `postgres://user@host/name`. A missing SQLite file is created.
    ///
    /// # Errors
    /// The database cannot be reached, or it does not promise durable commits.
    pub async fn connect(url: &str, options: &PoolOptions) -> Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            Self::sqlite(url, options).await
        } else {
            Self::postgres(url, options).await
        }
    }

    /// For queries outside transactions.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For single writing statements outside transactions.
    pub fn write(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Begins a transaction that may write: `BEGIN IMMEDIATE` on SQLite, so it waits for its turn instead of failing later.
    ///
    /// # Errors
    /// No connection became free in time.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = sea_orm::TransactionOptions {
            sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        self.write.begin_with_options(options).await
    }

    /// Begins a transaction that only reads, and sees the database as it was at one moment: for whoever compares tables with
    /// each other while others write.
    ///
    /// # Errors
    /// No connection became free in time.
    pub async fn begin_snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = match self.backend() {
            DbBackend::Postgres => sea_orm::TransactionOptions {
                isolation_level: Some(sea_orm::IsolationLevel::RepeatableRead),
                access_mode: Some(sea_orm::AccessMode::ReadOnly),
                ..Default::default()
            },
            // A transaction of WAL is a snapshot from its first read on.
            _ => sea_orm::TransactionOptions::default(),
        };
        self.read.begin_with_options(options).await
    }

    /// Which of the two databases this is.
    pub fn backend(&self) -> DbBackend {
        self.write.get_database_backend()
    }

    async fn sqlite(url: &str, options: &PoolOptions) -> Result<Self, DbErr> {
        let connect = |max: u32| {
            let mut connect = ConnectOptions::new(with_create_mode(url));
            connect
                .max_connections(max)
                .min_connections(1)
                .acquire_timeout(options.acquire_timeout)
                .sqlx_logging(false);
            // FULL: with NORMAL an acknowledged vote may be rolled back by a power cut.
            connect.map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("foreign_keys", "ON")
                    .pragma("busy_timeout", "5000")
            });
            Database::connect(connect)
        };
        // Whoever opens a new file makes it one with WAL, and SQLite lets no second one wait for that.
        let mut tries = 0;
        let write = loop {
            match connect(1).await {
                Err(error) if tries < 100 && error.to_string().contains("database is locked") => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                connected => break connected?,
            }
        };
        let read = connect(options.max_connections).await?;
        Ok(Self { read, write })
    }

    async fn postgres(url: &str, options: &PoolOptions) -> Result<Self, DbErr> {
        let mut connect = ConnectOptions::new(url);
        connect
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout)
            .sqlx_logging(false);
        let pool = Database::connect(connect).await?;
        for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
            let row = pool
                .query_one_raw(Statement::from_string(
                    DbBackend::Postgres,
                    format!("SHOW {setting}"),
                ))
                .await?
                .ok_or_else(|| DbErr::RecordNotFound(setting.into()))?;
            let value: String = row.try_get_by_index(0)?;
            if value == "off" {
                return Err(DbErr::Custom(format!(
                    "{setting} is off: acknowledged uploads and votes could be lost"
                )));
            }
        }
        Ok(Self {
            read: pool.clone(),
            write: pool,
        })
    }
}

fn with_create_mode(url: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    if url.contains("mode=") {
        url.to_owned()
    } else {
        format!("{url}{joint}mode=rwc")
    }
}

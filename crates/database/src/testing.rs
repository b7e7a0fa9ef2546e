//! A database of one's own for each test: a file of SQLite, or one on the PostgreSQL server that `DIZZA_TEST_POSTGRES` names.

use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use sea_orm::{ConnectionTrait, DbErr};

use crate::{Db, PoolOptions};

/// The address of an empty database; on PostgreSQL it is dropped with this, whoever is still connected.
#[derive(Debug)]
pub struct OwnDatabase {
    /// For [`Db::connect`].
    pub url: String,
    /// The server's address and the database's name there.
    made: Option<(String, String)>,
}

impl OwnDatabase {
    /// On the server in `DIZZA_TEST_POSTGRES`, or else a file in `folder`.
    ///
    /// # Errors
    /// The server does not answer or does not let us make databases.
    pub async fn make(folder: &Path) -> Result<Self, DbErr> {
        match Self::on_postgres().await? {
            Some(made) => Ok(made),
            None => Ok(Self {
                url: format!("sqlite://{}", folder.join("dizza.db").display()),
                made: None,
            }),
        }
    }

    /// On the server in `DIZZA_TEST_POSTGRES`, if that is set.
    ///
    /// # Errors
    /// As [`make`](Self::make).
    pub async fn on_postgres() -> Result<Option<Self>, DbErr> {
        let Ok(server) = std::env::var("DIZZA_TEST_POSTGRES") else {
            return Ok(None);
        };
        let name = format!("dizza_test_{:016x}", RandomState::new().hash_one(0));
        run(&server, &format!("CREATE DATABASE {name}")).await?;
        let (address, query) = server.split_once('?').unwrap_or((&server, ""));
        let (base, _) = address.rsplit_once('/').unwrap_or((address, ""));
        let joint = if query.is_empty() { "" } else { "?" };
        Ok(Some(Self {
            url: format!("{base}/{name}{joint}{query}"),
            made: Some((server, name)),
        }))
    }
}

/// One statement over a connection of its own.
async fn run(server: &str, sql: &str) -> Result<(), DbErr> {
    let options = PoolOptions {
        max_connections: 1,
        ..PoolOptions::default()
    };
    let db = Db::connect(server, &options).await?;
    db.write().execute_unprepared(sql).await?;
    Ok(())
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.made.take() else {
            return;
        };
        // The test's runtime may be ending; a thread brings its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| DbErr::Custom(error.to_string()))?;
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            runtime.block_on(run(&server, &sql))
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("a test's database was left behind");
        }
    }
}

//! A database of one's own for each test.

use std::path::Path;

use database::{Db, PoolOptions};
use sea_orm::ConnectionTrait;

/// The database is dropped with this.
#[derive(Debug)]
pub(crate) struct OwnDatabase {
    pub url: String,
    /// Server and name, on PostgreSQL.
    made: Option<(String, String)>,
}

impl OwnDatabase {
    /// SQLite under `folder`, or a new database on the server in `DIZZA_TEST_POSTGRES`.
    pub async fn make(folder: &Path) -> anyhow::Result<Self> {
        let Ok(server) = std::env::var("DIZZA_TEST_POSTGRES") else {
            let url = format!("sqlite://{}", folder.join("dizza.db").display());
            return Ok(Self { url, made: None });
        };
        let name = folder
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("x");
        let name: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        let name = format!("dizza_test_{}_{name}", std::process::id());
        run(&server, &format!("CREATE DATABASE {name}")).await?;
        let (base, query) = server
            .split_once('?')
            .map_or((server.as_str(), ""), |(base, query)| (base, query));
        let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
        let joint = if query.is_empty() { "" } else { "?" };
        Ok(Self {
            url: format!("{base}/{name}{joint}{query}"),
            made: Some((server, name)),
        })
    }
}

async fn run(server: &str, sql: &str) -> anyhow::Result<()> {
    let options = PoolOptions {
        max_connections: 1,
        ..Default::default()
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
        // The test's runtime may be gone already; a thread has its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(run(
                &server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            ))
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("a test database was left behind");
        }
    }
}

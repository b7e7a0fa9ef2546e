//! A fresh database per test, a clock that stands still, and small jobs.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use database::sea_orm::{ConnectionTrait, DbBackend, Statement};
use database::testing::OwnDatabase;
use database::{Clock, Db, PoolOptions};
use queue::{Job, Lane, Registry, State, Waker, Worker, WorkerOptions};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Long enough for a loaded machine, short enough for a hung test.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// Makes a test per database out of `async fn name(t: Test)`.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::support::Test::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let Some(test) = crate::support::Test::postgres().await else { return };
                super::$name(test).await;
            })+
        }
    };
}
pub(crate) use on_both_databases;

/// What a test works with.
pub struct Test {
    pub db: Db,
    pub clock: Clock,
    pub waker: Waker,
    url: String,
    /// Where the SQLite file lives, removed with the last node.
    folder: Option<Arc<tempfile::TempDir>>,
    /// The database on PostgreSQL, dropped with the last node.
    database: Option<Arc<OwnDatabase>>,
}

impl Test {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self::open(url, Some(Arc::new(folder))).await
    }

    pub async fn postgres() -> Option<Self> {
        let database = OwnDatabase::on_postgres().await.unwrap()?;
        let url = database.url.clone();
        let test = Self::open(url, None).await;
        Some(Self {
            database: Some(Arc::new(database)),
            ..test
        })
    }

    async fn open(url: String, folder: Option<Arc<tempfile::TempDir>>) -> Self {
        let db = Db::connect(&url, &PoolOptions::default()).await.unwrap();
        migrations::run(&db).await.unwrap();
        let clock = Clock::fixed("2026-11-22T12:00:00Z".parse::<DateTime<Utc>>().unwrap());
        Self {
            db,
            clock,
            waker: Waker::new(),
            url,
            folder,
            database: None,
        }
    }

    /// The same database and clock as seen by another node: its own connections.
    pub async fn another_node(&self) -> Self {
        Self {
            db: Db::connect(&self.url, &PoolOptions::default())
                .await
                .unwrap(),
            clock: self.clock.clone(),
            waker: Waker::new(),
            url: self.url.clone(),
            folder: self.folder.clone(),
            database: self.database.clone(),
        }
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.advance(chrono::Duration::seconds(seconds));
    }

    /// Enqueues outside a transaction and wakes.
    pub async fn enqueue(&self, job: &impl Job) -> queue::JobId {
        let id = queue::enqueue(self.db.write(), &self.clock, job, queue::Enqueue::default()).await;
        self.waker.wake();
        id.unwrap().unwrap()
    }

    pub async fn drain(&self, registry: &Registry) -> Vec<String> {
        let failures = registry.drain(&self.db, &self.clock).await.unwrap();
        failures.into_iter().map(|failure| failure.reason).collect()
    }

    /// Starts a worker with a lease of a minute.
    pub fn start(&self, registry: Registry) -> Running {
        self.start_with(
            registry,
            WorkerOptions {
                poll: Duration::from_millis(50),
                ..WorkerOptions::default()
            },
        )
    }

    pub fn start_with(&self, registry: Registry, options: WorkerOptions) -> Running {
        let worker = Worker::new(
            self.db.clone(),
            self.clock.clone(),
            Arc::new(registry),
            self.waker.clone(),
            options,
        );
        let shutdown = CancellationToken::new();
        Running {
            task: tokio::spawn(worker.run(shutdown.clone())),
            shutdown,
        }
    }

    /// How many jobs are in `state`.
    pub async fn count(&self, state: State) -> i64 {
        let counts = queue::counts(self.db.write()).await.unwrap();
        counts
            .iter()
            .filter(|count| count.state == state)
            .map(|count| count.jobs)
            .sum()
    }

    /// Waits until `jobs` are in `state`.
    pub async fn until(&self, state: State, jobs: i64) {
        let reached = async {
            while self.count(state).await != jobs {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(DEADLINE, reached)
            .await
            .expect("the jobs reach their state");
    }

    /// One value of the only job in the table.
    pub async fn column<T: database::sea_orm::TryGetable>(&self, column: &str) -> T {
        let sql = format!("SELECT {column} FROM job");
        let backend: DbBackend = self.db.backend();
        let row = self
            .db
            .write()
            .query_one_raw(Statement::from_string(backend, sql))
            .await
            .unwrap();
        row.unwrap().try_get("", column).unwrap()
    }
}

/// A worker at work.
pub struct Running {
    task: JoinHandle<()>,
    shutdown: CancellationToken,
}

impl Running {
    /// Tells it to stop and waits until it has.
    pub async fn stop(self) {
        self.shutdown.cancel();
        tokio::time::timeout(DEADLINE, self.task)
            .await
            .expect("stops in time")
            .unwrap();
    }

    /// Ends it as a crash would: nothing is handed back.
    pub async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

/// A job that carries a number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Paint {
    pub wall: u32,
}

impl Job for Paint {
    const KIND: &'static str = "paint";
    const MAX_ATTEMPTS: u16 = 3;
}

/// A job of another kind, in another lane.
#[derive(Debug, Serialize, Deserialize)]
pub struct Complain {
    pub about: String,
}

impl Job for Complain {
    const KIND: &'static str = "complain";
    const LANE: Lane = Lane::Mail;
}

/// A job that may take 50 ms.
#[derive(Debug, Serialize, Deserialize)]
pub struct Hurry {}

impl Job for Hurry {
    const KIND: &'static str = "hurry";
    const TIMEOUT: Duration = Duration::from_millis(50);
}

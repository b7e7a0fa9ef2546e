//! The whole program for a test.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use contest::{
    AppContext, Secrets,
    permissions::{Actor, Principal},
};
use database::{Clock, Db, testing::OwnDatabase};
use dizza_http::{Routes, sessions};
use media::jail::JailConfig;
use server::{App, Config, Parts, serve::ServeOptions};
use storage::MemoryStore;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::Client;

/// When every test begins: in the middle of a school day, UTC.
const NOW: &str = "2027-04-14T09:00:00Z";

/// How a [`TestApp`] differs from the usual.
#[derive(Default)]
pub struct TestOptions {
    /// Changes to the configuration, after the test's own values.
    pub config: Option<fn(&mut Config)>,
    /// Routes beside the program's own, for what it never does by itself (panicking, for example).
    pub more_routes: Option<Routes>,
    /// Whether it is a demo.
    pub demo: bool,
}

/// The production router on a fresh database, with a clock that stands still, seeded randomness and captured mail.
pub struct TestApp {
    /// The wired program.
    pub app: App,
    /// The domain's context, for builders and for looking into the database.
    pub ctx: AppContext,
    /// Objects in memory; plays outages on request.
    pub store: Arc<MemoryStore>,
    /// Moves the time.
    pub clock: Clock,
    database: OwnDatabase,
    folder: tempfile::TempDir,
}

impl TestApp {
    /// The usual one: `https://dizza.test`, media and embeds on the same origin.
    ///
    /// # Panics
    /// Something needed cannot be made; so do all functions here.
    pub async fn new() -> Self {
        Self::with(TestOptions::default()).await
    }

    /// One that differs.
    pub async fn with(options: TestOptions) -> Self {
        Self::try_with(options).await.expect("a test app")
    }

    async fn try_with(options: TestOptions) -> anyhow::Result<Self> {
        crate::logs::catch();
        let folder = tempfile::tempdir()?;
        let database = OwnDatabase::make(folder.path()).await?;
        let mut config = Config::default();
        config.server.public_origin = "https://dizza.test".into();
        config.server.var = folder.path().to_owned();
        config.server.contact = "hej@dizza.test".into();
        config.server.min_free_megabytes = 1;
        config.upload.max_disk_percent = 100;
        config.database.url = database.url.as_str().into();
        if let Some(change) = options.config {
            change(&mut config);
        }
        config.check()?;
        let db = server::app::database(&config).await?;
        migrations::run(&db).await?;
        let clock = Clock::fixed(NOW.parse()?);
        let ctx = AppContext::seeded(db, clock.clone(), Secrets::new([7; 32]), 7);
        let store = Arc::new(MemoryStore::new());
        let mut routes = server::router::routes();
        if let Some(more) = options.more_routes {
            routes = routes.merge(more);
        }
        let parts = Parts {
            ctx: ctx.clone(),
            store: store.clone(),
            routes,
            jail: JailConfig {
                helper: jail_helper()?,
                require_landlock: true,
            },
        };
        let app = App::assemble(config, options.demo, parts)?;
        Ok(Self {
            app,
            ctx,
            store,
            clock,
            database,
            folder,
        })
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.ctx.db
    }

    /// Every row of every table as text, to look for what must not be there.
    pub async fn dump(&self) -> String {
        crate::dump::dump(self.db()).await.expect("the database")
    }

    /// The address of the database, for a second connection.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// The folder of this app's database, objects, staging and mail.
    pub fn var(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.wall()
    }

    /// A browser that was never here before.
    pub fn client(&self) -> Client {
        Client::new(self.app.router.clone())
    }

    /// A browser in which `principal` has signed in just now.
    pub async fn signed_in(&self, principal: &Principal) -> Client {
        let actor = Actor::resolve(self.ctx.db.read(), principal)
            .await
            .expect("the database");
        let lifetime = sessions::Lifetime::of(&actor.expect("the principal exists"));
        let value = sessions::open(&self.ctx, principal, lifetime)
            .await
            .expect("a session");
        let mut client = self.client();
        client.set_cookie(sessions::cookie_name(&self.app.site.config), &value);
        client
    }

    /// Runs all jobs that are due, and those they enqueue. A job that fails or that nobody handles fails the test.
    pub async fn run_jobs(&self) {
        let failures = self
            .app
            .registry
            .drain(&self.ctx.db, &self.clock)
            .await
            .expect("the database");
        assert!(failures.is_empty(), "jobs failed: {failures:#?}");
    }

    /// Enqueues the recurring jobs whose time has come, then [`run_jobs`](Self::run_jobs).
    pub async fn run_scheduled(&self) {
        self.app
            .registry
            .enqueue_scheduled(&self.ctx.db, &self.clock)
            .await
            .expect("the database");
        self.run_jobs().await;
    }

    /// What the program logged in this process, at the level `info` and its own crates at `debug`, a line each.
    pub fn logs(&self) -> String {
        crate::logs::caught()
    }

    /// The mails that were sent, oldest first, as they stand in the mail folder.
    pub fn mails(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.app.config.mail_folder()).expect("the mail folder");
        let mut paths: Vec<PathBuf> = folder
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        paths
            .into_iter()
            .map(|path| std::fs::read_to_string(path).expect("a mail"))
            .collect()
    }

    /// Listens on a real port of this machine, with the production accept loop.
    pub async fn listen(&self) -> Listening {
        self.listen_with(|_| ()).await
    }

    /// As [`listen`](Self::listen), with other limits.
    pub async fn listen_with(&self, change: impl FnOnce(&mut ServeOptions)) -> Listening {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let mut options = ServeOptions {
            max_connections: 100,
            max_per_network: 100,
            trusted_proxies: Vec::new(),
            header_timeout: Duration::from_secs(5),
            drain: Duration::from_secs(5),
        };
        change(&mut options);
        let stop = CancellationToken::new();
        let serving =
            server::serve::serve(listener, self.app.router.clone(), options, stop.clone());
        Listening {
            address,
            stop,
            task: tokio::spawn(serving),
        }
    }
}

/// The binary that becomes a jailed decoder; it lies beside the test's own folder.
fn jail_helper() -> std::io::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.parent().and_then(|deps| deps.parent());
    Ok(folder.unwrap_or(&test).join("jail-helper"))
}

/// A server on a real port.
#[derive(Debug)]
pub struct Listening {
    /// Where it listens.
    pub address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Listening {
    /// Asks it to stop and waits until it has.
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.await.expect("the accept loop");
    }

    /// Asks it to stop; [`stop`](Self::stop) waits.
    pub fn begin_to_stop(&self) {
        self.stop.cancel();
    }
}

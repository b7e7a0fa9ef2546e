//! The real program in a folder of its own: seeded, started, killed, started again.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use contest::AppContext;
use contest::permissions::{Actor, Principal};
use dizza_http::sessions;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::json;
use server::Config;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::client::Client;
use crate::history::History;

/// Long enough for a busy machine; nothing waits for it unless something is broken.
pub const DEADLINE: Duration = Duration::from_mins(1);

/// What the checker reads beside the program's own tables: which jobs and renditions were written, in their order.
const WITNESS: [&str; 3] = [
    "CREATE TABLE witness (n integer PRIMARY KEY AUTOINCREMENT, what text, id blob, was text, became text)",
    "CREATE TRIGGER witness_job AFTER UPDATE OF state ON job \
     BEGIN INSERT INTO witness (what, id, was, became) VALUES ('job', NEW.id, OLD.state, NEW.state); END",
    "CREATE TRIGGER witness_rendition AFTER INSERT ON rendition \
     BEGIN INSERT INTO witness (what, id, became) VALUES ('rendition', NEW.asset_id, NEW.media_key); END",
];

pub struct Site {
    pub history: Arc<History>,
    folder: TempDir,
    address: watch::Sender<Option<SocketAddr>>,
    child: Option<Child>,
}

impl Site {
    /// A migrated database with witnesses. `fill` puts people and works into it.
    pub async fn new<T>(fill: impl AsyncFnOnce(&AppContext) -> T) -> (Self, T) {
        let mut folder = tempfile::tempdir().unwrap();
        if std::env::var_os("DIZZA_FAULT_KEEP").is_some() {
            folder.disable_cleanup(true);
            eprintln!("kept: {}", folder.path().display());
        }
        let site = Self {
            history: Arc::new(History::begin(folder.path())),
            folder,
            address: watch::Sender::new(None),
            child: None,
        };
        let mut config = Config::default();
        config.server.var = site.var();
        let ctx = server::app::context(&config).await.unwrap();
        for statement in WITNESS {
            ctx.db.write().execute_unprepared(statement).await.unwrap();
        }
        let filled = fill(&ctx).await;
        for pool in [ctx.db.read(), ctx.db.write()] {
            pool.clone().close().await.unwrap();
        }
        (site, filled)
    }

    /// The folder of history, log and [`var`](Self::var).
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn var(&self) -> PathBuf {
        self.folder().join("var")
    }

    /// A second look into the database, by plain SQL.
    pub async fn look(&self) -> DatabaseConnection {
        let url = format!("sqlite://{}", self.var().join("dizza.db").display());
        Database::connect(url).await.unwrap()
    }

    pub fn client(&self, cookie: &str) -> Client {
        Client {
            history: self.history.clone(),
            address: self.address.subscribe(),
            cookie: format!("s={cookie}"),
        }
    }

    /// `dizza` with these arguments in this site's folder. Its log is appended to `{log}.log`.
    pub fn dizza(&self, log: &str, arguments: &[&str], faults: &[(&str, String)]) -> Command {
        let log = self.folder().join(format!("{log}.log"));
        let log = File::options().create(true).append(true).open(log).unwrap();
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DIZZA_SERVER__VAR", self.var())
            .env("DIZZA_LISTEN", "127.0.0.1:0")
            .env("DIZZA_SERVER__MIN_FREE_MEGABYTES", "1")
            .env("DIZZA_UPLOAD__MAX_DISK_PERCENT", "100")
            // Uploads whose creation was never answered would take all places of a site that dies this often.
            .env("DIZZA_UPLOAD__IN_FLIGHT", "1000000")
            .env("DIZZA_WORKER__LEASE_SECONDS", "3")
            .env("DIZZA_LOG__FILTER", "warn")
            .envs(faults.iter().map(|(name, value)| (*name, value)))
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true);
        command
    }

    /// Starts the server and waits until it listens; with a fault it may die before that.
    pub async fn start(&mut self, faults: &[(&str, String)]) {
        let program = self.dizza("serve", &["serve"], faults);
        let listens = self.start_as(program).await;
        assert!(
            listens || !faults.is_empty(),
            "it did not start: {}",
            self.log()
        );
    }

    /// The same with another command, such as one that looks over the server's shoulder. Whether it listens.
    pub async fn start_as(&mut self, mut program: Command) -> bool {
        program.stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = program.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = timeout(DEADLINE, async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some(address) = line.strip_prefix("listening on http://") {
                    return address.parse().ok();
                }
            }
            None
        });
        let address = address.await.expect("it starts");
        self.child = Some(child);
        self.address.send_replace(address);
        address.is_some()
    }

    /// Its id as a process.
    pub fn id(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).unwrap()
    }

    /// Ends the server as the kernel does when memory runs out.
    pub async fn kill(&mut self, how: &str) {
        self.child.as_mut().unwrap().start_kill().unwrap();
        self.end(how).await;
    }

    /// The server stops because somebody asked it to.
    pub async fn stopped(&mut self) {
        self.address.send_replace(None);
        let mut child = self.child.take().unwrap();
        let ended = timeout(DEADLINE, child.wait()).await.expect("it stops");
        assert!(ended.unwrap().success(), "{}", self.log());
    }

    /// Whether the server has died by itself.
    pub fn is_dead(&mut self) -> bool {
        self.child.as_mut().unwrap().try_wait().unwrap().is_some()
    }

    /// The server is dead or dying.
    pub async fn end(&mut self, how: &str) {
        self.address.send_replace(None);
        let ended = self.child.take().unwrap().wait().await.unwrap();
        assert!(ended.code().is_none(), "it ended by itself: {}", self.log());
        self.history.tell(&json!({ "told": "killed", "how": how }));
    }

    /// The last lines of the server's log.
    pub fn log(&self) -> String {
        let log = std::fs::read_to_string(self.folder().join("serve.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

/// The cookie of a new session of `principal`.
pub async fn session(ctx: &AppContext, principal: &Principal) -> String {
    let actor = Actor::resolve(ctx.db.read(), principal).await.unwrap();
    let lifetime = sessions::Lifetime::of(&actor.unwrap());
    sessions::open(ctx, principal, lifetime).await.unwrap()
}

/// What `cargo build --package server` left beside this test's own folder, or `DIZZA_BIN`.
fn binary() -> PathBuf {
    let built = || {
        let test = std::env::current_exe().unwrap();
        test.parent().unwrap().parent().unwrap().join("dizza")
    };
    let binary = std::env::var_os("DIZZA_BIN").map_or_else(built, PathBuf::from);
    assert!(
        binary.is_file(),
        "{} is missing: cargo build --package server",
        binary.display()
    );
    binary
}

//! The wired program: what `serve`, `worker`, the command line and the tests share.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use axum::Router;
use contest::{AppContext, Secrets};
use database::{Clock, Db};
use dizza_http::{Routes, Site, routes::Table};
use queue::{Registry, Worker, WorkerOptions};
use storage::{Checksums, FolderStore, S3Config, S3Store, Store};

use web::mail::{FolderMailer, MailContext, Mailer, SmtpMailer};

use crate::{
    Config,
    config::{MailKind, StorageKind},
    health, housekeeping, router,
};

/// Everything that runs.
#[derive(Clone)]
pub struct App {
    /// As it was read.
    pub config: Arc<Config>,
    /// The state of the router.
    pub site: Site,
    /// All routes with all layers.
    pub router: Router,
    /// What is registered in it.
    pub table: Arc<Table>,
    /// Handlers of all jobs.
    pub registry: Arc<Registry>,
}

impl App {
    /// Opens the database and the store, migrates, and wires.
    ///
    /// # Errors
    /// A folder cannot be made, or the database or the store does not answer.
    pub async fn build(config: Config, demo: bool) -> anyhow::Result<Self> {
        let ctx = context(&config).await?;
        let store = store(&config)?;
        store.check().await.context("reach the object store")?;
        Self::assemble(config, demo, &ctx, store, router::routes())
    }

    /// Wires what was opened elsewhere: tests bring their own clock, randomness and store.
    ///
    /// # Errors
    /// The configuration does not hold together.
    pub fn assemble(
        config: Config,
        demo: bool,
        ctx: &AppContext,
        store: Store,
        routes: Routes,
    ) -> anyhow::Result<Self> {
        health::recorder();
        let site = Site::new(ctx.clone(), store, config.site(demo)?);
        let registry = housekeeping::register(Registry::new(), ctx);
        let registry = contest::register_jobs(registry, ctx);
        let mail = MailContext {
            ctx: ctx.clone(),
            origin: site.config.public_origin.clone(),
            mailer: mailer(&config)?,
        };
        let registry = web::mail::register(registry, mail);
        let (router, table) = router::assemble(site.clone(), routes);
        Ok(Self {
            config: Arc::new(config),
            site,
            router,
            table,
            registry: Arc::new(registry),
        })
    }

    /// A worker for these lanes; it starts when it is run.
    pub fn worker(&self, lanes: Vec<(queue::Lane, usize)>) -> Worker {
        let ctx = &self.site.ctx;
        let drain = std::time::Duration::from_secs(self.config.server.drain_seconds);
        let options = WorkerOptions {
            lanes,
            drain,
            ..Default::default()
        };
        Worker::new(
            ctx.db.clone(),
            ctx.clock.clone(),
            self.registry.clone(),
            ctx.waker.clone(),
            options,
        )
    }
}

/// The configured way for mail to leave.
fn mailer(config: &Config) -> anyhow::Result<Arc<dyn Mailer>> {
    Ok(match config.mail.kind {
        MailKind::Folder => Arc::new(FolderMailer::new(config.mail_folder(), &config.mail.from)),
        MailKind::Smtp => {
            let mailer = SmtpMailer::new(config.mail.smtp_url.expose(), &config.mail.from);
            Arc::new(mailer.context("[mail]")?)
        }
    })
}

/// Opens the database (migrating it) and reads the secret: enough for the command line's errands.
///
/// # Errors
/// A folder cannot be made, or the database does not answer.
pub async fn context(config: &Config) -> anyhow::Result<AppContext> {
    let db = database(config).await?;
    migrations::run(&db).await.context("migrate the database")?;
    Ok(AppContext::new(
        db,
        Clock::database(),
        secrets(config).await?,
    ))
}

/// Opens the object store; an S3 server is not asked anything yet.
///
/// # Errors
/// The folder cannot be used.
pub fn store(config: &Config) -> anyhow::Result<Store> {
    let storage = &config.storage;
    if storage.kind == StorageKind::Folder {
        let folder = config.objects();
        let store = FolderStore::open(&folder);
        return Ok(Arc::new(store.with_context(|| {
            format!("open the folder {}", folder.display())
        })?));
    }
    let checksums = if storage.checksums_when_required {
        Checksums::WhenRequired
    } else {
        Checksums::WhenSupported
    };
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(Arc::new(S3Store::new(&S3Config {
        endpoint: filled(&storage.endpoint),
        public_endpoint: filled(&storage.public_endpoint),
        region: storage.region.clone(),
        bucket: storage.bucket.clone(),
        access_key: storage.access_key.expose().to_owned(),
        secret_key: storage.secret_key.expose().to_owned(),
        path_style: storage.path_style,
        checksums,
        ..S3Config::default()
    })))
}

/// Makes the folders and connects.
///
/// # Errors
/// As [`context`].
pub async fn database(config: &Config) -> anyhow::Result<Db> {
    let mut folders = vec![
        config.server.var.clone(),
        config.staging(),
        config.mail_folder(),
    ];
    if config.storage.kind == StorageKind::Folder {
        folders.push(config.objects());
    }
    for folder in folders {
        let made = tokio::fs::create_dir_all(&folder).await;
        made.with_context(|| format!("make the folder {}", folder.display()))?;
    }
    Db::connect(&config.database_url(), &config.pool())
        .await
        .context("connect to the database")
}

/// The configured secret, or the one in `var/secret`, which is made at the first start.
async fn secrets(config: &Config) -> anyhow::Result<Secrets> {
    if let Some(root) = config.configured_secret()? {
        return Ok(Secrets::new(root));
    }
    let path = config.server.var.join("secret");
    if !tokio::fs::try_exists(&path).await? {
        write_secret(&path)
            .await
            .with_context(|| format!("write {}", path.display()))?;
    }
    let text = tokio::fs::read_to_string(&path)
        .await
        .with_context(|| format!("read {}", path.display()))?;
    let mut root = [0; 32];
    hex::decode_to_slice(text.trim(), &mut root)
        .with_context(|| format!("{} does not hold 64 hex digits", path.display()))?;
    Ok(Secrets::new(root))
}

/// Written under another name first, synced and readable by nobody else: a lost or torn secret would make every code and
/// every vote worthless. Of two processes that start together the first one's secret stays.
async fn write_secret(path: &Path) -> std::io::Result<()> {
    use tokio::io::AsyncWriteExt;
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut options = tokio::fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)
        .await?;
    file.write_all(hex::encode(rand::random::<[u8; 32]>()).as_bytes())
        .await?;
    file.sync_all().await?;
    let linked = tokio::fs::hard_link(&draft, path).await;
    tokio::fs::remove_file(&draft).await?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

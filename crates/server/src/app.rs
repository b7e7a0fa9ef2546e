//! The wired program: what `serve`, `worker`, the command line and the tests share.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use axum::Router;
use contest::{AppContext, Secrets};
use database::{Clock, Db};
use dizza_http::{Routes, Site, routes::Table};
use media::{
    MediaLimits, Processor, Tools,
    jail::{Jail, JailConfig},
    jobs::MediaContext,
    versions::{self, Verdict},
};
use queue::{Registry, Worker, WorkerOptions};
use storage::{Checksums, FolderStore, S3Config, S3Store, Store};

use web::mail::{FolderMailer, MailContext, Mailer, SmtpMailer};

use crate::{
    Config,
    config::{MailKind, StorageKind},
    health, housekeeping, router,
};

/// Folder under `var` in which media jobs have their private folders.
const WORK: &str = "work";

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

/// What [`App::assemble`] wires.
pub struct Parts {
    /// The domain.
    pub ctx: AppContext,
    /// Where objects lie.
    pub store: Store,
    /// What is served.
    pub routes: Routes,
    /// Which binary jails decoders, and how strictly.
    pub jail: JailConfig,
}

impl App {
    /// Opens the database and the store, migrates, and wires.
    ///
    /// # Errors
    /// A folder cannot be made, or the database or the store does not answer.
    pub async fn build(config: Config, demo: bool) -> anyhow::Result<Self> {
        if !config.worker.require_jail {
            tracing::warn!("media may be decoded without a whole jail: --no-jail");
        }
        let ctx = context(&config).await?;
        let store = store(&config)?;
        store.check().await.context("reach the object store")?;
        // Originals of children do not stay on a disk where nobody looks.
        media::sweep(&config.server.var.join(WORK)).context("sweep the work folder")?;
        let jail = JailConfig {
            require_landlock: config.worker.require_jail,
            ..JailConfig::current_exe().context("find the running program")?
        };
        let routes = router::routes();
        Self::assemble(
            config,
            demo,
            Parts {
                ctx,
                store,
                routes,
                jail,
            },
        )
    }

    /// Wires what was opened elsewhere: tests bring their own clock, randomness and store.
    ///
    /// # Errors
    /// The configuration does not hold together.
    pub fn assemble(config: Config, demo: bool, parts: Parts) -> anyhow::Result<Self> {
        let Parts {
            ctx,
            store,
            routes,
            jail,
        } = parts;
        let ctx = &ctx;
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
        let registry = api::uploads::register_jobs(registry, &site);
        let registry = media_jobs(registry, &site, jail, config.worker.avif);
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
            lease: std::time::Duration::from_secs(self.config.worker.lease_seconds),
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

/// Lets a program in the jail try to break out, and looks at the versions of the decoders: where something gets through
/// or a decoder is too old, no worker may take media jobs. Only a configuration without the jail (`--no-jail`,
/// `worker.require_jail = false`) goes on, with a warning at every start.
pub(crate) async fn prove_jail(config: &Config) -> anyhow::Result<()> {
    let require_landlock = config.worker.require_jail;
    let jail = Jail::new(JailConfig {
        require_landlock,
        ..JailConfig::current_exe().context("find the running program")?
    });
    let work = config.server.var.join(WORK);
    match jail.prove_hiding(&work, &config.secret_files()).await {
        Ok(_) => tracing::info!("the jail holds"),
        Err(error) if require_landlock => return Err(error).context("prove the jail"),
        Err(error) => tracing::warn!(%error, "media are decoded without a whole jail"),
    }
    for (floor, verdict) in versions::check(&jail, &work).await? {
        let (program, oldest) = (floor.program, floor.oldest);
        match verdict {
            Verdict::Good(version) => tracing::info!(program, %version, "a decoder is there"),
            Verdict::TooOld(version) => {
                anyhow::bail!(
                    "{program} {version} is too old, at least {oldest} is needed (package {})",
                    floor.package
                )
            }
            Verdict::Unknown => {
                tracing::warn!(program, %oldest, "a decoder does not tell its version");
            }
            Verdict::Missing => {
                // Not the files' fault: they are tried again, here or by another worker, and given up in the end.
                tracing::error!(program, package = floor.package, "a decoder is missing");
            }
        }
    }
    Ok(())
}

/// Processing of photos, films and songs; left to other nodes where ffmpeg is not installed.
fn media_jobs(registry: Registry, site: &Site, jail: JailConfig, avif: bool) -> Registry {
    let tools = match Tools::find() {
        Ok(tools) => tools,
        Err(error) => {
            tracing::warn!(%error, "this node cannot process media");
            return registry;
        }
    };
    let media = MediaContext {
        app: site.ctx.clone(),
        store: site.store.clone(),
        processor: Processor {
            jail: Jail::new(jail),
            tools,
            limits: MediaLimits::default(),
        },
        folders: site.config.var.join(WORK),
    };
    let registry = media::jobs::register(registry, &media);
    if avif {
        media::jobs::register_avif(registry, &media)
    } else {
        registry
    }
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

//! What every handler may ask for.

use std::sync::Arc;

use axum::extract::FromRef;
use contest::AppContext;
use storage::Store;
use tokio_util::sync::CancellationToken;

use crate::{Network, limits::PageLimiter};

/// The state of the router. Cheap to clone; `State<AppContext>` and `State<Store>` work too.
#[derive(Clone, FromRef)]
pub struct Site {
    /// The domain: database, clock, randomness, keys.
    pub ctx: AppContext,
    /// Where objects lie.
    pub store: Store,
    /// Addresses and switches.
    pub config: Arc<SiteConfig>,
    /// This node's buckets for pages.
    pub page_limiter: PageLimiter,
    /// Cancelled when the server stops: answers that would go on (events) end then.
    pub shutdown: CancellationToken,
}

impl Site {
    /// A site that has just started.
    pub fn new(ctx: AppContext, store: Store, config: SiteConfig) -> Self {
        Self {
            ctx,
            store,
            config: Arc::new(config),
            page_limiter: PageLimiter::default(),
            shutdown: CancellationToken::new(),
        }
    }
}

/// How large uploads may be, and how much room they get on this node. The default is that of `docs/security.md`, "Uploads".
#[derive(Clone, Debug)]
pub struct UploadRules {
    /// Sizes and numbers.
    pub limits: contest::assets::Limits,
    /// All bytes of uploads under way on this node together.
    pub staging_bytes: u64,
    /// When the disk is fuller than this, uploads pause; 100 switches it off.
    pub max_disk_percent: u64,
}

impl Default for UploadRules {
    fn default() -> Self {
        Self {
            limits: contest::assets::Limits::default(),
            staging_bytes: 50_000_000_000,
            max_disk_percent: 85,
        }
    }
}

/// Addresses and switches of the site, checked by the server before it listens.
#[derive(Clone, Debug)]
pub struct SiteConfig {
    /// Origin of the pages: `https://host[:port]`, no slash at the end.
    pub public_origin: String,
    /// Origin of published media; the same as `public_origin` unless configured.
    pub media_origin: String,
    /// Origin of embeds; the same as `public_origin` unless configured.
    pub embed_origin: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether this is a demo: the mailbox is shown to callers on this machine.
    pub demo: bool,
    /// The organiser's address for questions, shown on pages.
    pub contact: String,
    /// Folder for uploads that are under way on this node.
    pub staging: std::path::PathBuf,
    /// How large uploads may be, and how much room they get.
    pub uploads: UploadRules,
    /// Folder into which mails are written, if they are not sent by SMTP.
    pub mail_folder: Option<std::path::PathBuf>,
    /// SHA-256 of the token that opens `/metrics` to other machines.
    pub metrics_token_sha256: Option<[u8; 32]>,
    /// Folder whose disk `/readyz` watches.
    pub var: std::path::PathBuf,
    /// `/readyz` says no when less is free there.
    pub min_free_bytes: u64,
    /// Media may be decoded where the kernel cannot confine the decoder: `/readyz` warns of it.
    pub no_jail: bool,
}

impl SiteConfig {
    /// Whether browsers reach us by https.
    pub fn is_https(&self) -> bool {
        self.public_origin.starts_with("https://")
    }

    /// The address of a path on the page's origin.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.public_origin)
    }

    /// The address of a path on the media origin.
    pub fn absolute_media(&self, path: &str) -> String {
        format!("{}{path}", self.media_origin)
    }

    /// The address of a path on the embed origin.
    pub fn absolute_embed(&self, path: &str) -> String {
        format!("{}{path}", self.embed_origin)
    }

    /// ` origin` if it differs from the page's, for lists in policies; empty otherwise.
    pub(crate) fn other_origin(&self, origin: &str) -> String {
        if origin == self.public_origin {
            String::new()
        } else {
            format!(" {origin}")
        }
    }
}

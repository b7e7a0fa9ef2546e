//! Configuration: defaults, then a TOML file, then the environment; checked before anything listens.
//!
//! `DIZZA_SERVER__LISTEN=0.0.0.0:80` sets `listen` of `[server]`; `DIZZA_LISTEN` and `DATABASE_URL` are short for the two
//! that everybody needs. `docs/operate.md` lists every field; a test compares it with the structs below.

mod check;
mod secret;

use std::path::{Path, PathBuf};

use contest::assets::Limits;
use dizza_http::UploadRules;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

pub use check::ConfigError;
pub use secret::Secret;

/// Everything that an operator can set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Addresses and limits of the web server.
    pub server: ServerConfig,
    /// Where rows live.
    pub database: DatabaseConfig,
    /// Where objects live.
    pub storage: StorageConfig,
    /// How large uploads may be.
    pub upload: UploadConfig,
    /// How mail leaves.
    pub mail: MailConfig,
    /// Background work on this node.
    pub worker: WorkerConfig,
    /// What is written about running.
    pub log: LogConfig,
}

/// `[server]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Address and port to listen on.
    pub listen: String,
    /// Origin that browsers see, without a slash at the end. Must be https unless it is this machine itself.
    /// Empty: `http://` and the address of `listen`.
    pub public_origin: String,
    /// Origin for published media. Empty: the public origin.
    pub media_origin: String,
    /// Origin for embeds. Empty: the public origin.
    pub embed_origin: String,
    /// Networks of reverse proxies whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// Folder for everything this node keeps: database and objects (unless configured elsewhere), staging, mail, secret.
    pub var: PathBuf,
    /// How many nodes run in all; more than one needs PostgreSQL and S3.
    pub nodes: u32,
    /// 64 hex digits shared by all nodes: the root of all keyed hashes. Empty: made at the first start and kept in
    /// `var/secret`.
    pub secret: Secret,
    /// Token for `/metrics` from other machines (`Authorization: Bearer …`). Empty: this machine only.
    pub metrics_token: Secret,
    /// Connections at the same time.
    pub max_connections: usize,
    /// Connections at the same time from one network (/24 or /64); trusted proxies are not counted.
    pub max_connections_per_network: usize,
    /// Seconds for the head of a request to arrive.
    pub header_timeout_seconds: u64,
    /// Seconds that running requests get after the order to stop.
    pub drain_seconds: u64,
    /// `/readyz` says no when less than this many megabytes are free under `var`.
    pub min_free_megabytes: u64,
    /// Address for questions, shown on pages and in security.txt.
    pub contact: String,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            public_origin: String::new(),
            media_origin: String::new(),
            embed_origin: String::new(),
            trusted_proxies: Vec::new(),
            var: "var".into(),
            nodes: 1,
            secret: Secret::default(),
            metrics_token: Secret::default(),
            max_connections: 4_000,
            max_connections_per_network: 1_000,
            header_timeout_seconds: 15,
            drain_seconds: 25,
            min_free_megabytes: 200,
            contact: String::new(),
        }
    }
}

/// `[database]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite:///path/to/file.db` or `postgres://user:password@host/name`. Empty: SQLite under `var`.
    pub url: Secret,
    /// Connections (SQLite: for reading; there is one for writing).
    pub max_connections: u32,
    /// Seconds that a request waits for a connection before it is answered 503.
    pub acquire_timeout_seconds: u64,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: Secret::default(),
            max_connections: 8,
            acquire_timeout_seconds: 10,
        }
    }
}

/// Which kind of object store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageKind {
    /// A folder of this machine.
    #[default]
    Folder,
    /// An S3 server.
    S3,
}

/// `[storage]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StorageConfig {
    /// `folder` or `s3`.
    pub kind: StorageKind,
    /// The folder. Empty: `objects` under `var`.
    pub folder: PathBuf,
    /// Address of the S3 server, such as `https://s3.example.org`. Empty: Amazon's of the region.
    pub endpoint: String,
    /// Address at which browsers reach the same server, where that is another one.
    pub public_endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket; it must not be readable by everybody.
    pub bucket: String,
    /// Name of the key.
    pub access_key: Secret,
    /// The key.
    pub secret_key: Secret,
    /// `https://host/bucket/key` instead of `https://bucket.host/key`.
    pub path_style: bool,
    /// Send checksums only where the protocol demands them; some servers know no others.
    pub checksums_when_required: bool,
}

impl Default for StorageConfig {
    fn default() -> Self {
        Self {
            kind: StorageKind::Folder,
            folder: PathBuf::new(),
            endpoint: String::new(),
            public_endpoint: String::new(),
            region: "us-east-1".into(),
            bucket: String::new(),
            access_key: Secret::default(),
            secret_key: Secret::default(),
            path_style: true,
            checksums_when_required: true,
        }
    }
}

/// `[upload]`; sizes in millions of bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UploadConfig {
    /// Largest photo.
    pub photo_megabytes: u64,
    /// Largest film.
    pub video_megabytes: u64,
    /// Largest song.
    pub audio_megabytes: u64,
    /// Largest document.
    pub document_megabytes: u64,
    /// All files of a class, or of a single person, in an edition.
    pub quota_megabytes: u64,
    /// Uploads under way at the same time, on all nodes.
    pub in_flight: u64,
    /// Bytes of uploads under way on this node, together.
    pub staging_megabytes: u64,
    /// Uploads pause when the disk of `var` is fuller than this many percent; 100 switches it off.
    pub max_disk_percent: u64,
}

impl Default for UploadConfig {
    fn default() -> Self {
        Self {
            photo_megabytes: 40,
            video_megabytes: 1_000,
            audio_megabytes: 100,
            document_megabytes: 50,
            quota_megabytes: 5_000,
            in_flight: 64,
            staging_megabytes: 50_000,
            max_disk_percent: 85,
        }
    }
}

impl UploadConfig {
    pub(super) fn rules(&self) -> UploadRules {
        const MEGABYTE: u64 = 1_000_000;
        UploadRules {
            limits: Limits {
                photo_bytes: self.photo_megabytes * MEGABYTE,
                video_bytes: self.video_megabytes * MEGABYTE,
                audio_bytes: self.audio_megabytes * MEGABYTE,
                document_bytes: self.document_megabytes * MEGABYTE,
                quota_bytes: self.quota_megabytes * MEGABYTE,
                in_flight: self.in_flight,
                ..Limits::default()
            },
            staging_bytes: self.staging_megabytes * MEGABYTE,
            max_disk_percent: self.max_disk_percent,
        }
    }
}

/// How mail leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailKind {
    /// Written into a folder, for a first look.
    #[default]
    Folder,
    /// Sent to an SMTP server.
    Smtp,
}

/// `[mail]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    /// `folder` or `smtp`.
    pub kind: MailKind,
    /// The folder. Empty: `mail` under `var`.
    pub folder: PathBuf,
    /// `smtps://user:password@host` (TLS), `smtp://…?tls=required` (STARTTLS), or `smtp://host:port` on this machine.
    pub smtp_url: Secret,
    /// Sender, such as `Dizza <hej@example.org>`.
    pub from: String,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            kind: MailKind::Folder,
            folder: PathBuf::new(),
            smtp_url: Secret::default(),
            from: "Dizza <dizza@localhost>".into(),
        }
    }
}

/// `[worker]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerConfig {
    /// Jobs at a time that are neither mail nor media.
    pub default_jobs: usize,
    /// Mails at a time.
    pub mail_jobs: usize,
    /// Media files at a time. One film keeps about two cores busy.
    pub media_jobs: usize,
    /// Make AVIF of the pictures of published works, while nothing that was uploaded waits or is being worked on.
    pub avif: bool,
    /// Seconds after which a job whose worker died is taken over by another. A living worker says three times in that time
    /// that it still works.
    pub lease_seconds: u64,
    /// Refuse to decode media where the kernel cannot confine the decoder.
    pub require_jail: bool,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self {
            default_jobs: 4,
            mail_jobs: 2,
            media_jobs: 1,
            avif: false,
            lease_seconds: 60,
            require_jail: true,
        }
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For eyes.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// `[log]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// `text` or `json`.
    pub format: LogFormat,
    /// What is written, such as `info` or `warn,server=debug`.
    pub filter: String,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            filter: "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn".into(),
        }
    }
}

impl Config {
    /// Reads defaults, `file` (if any) and the environment, and checks the whole.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown or ill-typed field, or values that do not go together.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::NoFile(file.to_owned()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment
            .merge(environment())
            .extract()
            .map_err(|error| ConfigError::Unreadable(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }
}

/// `DIZZA_SECTION__FIELD`, and two short names. Other variables that begin with `DIZZA_` belong to tests and scripts.
fn environment() -> Env {
    Env::raw()
        .filter(|key| {
            key == "DATABASE_URL"
                || key == "DIZZA_LISTEN"
                || (key.starts_with("DIZZA_") && key.as_str().contains("__"))
        })
        .map(|key| match key.as_str() {
            "DATABASE_URL" => "database.url".into(),
            "DIZZA_LISTEN" => "server.listen".into(),
            key => key["DIZZA_".len()..].replace("__", ".").into(),
        })
        .lowercase(true)
}

#[cfg(test)]
#[expect(
    clippy::result_large_err,
    reason = "the shape that figment's Jail wants"
)]
mod tests {
    use figment::Jail;

    use super::*;

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_defaults() {
        Jail::expect_with(|jail| {
            jail.create_file(
                "dizza.toml",
                "[server]\nlisten = \"127.0.0.1:1\"\nnodes = 1\n[worker]\nmedia_jobs = 7\n",
            )?;
            jail.set_env("DIZZA_LISTEN", "127.0.0.1:2");
            jail.set_env("DIZZA_WORKER__MAIL_JOBS", "9");
            jail.set_env("DIZZA_TEST_POSTGRES", "is not ours");
            let config =
                Config::load(Some(Path::new("dizza.toml"))).map_err(|error| error.to_string())?;
            assert_eq!(config.server.listen, "127.0.0.1:2");
            assert_eq!(
                (
                    config.worker.media_jobs,
                    config.worker.mail_jobs,
                    config.worker.default_jobs
                ),
                (7, 9, 4)
            );
            Ok(())
        });
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        Jail::expect_with(|jail| {
            jail.create_file("dizza.toml", "[server]\nlisen = \"127.0.0.1:1\"\n")?;
            assert!(matches!(
                Config::load(Some(Path::new("dizza.toml"))),
                Err(ConfigError::Unreadable(_))
            ));
            jail.set_env("DIZZA_SERVER__LISEN", "127.0.0.1:1");
            assert!(matches!(
                Config::load(None),
                Err(ConfigError::Unreadable(_))
            ));
            Ok(())
        });
    }

    #[test]
    fn a_missing_file_is_an_error_not_a_default() {
        assert!(matches!(
            Config::load(Some(Path::new("/nowhere/dizza.toml"))),
            Err(ConfigError::NoFile(_))
        ));
    }

    #[test]
    fn secrets_do_not_print() {
        let secret = Secret::from("hunter2");
        let config = Config {
            database: DatabaseConfig {
                url: secret.clone(),
                ..Default::default()
            },
            ..Default::default()
        };
        assert!(!format!("{config:?}").contains("hunter2"));
        assert_eq!(secret.expose(), "hunter2");
    }

    /// `docs/operate.md` names every field with its default, and no field that does not exist.
    #[test]
    fn the_operator_s_reference_is_complete() {
        let page = std::fs::read_to_string(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../docs/operate.md"
        ))
        .unwrap();
        let mut documented: Vec<(String, String)> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
            .filter(|(name, _)| {
                name.split_once('.')
                    .is_some_and(|(section, _)| section.bytes().all(|b| b.is_ascii_lowercase()))
            })
            .map(|(name, rest)| {
                (
                    name.to_owned(),
                    rest.split(" | ")
                        .next()
                        .unwrap_or_default()
                        .trim()
                        .to_owned(),
                )
            })
            .collect();
        let defaults = serde_json::to_value(Config::default()).unwrap();
        let mut real: Vec<(String, String)> = Vec::new();
        for (section, fields) in defaults.as_object().unwrap() {
            for (field, default) in fields.as_object().unwrap() {
                let default = match default {
                    serde_json::Value::String(text) if text.is_empty() => "empty".to_owned(),
                    serde_json::Value::String(text) => format!("`{text}`"),
                    other => format!("`{other}`"),
                };
                real.push((format!("{section}.{field}"), default));
            }
        }
        real.sort();
        documented.sort();
        assert_eq!(documented, real);
    }
}

//! What must hold before anything listens.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use database::PoolOptions;
use dizza_http::{Network, SiteConfig};
use sha2::{Digest, Sha256};

use super::{Config, MailKind, StorageKind};

/// Why a configuration was refused. None of the words holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named is not there.
    #[error("there is no file {0}")]
    NoFile(PathBuf),
    /// A field is unknown or of the wrong type.
    #[error("{0}")]
    Unreadable(Box<figment::Error>),
    /// A value does not fit.
    #[error("{field}: {what}")]
    Wrong {
        /// `section.field`.
        field: &'static str,
        /// What is wrong, and what would be right.
        what: String,
    },
}

fn wrong(field: &'static str, what: impl Into<String>) -> ConfigError {
    ConfigError::Wrong {
        field,
        what: what.into(),
    }
}

impl Config {
    /// Checks what types cannot.
    ///
    /// # Errors
    /// The first value that does not fit.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.listen()?;
        self.trusted_proxies()?;
        check_origin("server.public_origin", &self.public_origin())?;
        check_origin("server.media_origin", &self.media_origin())?;
        check_origin("server.embed_origin", &self.embed_origin())?;
        self.configured_secret()?;
        self.check_nodes()?;
        self.check_storage()?;
        if self.mail.kind == MailKind::Smtp && self.mail.smtp_url.is_empty() {
            return Err(wrong("mail.smtp_url", "is empty, but mail.kind is smtp"));
        }
        // Supervisors kill after a while; we want to be gone before that.
        if self.server.drain_seconds > 30 {
            return Err(wrong("server.drain_seconds", "at most 30"));
        }
        if !(1..=30).contains(&self.server.header_timeout_seconds) {
            return Err(wrong("server.header_timeout_seconds", "1 to 30"));
        }
        // Less, and a busy machine takes living workers for dead ones.
        if !(3..=3_600).contains(&self.worker.lease_seconds) {
            return Err(wrong("worker.lease_seconds", "3 to 3600"));
        }
        Ok(())
    }

    fn check_nodes(&self) -> Result<(), ConfigError> {
        if self.server.nodes <= 1 {
            return Ok(());
        }
        if !self.database_url().starts_with("postgres") {
            return Err(wrong("database.url", "several nodes need PostgreSQL"));
        }
        if self.storage.kind == StorageKind::Folder {
            return Err(wrong(
                "storage.kind",
                "several nodes need s3: a folder belongs to one of them",
            ));
        }
        if self.server.secret.is_empty() {
            return Err(wrong("server.secret", "several nodes need the same one"));
        }
        Ok(())
    }

    fn check_storage(&self) -> Result<(), ConfigError> {
        if self.storage.kind == StorageKind::Folder {
            return Ok(());
        }
        let needed = [
            ("storage.bucket", self.storage.bucket.is_empty()),
            ("storage.access_key", self.storage.access_key.is_empty()),
            ("storage.secret_key", self.storage.secret_key.is_empty()),
        ];
        let missing = needed.into_iter().find(|(_, empty)| *empty);
        missing.map_or(Ok(()), |(field, _)| {
            Err(wrong(field, "is empty, but storage.kind is s3"))
        })
    }

    /// Where to listen.
    ///
    /// # Errors
    /// It is no address with a port.
    pub fn listen(&self) -> Result<SocketAddr, ConfigError> {
        let listen = &self.server.listen;
        listen.parse().map_err(|_| {
            wrong(
                "server.listen",
                format!("{listen} is no address with a port, such as 127.0.0.1:8080"),
            )
        })
    }

    /// The proxies that are believed.
    ///
    /// # Errors
    /// One of them is no network.
    pub fn trusted_proxies(&self) -> Result<Vec<Network>, ConfigError> {
        let parsed = self
            .server
            .trusted_proxies
            .iter()
            .map(|network| network.parse());
        parsed
            .collect::<Result<_, _>>()
            .map_err(|what| wrong("server.trusted_proxies", what))
    }

    /// The origin that browsers see.
    pub fn public_origin(&self) -> String {
        match self.server.public_origin.as_str() {
            "" => format!("http://{}", self.server.listen),
            origin => origin.to_owned(),
        }
    }

    fn media_origin(&self) -> String {
        or(&self.server.media_origin, self.public_origin())
    }

    fn embed_origin(&self) -> String {
        or(&self.server.embed_origin, self.public_origin())
    }

    /// The database's address; it may hold a password.
    pub fn database_url(&self) -> String {
        match self.database.url.expose() {
            "" => format!("sqlite://{}", self.server.var.join("dizza.db").display()),
            url => url.to_owned(),
        }
    }

    /// What no decoder may ever read: the database, if it is a file, and the key.
    pub fn secret_files(&self) -> Vec<PathBuf> {
        let url = self.database_url();
        let database = url
            .strip_prefix("sqlite://")
            .map(|path| PathBuf::from(path.split('?').next().unwrap_or(path)));
        let key = self.server.var.join("secret");
        database
            .into_iter()
            .chain([key])
            .filter_map(|path| path.canonicalize().ok())
            .collect()
    }

    /// The pool's sizes.
    pub fn pool(&self) -> PoolOptions {
        PoolOptions {
            max_connections: self.database.max_connections,
            acquire_timeout: Duration::from_secs(self.database.acquire_timeout_seconds),
        }
    }

    /// The folder of objects, if they live in one.
    pub fn objects(&self) -> PathBuf {
        self.under_var(&self.storage.folder, "objects")
    }

    /// The folder of mails, if they are not sent.
    pub fn mail_folder(&self) -> PathBuf {
        self.under_var(&self.mail.folder, "mail")
    }

    /// The folder of uploads that are under way.
    pub fn staging(&self) -> PathBuf {
        self.server.var.join("staging")
    }

    fn under_var(&self, folder: &Path, name: &str) -> PathBuf {
        if folder.as_os_str().is_empty() {
            self.server.var.join(name)
        } else {
            folder.to_owned()
        }
    }

    /// The root secret, if it was configured.
    ///
    /// # Errors
    /// It is not 64 hex digits.
    pub fn configured_secret(&self) -> Result<Option<[u8; 32]>, ConfigError> {
        if self.server.secret.is_empty() {
            return Ok(None);
        }
        let mut bytes = [0; 32];
        let parsed = hex::decode_to_slice(self.server.secret.expose(), &mut bytes);
        parsed
            .map(|()| Some(bytes))
            .map_err(|_| wrong("server.secret", "is not 64 hex digits"))
    }

    /// What handlers need of this.
    ///
    /// # Errors
    /// As [`Config::check`].
    pub fn site(&self, demo: bool) -> Result<SiteConfig, ConfigError> {
        let token = &self.server.metrics_token;
        Ok(SiteConfig {
            public_origin: self.public_origin(),
            media_origin: self.media_origin(),
            embed_origin: self.embed_origin(),
            trusted_proxies: self.trusted_proxies()?,
            demo,
            contact: self.server.contact.clone(),
            staging: self.staging(),
            uploads: self.upload.rules(),
            mail_folder: (self.mail.kind == MailKind::Folder).then(|| self.mail_folder()),
            metrics_token_sha256: (!token.is_empty())
                .then(|| Sha256::digest(token.expose()).into()),
            var: self.server.var.clone(),
            min_free_bytes: self.server.min_free_megabytes * 1_000_000,
            no_jail: !self.worker.require_jail,
        })
    }
}

fn or(configured: &str, default: String) -> String {
    if configured.is_empty() {
        default
    } else {
        configured.to_owned()
    }
}

/// `https://host[:port]`, or http where the host is this machine: anywhere else cookies would travel in the clear.
fn check_origin(field: &'static str, origin: &str) -> Result<(), ConfigError> {
    let secure = origin.strip_prefix("https://");
    let Some(host) = secure.or_else(|| origin.strip_prefix("http://")) else {
        return Err(wrong(
            field,
            format!("{origin} does not begin with https://"),
        ));
    };
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(plain) {
        return Err(wrong(
            field,
            format!(
                "{origin} is no origin: https://host or https://host:port, in lower case, without a slash at the end"
            ),
        ));
    }
    if secure.is_none() && !is_this_machine(host) {
        return Err(wrong(
            field,
            format!(
                "{origin}: plain http is for this machine only; put a proxy with https in front"
            ),
        ));
    }
    Ok(())
}

fn is_this_machine(host: &str) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let bare = host.trim_matches(['[', ']']);
    name == "localhost"
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{DatabaseConfig, Secret, ServerConfig, StorageConfig};

    fn refused(config: &Config) -> &'static str {
        match config.check() {
            Err(ConfigError::Wrong { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_defaults_are_fine() {
        Config::default().check().unwrap();
        assert_eq!(Config::default().public_origin(), "http://127.0.0.1:8080");
    }

    #[test]
    fn plain_http_elsewhere_is_refused() {
        let with = |public_origin: &str| Config {
            server: ServerConfig {
                public_origin: public_origin.into(),
                ..Default::default()
            },
            ..Default::default()
        };
        for fine in [
            "https://dizza.example",
            "https://dizza.example:8443",
            "http://localhost:8080",
            "http://127.0.0.1:1",
            "http://[::1]:80",
            "http://[::1]",
        ] {
            with(fine).check().unwrap();
        }
        for bad in [
            "http://dizza.example",
            "http://192.0.2.1:80",
            "https://",
            "https://a/b",
            "https://a.example/",
            "ftp://a",
            "https://a; x",
            "http://localhost.evil.example",
        ] {
            assert_eq!(refused(&with(bad)), "server.public_origin", "{bad}");
        }
    }

    #[test]
    fn several_nodes_need_what_they_can_share() {
        let mut config = Config {
            server: ServerConfig {
                nodes: 2,
                ..Default::default()
            },
            ..Default::default()
        };
        assert_eq!(refused(&config), "database.url");
        config.database = DatabaseConfig {
            url: Secret::from("postgres://db/dizza"),
            ..Default::default()
        };
        assert_eq!(refused(&config), "storage.kind");
        config.storage = StorageConfig {
            kind: StorageKind::S3,
            endpoint: "https://s3.example".into(),
            bucket: "dizza".into(),
            access_key: Secret::from("a"),
            secret_key: Secret::from("b"),
            ..Default::default()
        };
        assert_eq!(refused(&config), "server.secret");
        config.server.secret = Secret::from("zz");
        assert_eq!(refused(&config), "server.secret");
        config.server.secret = Secret::from("00".repeat(32).as_str());
        config.check().unwrap();
    }
}

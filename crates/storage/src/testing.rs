//! An S3 server for tests, so that what talks to one is never tested against less.

use std::path::PathBuf;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use crate::S3Config;

const BUCKET: &str = "works";

/// A small S3 server on a free port of this machine, gone with this.
pub struct S3Server {
    /// How to reach it.
    pub config: S3Config,
    /// The folder of the bucket, in which the server keeps objects as files.
    pub objects: PathBuf,
    _root: TempDir,
    _serving: AbortOnDropHandle<()>,
}

impl S3Server {
    /// Starts it on the current runtime, with one empty bucket that only its key opens.
    ///
    /// # Panics
    /// There is no folder or port to be had.
    pub async fn start() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(root.path().join(BUCKET)).expect("a bucket");
        let files = s3s_fs::FileSystem::new(root.path()).expect("a server");
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single("ours", "very secret"));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("its address"));
        let serving = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.expect("a connection");
                let service = service.clone();
                tokio::spawn(async move {
                    let server = Builder::new(TokioExecutor::new());
                    // A client that hangs up is no failure of the test.
                    let _ = server.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        let config = S3Config {
            endpoint: Some(endpoint),
            bucket: BUCKET.to_owned(),
            access_key: "ours".to_owned(),
            secret_key: "very secret".to_owned(),
            ..S3Config::default()
        };
        let objects = root.path().join(BUCKET);
        Self {
            config,
            objects,
            _root: root,
            _serving: AbortOnDropHandle::new(serving),
        }
    }
}

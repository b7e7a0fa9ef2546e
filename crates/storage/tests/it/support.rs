//! The stores under test: each empty, or with a prefix of its own.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use storage::testing::S3Server;
use storage::{
    FolderStore, MemoryStore, Object, ObjectKey, Range, S3Config, S3Store, Store, StoreError,
};
use tempfile::TempDir;

/// A store, and what must live as long as it.
pub struct Test {
    pub store: Store,
    /// Whether the store itself refuses a second writer at the same moment.
    pub refuses_races: bool,
    /// Whether a prefix of keys may be asked for as if it were a key. The test server keeps objects in folders and stumbles
    /// over them (500); our keys never do that.
    pub tells_prefixes_from_objects: bool,
    /// For local files.
    pub folder: TempDir,
    prefix: String,
    _server: Option<S3Server>,
}

impl Test {
    pub fn memory() -> Self {
        Self::of(Arc::new(MemoryStore::new()), true, None)
    }

    pub fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::open(folder.path().join("store")).unwrap();
        Self {
            folder,
            ..Self::of(Arc::new(store), true, None)
        }
    }

    pub async fn s3() -> Self {
        let server = S3Server::start().await;
        let store = S3Store::new(&server.config);
        let test = Self::of(Arc::new(store), false, Some(server));
        Self {
            tells_prefixes_from_objects: false,
            ..test
        }
    }

    /// Any other S3 server, if the environment names one: `DIZZA_TEST_S3_ENDPOINT`, `_REGION`, `_BUCKET`, `_ACCESS_KEY`, `_SECRET_KEY`.
    pub fn other_s3() -> Option<Self> {
        let var = |name: &str| std::env::var(format!("DIZZA_TEST_S3_{name}"));
        let config = S3Config {
            endpoint: Some(var("ENDPOINT").ok()?),
            region: var("REGION").unwrap(),
            bucket: var("BUCKET").unwrap(),
            access_key: var("ACCESS_KEY").unwrap(),
            secret_key: var("SECRET_KEY").unwrap(),
            ..S3Config::default()
        };
        Some(Self::of(Arc::new(S3Store::new(&config)), false, None))
    }

    fn of(store: Store, refuses_races: bool, server: Option<S3Server>) -> Self {
        Self {
            store,
            refuses_races,
            tells_prefixes_from_objects: true,
            folder: tempfile::tempdir().unwrap(),
            prefix: format!("t{:032x}", rand::random::<u128>()),
            _server: server,
        }
    }

    /// The key of this name, in the part of the store that belongs to this test.
    pub fn key(&self, name: &str) -> ObjectKey {
        ObjectKey::parse(format!("{}/{name}", self.prefix)).unwrap()
    }

    /// A local file with these bytes.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub async fn put(&self, name: &str, bytes: &'static [u8]) -> Result<(), StoreError> {
        self.store
            .put_bytes(&self.key(name), Bytes::from_static(bytes))
            .await
    }

    pub async fn get(&self, name: &str, range: Option<Range>) -> Result<Object, StoreError> {
        self.store.get(&self.key(name), range).await
    }

    pub async fn names(&self, below: &str) -> Vec<String> {
        let prefix = format!("{}/{below}", self.prefix);
        let page = self.store.list(&prefix, None, 1_000).await.unwrap();
        assert_eq!(page.next, None);
        page.objects
            .iter()
            .map(|object| self.name(&object.key))
            .collect()
    }

    pub fn name(&self, key: &ObjectKey) -> String {
        key.as_str()
            .strip_prefix(&format!("{}/", self.prefix))
            .unwrap()
            .to_owned()
    }
}

pub async fn read(object: Object) -> Vec<u8> {
    let pieces: Vec<Bytes> = object.stream.try_collect().await.unwrap();
    pieces.concat()
}

/// Bytes that differ everywhere, the same in every run.
pub fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    rand::RngCore::fill_bytes(&mut ChaCha8Rng::seed_from_u64(seed), &mut bytes);
    bytes
}

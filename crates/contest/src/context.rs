//! What every use case is given: the database, time, randomness and keys.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use database::{Clock, Db};
use hmac::{Hmac, Mac};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use sha2::Sha256;
use uuid::Uuid;

/// The database, the clock, randomness and keys. Cheap to clone.
#[derive(Clone)]
pub struct AppContext {
    /// Connections.
    pub db: Db,
    /// Time; tests stand still and move it.
    pub clock: Clock,
    /// Wakes the workers of this process after a commit that enqueued jobs.
    pub waker: queue::Waker,
    secrets: Secrets,
    rng: Arc<Mutex<ChaCha20Rng>>,
}

impl AppContext {
    /// A context with randomness from the operating system.
    pub fn new(db: Db, clock: Clock, secrets: Secrets) -> Self {
        Self::with_rng(db, clock, secrets, ChaCha20Rng::from_os_rng())
    }

    /// A context whose ids and codes repeat from run to run: for tests and rehearsals only.
    pub fn seeded(db: Db, clock: Clock, secrets: Secrets, seed: u64) -> Self {
        Self::with_rng(db, clock, secrets, ChaCha20Rng::seed_from_u64(seed))
    }

    fn with_rng(db: Db, clock: Clock, secrets: Secrets, rng: ChaCha20Rng) -> Self {
        Self {
            db,
            clock,
            waker: queue::Waker::default(),
            secrets,
            rng: Arc::new(Mutex::new(rng)),
        }
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        self.db.begin_write().await
    }

    /// The database's time, inside the caller's transaction.
    ///
    /// # Errors
    /// The database failed.
    pub async fn now(&self, db: &impl ConnectionTrait) -> Result<DateTime<Utc>, DbErr> {
        self.clock.now(db).await
    }

    /// `N` random bytes, good enough for keys and tokens.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }

    /// A number below `bound`, each equally likely.
    ///
    /// # Panics
    /// `bound` is 0.
    pub fn random_below(&self, bound: u32) -> u32 {
        use rand::Rng;
        self.rng
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .random_range(0..bound)
    }

    /// A new id; ids made later sort later.
    pub fn id<Id: From<Uuid>>(&self, now: DateTime<Utc>) -> Id {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random())
            .into_uuid()
            .into()
    }

    /// `length` characters of Crockford's base 32 in lower case (no i, l, o, u), 5 random bits each.
    pub fn random_code(&self, length: usize) -> String {
        let alphabet = crate::text::CROCKFORD.as_bytes();
        (0..length)
            .map(|_| char::from(alphabet[self.random::<1>()[0] as usize % 32]))
            .collect()
    }

    /// A keyed hash of `data`; hashes with different `purpose` cannot be compared.
    pub fn keyed_hash(&self, purpose: &str, data: &[u8]) -> Vec<u8> {
        self.secrets.keyed_hash(purpose, data)
    }
}

/// The server's root secret. Everything kept only as a keyed hash depends on it; it never prints.
#[derive(Clone)]
pub struct Secrets(Arc<[u8; 32]>);

impl Secrets {
    /// From 32 random bytes kept outside the database.
    pub fn new(root: [u8; 32]) -> Self {
        Self(Arc::new(root))
    }

    fn keyed_hash(&self, purpose: &str, data: &[u8]) -> Vec<u8> {
        hmac_sha256(&hmac_sha256(&*self.0, &[purpose.as_bytes()]), &[data])
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// HMAC-SHA-256 (RFC 2104) over the concatenation of `parts`.
///
/// # Panics
/// Never: HMAC takes keys of any length.
pub(crate) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

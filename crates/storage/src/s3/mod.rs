//! Objects in a bucket of any server that speaks S3.

mod client;
mod failure;

use std::io;
use std::path::Path;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream as Body;
use aws_sdk_s3::types::Object as Entry;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use futures_util::stream::try_unfold;

use crate::store::exactly;
use crate::{
    ByteStream, Listed, Object, ObjectKey, ObjectStore, Page, PresignGet, Range, StoreError,
};
pub use client::{Checksums, S3Config};
use client::{attempt_timeout, connect};
use failure::Failure;

/// One PUT carries at most 5 GiB (S3's limit); our uploads are far smaller, so there are no multipart uploads to sweep.
const MAX_PUT_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// Objects in a bucket. No object has a type, no bucket is public: what an address answers with is decided when it is signed.
#[derive(Clone, Debug)]
pub struct S3Store {
    client: Client,
    /// Signs addresses with the host name that browsers can reach.
    signer: Client,
    bucket: String,
    patience: Duration,
}

impl S3Store {
    /// A client for the bucket. Nothing is sent yet: see [`ObjectStore::check`].
    pub fn new(config: &S3Config) -> Self {
        Self {
            client: connect(config, config.endpoint.as_deref()),
            signer: connect(
                config,
                config
                    .public_endpoint
                    .as_deref()
                    .or(config.endpoint.as_deref()),
            ),
            bucket: config.bucket.clone(),
            patience: config.attempt_timeout,
        }
    }

    async fn put(&self, key: &ObjectKey, body: Body, len: u64) -> Result<(), StoreError> {
        if len > MAX_PUT_BYTES {
            let max_bytes = MAX_PUT_BYTES;
            return Err(StoreError::TooLarge {
                total: len,
                max_bytes,
            });
        }
        // Finds a key that is used twice by mistake. Two at the same moment are not found: keys are random for that.
        match self.head(key).await {
            Ok(_) => return Err(StoreError::AlreadyExists),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key.as_str());
        let request = request
            .body(body)
            .content_length(i64::try_from(len).unwrap_or(i64::MAX));
        let timeout = attempt_timeout(self.patience, len);
        let sent = request.customize().config_override(timeout).send().await;
        sent.map_err(Failure::of)?;
        // Acknowledged means durable and whole: believe what the server has, not what it said.
        let stored = self.head(key).await?;
        if stored == len {
            Ok(())
        } else {
            let text = format!("the server stored {stored} bytes of {len}");
            Err(StoreError::unavailable(text))
        }
    }

    async fn get_part(&self, key: &ObjectKey, range: Option<String>) -> Result<Object, Failure> {
        let request = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key.as_str());
        let answer = request.set_range(range).send().await.map_err(Failure::of)?;
        let len = answer
            .content_length
            .and_then(|len| u64::try_from(len).ok());
        let len = len.ok_or_else(|| Failure::strange("an answer without length"))?;
        let (first, total) = match answer.content_range.as_deref() {
            None => (0, len), // all of it, also if the server does not know ranges
            Some(text) => parse_content_range(text).ok_or_else(|| Failure::strange(text))?,
        };
        Ok(Object {
            first,
            len,
            total,
            stream: exactly(pieces(answer.body), len),
        })
    }
}

#[async_trait::async_trait]
impl ObjectStore for S3Store {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<(), StoreError> {
        let found = tokio::fs::metadata(path).await;
        let len = found.map_err(StoreError::of_local_file)?.len();
        // Read anew for every attempt, never held in memory.
        let body = Body::read_from().path(path).build().await;
        let body = body.map_err(|error| StoreError::of_local_file(io::Error::other(error)))?;
        self.put(key, body, len).await
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), StoreError> {
        let len = bytes.len() as u64;
        self.put(key, Body::from(bytes), len).await
    }

    async fn get(&self, key: &ObjectKey, range: Option<Range>) -> Result<Object, StoreError> {
        let header = match range {
            None => None,
            Some(Range::From(first)) => Some(format!("bytes={first}-")),
            Some(Range::Between(first, last)) if first <= last => {
                Some(format!("bytes={first}-{last}"))
            }
            // Servers disagree about suffixes that are longer than the object, and about ranges that end before they begin.
            Some(range) => {
                let (first, len) = range.resolve(self.head(key).await?)?;
                Some(format!("bytes={first}-{}", first + len - 1))
            }
        };
        match self.get_part(key, header).await {
            Err(Failure::OutOfRange) => {
                let total = self.head(key).await?;
                Err(StoreError::RangeNotSatisfiable { total })
            }
            answer => Ok(answer?),
        }
    }

    async fn head(&self, key: &ObjectKey) -> Result<u64, StoreError> {
        let request = self
            .client
            .head_object()
            .bucket(&self.bucket)
            .key(key.as_str());
        let answer = request.send().await.map_err(Failure::of)?;
        let len = answer
            .content_length
            .and_then(|len| u64::try_from(len).ok());
        len.ok_or_else(|| Failure::strange("an answer without length").into())
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        let request = self
            .client
            .delete_object()
            .bucket(&self.bucket)
            .key(key.as_str());
        match request
            .send()
            .await
            .map_err(|error| StoreError::from(Failure::of(error)))
        {
            Ok(_) | Err(StoreError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let request = self.client.list_objects_v2().bucket(&self.bucket);
        let request = request
            .prefix(prefix)
            .set_start_after(after.map(str::to_owned));
        let request = request.max_keys(i32::try_from(limit).unwrap_or(1_000));
        let answer = request.send().await.map_err(Failure::of)?;
        let entries = answer.contents.unwrap_or_default();
        let more = answer.is_truncated.unwrap_or(false);
        let last = entries.last().and_then(|entry| entry.key.clone());
        Ok(Page {
            objects: entries.into_iter().filter_map(listed).collect(),
            next: last.filter(|_| more),
        })
    }

    async fn presign_get(
        &self,
        key: &ObjectKey,
        answer: PresignGet<'_>,
    ) -> Result<Option<String>, StoreError> {
        let expiry =
            PresigningConfig::expires_in(answer.expires_in).map_err(StoreError::unavailable)?;
        let request = self
            .signer
            .get_object()
            .bucket(&self.bucket)
            .key(key.as_str());
        let request = request
            .response_content_type(answer.content_type)
            .response_cache_control(answer.cache_control);
        let signed = request.presigned(expiry).await.map_err(Failure::of)?;
        Ok(Some(signed.uri().to_owned()))
    }

    async fn check(&self) -> Result<(), StoreError> {
        let request = self.client.head_bucket().bucket(&self.bucket);
        request.send().await.map_err(Failure::of)?;
        Ok(())
    }
}

fn pieces(body: Body) -> ByteStream {
    try_unfold(body, |mut body| async move {
        let piece = body.try_next().await.map_err(io::Error::other)?;
        Ok(piece.map(|piece| (piece, body)))
    })
    .boxed()
}

/// First offset and total of `bytes 5-9/10` (RFC 9110, 14.4).
fn parse_content_range(text: &str) -> Option<(u64, u64)> {
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, _last) = range.split_once('-')?;
    Some((first.parse().ok()?, total.parse().ok()?))
}

fn listed(entry: Entry) -> Option<Listed> {
    let stored_at = entry.last_modified?;
    Some(Listed {
        key: ObjectKey::parse(entry.key?).ok()?,
        len: u64::try_from(entry.size?).ok()?,
        stored_at: DateTime::<Utc>::from_timestamp(stored_at.secs(), stored_at.subsec_nanos())?,
    })
}

//! Bytes from a body into a staging file.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use contest::{assets, fault};
use dizza_http::{Problem, Site};
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;

use super::checksum::Checksum;
use super::lock::UploadLock;
use super::{StagingArea, problems};

/// Bytes are written in portions of this size.
const PORTION: usize = 512 * 1024;
/// The disk is asked for room again after so many bytes.
const ASK_EVERY: u64 = 8 * 1024 * 1024;
/// Pages learn of the progress this often.
const NOTE_EVERY: Duration = Duration::from_secs(2);

/// Where the bytes go.
pub(super) struct Target<'a> {
    pub site: &'a Site,
    pub token: &'a str,
    pub path: &'a Path,
    /// The file's length now.
    pub offset: u64,
    /// The length that it must not exceed.
    pub limit: u64,
    /// Bytes that will come, if the client said so.
    pub announced: u64,
    pub lock: &'a UploadLock,
}

/// Why a body ended before its time.
enum Stop {
    /// It holds more than the limit.
    TooLong,
    /// The sender, the disk, a newer request, or the server stops.
    Broken(Problem),
}

/// How far an upload has come, and until when it may rest.
pub(super) struct Received {
    pub length: u64,
    pub expires_at: DateTime<Utc>,
}

/// Appends `body` to the file; gives the new length once every byte is safe. After an error the bytes that came are kept
/// and noted all the same, except those of a piece with a checksum, which nobody can vouch for, and those of a body with
/// more bytes than the limit.
pub(super) async fn receive(
    target: &Target<'_>,
    body: impl Stream<Item = Result<Bytes, Problem>> + Unpin,
    mut checksum: Option<Checksum>,
) -> Result<Received, Problem> {
    let staging = StagingArea::of(target.site);
    let room = staging.room().await.map_err(problems::disk)?;
    if target.announced > room {
        return Err(problems::storage_full());
    }
    let marked = checksum.is_some();
    if marked {
        staging
            .mark(target.path, target.offset)
            .await
            .map_err(problems::disk)?;
    }
    let mut sink = Sink::open(target, &staging, room)
        .await
        .map_err(problems::disk)?;
    let ended = sink.drain(body, checksum.as_mut()).await;
    let kept = match &ended {
        Err(Stop::TooLong) => false,
        Err(Stop::Broken(_)) => !marked,
        Ok(()) => checksum.is_none_or(Checksum::matches),
    };
    let length = if kept {
        sink.finish().await
    } else {
        sink.take_back().await
    };
    let length = length.map_err(problems::disk)?;
    if marked {
        staging.unmark(target.path).await.map_err(problems::disk)?;
    }
    let noted = assets::note_received(&target.site.ctx, target.token, length).await?;
    match ended {
        Err(Stop::TooLong) => Err(problems::too_large(target.limit)),
        Err(Stop::Broken(problem)) => Err(problem),
        Ok(()) if !kept => Err(problems::checksum_mismatch()),
        Ok(()) => {
            let row = noted.ok_or_else(problems::not_found)?;
            Ok(Received {
                length,
                expires_at: row.expires_at,
            })
        }
    }
}

/// The end of the file, with what waits to be written to it.
struct Sink<'a> {
    target: &'a Target<'a>,
    staging: &'a StagingArea,
    file: Arc<File>,
    pending: BytesMut,
    /// Length of the file with what is pending.
    length: u64,
    /// At which length the disk is asked for room again: before what it had may be used up.
    ask_at: u64,
    noted_at: Instant,
    /// A write failed: what is pending may be there in part, and is not written again.
    failed: bool,
}

impl<'a> Sink<'a> {
    async fn open(target: &'a Target<'a>, staging: &'a StagingArea, room: u64) -> io::Result<Self> {
        let file = staging.open(target.path).await?.into_std().await;
        Ok(Self {
            target,
            staging,
            file: Arc::new(file),
            pending: BytesMut::new(),
            length: target.offset,
            ask_at: target.offset + ASK_EVERY.min(room),
            noted_at: Instant::now(),
            failed: false,
        })
    }

    async fn drain(
        &mut self,
        mut body: impl Stream<Item = Result<Bytes, Problem>> + Unpin,
        mut checksum: Option<&mut Checksum>,
    ) -> Result<(), Stop> {
        let Target {
            site, lock, limit, ..
        } = *self.target;
        loop {
            let bytes = tokio::select! {
                biased;
                () = lock.overtaken() => return Err(Stop::Broken(problems::overtaken())),
                () = site.shutdown.cancelled() => return Err(Stop::Broken(Problem::unavailable())),
                bytes = body.next() => match bytes {
                    None => return Ok(()),
                    Some(Err(problem)) => return Err(Stop::Broken(problem)),
                    Some(Ok(bytes)) => bytes,
                },
            };
            let count = bytes.len() as u64;
            if self.length + count > limit {
                return Err(Stop::TooLong);
            }
            self.insist_on_room(count).await.map_err(Stop::Broken)?;
            self.length += count;
            if let Some(checksum) = checksum.as_deref_mut() {
                checksum.update(&bytes);
            }
            self.pending.extend_from_slice(&bytes);
            if self.pending.len() >= PORTION {
                let written = self.write().await;
                written.map_err(|error| Stop::Broken(problems::disk(error)))?;
                self.note().await.map_err(Stop::Broken)?;
            }
        }
    }

    /// Refuses `count` more bytes for which the disk has no room.
    async fn insist_on_room(&mut self, count: u64) -> Result<(), Problem> {
        if self.length + count <= self.ask_at {
            return Ok(());
        }
        let room = self.staging.room().await.map_err(problems::disk)?;
        let room = room.saturating_sub(self.pending.len() as u64);
        if count > room {
            return Err(problems::storage_full());
        }
        self.ask_at = self.length + ASK_EVERY.max(count).min(room);
        Ok(())
    }

    /// Writes what is pending.
    async fn write(&mut self) -> io::Result<()> {
        let (file, portion) = (self.file.clone(), self.pending.split().freeze());
        let written = tokio::task::spawn_blocking(move || (&*file).write_all(&portion));
        let written = written.await.map_err(io::Error::other).flatten();
        self.failed |= written.is_err();
        fault::point("U1");
        written
    }

    /// Tells pages how far we are, now and then.
    async fn note(&mut self) -> Result<(), Problem> {
        if self.noted_at.elapsed() >= NOTE_EVERY {
            self.noted_at = Instant::now();
            let Target { site, token, .. } = self.target;
            let noted = assets::note_received(&site.ctx, token, self.length).await?;
            noted.ok_or_else(problems::not_found)?;
        }
        Ok(())
    }

    /// Makes all bytes safe.
    async fn finish(&mut self) -> io::Result<u64> {
        if !self.failed && !self.pending.is_empty() {
            self.write().await?;
        }
        self.sync().await
    }

    /// Takes the bytes of this body away again.
    async fn take_back(&mut self) -> io::Result<u64> {
        let (file, offset) = (self.file.clone(), self.target.offset);
        let cut = tokio::task::spawn_blocking(move || file.set_len(offset));
        cut.await.map_err(io::Error::other).flatten()?;
        self.sync().await
    }

    async fn sync(&self) -> io::Result<u64> {
        let file = self.file.clone();
        let synced = tokio::task::spawn_blocking(move || {
            file.sync_data()?;
            Ok(file.metadata()?.len())
        });
        synced.await.map_err(io::Error::other).flatten()
    }
}

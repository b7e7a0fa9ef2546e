//! What can go wrong with an upload, as problems with words of their own.

use std::io;
use std::time::Duration;

use axum::http::StatusCode;
use contest::assets::sniff::SniffError;
use contest::assets::{
    AbandonUploadError, AssetKind, BeginUploadError, CompleteUploadError, ReceiveError,
};
use dizza_http::Problem;
use storage::StoreError;

/// Words count in millions of bytes.
const MEGABYTE: u64 = 1_000_000;

pub(super) fn begin(error: BeginUploadError) -> Problem {
    use BeginUploadError as E;
    match error {
        E::NotOpen(why) => why.into(),
        E::Empty => file("empty"),
        E::TooLarge { max_bytes } => too_large(max_bytes),
        E::TooManyAtOnce(max) => Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-uploads")
            .param("max", max)
            .retry_after(Duration::from_secs(30)),
        E::Busy => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "uploads-busy")
            .retry_after(Duration::from_secs(30)),
        E::QuotaFull { max_bytes } => quota_full(max_bytes),
        E::Db(error) => Problem::internal(error),
    }
}

pub(super) fn receive(error: ReceiveError) -> Problem {
    match error {
        ReceiveError::NotFound => not_found(),
        ReceiveError::LengthKnown => bad_length(),
        ReceiveError::Empty => file("empty"),
        ReceiveError::TooLarge { max_bytes } => too_large(max_bytes),
        ReceiveError::Db(error) => Problem::internal(error),
    }
}

pub(super) fn complete(error: CompleteUploadError) -> Problem {
    use CompleteUploadError as E;
    match error {
        E::NotFound => not_found(),
        E::NotEditable(state) => Problem::not_editable_in(state),
        E::TooLarge { kind, max_bytes } => {
            let code = match kind {
                AssetKind::Photo => "photo-too-large",
                AssetKind::Video => "video-too-large",
                AssetKind::Audio => "audio-too-large",
                AssetKind::Document => "document-too-large",
            };
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, code).param("max_mb", max_bytes / MEGABYTE)
        }
        E::QuotaFull { max_bytes } => quota_full(max_bytes),
        E::Refused(_) => Problem::new(StatusCode::GONE, "upload-refused"),
        E::Db(error) => Problem::internal(error),
    }
}

pub(super) fn abandon(error: AbandonUploadError) -> Problem {
    match error {
        AbandonUploadError::NotFound => not_found(),
        AbandonUploadError::HandedIn => Problem::not_editable(),
        AbandonUploadError::Db(error) => Problem::internal(error),
    }
}

/// The first bytes say that the file is nothing we take.
pub(super) fn sniffed(error: SniffError) -> Problem {
    file(error.code())
}

/// `reason` is a code of [`SniffError`].
fn file(reason: &str) -> Problem {
    let code = match reason {
        "empty" => "file-empty",
        "text" => "file-text",
        "svg" => "file-svg",
        "html" => "file-html",
        "playlist" => "file-playlist",
        "zip" => "file-zip",
        "office" => "file-office",
        "executable" => "file-executable",
        "other-picture" => "file-other-picture",
        "other-sound" => "file-other-sound",
        "polyglot" => "file-polyglot",
        _ => "file-unknown",
    };
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code)
}

/// No such upload, or somebody else's.
pub(super) fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "upload-not-found")
}

pub(super) fn too_large(max_bytes: u64) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large")
        .param("max_mb", max_bytes / MEGABYTE)
}

fn quota_full(max_bytes: u64) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "quota-full").param("max_mb", max_bytes / MEGABYTE)
}

/// No room on the disk: the client pauses, and what was acknowledged stays.
pub(super) fn storage_full() -> Problem {
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full")
        .retry_after(Duration::from_mins(1))
}

pub(super) fn disk(error: io::Error) -> Problem {
    if matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    ) {
        storage_full()
    } else {
        Problem::internal(error)
    }
}

pub(super) fn store(error: StoreError) -> Problem {
    match error {
        StoreError::Full => storage_full(),
        StoreError::Unavailable(cause) => {
            tracing::warn!(error = %cause, "The object store did not take a file");
            Problem::unavailable()
        }
        error => Problem::internal(error),
    }
}

pub(super) fn tus_version() -> Problem {
    Problem::new(StatusCode::PRECONDITION_FAILED, "tus-version")
        .detail("Tus-Resumable must be 1.0.0")
}

pub(super) fn bad_metadata() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad-upload-metadata").detail(
        "Upload-Metadata: pairs of key and base 64, with the contribution's code as `contribution`",
    )
}

pub(super) fn bad_length() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad-upload-length")
        .detail("either Upload-Length or Upload-Defer-Length: 1, and a length is declared once")
}

pub(super) fn bad_offset() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad-upload-offset").detail("Upload-Offset is a number")
}

pub(super) fn bad_checksum() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad-upload-checksum")
        .detail("Upload-Checksum: sha1 or sha256, and base 64")
}

pub(super) fn offset_conflict(offset: u64) -> Problem {
    Problem::new(StatusCode::CONFLICT, "upload-offset-conflict").param("offset", offset)
}

pub(super) fn overtaken() -> Problem {
    Problem::new(StatusCode::LOCKED, "upload-locked").retry_after(Duration::from_secs(1))
}

/// 460, tus's own status.
pub(super) fn checksum_mismatch() -> Problem {
    let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
    Problem::new(status, "upload-checksum-mismatch")
}

pub(super) fn wrong_type() -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-type")
        .param("expected", "application/offset+octet-stream")
}

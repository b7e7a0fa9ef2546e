//! Assets of contributions, their renditions, and uploads under way.
//!
//! The order of every write: object first, row second, delete last. So an object may be left without a row (it is swept),
//! but no row ever lacks its object.

mod abandon;
mod arrange;
pub mod avif;
mod begin;
mod complete;
pub mod entity;
mod erase;
pub mod fingerprints;
pub mod growing;
pub mod jobs;
mod limits;
mod media_type;
mod orphans;
mod pages;
mod process;
pub mod purged;
pub mod queries;
mod ready;
mod receive;
pub mod redact;
mod retry;
mod signatures;
pub mod sniff;

pub use abandon::{AbandonUploadError, abandon_upload, expire_uploads};
pub use arrange::{ArrangeError, Direction, describe_asset, move_asset, remove_asset};
pub use avif::avif_of;
pub use begin::{BeginUploadError, NewUpload, begin_upload};
pub use complete::{
    CompleteUploadError, StoredFile, check_completion, complete_upload, refuse_upload,
};
pub use entity::{AssetKind, AssetState};
pub(crate) use erase::erase_all;
pub use fingerprints::Fingerprint;
pub use growing::{Growing, GrownFile, Preview, begin_growing, grow};
pub(crate) use limits::exceeded_seconds;
pub use limits::{Limits, MAX_SONG_SECONDS, UPLOAD_LIFETIME};
pub use media_type::MediaType;
pub use orphans::{ORPHAN_AGE, orphans};
pub use pages::{MAX_PAGES, PAGE_SIDES, page_file, page_number, page_texts};
pub use process::{ProgressLog, ToProcess, set_progress, to_process};
pub use ready::{
    Finished, MadeFile, MadeRendition, give_up, mark_failed, mark_ready, rendition_key,
};
pub use receive::{ReceiveError, declare_length, find_own_upload, note_received};
pub use redact::{Area, Mark, Marks, RedactError, Redaction, Span, Why, redact};
pub use retry::{GAVE_UP, RetryAssetError, may_heal, retry_asset};
pub use sniff::{SniffError, sniff};

//! The list of files: states in words and percent, order, descriptions, another try.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use contest::AppContext;
use contest::assets::entity::upload;
use contest::assets::{
    self, AbandonUploadError, ArrangeError, AssetKind, AssetState, MediaType, RetryAssetError,
    UPLOAD_LIFETIME,
};
use contest::contributions;
use contest::contributions::entity::contribution;
use contest::contributions::gallery::{self, AssetFiles};
use contest::ids::AssetId;
use contest::permissions::Actor;
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Session, urls};
use serde::Deserialize;

use super::draft::{Draft, see};
use super::page::{ConfirmPage, FilesPage};
use super::texts;
use super::views::{FileRow, FilesView};
use crate::i18n::Arg;
use crate::redact::RedactLink;
use crate::views::AssetView;
use crate::views::fill::{Fill, MediaFrom};
use crate::{Reader, format};

/// An upload whose last byte is older than this is called paused.
const PAUSED: Duration = Duration::seconds(45);

/// The step with the files.
pub(super) async fn page(draft: &Draft) -> Result<Response, Problem> {
    let reader = &draft.reader;
    let largest = reader.site.config.uploads.limits.largest() / 1_000_000;
    let page = FilesPage {
        code: draft.work.code.clone(),
        at: draft.station("files"),
        poem: draft.is_poem(),
        files: view(reader, &draft.work, true).await?,
        accept: accept(),
        largest_mb: largest,
        words: words(reader),
    };
    Ok(reader.page(&page))
}

/// What browsers offer first, every format by its types and endings; the server looks at the bytes anyway. Recorders of
/// telephones call their sound in many ways, so all sound is offered.
fn accept() -> String {
    let mut all = vec!["audio/*".to_owned()];
    for format in MediaType::ALL {
        let mime = format.mime_types().iter().map(|&name| name.to_owned());
        all.extend(mime.filter(|name| !name.starts_with("audio/")));
        all.extend(format.endings().iter().map(|ending| format!(".{ending}")));
    }
    all.join(",")
}

/// What the upload script says: `{name}` and the like are filled in there.
fn words(reader: &Reader) -> BTreeMap<&'static str, String> {
    let said = [
        ("started", "upload-js-started"),
        ("uploading", "upload-state-uploading"),
        ("waiting", "upload-js-waiting"),
        ("offline", "upload-js-offline"),
        ("held", "upload-state-paused"),
        ("full", "upload-js-full"),
        ("resumed", "upload-js-resumed"),
        ("saved", "upload-js-saved"),
        ("pause", "upload-js-pause"),
        ("resume", "upload-js-resume"),
        ("cancel", "upload-js-cancel"),
        ("dismiss", "upload-js-dismiss"),
        ("bar", "upload-on-the-way"),
        ("busy", "upload-js-busy"),
        ("file-empty", "problem-file-empty"),
        ("file-too-large", "problem-file-too-large"),
        ("quota-full", "problem-quota-full"),
        ("submissions-closed", "problem-submissions-closed"),
        (
            "contribution-not-editable",
            "problem-contribution-not-editable",
        ),
        ("contribution-frozen", "problem-contribution-frozen"),
        ("upload-refused", "problem-upload-refused"),
        ("too-many-requests", "upload-too-many"),
        ("sign-in-needed", "upload-signed-out"),
        ("other", "upload-failed"),
    ];
    let left = |name: &'static str| (name, Arg::from(format!("{{{name}}}")));
    let args = [left("percent"), left("max_mb")];
    said.map(|(name, key)| (name, reader.t(key, &args))).into()
}

/// The files of a contribution as its makers see them; `editable`: with buttons.
pub(crate) async fn view(
    reader: &Reader,
    work: &contribution::Model,
    editable: bool,
) -> Result<FilesView, Problem> {
    let db = reader.ctx().db.read();
    let now = reader.ctx().now(db).await?;
    let assets = assets::queries::of_contribution(db, work.id).await?;
    let files = gallery::with_files(db, assets).await?;
    let from = if editable {
        crate::redact::CameFrom::files()
    } else {
        crate::redact::CameFrom::my()
    };
    let list = List {
        reader,
        work,
        editable,
        open: contributions::is_open_for_changes(db, work).await?,
        redact: crate::redact::links(reader, work, &files, &from).await?,
        count: files.len(),
    };
    let mut rows: Vec<FileRow> = files
        .iter()
        .enumerate()
        .map(|(at, files)| list.row(at, files))
        .collect();
    let uploads = assets::queries::open_uploads(db, work.id, now).await?;
    let own = reader.actor.as_ref().map(Actor::reference);
    rows.extend(uploads.iter().map(|row| {
        upload_row(
            reader,
            row,
            now,
            editable && own.as_ref() == Some(&row.owner),
        )
    }));
    let lang = reader.locale.code();
    Ok(FilesView {
        code: work.code.clone(),
        settled: rows
            .iter()
            .all(|row| matches!(row.state, "ready" | "failed" | "refused")),
        rows,
        events_url: urls::my_events(lang, &work.code),
    })
}

/// What is known of all files.
struct List<'a> {
    reader: &'a Reader,
    work: &'a contribution::Model,
    /// Whether they stand on the page on which they are arranged.
    editable: bool,
    /// Whether captions can be written: from other pages too.
    open: bool,
    redact: Vec<RedactLink>,
    count: usize,
}

impl List<'_> {
    /// The file at this place, counted from 0.
    fn row(&self, at: usize, files: &AssetFiles) -> FileRow {
        let (reader, asset) = (self.reader, &files.asset);
        let makes = Fill {
            config: &reader.site.config,
            locale: reader.locale,
            media: MediaFrom::Review,
        };
        let (state, percent) = match asset.state {
            AssetState::Stored => ("stored", Some(0)),
            AssetState::Processing => (
                "processing",
                Some(u8::try_from(asset.progress_percent.clamp(0, 100)).unwrap_or(0)),
            ),
            AssetState::Ready => ("ready", None),
            AssetState::Failed => ("failed", None),
        };
        let text = match makes.asset(files, "") {
            AssetView::Waiting { text, .. }
            | AssetView::Growing { text, .. }
            | AssetView::Failed { text } => text,
            // Whether it never had any, or some that could not be decoded: its makers shall know.
            AssetView::Video { .. } if asset.failure.is_none() && is_silent(files) => {
                reader.t("upload-state-silent", &[])
            }
            _ => ready(reader, asset.failure.as_deref()),
        };
        let text = if asset.held && state == "ready" {
            let held = reader.t("asset-held", &[]);
            format!("{}. {held}", text.trim_end_matches('.'))
        } else {
            text
        };
        let name = name(reader, asset.kind, at);
        let redact = self.redact.iter().find(|link| link.name == name);
        let redact_url = redact
            .filter(|_| state == "ready")
            .map(|link| link.url.clone());
        FileRow {
            id: asset.id.to_string(),
            is_upload: false,
            redact_url: redact_url.unwrap_or_default(),
            name,
            size: format::size(reader.locale, u64::try_from(asset.size_bytes).unwrap_or(0)),
            length: 0,
            state,
            text,
            percent,
            retry: assets::may_heal(asset),
            up: self.editable && at > 0,
            down: self.editable && at + 1 < self.count,
            editable: self.editable,
            alt: asset.alt.clone(),
            ask: texts::ask(reader, files, self.open),
            texts: texts::lines(reader, self.work, files, self.open),
            thumb: makes
                .image(files, &asset.alt)
                .or_else(|| makes.growing_image(files, &asset.alt)),
        }
    }
}

/// "1. Film": the kind of the file and its place, counted from 0.
pub(super) fn name(reader: &Reader, kind: AssetKind, at: usize) -> String {
    let kind = match kind {
        AssetKind::Photo => "photo",
        AssetKind::Video => "video",
        AssetKind::Audio => "audio",
        AssetKind::Document => "document",
    };
    let number = [("number", Arg::from(at + 1))];
    reader.t(&format!("upload-kind-{kind}"), &number)
}

/// A finished file, perhaps with a word about what it lacks.
fn ready(reader: &Reader, note: Option<&str>) -> String {
    let key = note.map(|code| format!("asset-note-{code}"));
    match key.filter(|key| reader.locale.has(key)) {
        Some(key) => reader.t(&key, &[]),
        None => reader.t("upload-state-ready", &[]),
    }
}

pub(super) fn is_silent(files: &AssetFiles) -> bool {
    files
        .rendition
        .as_ref()
        .is_some_and(|rendition| !rendition.has_audio)
}

fn upload_row(reader: &Reader, row: &upload::Model, now: DateTime<Utc>, editable: bool) -> FileRow {
    let length = row.length_bytes.and_then(|bytes| u64::try_from(bytes).ok());
    let received = u64::try_from(row.received_bytes).unwrap_or(0);
    let percent = length.map(|length| u8::try_from(received * 100 / length.max(1)).unwrap_or(100));
    let last_byte = row.expires_at - UPLOAD_LIFETIME;
    let (state, text) = match &row.failure {
        Some(code) => ("refused", refusal(reader, code)),
        None => {
            let state = if now - last_byte > PAUSED {
                "paused"
            } else {
                "uploading"
            };
            let args = [("percent", Arg::from(percent.unwrap_or(0)))];
            (state, reader.t(&format!("upload-state-{state}"), &args))
        }
    };
    FileRow {
        id: row.token.clone(),
        is_upload: true,
        name: if row.label.is_empty() {
            reader.t("upload-unnamed", &[])
        } else {
            row.label.clone()
        },
        size: length
            .map(|bytes| format::size(reader.locale, bytes))
            .unwrap_or_default(),
        length: length.unwrap_or(0),
        state,
        text,
        percent: percent.filter(|_| state != "refused"),
        retry: false,
        up: false,
        down: false,
        editable,
        alt: String::new(),
        redact_url: String::new(),
        texts: Vec::new(),
        ask: String::new(),
        thumb: None,
    }
}

/// Why a file was not taken: the words of its problem.
fn refusal(reader: &Reader, code: &str) -> String {
    let limits = &reader.site.config.uploads.limits;
    let max = match code {
        "photo-too-large" => limits.photo_bytes,
        "video-too-large" => limits.video_bytes,
        "audio-too-large" => limits.audio_bytes,
        "document-too-large" => limits.document_bytes,
        "quota-full" => limits.quota_bytes,
        _ => limits.largest(),
    };
    let key = format!("problem-{code}");
    let key = if reader.locale.has(&key) {
        &key
    } else {
        "problem-file-unknown"
    };
    reader.t(key, &[("max_mb", Arg::from(max / 1_000_000))])
}

/// `GET /{lang}/upload/{contribution}/assets/{asset}/remove`: is it meant?
#[tracing::instrument(name = "web.upload.ask_remove", skip_all)]
pub(super) async fn ask(
    reader: Reader,
    Path((_, code, asset, act)): Path<(String, String, String, String)>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    let files = view(&draft.reader, &draft.work, true).await?;
    let row = files.rows.into_iter().find(|row| row.id == asset);
    let wanted = if row.as_ref().is_some_and(|row| row.is_upload) {
        "cancel"
    } else {
        "remove"
    };
    let row = row
        .filter(|_| act == wanted)
        .ok_or_else(Problem::not_found)?;
    let lang = draft.reader.locale.code();
    let page = ConfirmPage {
        at: Some(draft.station("files")),
        kind: "remove",
        name: row.name,
        action: urls::upload_asset(lang, &code, &asset, act),
        back: draft.step("files"),
        was: String::new(),
    };
    Ok(draft.reader.page(&page))
}

/// A button on one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    /// `approve` if it stands on the teacher's page, which is shown again then.
    #[serde(default)]
    from: String,
}

/// `POST /{lang}/upload/{contribution}/assets/{asset}/{act}`: one act on one file, then back to the list.
#[tracing::instrument(name = "web.upload.act", skip_all)]
pub(super) async fn act(
    reader: Reader,
    session: Session,
    Path((_, code, asset, act)): Path<(String, String, String, String)>,
    CheckedForm(form): CheckedForm<Act>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    let (ctx, actor) = (draft.reader.ctx(), &draft.actor);
    if act == "cancel" {
        match assets::abandon_upload(ctx, actor, &asset).await {
            // Pressed twice: it is as they wanted it.
            Ok(()) | Err(AbandonUploadError::NotFound) => return Ok(see(&draft.step("files"))),
            Err(AbandonUploadError::HandedIn) => return Err(Problem::not_editable()),
            Err(AbandonUploadError::Db(error)) => return Err(error.into()),
        }
    }
    let id: AssetId = asset.parse().map_err(|_| Problem::not_found())?;
    let done = match act.as_str() {
        "remove" => assets::remove_asset(ctx, actor, &code, id).await,
        "retry" => return retry(&draft, id, &form.from).await,
        _ => return Err(Problem::not_found()),
    };
    match done {
        Ok(()) => session.flash(FlashKind::Success, "flash-removed").await?,
        Err(error) => return Err(refused(error)),
    }
    Ok(see(&draft.step("files")))
}

/// Has a failed file tried once more; `false` if there is nothing to try.
pub(crate) async fn try_again(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    id: AssetId,
) -> Result<bool, Problem> {
    match assets::retry_asset(ctx, actor, code, id).await {
        Ok(()) => Ok(true),
        // Pressed twice, or it is being worked on, or the page was old: the list shows how it stands.
        Err(RetryAssetError::NotFailed(_) | RetryAssetError::NeverHeals) => Ok(false),
        Err(RetryAssetError::NotFound) => {
            Err(Problem::new(StatusCode::NOT_FOUND, "asset-not-found"))
        }
        Err(RetryAssetError::Db(error)) => Err(error.into()),
    }
}

async fn retry(draft: &Draft, id: AssetId, from: &str) -> Result<Response, Problem> {
    let (lang, code) = (draft.reader.locale.code(), &draft.work.code);
    try_again(draft.reader.ctx(), &draft.actor, code, id).await?;
    Ok(see(&match draft.work.class_id {
        Some(class) if from == "approve" => urls::class_approve(lang, class, code),
        _ if draft.is_editable() => draft.step("files"),
        _ => draft.my(),
    }))
}

fn refused(error: ArrangeError) -> Problem {
    match error {
        ArrangeError::NotFound => Problem::new(StatusCode::NOT_FOUND, "asset-not-found"),
        ArrangeError::NotOpen(why) => why.into(),
        ArrangeError::Alt(_) => Problem::new(StatusCode::BAD_REQUEST, "bad-form"),
        ArrangeError::Db(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_that_is_taken_is_offered_and_named() {
        let offered = accept();
        let offered: Vec<_> = offered.split(',').collect();
        for format in MediaType::ALL {
            let endings = format.endings();
            assert!(!endings.is_empty() && !format.mime_types().is_empty());
            for ending in endings {
                assert!(offered.contains(&format!(".{ending}").as_str()), "{ending}");
            }
            for name in format.mime_types() {
                let sound = name.starts_with("audio/") && offered.contains(&"audio/*");
                assert!(sound || offered.contains(name), "{name}");
            }
            for locale in [crate::Locale::Sv, crate::Locale::En] {
                let words = locale.t("how-a-files", &[]).to_lowercase();
                assert!(words.contains(format.code()), "{format}: {words}");
            }
        }
        // What cameras, recorders and old computers write.
        for ending in [
            "heic", "mkv", "avi", "3gp", "mpg", "mts", "m2ts", "vob", "ogv", "wmv", "flv", "m4v",
            "wma", "opus", "tif", "jpg",
        ] {
            assert!(offered.contains(&format!(".{ending}").as_str()), "{ending}");
        }
    }
}

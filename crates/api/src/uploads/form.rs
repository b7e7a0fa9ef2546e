//! The plain form: files in one `multipart/form-data` body, with the same checks and the same end as tus.

use axum::extract::State;
use axum::extract::multipart::Field;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use contest::assets::{self, ArrangeError, Direction, NewUpload};
use contest::ids::AssetId;
use contest::permissions::Actor;
use contest::{contributions, text};
use dizza_http::sessions::FlashKind;
use dizza_http::{Acting, CheckedMultipart, Lang, Path, Problem, Session, Site, body, urls};
use futures_util::{Stream, StreamExt};

use super::lock::UploadLock;
use super::receive::{self, Target};
use super::{StagingArea, complete, create, problems};

/// Longest field that is no file, in bytes.
const MAX_FIELD: usize = 16 * 1024;

/// What a form held, and what became of it.
#[derive(Default)]
struct Held {
    /// Files that became assets.
    taken: usize,
    /// Why others did not: the first reason.
    refused: Option<Problem>,
    /// Which button was pressed: `about` goes on, `describe` only saves descriptions, `up-…` and `down-…` also move an asset,
    /// everything else stays.
    button: String,
    /// No further file is taken: what stopped one would stop all.
    full: bool,
    /// Bytes that were read and not kept.
    skipped: u64,
    /// Nothing more is read.
    over: bool,
    /// The description as the page showed it, so that only what was changed here is written.
    was: Option<String>,
}

/// `POST /{lang}/upload/{contribution}/files/add`: takes the files one after the other and the descriptions that were
/// changed, moves an asset if that is asked, then goes on, or back to the page that lists them. A browser is told there what was refused, in the words of
/// the problem; programs get the problem itself.
pub(super) async fn add(
    State(site): State<Site>,
    Acting(actor): Acting,
    session: Session,
    Path((lang, code)): Path<(Lang, String)>,
    headers: HeaderMap,
    mut form: CheckedMultipart,
) -> Result<Response, Problem> {
    let work = contributions::find_for_maker(site.ctx.db.read(), &actor, &code).await?;
    work.ok_or_else(Problem::not_found)?;
    let mut held = take_all(&site, &actor, &code, &mut form).await;
    let moves = moved(&held.button);
    if let Some((asset, direction)) = moves
        && held.refused.is_none()
    {
        held.refused = move_asset(&site, &actor, &code, asset, direction)
            .await
            .err();
    }
    let browser = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let browser = browser.is_some_and(|accept| accept.contains("text/html"));
    let mut step = "files";
    match (held.refused, held.button.as_str()) {
        (Some(problem), _) if !browser => return Err(problem),
        (Some(problem), _) => flash(&session, problem).await?,
        (None, "about") => step = "about",
        (None, _) if moves.is_some() => session.flash(FlashKind::Success, "flash-moved").await?,
        (None, "describe") => session.flash(FlashKind::Success, "flash-described").await?,
        (None, _) if held.taken == 0 => {
            session.flash(FlashKind::Danger, "problem-no-file").await?;
        }
        (None, _) => {}
    }
    let to = urls::upload_step(lang, &code, step);
    Ok((StatusCode::SEE_OTHER, Redirect::to(&to)).into_response())
}

/// Keeps the words of the problem for the next page.
async fn flash(session: &Session, problem: Problem) -> Result<(), Problem> {
    let words = match problem.code {
        "too-many-requests" => "upload-too-many".to_owned(),
        "internal" | "unavailable" => "upload-failed".to_owned(),
        code => format!("problem-{code}"),
    };
    match problem.params.into_iter().next() {
        Some(value) => session.flash_with(FlashKind::Danger, &words, [value]).await,
        None => session.flash(FlashKind::Danger, &words).await,
    }
}

/// Reads the form to its end, or browsers would show a broken connection in place of the answer. One file that is refused
/// leaves the others as they are.
async fn take_all(site: &Site, actor: &Actor, code: &str, form: &mut CheckedMultipart) -> Held {
    let mut held = Held::default();
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return held,
            Err(problem) => {
                held.refused.get_or_insert(problem);
                return held;
            }
        };
        if let Err(problem) = take_field(site, actor, code, field, &mut held).await {
            held.full |= !is_about_the_file(&problem);
            held.refused.get_or_insert(problem);
        }
        if held.over {
            return held;
        }
    }
}

/// Whether another file may still be taken.
fn is_about_the_file(problem: &Problem) -> bool {
    problem.code.starts_with("file-")
        || problem.code.ends_with("-too-large")
        || problem.code == "alt-too-long"
}

async fn take_field(
    site: &Site,
    actor: &Actor,
    code: &str,
    mut field: Field<'_>,
    held: &mut Held,
) -> Result<(), Problem> {
    let name = field.name().unwrap_or_default().to_owned();
    let label = field.file_name().unwrap_or_default().to_owned();
    match name.split_once('-') {
        // A file field in which nothing was chosen is sent without a name.
        None if name == "file" && !label.is_empty() => {
            let mut bytes = field.map(|bytes| bytes.map_err(|error| body::problem(&error)));
            let taken = if held.full {
                None
            } else {
                Some(take(site, actor, code, &label, &mut bytes).await)
            };
            if matches!(taken, Some(Ok(()))) {
                held.taken += 1;
            } else {
                held.skipped += skip(&mut bytes, site.config.uploads.limits.largest()).await;
                held.over = held.skipped > site.config.uploads.limits.largest();
            }
            taken.unwrap_or(Ok(()))
        }
        None if name == "next" => {
            held.button = read(&mut field).await?;
            Ok(())
        }
        Some(("was", _)) => {
            held.was = Some(read(&mut field).await?);
            Ok(())
        }
        Some(("alt", asset)) => {
            let alt = read(&mut field).await?;
            if held.was.take().as_ref() == Some(&alt) {
                return Ok(());
            }
            describe(site, actor, code, asset, &alt).await
        }
        _ => Ok(()),
    }
}

async fn describe(
    site: &Site,
    actor: &Actor,
    code: &str,
    asset: &str,
    alt: &str,
) -> Result<(), Problem> {
    let Ok(id) = asset.parse() else {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "bad-form"));
    };
    arranged(assets::describe_asset(&site.ctx, actor, code, id, alt).await)
}

/// Which asset a button moves, and where; `None` for other buttons.
fn moved(button: &str) -> Option<(AssetId, Direction)> {
    let (direction, asset) = button.split_once('-')?;
    let direction = match direction {
        "up" => Direction::Up,
        "down" => Direction::Down,
        _ => return None,
    };
    Some((asset.parse().ok()?, direction))
}

async fn move_asset(
    site: &Site,
    actor: &Actor,
    code: &str,
    asset: AssetId,
    direction: Direction,
) -> Result<(), Problem> {
    arranged(assets::move_asset(&site.ctx, actor, code, asset, direction).await)
}

fn arranged(done: Result<(), ArrangeError>) -> Result<(), Problem> {
    match done {
        // Somebody else in the class has removed it.
        Ok(()) | Err(ArrangeError::NotFound) => Ok(()),
        Err(ArrangeError::NotOpen(why)) => Err(why.into()),
        Err(ArrangeError::Alt(_)) => {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "alt-too-long");
            Err(problem.param("max", i64::try_from(text::MAX_ALT).unwrap_or(0)))
        }
        Err(ArrangeError::Db(error)) => Err(error.into()),
    }
}

/// A field that is no file, as text.
async fn read(field: &mut Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| body::problem(&error))? {
        if bytes.len() + chunk.len() > MAX_FIELD {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "bad-form"))
}

/// Reads on over a file that is not taken; how many bytes. Not for ever.
async fn skip(
    bytes: &mut (impl Stream<Item = Result<bytes::Bytes, Problem>> + Unpin),
    most: u64,
) -> u64 {
    let mut skipped = 0;
    while skipped <= most
        && let Some(Ok(chunk)) = bytes.next().await
    {
        skipped += chunk.len() as u64;
    }
    skipped
}

/// One file from its first byte to its asset.
async fn take(
    site: &Site,
    actor: &Actor,
    code: &str,
    label: &str,
    bytes: impl Stream<Item = Result<bytes::Bytes, Problem>> + Unpin,
) -> Result<(), Problem> {
    let row = create::begin(
        site,
        actor,
        code,
        NewUpload {
            length_bytes: None,
            label,
        },
    )
    .await?;
    let mut upload = Unfinished {
        site,
        actor,
        token: &row.token,
        over: false,
    };
    let done = upload.run(bytes).await;
    // A refused file stays in the list with its reason; what merely broke off cannot go on, as forms do not resume.
    upload.over = true;
    let keep = match &done {
        Ok(()) => true,
        Err(problem) => assets::queries::find_upload(site.ctx.db.read(), &row.token)
            .await
            .is_ok_and(|row| row.is_some_and(|row| row.failure.as_deref() == Some(problem.code))),
    };
    if !keep {
        abandon(site.clone(), actor.clone(), row.token.clone()).await;
    }
    done
}

/// Ends the upload when the browser goes away in the middle: the handler is dropped then.
struct Unfinished<'a> {
    site: &'a Site,
    actor: &'a Actor,
    token: &'a str,
    over: bool,
}

impl Unfinished<'_> {
    async fn run(
        &self,
        bytes: impl Stream<Item = Result<bytes::Bytes, Problem>> + Unpin,
    ) -> Result<(), Problem> {
        let Self {
            site, actor, token, ..
        } = *self;
        let path = StagingArea::of(site)
            .path(token)
            .ok_or_else(problems::not_found)?;
        let lock = UploadLock::take(&path)
            .await
            .ok_or_else(problems::overtaken)?;
        let limits = &site.config.uploads.limits;
        let target = Target {
            site,
            token,
            path: &path,
            offset: 0,
            limit: limits.largest(),
            announced: 0,
            lock: &lock,
        };
        let length = match receive::receive(&target, bytes, None).await {
            Ok(received) => received.length,
            Err(problem) => {
                if problem.code == "file-too-large" {
                    complete::refuse(site, actor, token, &problem).await?;
                }
                return Err(problem);
            }
        };
        if length > 0 {
            let declared = assets::declare_length(&site.ctx, limits, actor, token, length).await;
            declared.map_err(problems::receive)?;
        }
        complete::complete(site, actor, token, &path)
            .await
            .map(|_| ())
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.over {
            tokio::spawn(abandon(
                self.site.clone(),
                self.actor.clone(),
                self.token.to_owned(),
            ));
        }
    }
}

async fn abandon(site: Site, actor: Actor, token: String) {
    // Whatever fails here runs out after a day.
    let _ = assets::abandon_upload(&site.ctx, &actor, &token).await;
    if let Some(path) = StagingArea::of(&site).path(&token) {
        complete::remove(&site, &path).await;
    }
}

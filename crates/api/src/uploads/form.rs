//! The plain form: files in one `multipart/form-data` body, with the same checks and the same end as tus.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use contest::assets::{self, NewUpload};
use contest::contributions;
use contest::permissions::Actor;
use dizza_http::sessions::FlashKind;
use dizza_http::{Acting, CheckedMultipart, Lang, Path, Problem, Session, Site, body, urls};
use futures_util::{Stream, StreamExt};

use super::lock::UploadLock;
use super::receive::{self, Target};
use super::{StagingArea, complete, create, problems};

/// `POST /{lang}/upload/{contribution}/files/add`: takes the files one after the other, then goes back to the page that
/// lists them. A browser is told there what was refused, in the words of the problem; programs get the problem itself.
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
    let (taken, refused) = take_all(&site, &actor, &code, &mut form).await;
    let browser = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let browser = browser.is_some_and(|accept| accept.contains("text/html"));
    match refused {
        Some(problem) if !browser => return Err(problem),
        Some(problem) => flash(&session, problem).await?,
        None if taken == 0 => session.flash(FlashKind::Danger, "problem-no-file").await?,
        None => {}
    }
    let back = urls::upload_step(lang, &code, "files");
    Ok((StatusCode::SEE_OTHER, Redirect::to(&back)).into_response())
}

/// Keeps the words of the problem for the next page.
async fn flash(session: &Session, problem: Problem) -> Result<(), Problem> {
    let words = format!("problem-{}", problem.code);
    match problem.params.into_iter().next() {
        Some(value) => session.flash_with(FlashKind::Danger, &words, [value]).await,
        None => session.flash(FlashKind::Danger, &words).await,
    }
}

/// How many files became assets, and why the rest did not: the first problem ends the form.
async fn take_all(
    site: &Site,
    actor: &Actor,
    code: &str,
    form: &mut CheckedMultipart,
) -> (usize, Option<Problem>) {
    let mut taken = 0;
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return (taken, None),
            Err(problem) => return (taken, Some(problem)),
        };
        let label = field.file_name().unwrap_or_default().to_owned();
        // A file field in which nothing was chosen is sent without a name.
        if field.name() != Some("file") || label.is_empty() {
            continue;
        }
        let bytes = field.map(|bytes| bytes.map_err(|error| body::problem(&error)));
        match take(site, actor, code, &label, bytes).await {
            Ok(()) => taken += 1,
            Err(problem) => return (taken, Some(problem)),
        }
    }
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

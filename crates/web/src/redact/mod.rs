//! The page on which a place is covered or a stretch is silenced, for makers, teachers and moderators.

mod back;
mod form;
pub mod page;
mod show;

pub(crate) use back::CameFrom;

use contest::assets::RedactError;
use dizza_http::{Access, Class, Problem, Routes, urls};

use crate::Reader;

/// The routes of redacting.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::REDACT, Access::SignedIn, Class::Personal, show::show)
        .post(
            urls::REDACT,
            Access::SignedIn,
            Class::Personal,
            show::create,
        )
}

/// The way from other pages to this one.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RedactLink {
    /// "2. Film".
    pub name: String,
    /// The page.
    pub url: String,
}

/// Links for the assets of a contribution, if the reader may redact them now; they lead back to where they stand.
///
/// # Errors
/// The database failed.
pub(crate) async fn links(
    reader: &Reader,
    work: &contest::contributions::entity::contribution::Model,
    assets: &[contest::contributions::gallery::AssetFiles],
    from: &CameFrom,
) -> Result<Vec<RedactLink>, Problem> {
    let Some(actor) = &reader.actor else {
        return Ok(Vec::new());
    };
    let ctx = reader.ctx();
    if !contest::assets::redact::may_redact(ctx, ctx.db.read(), actor, work).await? {
        return Ok(Vec::new());
    }
    let link = |(at, files): (usize, &contest::contributions::gallery::AssetFiles)| RedactLink {
        name: show::name(reader, files.asset.kind, at),
        url: from.after(urls::redact(
            reader.locale.code(),
            &work.code,
            files.asset.id,
        )),
    };
    Ok(assets.iter().enumerate().map(link).collect())
}

fn problem(error: RedactError) -> Problem {
    use axum::http::StatusCode;
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    match error {
        RedactError::NotFound => Problem::not_found(),
        RedactError::WrongState(_) => conflict("redact-state"),
        RedactError::Closed => conflict("submissions-closed"),
        RedactError::Busy => conflict("redact-busy"),
        RedactError::NothingMarked | RedactError::TooMany | RedactError::Unsuited => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "redact-marks")
        }
        RedactError::NotTheirOriginal => Problem::forbidden(),
        RedactError::Db(error) => error.into(),
    }
}

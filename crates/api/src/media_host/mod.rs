//! Renditions and captions: for everybody once they are published, for reviewers and makers before.
//!
//! No bucket is public: each request asks the rows first (kept for at most 2 s), so what is hidden is gone at once.

mod cache;

use axum::extract::State;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use contest::assets::entity::rendition_file;
use contest::assets::{growing, queries, rendition_key};
use contest::captions;
use contest::captions::entity::asset_text;
use dizza_http::media_response::{self, MediaFile};
use dizza_http::{Access, Acting, Class, Path, Problem, Routes, Site, urls};
use storage::ObjectKey;

use cache::{FileCache, Known};

/// The routes of the media host.
pub fn routes() -> Routes {
    let cache = FileCache::default();
    let public = async move |State(site): State<Site>,
                             path: Path<(String, String)>,
                             method: Method,
                             headers: HeaderMap| {
        show(&cache, &site, path, &method, &headers).await
    };
    Routes::new()
        .get(urls::MEDIA, Access::Everyone, Class::Media, public)
        .get(
            urls::REVIEW_MEDIA,
            Access::SignedIn,
            Class::ReviewMedia,
            review,
        )
}

/// `GET /m/{key}/{name}`: a file of the current rendition, or captions, of a published contribution. Never looks at who asks.
async fn show(
    cache: &FileCache,
    site: &Site,
    Path((media_key, name)): Path<(String, String)>,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let now = site.ctx.clock.wall();
    let file = if let Some(known) = cache.find(&media_key, &name, now) {
        known.0
    } else {
        let db = site.ctx.db.read();
        let found = queries::find_public_file(db, &media_key, &name).await?;
        if found.is_none()
            && let Some(text) = captions::queries::find_public(db, &media_key, &name).await?
        {
            return Ok(written(headers, text));
        }
        cache.keep(&media_key, &name, now, Known(found.clone()));
        found
    };
    respond(site, method, headers, &media_key, file).await
}

/// `GET /review-media/{key}/{name}`: the same for moderators, and for makers of the contribution, in any state. The
/// playlists of a film that is still being made are written from its rows.
async fn review(
    State(site): State<Site>,
    Acting(actor): Acting,
    Path((media_key, name)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let db = site.ctx.db.read();
    let file = queries::find_review_file(db, &actor, &media_key, &name).await?;
    if file.is_none()
        && let Some(text) = growing::find_playlist(db, &actor, &media_key, &name).await?
    {
        let content_type = [(header::CONTENT_TYPE, "application/vnd.apple.mpegurl")];
        return Ok((content_type, text).into_response());
    }
    if file.is_none()
        && let Some(text) = captions::queries::find_review(db, &actor, &media_key, &name).await?
    {
        return Ok(written(&headers, text));
    }
    respond(&site, &method, &headers, &media_key, file).await
}

/// Captions are small and lie in their row.
fn written(headers: &HeaderMap, text: asset_text::Model) -> Response {
    media_response::whole_text(headers, "text/vtt", text.text)
}

async fn respond(
    site: &Site,
    method: &Method,
    headers: &HeaderMap,
    media_key: &str,
    file: Option<rendition_file::Model>,
) -> Result<Response, Problem> {
    let file = file.ok_or_else(Problem::not_found)?;
    let key = ObjectKey::parse(rendition_key(media_key, &file.name)).map_err(Problem::internal)?;
    let file = MediaFile {
        key: &key,
        size_bytes: u64::try_from(file.size_bytes).unwrap_or(0),
        content_type: &file.content_type,
        sha256: &file.sha256,
        file_name: &file.name,
        download: false,
    };
    media_response::respond(&site.store, method, headers, &file).await
}

//! What programs talk to: the public JSON API, oEmbed, uploads and media.

pub mod media_host;
pub mod oembed;
pub mod uploads;
pub mod v1;

use dizza_http::Routes;

/// All routes of this crate.
pub fn routes() -> Routes {
    Routes::new()
        .merge(v1::routes())
        .merge(oembed::routes())
        .merge(uploads::routes())
        .merge(media_host::routes())
}

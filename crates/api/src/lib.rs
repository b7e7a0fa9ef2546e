//! What programs talk to: the public JSON API and oEmbed.

pub mod oembed;
pub mod v1;

use dizza_http::Routes;

/// All routes of this crate.
pub fn routes() -> Routes {
    Routes::new().merge(v1::routes()).merge(oembed::routes())
}

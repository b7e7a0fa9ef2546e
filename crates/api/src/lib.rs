//! What programs talk to: the public JSON API.

pub mod v1;

use dizza_http::Routes;

/// All routes of this crate.
pub fn routes() -> Routes {
    v1::routes()
}

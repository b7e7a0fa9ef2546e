//! Who is signed in: a cookie with a random id, a row with its hash.
//!
//! A session holds the principal, a flash message and, while somebody waits for a mail, what ties the mail to this
//! browser. Visitors without any of these get no cookie. The row ends by the database's time: after a while without use,
//! and after an absolute time that no use extends (`docs/security.md`, "Signing in").

mod entity;
mod extract;
mod layer;
mod lifetime;
mod store;

pub use contest::sessions::end_all;
pub use extract::{Acting, Flash, FlashKind, Kept, MaybeActing, Session, SignedIn, Visitor};
pub(crate) use layer::has_cookie;
pub use layer::{apply, cookie_name};
pub use lifetime::Lifetime;
#[cfg(feature = "testing")]
pub use store::open;
pub use store::sweep;

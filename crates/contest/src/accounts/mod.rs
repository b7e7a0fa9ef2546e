//! People who sign in by e-mail: staff, teachers, single contributors. Pupils have none of this.
//!
//! There are no passwords. A link is mailed; it opens a page, and is spent only by a POST from the browser that asked for
//! it or with the six digits that the mail shows, so that link scanners cannot use it up.

pub mod entity;
pub mod queries;

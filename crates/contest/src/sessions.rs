//! The one thing that the domain knows of sessions: how to end them, in the commit that takes the right to them away.
//!
//! The table belongs to `dizza_http::sessions`, which writes a principal as its kind and the rest of its reference.

use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::permissions::Principal;

/// Ends every session of `principal`; gives how many there were.
///
/// # Errors
/// The database failed.
pub async fn end_all(db: &impl ConnectionTrait, principal: &Principal) -> Result<u64, DbErr> {
    let reference = principal.reference();
    let (kind, id) = reference.split_once(':').unwrap_or((&reference, ""));
    let delete = Statement::from_sql_and_values(
        db.get_database_backend(),
        "DELETE FROM session WHERE principal_kind = $1 AND principal_id = $2",
        [kind.into(), id.into()],
    );
    Ok(db.execute_raw(delete).await?.rows_affected())
}

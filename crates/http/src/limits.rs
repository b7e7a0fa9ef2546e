//! How often. A limit that is a promise is a database row, because nodes are many; the limit on reading pages is each
//! node's own and costs no query.
//!
//! Both count by the generic cell rate algorithm: one number per caller, the time at which the bucket would be empty
//! again. Rows are keyed by HMAC(day, name, subject), so they name nobody and mean nothing the day after.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use contest::AppContext;
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use crate::{Class, ClientPrefix, Problem, Site, routes::Table};

/// So many in this time; a full bucket lets them all through at once, then one each `period / burst`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Names the bucket; part of its key.
    pub name: &'static str,
    /// How many at once.
    pub burst: u32,
    /// In which a bucket fills again.
    pub period: Duration,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Limit {
    /// `burst` in `seconds`.
    pub const fn new(name: &'static str, burst: u32, seconds: u64) -> Self {
        Self {
            name,
            burst,
            period: Duration::from_secs(seconds),
        }
    }

    fn interval(self) -> Duration {
        self.period / self.burst.max(1)
    }
}

/// Sign-ins by network.
pub const SIGN_IN_NETWORK: Limit = Limit::new("sign-in-network", 25, 5 * MINUTE);
/// Mails asked for, by network.
pub const MAIL_NETWORK: Limit = Limit::new("mail-network", 25, 5 * MINUTE);
/// Tries to join a class or to come back to it, by network. A whole school joins behind one address.
pub const JOIN_NETWORK: Limit = Limit::new("join-network", 600, 5 * MINUTE);
/// Uploads of a person: a whole bundle at once, then one every two minutes (decision 0006).
pub const UPLOADS_PERSON: Limit = Limit::new("uploads-person", 30, HOUR);
/// Uploads of a class, or of a single person, in a day: eight groups with a bundle each.
pub const UPLOADS_MAKER: Limit = Limit::new("uploads-maker", 240, DAY);
/// Pages by network, on each node.
pub const PAGES: Limit = Limit::new("pages", 6000, 5 * MINUTE);

/// What a bucket said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There was room, and one was taken.
    Yes,
    /// There is none for so long; nothing was taken.
    NotFor(Duration),
}

/// Takes one from the bucket of `subject`, in the database, by its time.
///
/// # Errors
/// The database failed.
pub async fn take(ctx: &AppContext, limit: Limit, subject: &[u8]) -> Result<Taken, DbErr> {
    let db = ctx.db.write();
    let now = ctx.now(db).await?;
    let purpose = format!("limit/{}/{}", now.date_naive(), limit.name);
    let key = ctx.keyed_hash(&purpose, subject);
    let now = now.timestamp_micros();
    let (interval, period) = (micros(limit.interval()), micros(limit.period));
    // Empty again at: from now or from where it stands, one interval later; unless that is more than a period away.
    let sql = "INSERT INTO rate_limit (bucket, empty_at) VALUES ($1, $2) \
        ON CONFLICT (bucket) DO UPDATE SET empty_at = \
        CASE WHEN rate_limit.empty_at > $3 THEN rate_limit.empty_at + $4 ELSE $2 END \
        WHERE rate_limit.empty_at + $4 <= $5";
    let latest = now + period;
    let values: [Value; 5] = [
        key.clone().into(),
        (now + interval).into(),
        now.into(),
        interval.into(),
        latest.into(),
    ];
    let taken = db
        .execute_raw(Statement::from_sql_and_values(
            db.get_database_backend(),
            sql,
            values,
        ))
        .await?;
    if taken.rows_affected() == 1 {
        return Ok(Taken::Yes);
    }
    let select = "SELECT empty_at FROM rate_limit WHERE bucket = $1";
    let row = db
        .query_one_raw(Statement::from_sql_and_values(
            db.get_database_backend(),
            select,
            [key.into()],
        ))
        .await?;
    let empty_at = row.map_or(Ok(now), |row| row.try_get_by_index::<i64>(0))?;
    let wait = (empty_at + interval - latest).max(1);
    Ok(Taken::NotFor(Duration::from_micros(wait.unsigned_abs())))
}

/// As [`take`], with 429 `too-many-requests` when there is no room.
///
/// # Errors
/// The bucket is empty, or the database failed.
pub async fn insist(ctx: &AppContext, limit: Limit, subject: &[u8]) -> Result<(), Problem> {
    match take(ctx, limit, subject).await? {
        Taken::Yes => Ok(()),
        Taken::NotFor(wait) => Err(Problem::too_many_requests(wait).param("limit", limit.name)),
    }
}

/// Deletes the rows of full buckets; for a scheduled job. Gives how many.
///
/// # Errors
/// The database failed.
pub async fn sweep(ctx: &AppContext) -> Result<u64, DbErr> {
    let db = ctx.db.write();
    let now = ctx.now(db).await?.timestamp_micros();
    let sql = "DELETE FROM rate_limit WHERE empty_at < $1";
    let done = db
        .execute_raw(Statement::from_sql_and_values(
            db.get_database_backend(),
            sql,
            [now.into()],
        ))
        .await?;
    Ok(done.rows_affected())
}

/// This node's buckets for reading pages.
#[derive(Clone, Debug, Default)]
pub struct PageLimiter(Arc<Mutex<HashMap<ClientPrefix, DateTime<Utc>>>>);

impl PageLimiter {
    /// More networks than this at once: the buckets that are full again are forgotten.
    const MANY: usize = 50_000;

    /// Takes one page from the network's bucket.
    pub fn take(&self, client: ClientPrefix, now: DateTime<Utc>) -> Taken {
        let interval = chrono::Duration::microseconds(micros(PAGES.interval()));
        let period = chrono::Duration::microseconds(micros(PAGES.period));
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= Self::MANY {
            buckets.retain(|_, empty_at| *empty_at > now);
        }
        let bucket = buckets.entry(client).or_insert(now);
        let empty_at = (*bucket).max(now) + interval;
        if empty_at > now + period {
            let wait = (empty_at - now - period).to_std().unwrap_or_default();
            return Taken::NotFor(wait);
        }
        *bucket = empty_at;
        Taken::Yes
    }
}

/// Layer: 429 for networks that read too many pages on this node. Media and static files are not counted.
pub async fn pages(
    State((site, table)): State<(Site, Arc<Table>)>,
    request: Request,
    next: Next,
) -> Response {
    let class = table.of(&request).map_or(Class::Page, |route| route.class);
    let free = matches!(
        class,
        Class::Media | Class::Asset | Class::File | Class::Operator
    );
    let client = request.extensions().get::<ClientPrefix>().copied();
    if let (false, Some(client)) = (free, client)
        && let Taken::NotFor(wait) = site.page_limiter.take(client, site.ctx.clock.wall())
    {
        return Problem::too_many_requests(wait).into_response();
    }
    next.run(request).await
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_per_network() {
        let limiter = PageLimiter::default();
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let school = ClientPrefix::of("192.0.2.1".parse().unwrap());
        let home = ClientPrefix::of("198.51.100.1".parse().unwrap());
        for _ in 0..PAGES.burst {
            assert_eq!(limiter.take(school, now), Taken::Yes);
        }
        let Taken::NotFor(wait) = limiter.take(school, now) else {
            panic!("one too many")
        };
        assert_eq!(wait, PAGES.interval());
        assert_eq!(limiter.take(home, now), Taken::Yes);
        assert_eq!(limiter.take(school, now + wait), Taken::Yes);
        assert_ne!(limiter.take(school, now + wait), Taken::Yes);
    }
}

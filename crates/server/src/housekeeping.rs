//! Sweeping what has run out.

use std::time::Duration;

use contest::AppContext;
use dizza_http::{limits, sessions};
use queue::{Job, JobError, Registry};
use serde::{Deserialize, Serialize};

/// Deletes expired sessions and full buckets.
#[derive(Default, Serialize, Deserialize)]
struct SweepSessions {}

impl Job for SweepSessions {
    const KIND: &'static str = "sweep-sessions";
    const MAX_ATTEMPTS: u16 = 3;
}

/// Adds the handler and its schedule.
pub(crate) fn register(registry: Registry, ctx: &AppContext) -> Registry {
    registry
        .register_with(ctx.clone(), async |ctx: AppContext, _: SweepSessions, _| {
            sessions::sweep(&ctx).await.map_err(JobError::retry)?;
            limits::sweep(&ctx).await.map_err(JobError::retry)?;
            Ok(())
        })
        .every::<SweepSessions>(Duration::from_hours(1))
}

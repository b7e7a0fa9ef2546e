//! The handlers of those jobs that need nothing but the database.

use std::time::Duration;

use queue::{JobError, Registry};

use crate::accounts::jobs::SweepAccounts;
use crate::collections::jobs::ShuffleGallery;
use crate::contributions::jobs::PublishContribution;
use crate::votes::FoldScores;
use crate::{AppContext, accounts, collections, contributions, moderation, reports, votes};

/// How often the order of the day is looked after. An hour at most passes between midnight and the new order, and in every
/// time zone midnight comes at a full hour or a half.
const SHUFFLE_EVERY: Duration = Duration::from_mins(30);

/// How often votes are folded into the counts, which nobody is shown before voting closes.
const FOLD_EVERY: Duration = Duration::from_mins(1);

/// How often links, mails and counters past their time are deleted.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Adds the handlers of this crate's jobs: publishing, telling of decisions and of answered reports, folding scores, shuffling the gallery,
/// sweeping what accounts leave behind.
#[must_use]
pub fn register_jobs(registry: Registry, ctx: &AppContext) -> Registry {
    registry
        .register_with(ctx.clone(), |ctx, job: PublishContribution, _| async move {
            contributions::publish(&ctx, job.contribution)
                .await
                .map_err(JobError::retry)?;
            // Also when it was published before: a worker may have died between the two.
            collections::append(&ctx, job.contribution)
                .await
                .map_err(JobError::retry)
        })
        .register_with(ctx.clone(), moderation::notify)
        .register_with(ctx.clone(), reports::tell)
        .register_with(ctx.clone(), |ctx, _: ShuffleGallery, _| async move {
            collections::shuffle(&ctx)
                .await
                .map(drop)
                .map_err(JobError::retry)
        })
        .register_with(ctx.clone(), |ctx, _: FoldScores, _| async move {
            votes::fold(&ctx).await.map(drop).map_err(JobError::retry)
        })
        .register_with(ctx.clone(), |ctx, _: SweepAccounts, _| async move {
            accounts::sweep(&ctx)
                .await
                .map(drop)
                .map_err(JobError::retry)
        })
        .every::<SweepAccounts>(SWEEP_EVERY)
        .every::<ShuffleGallery>(SHUFFLE_EVERY)
        .every::<FoldScores>(FOLD_EVERY)
}

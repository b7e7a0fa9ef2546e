//! Votes of the demo's pupils.

use anyhow::Context;
use contest::classes::queries;
use contest::contributions::gallery::{self, Filter, Order};
use contest::ids::EditionId;
use contest::votes::{self, CastVoteError};
use contest::{AppContext, accounts};

use super::people;
use crate::demo::art::dice::Dice;
use crate::demo::content::TEACHERS;

/// Each pupil votes for up to three works; those that come first in the demo's list are liked a little more.
pub(super) async fn cast(ctx: &AppContext, edition: EditionId) -> anyhow::Result<()> {
    let db = ctx.db.read();
    let codes = published(ctx, edition).await?;
    let mut dice = Dice::new(2026);
    for address in TEACHERS {
        let email = people::email(address)?;
        let teacher = accounts::queries::find_by_email(db, email.as_str())
            .await?
            .context("teachers were granted")?;
        for class in queries::of_teacher(db, teacher.id).await? {
            for pupil in queries::pupils(db, class.id).await? {
                let Some(pupil) = queries::actor(db, pupil.id).await? else {
                    continue;
                };
                for _ in 0..=dice.below(3) {
                    let liked = dice.below(codes.len()).min(dice.below(codes.len()));
                    let Some(code) = codes.get(liked) else {
                        return Ok(());
                    };
                    match votes::cast(ctx, &pupil, code).await {
                        Ok(_)
                        | Err(
                            CastVoteError::OwnContribution
                            | CastVoteError::AlreadyCast(_)
                            | CastVoteError::NoneLeft(_),
                        ) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
        }
    }
    Ok(())
}

/// Codes of everything public, what was published first first.
async fn published(ctx: &AppContext, edition: EditionId) -> anyhow::Result<Vec<String>> {
    let filter = Filter {
        edition,
        category: None,
        grade: None,
        captioned: false,
    };
    let page = gallery::page(ctx.db.read(), &filter, &Order::Newest { after: None }, 500).await?;
    Ok(page
        .items
        .into_iter()
        .rev()
        .map(|item| item.work.code)
        .collect())
}

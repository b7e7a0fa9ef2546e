//! In which state the vote on a contribution's page is, for whoever looks.

use contest::contributions::entity::contribution;
use contest::contributions::{State, is_own};
use contest::editions::{self, Phase};
use contest::votes;
use dizza_http::{Problem, urls};

use crate::contributions::page::VoteBox;
use crate::{Reader, format};

/// The vote box of a contribution.
///
/// # Errors
/// The database failed.
pub async fn vote_box(reader: &Reader, work: &contribution::Model) -> Result<VoteBox, Problem> {
    let db = reader.ctx().db.read();
    let now = reader.ctx().now(db).await?;
    let window = editions::queries::phase(db, work.edition_id, Phase::Voting).await?;
    let Some(window) = window.filter(|_| work.state == State::Published) else {
        return Ok(VoteBox::None);
    };
    let edition = editions::queries::get(db, work.edition_id).await?;
    let zone = editions::rules::time_zone(&edition.time_zone);
    if window.is_ahead_of(now) {
        let opens = format::moment(reader.locale, &window.starts_at.with_timezone(&zone));
        return Ok(VoteBox::NotOpen { opens });
    }
    if !window.is_open_at(now) {
        let counts = votes::queries::public_counts(db, work.edition_id, now, &[work.id]).await?;
        let count = counts.and_then(|counts| counts.get(&work.id).copied());
        return Ok(match count.and_then(|count| u64::try_from(count).ok()) {
            Some(count) => VoteBox::Results { count },
            None => VoteBox::Closed {
                results: String::new(),
            },
        });
    }
    let until = format::date(
        reader.locale,
        format::last_day(&window.ends_at.with_timezone(&zone)),
    );
    let Some(actor) = &reader.actor else {
        return Ok(VoteBox::Confirm { until });
    };
    if is_own(db, actor, work).await? {
        return Ok(VoteBox::OwnClass);
    }
    if !votes::is_voter(db, actor, &edition).await? {
        return Ok(VoteBox::Confirm { until });
    }
    let theirs = votes::queries::of_actor(db, actor, &edition).await?;
    let of = u32::try_from(edition.votes_per_voter).unwrap_or(0);
    let left = of.saturating_sub(u32::try_from(theirs.len()).unwrap_or(u32::MAX));
    Ok(
        match theirs.iter().find(|vote| vote.contribution_id == work.id) {
            Some(vote) => {
                let receipt_url = urls::receipt(reader.locale.code(), &vote.receipt);
                VoteBox::Voted {
                    receipt_url,
                    left,
                    until,
                }
            }
            None if left == 0 => VoteBox::NoneLeft {
                of,
                mine_url: urls::mine(reader.locale.code()),
            },
            None => VoteBox::Open {
                left,
                of,
                until,
                failed: String::new(),
            },
        },
    )
}

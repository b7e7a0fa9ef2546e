//! The receipt: that a vote is in the log and still counts. Not for what: so nobody can be made to prove it.

use axum::response::Response;
use contest::{contributions, editions, votes};
use dizza_http::{Path, Problem, urls};

use super::page::{OwnVote, ReceiptPage};
use crate::{Reader, format};

/// `GET /{lang}/receipts/{receipt}`.
#[tracing::instrument(name = "web.votes.receipt", skip_all)]
pub async fn show(
    reader: Reader,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let db = reader.ctx().db.read();
    let entry = votes::queries::find_receipt(db, &number)
        .await?
        .ok_or_else(Problem::not_found)?;
    let edition = editions::queries::get(db, entry.edition_id).await?;
    let zone = editions::rules::time_zone(&edition.time_zone);
    let moment =
        |at: chrono::DateTime<chrono::Utc>| format::moment(reader.locale, &at.with_timezone(&zone));
    let theirs = match &reader.actor {
        Some(actor) => votes::queries::of_actor(db, actor, &edition).await?,
        None => Vec::new(),
    };
    let mut own = None;
    if let Some(vote) = theirs.iter().find(|vote| vote.receipt == number)
        && let Some(work) = contributions::queries::find(db, vote.contribution_id).await?
    {
        let used = u64::try_from(theirs.len()).unwrap_or(u64::MAX);
        own = Some(OwnVote {
            url: urls::contribution(reader.locale.code(), &work.code),
            title: work.title,
            lang: work.language,
            left: u64::try_from(edition.votes_per_voter)
                .unwrap_or(0)
                .saturating_sub(used),
        });
    }
    let page = ReceiptPage {
        number: groups_of_four(&number),
        cast_at: moment(entry.cast_at),
        taken_back_at: entry.taken_back_at.map(moment).unwrap_or_default(),
        own,
    };
    Ok(reader.page(&page))
}

fn groups_of_four(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    let groups: Vec<String> = chars
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

//! States of the files, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use contest::contributions;
use contest::contributions::entity::contribution;
use dizza_http::{Path, Problem};
use futures_util::stream;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::Reader;
use crate::upload::files_view;
use crate::upload::views::FilesView;

/// A stream ends after so long, and the browser asks again: no connection is held for ever.
const LENGTH: Duration = Duration::from_secs(50);
/// The rows are read this often.
const EVERY: Duration = Duration::from_secs(2);

/// One file's state as the page shows it.
#[derive(Serialize)]
struct Seen<'a> {
    id: &'a str,
    state: &'a str,
    text: &'a str,
    percent: Option<u8>,
}

/// `GET /{lang}/my/{contribution}/events`: `states` whenever something changed, `settled` when nothing more will.
#[tracing::instrument(name = "web.my.events", skip_all)]
pub(super) async fn events(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let actor = reader.acting()?;
    let work = contributions::find_for_maker(reader.ctx().db.read(), actor, &code).await?;
    let work = work.ok_or_else(Problem::not_found)?;
    let watch = Watch {
        reader,
        work,
        until: Instant::now() + LENGTH,
        last: String::new(),
        over: false,
    };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    Ok(Sse::new(events).into_response())
}

struct Watch {
    reader: Reader,
    work: contribution::Model,
    until: Instant,
    last: String,
    over: bool,
}

impl Watch {
    /// Waits for the next change; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        while !self.over && Instant::now() < self.until && !self.reader.site.shutdown.is_cancelled()
        {
            // A database that does not answer ends the stream: the browser comes back.
            let files = files_view(&self.reader, &self.work, false).await.ok()?;
            let states = states(&files);
            if states != self.last {
                self.last.clone_from(&states);
                self.over = files.settled;
                let name = if files.settled { "settled" } else { "states" };
                return Some(Event::default().event(name).retry(EVERY).data(states));
            }
            tokio::select! {
                () = sleep(EVERY) => {}
                () = self.reader.site.shutdown.cancelled() => {}
            }
        }
        None
    }
}

fn states(files: &FilesView) -> String {
    let seen: Vec<_> = files
        .rows
        .iter()
        .map(|row| Seen {
            id: &row.id,
            state: row.state,
            text: &row.text,
            percent: row.percent,
        })
        .collect();
    serde_json::to_string(&seen).unwrap_or_default()
}

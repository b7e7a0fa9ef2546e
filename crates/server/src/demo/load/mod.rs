//! Loading the demo edition through the use cases that everybody else's work goes through, while the server already answers.
//!
//! Every step looks first whether it was done before: a load that was stopped goes on where it was, and a finished one is
//! not begun again.

mod ballots;
mod people;
mod work;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use chrono::Duration as Days;
use contest::editions::entity::edition;
use contest::editions::{NewEdition, Phase, Words};
use contest::permissions::Actor;
use contest::{AppContext, editions, partners};
use storage::Store;
use tokio_util::sync::CancellationToken;

use super::content::{Class, Entry, Until};

pub use people::{Link, sign_in_links};

/// What loading needs.
#[derive(Clone)]
pub struct Loader {
    /// The domain.
    pub ctx: AppContext,
    /// Where originals go.
    pub store: Store,
    /// The node's folder, for files on their way and the note that all is done.
    pub var: PathBuf,
    /// Ends the load; the next start goes on.
    pub stop: CancellationToken,
}

/// A contribution, its class, and how far it comes.
type Job = (Entry, Class, Until);

/// How often the loader looks whether the workers are done with something.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Loads what is missing of the demo edition: classes, pupils, contributions, the front page's collection, votes.
///
/// A worker must be running. Takes one to three minutes on two cores the first time, and no time when it was done before.
///
/// # Errors
/// A use case refused, ffmpeg or the disk failed; what was done stays.
pub async fn load(loader: &Loader) -> anyhow::Result<()> {
    load_these(loader, &super::content::entries()).await
}

/// Loads as [`load`] does, but these contributions only.
///
/// # Errors
/// As [`load`].
pub async fn load_these(loader: &Loader, entries: &[Job]) -> anyhow::Result<()> {
    let edition = set_up(&loader.ctx)
        .await
        .context("set up the demo edition")?;
    let done = loader.var.join("demo-loaded");
    if is_noted(&done, &edition).await {
        return Ok(());
    }
    let folder = loader.var.join("demo");
    tokio::fs::create_dir_all(&folder).await?;
    let loaded = tokio::select! {
        () = loader.stop.cancelled() => None,
        loaded = everything(loader, &edition, &folder, entries) => Some(loaded),
    };
    let _ = tokio::fs::remove_dir_all(&folder).await; // files on their way; they are made again
    if let Some(loaded) = loaded {
        loaded?;
        tokio::fs::write(&done, edition.id.to_string()).await?;
        tracing::info!("The demo edition is complete");
    }
    Ok(())
}

async fn everything(
    loader: &Loader,
    edition: &edition::Model,
    folder: &Path,
    entries: &[Job],
) -> anyhow::Result<()> {
    let ctx = &loader.ctx;
    let sites = ["https://www.example.org", "http://localhost:8000"];
    partners::add(
        ctx,
        &Actor::System,
        edition.id,
        ("luftbolaget", "Luftbolaget"),
        &sites,
    )
    .await?;
    people::staff(ctx).await?;
    let teachers = people::teachers(ctx).await?;
    let categories = editions::queries::categories(ctx.db.read(), edition.id).await?;
    let mut desk = work::Desk::new(loader, folder, teachers, categories).await?;
    for (entry, class, until) in entries {
        desk.hand_in(entry, class, *until)
            .await
            .with_context(|| format!("hand in {:?}", entry.title))?;
        desk.decide_what_is_ready().await?;
    }
    desk.open_class().await?;
    desk.decide_the_rest().await?;
    ballots::cast(ctx, edition.id).await
}

/// The edition, dated around today: uploads and voting are open.
async fn set_up(ctx: &AppContext) -> anyhow::Result<edition::Model> {
    let now = ctx.now(ctx.db.read()).await?;
    let days = |from: i64, to: i64| (now + Days::days(from), now + Days::days(to));
    let phase = |phase: Phase, (from, to)| (phase, from, to);
    let category = |slug: &str, sv: &str, en: &str| (slug.to_owned(), Words::new(sv, en));
    let new = NewEdition {
        slug: "dizza-demo".into(),
        name: Words::new("Dizza demo", "Dizza demo"),
        theme: Words::new(
            "Ni säger snus. Vi säger ifrån. Hur låter, ser och känns det när ni gör det?",
            "They say snus. We say no. What does that sound, look and feel like when you do it?",
        ),
        time_zone: "Europe/Stockholm".into(),
        phases: vec![
            phase(Phase::Submissions, days(-21, 14)),
            phase(Phase::Voting, days(-2, 21)),
            phase(Phase::Jury, days(14, 28)),
            phase(Phase::Closed, days(28, 365)),
        ],
        categories: vec![
            category("film", "Film", "Film"),
            category("music", "Musik", "Music"),
            category("image", "Bild", "Picture"),
            category("comic", "Serie", "Comic"),
            category("poem", "Dikt", "Poem"),
            category("magazine", "Tidning", "Magazine"),
        ],
        publish_delay_seconds: 0,
        votes_per_voter: 3,
        one_per_class: true,
        singles_allowed: true,
        full_hd: false,
    };
    Ok(editions::set_up(ctx, &Actor::System, &new).await?)
}

/// Whether the whole load of this very edition was finished before.
async fn is_noted(done: &Path, edition: &edition::Model) -> bool {
    tokio::fs::read_to_string(done)
        .await
        .is_ok_and(|id| id.trim() == edition.id.to_string())
}

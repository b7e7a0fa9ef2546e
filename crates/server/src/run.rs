//! Running: `serve` and `worker`, until they are told to stop.

use std::time::Duration;

use anyhow::Context;
use queue::Lane;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{App, Config, serve::ServeOptions};

/// Serves pages, API and media; works too unless told otherwise.
///
/// # Errors
/// The address is taken, or [`App::build`] fails.
pub(crate) async fn serve(config: Config, demo: bool, work: bool) -> anyhow::Result<()> {
    let app = App::build(config, demo).await?;
    let listen = app.config.listen()?;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("listen on {listen}"))?;
    let stop = app.site.shutdown.clone();
    stop_on_signals(&stop)?;
    let lanes = all_lanes(&app.config);
    if work {
        prove_jail(&app.config, &lanes).await?;
    }
    let worker = work.then(|| tokio::spawn(app.worker(lanes).run(stop.clone())));
    // On the output, not in the log: whoever starts us waits for this line.
    println!("listening on http://{}", listener.local_addr()?);
    tracing::info!(address = app.site.config.public_origin, "ready");
    let loading = demo.then(|| tokio::spawn(crate::demo::run(app.clone())));
    let tidying = tokio::spawn(api::uploads::keep_tidy(app.site.clone()));
    let options = options(&app)?;
    crate::serve::serve(listener, app.router.clone(), options, stop).await;
    if let Some(loading) = loading {
        loading.await.context("loading the demo panicked")?;
    }
    tidying.await.context("tidying panicked")?;
    if let Some(worker) = worker {
        worker.await.context("the worker panicked")?;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Works only.
///
/// # Errors
/// [`App::build`] fails.
pub(crate) async fn work(config: Config, lanes: &[Lane]) -> anyhow::Result<()> {
    let app = App::build(config, false).await?;
    let stop = app.site.shutdown.clone();
    stop_on_signals(&stop)?;
    let mut chosen = all_lanes(&app.config);
    chosen.retain(|(lane, _)| lanes.is_empty() || lanes.contains(lane));
    prove_jail(&app.config, &chosen).await?;
    tracing::info!(lanes = ?chosen, "working");
    app.worker(chosen).run(stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// Only those who take media jobs need a jail.
async fn prove_jail(config: &Config, lanes: &[(Lane, usize)]) -> anyhow::Result<()> {
    if lanes
        .iter()
        .any(|(lane, jobs)| matches!(lane, Lane::Media | Lane::Idle) && *jobs > 0)
    {
        crate::app::prove_jail(config).await?;
    }
    Ok(())
}

fn options(app: &App) -> anyhow::Result<ServeOptions> {
    let server = &app.config.server;
    Ok(ServeOptions {
        max_connections: server.max_connections,
        max_per_network: server.max_connections_per_network,
        trusted_proxies: app.config.trusted_proxies()?,
        header_timeout: Duration::from_secs(server.header_timeout_seconds),
        drain: Duration::from_secs(server.drain_seconds),
    })
}

fn all_lanes(config: &Config) -> Vec<(Lane, usize)> {
    let worker = &config.worker;
    vec![
        (Lane::Default, worker.default_jobs),
        (Lane::Mail, worker.mail_jobs),
        (Lane::Media, worker.media_jobs),
        (Lane::Idle, usize::from(worker.avif)),
    ]
}

/// The first SIGINT or SIGTERM asks for a clean end, the second one ends at once: what was acknowledged is durable anyway.
fn stop_on_signals(stop: &CancellationToken) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stop = stop.clone();
    tokio::spawn(async move {
        for last in [false, true] {
            tokio::select! {
                _ = interrupt.recv() => (),
                _ = terminate.recv() => (),
            }
            if last {
                std::process::exit(130);
            }
            tracing::info!("stopping; once more to stop at once");
            stop.cancel();
        }
    });
    Ok(())
}

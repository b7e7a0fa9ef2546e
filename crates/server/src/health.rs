//! Alive, ready, and figures.

use std::{collections::BTreeMap, net::IpAddr, sync::OnceLock, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use dizza_http::{Access, Class, Json, Peer, Problem, Routes, Site, client, urls};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Longest wait for one of the things that readiness depends on.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get(
            urls::HEALTHZ,
            Access::Everyone,
            Class::Operator,
            async || "alive\n",
        )
        .get(urls::READYZ, Access::Everyone, Class::Operator, ready)
        .get(urls::METRICS, Access::Operator, Class::Operator, figures)
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    checks: BTreeMap<&'static str, &'static str>,
    /// What works but should not stay so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<&'static str>,
}

/// `GET /readyz`: 200 when database and store answer and the disk has room, else 503. Says what, never why.
async fn ready(State(site): State<Site>) -> Response {
    let mut checks = BTreeMap::new();
    for (name, good) in [
        ("database", database_answers(&site).await),
        ("store", store_answers(&site).await),
        ("disk", disk_has_room(&site)),
    ] {
        checks.insert(name, if good { "ok" } else { "failing" });
    }
    let ready = checks.values().all(|check| *check == "ok");
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let warnings = Vec::from_iter(
        (site.config.no_jail).then_some("media may be decoded without a jail (--no-jail)"),
    );
    let readiness = Readiness {
        ready,
        checks,
        warnings,
    };
    let mut response = (status, Json(readiness)).into_response();
    if !ready {
        response.headers_mut().insert(header::RETRY_AFTER, 5.into());
    }
    response
}

async fn database_answers(site: &Site) -> bool {
    let ask = site.ctx.db.read().execute_unprepared("SELECT 1");
    matches!(tokio::time::timeout(PATIENCE, ask).await, Ok(Ok(_)))
}

async fn store_answers(site: &Site) -> bool {
    matches!(
        tokio::time::timeout(PATIENCE, site.store.check()).await,
        Ok(Ok(()))
    )
}

fn disk_has_room(site: &Site) -> bool {
    let disk = rustix::fs::statvfs(&site.config.var);
    disk.is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= site.config.min_free_bytes)
}

/// `GET /metrics`: for callers on this machine, or with the token.
async fn figures(State(site): State<Site>, request: Request) -> Result<Response, Problem> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    if !may_see_figures(peer, request.headers(), site.config.metrics_token_sha256) {
        return Err(Problem::forbidden());
    }
    for count in queue::counts(site.ctx.db.read()).await? {
        let labels = [
            ("lane", format!("{:?}", count.lane)),
            ("state", format!("{:?}", count.state)),
        ];
        // Counts of jobs are far below 2^52.
        #[expect(clippy::cast_precision_loss, reason = "see above")]
        metrics::gauge!("dizza_jobs", &labels).set(count.jobs as f64);
    }
    let text = recorder().render();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

/// A proxy on this machine makes everybody look local, so a forwarded request is never local.
fn may_see_figures(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    token_sha256: Option<[u8; 32]>,
) -> bool {
    let forwarded =
        headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
    if peer.is_some_and(client::is_loopback) && !forwarded {
        return true;
    }
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    // Comparing hashes: how long it takes says nothing about the token.
    token_sha256.is_some_and(|hash| {
        bearer.is_some_and(|bearer| <[u8; 32]>::from(Sha256::digest(bearer)) == hash)
    })
}

/// The one recorder of the process.
pub(crate) fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder may be installed already; then our figures stay empty, and nothing else suffers.
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("figures are recorded elsewhere");
        }
        handle
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_for_this_machine_or_the_token() {
        let local: Option<IpAddr> = Some([127, 0, 0, 1].into());
        let far: Option<IpAddr> = Some([192, 0, 2, 1].into());
        let hash = Some(Sha256::digest("token").into());
        let none = HeaderMap::new();
        assert!(may_see_figures(local, &none, None));
        assert!(!may_see_figures(far, &none, hash));
        assert!(!may_see_figures(None, &none, hash));
        let with = |name: &'static str, value: &str| {
            HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
        };
        assert!(!may_see_figures(
            local,
            &with("x-forwarded-for", "127.0.0.1"),
            None
        ));
        assert!(may_see_figures(
            far,
            &with("authorization", "Bearer token"),
            hash
        ));
        assert!(!may_see_figures(
            far,
            &with("authorization", "Bearer token"),
            None
        ));
        assert!(!may_see_figures(
            far,
            &with("authorization", "Bearer other"),
            hash
        ));
    }
}

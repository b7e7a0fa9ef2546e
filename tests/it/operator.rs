//! What the operator's machines see.

use test_support::TestApp;

#[tokio::test]
async fn ready_says_what_fails_and_live_stays_live() {
    let app = TestApp::new().await;
    let mut probe = app.client();
    probe.get("/healthz").await.assert_status(200);
    let ready = probe.get("/readyz").await.assert_status(200);
    assert_eq!(
        ready.json(),
        serde_json::json!({ "ready": true, "checks": { "database": "ok", "disk": "ok", "store": "ok" } })
    );

    app.store.set_away(true);
    let failing = probe.get("/readyz").await.assert_status(503);
    assert_eq!(failing.json()["checks"]["store"], "failing");
    assert_eq!(failing.header("retry-after"), "5");
    probe.get("/healthz").await.assert_status(200);
    app.store.set_away(false);
    probe.get("/readyz").await.assert_status(200);
}

#[tokio::test]
async fn figures_are_not_for_everybody() {
    let app = TestApp::new().await;
    app.client().get("/metrics").await.assert_status(403);
    app.client()
        .at("127.0.0.1")
        .with_header("x-forwarded-for", "192.0.2.1")
        .get("/metrics")
        .await
        .assert_status(403);
    let mut local = app.client().at("127.0.0.1");
    local.get("/healthz").await.assert_status(200);
    let figures = local.get("/metrics").await.assert_status(200).text();
    assert!(figures.contains("dizza_http_requests_total"), "{figures}");
    assert!(figures.contains("route=\"/healthz\""), "{figures}");
    assert!(!figures.contains("198.51.100"), "{figures}");
}

//! Nothing changes at another site's wish: on every unsafe route.

use axum::{body::Body, http::Method};
use test_support::TestApp;

use crate::headers::example;

#[tokio::test]
async fn requests_from_other_sites_are_refused_on_every_unsafe_route() {
    let app = TestApp::new().await;
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "http://dizza.test"),
        ("origin", "null"),
    ];
    let unsafe_methods = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    for route in app
        .app
        .table
        .routes()
        .iter()
        .filter(|route| unsafe_methods.contains(&route.method))
    {
        for (name, value) in foreign {
            let mut client = app
                .client()
                .without_header("sec-fetch-site")
                .with_header(name, value);
            let answer = client
                .request(
                    route.method.clone(),
                    &example(route.path),
                    None,
                    Body::empty(),
                )
                .await;
            assert_eq!(
                answer.status, 403,
                "{} {} with {name}: {value}",
                route.method, route.path
            );
        }
        let own = app
            .client()
            .without_header("sec-fetch-site")
            .with_header("origin", "https://dizza.test");
        let answer = own
            .with_header("accept", "application/json")
            .request(
                route.method.clone(),
                &example(route.path),
                None,
                Body::empty(),
            )
            .await;
        assert_ne!(
            answer.problem_code(),
            "cross-site",
            "{} {}",
            route.method,
            route.path
        );
    }
}

#[tokio::test]
async fn unknown_paths_answer_other_sites_like_known_ones() {
    let app = TestApp::new().await;
    let mut foreign = app.client().with_header("sec-fetch-site", "cross-site");
    foreign.post("/no/such/page").await.assert_status(403);
    foreign.get("/no/such/page").await.assert_status(404);
}

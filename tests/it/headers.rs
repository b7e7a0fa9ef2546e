//! The crawler: every route, every status, the header values of `docs/operate.md` and the threat model.

use axum::{body::Body, http::Method};
use dizza_http::{Access, BodyRule, Class, RouteInfo, Routes};
use test_support::{Answer, Client, TestApp, TestOptions};

const PANIC: &str = "/test/panic";

/// Media and embeds on origins of their own, so that every policy is seen whole.
async fn app() -> TestApp {
    TestApp::with(TestOptions {
        config: Some(|config| {
            config.server.media_origin = "https://media.dizza.test".into();
            config.server.embed_origin = "https://embed.dizza.test".into();
        }),
        more_routes: Some(Routes::new().get(PANIC, Access::Everyone, Class::Page, panics)),
        ..Default::default()
    })
    .await
}

async fn panics() -> &'static str {
    panic!("on purpose")
}

/// A path of this pattern; nothing has these names, so most answers are refusals, which need the headers just as much.
pub fn example(pattern: &str) -> String {
    pattern
        .replace("{lang}", "sv")
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                "00000000-0000-7000-8000-000000000001"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Asks for a route as its method wants to be asked.
pub async fn ask(client: &mut Client, route: &RouteInfo) -> Answer {
    let path = example(route.path);
    if route.method == Method::POST && route.body == BodyRule::Form {
        client.post(&path).await
    } else {
        client
            .request(route.method.clone(), &path, None, Body::empty())
            .await
    }
}

const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' https://media.dizza.test; media-src 'self' https://media.dizza.test blob:; \
    connect-src 'self' https://media.dizza.test; font-src 'self'; worker-src 'self'; manifest-src 'self'; \
    frame-src 'self' https://embed.dizza.test; form-action 'self'; base-uri 'none'; object-src 'none'; \
    frame-ancestors 'none'";

/// The policy may carry hashes of inline styles; without them it must be exactly this.
fn without_style_hashes(policy: &str) -> String {
    policy
        .split(' ')
        .filter(|word| !word.starts_with("'sha256-"))
        .map(|word| word.to_owned() + " ")
        .collect::<String>()
        .trim_end()
        .replace("'self'  ", "'self' ")
        // A hash at the end of its directive took the semicolon along.
        .replace("style-src 'self' img-src", "style-src 'self'; img-src")
}

#[track_caller]
pub fn check(class: Class, method: &Method, answer: &Answer) {
    let what = format!("{method} {} -> {} ({class:?})", answer.path, answer.status);
    let open = matches!(
        class,
        Class::Embed | Class::Media | Class::Asset | Class::File | Class::Api
    );
    let policy = without_style_hashes(answer.header("content-security-policy"));
    match class {
        Class::Page | Class::Personal | Class::Token => assert_eq!(policy, PAGE, "{what}"),
        Class::Media | Class::ReviewMedia => assert_eq!(
            policy, "default-src 'none'; sandbox; frame-ancestors 'none'",
            "{what}"
        ),
        Class::Embed => {
            assert!(policy.contains("form-action 'none'"), "{what}: {policy}");
            assert!(policy.contains("frame-ancestors "), "{what}: {policy}");
            assert!(!policy.contains("unsafe"), "{what}: {policy}");
        }
        Class::Asset | Class::File | Class::Api | Class::Operator => {
            assert_eq!(
                policy, "default-src 'none'; frame-ancestors 'none'",
                "{what}"
            );
        }
    }
    let referrer = if class == Class::Token {
        "same-origin"
    } else {
        "strict-origin-when-cross-origin"
    };
    let resource = if open { "cross-origin" } else { "same-origin" };
    for (name, value) in [
        (
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", referrer),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", resource),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        ),
        ("access-control-allow-origin", if open { "*" } else { "" }),
        ("access-control-allow-credentials", ""),
        ("server", ""),
        ("x-powered-by", ""),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    check_cache(class, method, answer, &what);
    let kind = answer.header("content-type");
    assert!(
        answer.body.is_empty() || !kind.is_empty(),
        "{what}: no content type"
    );
    let text = answer.text();
    for leak in ["panicked", "on purpose", "src/", "SELECT ", ".rs:"] {
        assert!(
            answer.status.is_success() || !text.contains(leak),
            "{what}: says {leak}"
        );
    }
}

fn check_cache(class: Class, method: &Method, answer: &Answer, what: &str) {
    let cache = answer.header("cache-control");
    let reading = *method == Method::GET || *method == Method::HEAD;
    if answer.status.as_u16() >= 400 || !reading {
        assert_eq!(cache, "no-store", "{what}");
        return;
    }
    match class {
        Class::Personal | Class::Token | Class::ReviewMedia | Class::Operator => {
            assert_eq!(cache, "no-store", "{what}");
        }
        Class::Asset => assert_eq!(cache, "public, max-age=31536000, immutable", "{what}"),
        Class::Media => assert_eq!(cache, "public, max-age=60, must-revalidate", "{what}"),
        // No shared cache keeps what may be hidden within a minute for longer than that.
        Class::Page | Class::Embed | Class::Api | Class::File => {
            assert!(!cache.contains("immutable"), "{what}: {cache}");
            assert!(
                cache == "no-store" || cache.starts_with("public, "),
                "{what}: {cache}"
            );
        }
    }
    if matches!(class, Class::Page | Class::Embed | Class::Api) {
        for age in cache
            .split(',')
            .filter_map(|part| part.trim().split_once("age="))
        {
            assert!(
                age.1.parse::<u32>().is_ok_and(|seconds| seconds <= 60),
                "{what}: {cache}"
            );
        }
    }
}

#[tokio::test]
async fn every_route_sends_the_headers_of_its_class() {
    let app = app().await;
    assert!(app.app.table.routes().len() > 3);
    for route in app.app.table.routes() {
        let answer = ask(&mut app.client(), route).await;
        if route.path != PANIC {
            assert!(
                answer.status.as_u16() < 500,
                "{} {}: {}\n{}",
                route.method,
                route.path,
                answer.status,
                answer.text()
            );
        }
        check(route.class, &route.method, &answer);
    }
}

#[tokio::test]
async fn every_refusal_sends_them_too() {
    let app = app().await;
    let mut client = app.client();

    let missing = client.get("/no/such/page").await.assert_status(404);
    check(Class::Page, &Method::GET, &missing);
    let unknown_language = client.get("/xx/no-such-page").await.assert_status(404);
    check(Class::Page, &Method::GET, &unknown_language);
    let wrong_method = client
        .request(Method::DELETE, "/healthz", None, Body::empty())
        .await
        .assert_status(405);
    check(Class::Page, &Method::DELETE, &wrong_method);
    assert!(wrong_method.header("allow").contains("GET"));
    let long = format!("/sv?{}", "x".repeat(9 * 1024));
    check(
        Class::Page,
        &Method::GET,
        &client.get(&long).await.assert_status(414),
    );
    let panicked = client.get(PANIC).await.assert_status(500);
    check(Class::Page, &Method::GET, &panicked);
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_on_every_route() {
    let app = app().await;
    let forms = app
        .app
        .table
        .routes()
        .iter()
        .filter(|route| route.method == Method::POST && route.body == BodyRule::Form);
    for route in forms {
        let big = "a=".to_owned() + &"x".repeat(1024 * 1024);
        let form = Some("application/x-www-form-urlencoded");
        let answer = app
            .client()
            .request(Method::POST, &example(route.path), form, big.into())
            .await;
        assert_eq!(answer.status, 413, "{}", route.path);
        check(route.class, &route.method, &answer);
    }
}

#[tokio::test]
async fn too_many_pages_are_refused_with_a_time_to_come_back() {
    let app = app().await;
    // Programs get small answers, so this takes no time.
    let mut school = app.client().with_header("accept", "*/*");
    for _ in 0..6000 {
        let answer = school.get("/no/such/page").await;
        assert_eq!(answer.status, 404);
    }
    // Claiming other addresses does not help: nobody told us to believe the header.
    let mut school = school.with_header("x-forwarded-for", "203.0.113.77");
    let answer = school.get("/no/such/page").await.assert_status(429);
    check(Class::Page, &Method::GET, &answer);
    assert_eq!(answer.header("retry-after"), "1");
    app.client()
        .at("203.0.113.77")
        .get("/no/such/page")
        .await
        .assert_status(404);
    // Health is not counted: a busy site must not look dead.
    school.get("/healthz").await.assert_status(200);
    app.clock.advance(chrono::Duration::seconds(1));
    school.get("/no/such/page").await.assert_status(404);
}

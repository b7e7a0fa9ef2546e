//! The crawler: every route, every status, the values of `docs/security.md`, "Headers".

use axum::{body::Body, http::Method};
use contest::permissions::{Principal, Role};
use dizza_http::sessions::Visitor;
use dizza_http::{Access, BodyRule, Class, Lang, RouteInfo, Routes, urls};
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

/// Up to whom it may stand in: that differs by edition, see `spreading.rs`.
const EMBED: &str = "default-src 'none'; script-src 'self' https://dizza.test; style-src 'self' https://dizza.test; \
    img-src 'self' https://dizza.test https://media.dizza.test; \
    media-src 'self' https://dizza.test https://media.dizza.test blob:; \
    connect-src 'self' https://dizza.test https://media.dizza.test; font-src 'self' https://dizza.test; \
    form-action 'none'; base-uri 'none'; object-src 'none'";

/// The policy may carry hashes of inline styles; without them it must be exactly what is written above.
fn without_style_hashes(policy: &str) -> String {
    let directive = |directive: &str| {
        let words = directive.split(' ');
        let words: Vec<_> = words.filter(|word| !word.starts_with("'sha256-")).collect();
        words.join(" ")
    };
    let directives: Vec<_> = policy.split("; ").map(directive).collect();
    directives.join("; ")
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
            let (policy, ancestors) = policy.split_once("; frame-ancestors ").unwrap_or_default();
            assert_eq!(policy, EMBED, "{what}");
            assert!(
                !ancestors.is_empty() && !ancestors.contains(';'),
                "{what}: {ancestors}"
            );
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
    let hidden = matches!(
        class,
        Class::Personal | Class::Token | Class::ReviewMedia | Class::Embed
    );
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
        ("x-robots-tag", if hidden { "noindex" } else { "" }),
        ("access-control-allow-credentials", ""),
        ("server", ""),
        ("x-powered-by", ""),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    check_cache(class, method, answer, &what);
    if class == Class::Page {
        // A cache must not give the page of somebody who is signed in to somebody who is not.
        let vary = answer.headers.get_all("vary").iter();
        let mut vary = vary.filter_map(|value| value.to_str().ok());
        assert!(vary.any(|value| value == "cookie"), "{what}");
    }
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
async fn a_page_for_somebody_with_a_session_is_in_no_shared_cache() {
    let app = app().await;
    let teacher = contest::testing::account(&app.ctx, "ana@example.org", &[Role::Teacher])
        .await
        .unwrap();
    let mut teacher = app.signed_in(&Principal::Account(teacher)).await;
    for path in [
        urls::home(Lang::Sv),
        urls::how(Lang::Sv),
        urls::gallery(Lang::Sv),
    ] {
        let shared = app.client().get(&path).await.assert_status(200);
        assert_eq!(
            shared.header("cache-control"),
            "public, max-age=0, s-maxage=30",
            "{path}"
        );
        let own = teacher.get(&path).await.assert_status(200);
        assert_eq!(own.header("cache-control"), "no-store", "{path}");
        // A cookie that is worth nothing is a cookie all the same: the answer might take it away.
        let mut stale = app.client();
        stale.set_cookie("__Host-s", "AAAAAAAAAAAAAAAAAAAAAA");
        let own = stale.get(&path).await.assert_status(200);
        assert_eq!(own.header("cache-control"), "no-store", "{path}");
    }
}

/// What anybody may load from anywhere must not know who is asking, whatever the browser sends along.
#[tokio::test]
async fn open_routes_never_see_a_cookie() {
    const WHO: [(&str, Class); 5] = [
        ("/test/embed", Class::Embed),
        ("/test/media", Class::Media),
        ("/test/asset", Class::Asset),
        ("/test/file", Class::File),
        ("/test/api", Class::Api),
    ];
    let who = async |Visitor(visitor): Visitor| {
        visitor.map_or_else(|| "nobody".into(), |principal| principal.reference())
    };
    let mut routes = Routes::new().get("/test/page", Access::Everyone, Class::Page, who);
    for (path, class) in WHO {
        routes = routes.get(path, Access::Everyone, class, who);
    }
    let app = TestApp::with(TestOptions {
        more_routes: Some(routes),
        ..Default::default()
    })
    .await;
    let teacher = contest::testing::account(&app.ctx, "ana@example.org", &[Role::Teacher])
        .await
        .unwrap();
    let mut teacher = app.signed_in(&Principal::Account(teacher)).await;
    assert!(
        teacher
            .get("/test/page")
            .await
            .text()
            .starts_with("account:")
    );
    for (path, _) in WHO {
        let answer = teacher.get(path).await.assert_status(200);
        assert_eq!(answer.text(), "nobody", "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
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

//! What other sites and programs get: embeds, oEmbed, the JSON API.

use contest::contributions::State;
use contest::permissions::Role;
use contest::testing;
use database::sea_orm::ConnectionTrait;
use dizza_http::{Lang, urls};
use test_support::TestApp;

async fn with_poems(count: usize) -> (TestApp, Vec<String>) {
    let app = TestApp::new().await;
    let edition = testing::edition(&app.ctx, "dizza-2027")
        .await
        .expect("an edition");
    let teacher = testing::account(&app.ctx, "larare@skola.example", &[Role::Teacher])
        .await
        .expect("a teacher");
    let class = testing::class(&app.ctx, edition.id, teacher)
        .await
        .expect("a class");
    let mut codes = Vec::new();
    for number in 0..count {
        app.clock.advance(chrono::Duration::seconds(1));
        let poem = testing::poem(
            &app.ctx,
            &class,
            &format!("Dikt <{number}>"),
            State::Published,
        )
        .await;
        codes.push(poem.expect("a poem").code);
    }
    (app, codes)
}

#[tokio::test]
async fn the_list_comes_in_pages_that_neither_repeat_nor_skip() {
    let (app, mut codes) = with_poems(7).await;
    let mut path = format!("{}?limit=3", urls::api_contributions());
    let mut seen = Vec::new();
    loop {
        let json = app.client().get(&path).await.assert_status(200).json();
        let items = json["items"].as_array().expect("items").clone();
        seen.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().expect("an id").to_owned()),
        );
        let Some(next) = json["next"].as_str() else {
            break;
        };
        path = format!("{}?limit=3&after={next}", urls::api_contributions());
    }
    codes.reverse();
    assert_eq!(seen, codes);
}

#[tokio::test]
async fn filters_and_mistakes_are_answered_in_problem_json() {
    let (app, codes) = with_poems(1).await;
    let mut client = app.client();
    let count = async |client: &mut test_support::Client, query: &str| {
        let json = client
            .get(&format!("{}?{query}", urls::api_contributions()))
            .await
            .assert_status(200)
            .json();
        json["items"].as_array().map(Vec::len)
    };
    assert_eq!(
        count(&mut client, "category=poem&grade=7&edition=dizza-2027").await,
        Some(1)
    );
    assert_eq!(count(&mut client, "category=film").await, Some(0));
    assert_eq!(count(&mut client, "grade=5").await, Some(0));
    for (query, status) in [
        ("category=nonsense", 404),
        ("edition=nonsense", 404),
        ("limit=0", 400),
        ("limit=1000", 400),
        ("after=x", 400),
        ("grade=x", 400),
        ("colour=red", 400),
    ] {
        let answer = client
            .get(&format!("{}?{query}", urls::api_contributions()))
            .await
            .assert_status(status);
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{query}"
        );
    }
    let one = client
        .get(&urls::api_contribution(&codes[0]))
        .await
        .assert_status(200)
        .json();
    assert_eq!(
        (one["title"].as_str(), one["county"].as_str(), &one["class"]),
        (Some("Dikt <0>"), Some("12"), &serde_json::Value::Null)
    );
    client
        .get(&urls::api_contribution("0000000000"))
        .await
        .assert_status(404);
}

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_again() {
    let (app, codes) = with_poems(1).await;
    let first = app
        .client()
        .get(&urls::api_contribution(&codes[0]))
        .await
        .assert_status(200);
    let tag = first.header("etag").to_owned();
    let mut client = app.client().with_header("if-none-match", &tag);
    let second = client
        .get(&urls::api_contribution(&codes[0]))
        .await
        .assert_status(304);
    assert!(second.body.is_empty());
}

#[tokio::test]
async fn the_api_describes_itself() {
    let (app, _) = with_poems(0).await;
    let json = app
        .client()
        .get(&urls::api_openapi())
        .await
        .assert_status(200)
        .json();
    assert_eq!(json["openapi"], "3.1.0");
    let described: Vec<_> = json["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .cloned()
        .collect();
    let routed: Vec<_> = server::router::routes()
        .table()
        .iter()
        .map(|route| route.path)
        .filter(|path| path.starts_with("/api/v1/") && *path != urls::API_OPENAPI)
        .map(ToOwned::to_owned)
        .collect();
    for path in &routed {
        assert!(described.contains(path), "{path} is not described");
    }
    assert_eq!(described.len(), routed.len());
}

#[tokio::test]
async fn an_embed_has_no_cookie_no_script_no_form_and_says_who_may_frame_it() {
    let (app, codes) = with_poems(2).await;
    for path in [
        urls::embed_contribution(&codes[0]),
        urls::embed_gallery("newest"),
    ] {
        let answer = app
            .client()
            .get(&format!("{path}?lang=sv&hue=145&theme=dark"))
            .await
            .assert_status(200);
        let html = answer.text();
        assert!(
            !html.contains("<script") && !html.contains("<form") && !html.contains("localStorage"),
            "{path}"
        );
        assert!(
            html.contains("data-theme=\"dark\"") && html.contains("theme/145.css"),
            "{path}: {html}"
        );
        assert_eq!(answer.header("set-cookie"), "");
        let policy = answer.header("content-security-policy").to_owned();
        assert!(
            policy.contains("frame-ancestors *") || policy.contains("frame-ancestors https: http:"),
            "{policy}"
        );
        assert!(html.contains("Dikt &lt;"), "{path}");
    }
}

#[tokio::test]
async fn a_closed_edition_is_framed_by_its_partners_only() {
    let (app, codes) = with_poems(1).await;
    for sql in [
        "UPDATE edition SET framing_open = false",
        "INSERT INTO partner (id, edition_id, slug, name, created_at) SELECT id, id, 'p', 'P', created_at FROM edition",
        "INSERT INTO partner_origin (partner_id, origin) SELECT id, 'https://partner.example' FROM partner",
    ] {
        app.db()
            .write()
            .execute_unprepared(sql)
            .await
            .expect("changed");
    }
    let answer = app
        .client()
        .get(&urls::embed_contribution(&codes[0]))
        .await
        .assert_status(200);
    assert!(
        answer
            .header("content-security-policy")
            .contains("frame-ancestors https://partner.example")
    );
    let page = format!(
        "https://dizza.test{}",
        urls::contribution(Lang::Sv, &codes[0])
    );
    app.client()
        .get(&format!("{}?url={page}", urls::oembed()))
        .await
        .assert_status(401);
}

#[tokio::test]
async fn what_is_not_public_leaves_a_quiet_card() {
    let (app, _) = with_poems(0).await;
    let answer = app
        .client()
        .get(&urls::embed_contribution("0000000000"))
        .await
        .assert_status(404);
    assert!(
        answer.text().contains("data-theme") || answer.text().contains("class=\"embed\""),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn oembed_answers_for_our_pages_only_in_json_and_xml() {
    let (app, codes) = with_poems(1).await;
    let mut client = app.client();
    let page = format!(
        "https://dizza.test{}",
        urls::contribution(Lang::Sv, &codes[0])
    );
    let json = client
        .get(&format!("{}?url={page}&maxwidth=400", urls::oembed()))
        .await
        .assert_status(200)
        .json();
    assert_eq!(
        (&json["version"], &json["type"], &json["title"]),
        (&"1.0".into(), &"rich".into(), &"Dikt <0>".into())
    );
    assert!(json["width"].as_u64() <= Some(400), "{json}");
    let html = json["html"].as_str().expect("html");
    assert!(
        html.contains(&urls::embed_contribution(&codes[0])) && html.contains("Dikt &lt;0&gt;"),
        "{html}"
    );
    let xml = client
        .get(&format!("{}?url={page}&format=xml", urls::oembed()))
        .await
        .assert_status(200);
    assert!(xml.header("content-type").starts_with("text/xml"));
    assert!(
        xml.text().contains("<title>Dikt &lt;0&gt;</title>"),
        "{}",
        xml.text()
    );
    client
        .get(&format!("{}?url={page}&format=yaml", urls::oembed()))
        .await
        .assert_status(501);
    for foreign in [
        "https://example.org/sv/c/1",
        "https://dizza.test.example.org/sv/c/1",
        "https://dizza.test/sv/gallery",
    ] {
        client
            .get(&format!("{}?url={foreign}", urls::oembed()))
            .await
            .assert_status(404);
    }
}

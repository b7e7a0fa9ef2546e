//! Whatever people type stays text: on every page, for everybody who sees it (B2, B3).

use axum::http::Method;
use contest::contributions::State;
use contest::permissions::{Principal, Role};
use contest::reports::{self, NewReport, ReportReason};
use contest::testing;
use database::sea_orm::{ConnectionTrait, Statement};
use dizza_http::{Lang, urls};
use test_support::{Answer, TestApp, TestOptions};

/// Ends attributes, elements, comments, scripts and styles, then begins an element that no page of ours has.
const NAUGHTY: &str = "'\"--></script></style></title></textarea><canary onload=x>&lt;";

/// Whether the element came to be in an answer that browsers read as markup.
fn injected(answer: &Answer) -> bool {
    let kind = answer.header("content-type");
    let markup = ["html", "xml", "svg"]
        .iter()
        .any(|part| kind.contains(part));
    markup && answer.text().contains("<canary")
}

async fn set(app: &TestApp, table: &str, columns: &[&str]) {
    for column in columns {
        let sql = format!("UPDATE {table} SET {column} = $1");
        let backend = app.db().backend();
        let update = Statement::from_sql_and_values(backend, sql, [NAUGHTY.into()]);
        app.db().write().execute_raw(update).await.unwrap();
    }
}

#[tokio::test]
async fn what_people_type_is_never_markup() {
    let app = TestApp::with(TestOptions {
        demo: true,
        ..TestOptions::default()
    })
    .await;
    let ctx = &app.ctx;
    let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let moderator = testing::account(ctx, "mod@dizza.test", &[Role::Moderator])
        .await
        .unwrap();
    let class = testing::class(ctx, edition.id, teacher).await.unwrap();
    let pupil = testing::pupil(ctx, &class, NAUGHTY).await.unwrap();
    let mut works = Vec::new();
    for state in [
        State::Published,
        State::InReview,
        State::Submitted,
        State::Draft,
    ] {
        works.push(testing::poem(ctx, &class, NAUGHTY, state).await.unwrap());
    }
    let report = NewReport {
        reason: ReportReason::Bullying,
        text: NAUGHTY,
        contact: "",
        language: "sv",
        prefix: "x",
        words: ("Ord.", "Words."),
    };
    reports::report(ctx, &works[0].code, report).await.unwrap();
    set(&app, "contribution", &["title", "text", "credits"]).await;
    set(&app, "report", &["contact"]).await;
    set(&app, "school_class", &["school", "name"]).await;
    set(&app, "edition", &["name_sv", "theme_sv"]).await;

    let people = [
        app.client().at("127.0.0.1"),
        app.signed_in(&Principal::Membership(pupil.id)).await,
        app.signed_in(&Principal::Account(teacher)).await,
        app.signed_in(&Principal::Account(moderator)).await,
    ];
    let mut wrong = Vec::new();
    let mut seen = 0;
    for route in app.app.table.routes() {
        if route.method != Method::GET {
            continue;
        }
        for work in &works {
            let path = crate::cast::path(route, work, "remove");
            let path = path
                .replace("{collection}", "newest")
                .replace("{pupil}", &pupil.id.to_string());
            let path = crate::headers::example(&path.replace("{class}", &class.id.to_string()));
            for client in &people {
                let answer = client.clone().get(&path).await;
                seen += usize::from(answer.text().contains("&lt;canary"));
                if injected(&answer) {
                    wrong.push(path.clone());
                }
            }
            if !path.contains(&work.code) {
                break;
            }
        }
    }
    let page = format!(
        "https://dizza.test{}",
        urls::contribution(Lang::Sv, &works[0].code)
    );
    let oembed = format!("{}?url={page}", urls::oembed());
    let answer = app.client().get(&oembed).await.assert_status(200);
    // The title is the reader's to escape, as JSON says; the snippet is pasted as it is.
    assert!(
        answer.json()["html"]
            .as_str()
            .is_some_and(|html| !html.contains("<canary"))
    );
    let answer = app.client().get(&format!("{oembed}&format=xml")).await;
    wrong.extend(injected(&answer.assert_status(200)).then_some(oembed));
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 20, "only {seen} pages show what was typed");
}

/// What was typed wrong comes back in the form, as text too.
#[tokio::test]
async fn a_form_that_is_shown_again_is_no_markup_either() {
    let app = TestApp::new().await;
    testing::edition(&app.ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(&app.ctx, "larare@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let mut teacher = app.signed_in(&Principal::Account(teacher)).await;
    let long = NAUGHTY.repeat(30);
    for (path, fields) in [
        (urls::sign_in("sv"), vec!["email", "return_to"]),
        (urls::join("sv"), vec!["code", "nickname"]),
        (urls::come_back("sv"), vec!["code", "words"]),
        (urls::sign_in_code("sv"), vec!["digits"]),
        (
            urls::classes("sv"),
            vec!["school", "name", "grade", "municipality"],
        ),
        (urls::account("sv"), vec!["language"]),
    ] {
        let fields: Vec<_> = fields
            .into_iter()
            .map(|name| (name, long.as_str()))
            .collect();
        let answer = teacher.post_form(&path, &fields).await.assert_status(422);
        assert!(!answer.text().contains("<canary"), "{path}");
    }
}

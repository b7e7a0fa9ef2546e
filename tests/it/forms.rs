//! A form changes what it is about and nothing else: no column slips in beside its fields (T-C4), and looking changes
//! nothing at all.

use axum::body::Body;
use axum::http::Method;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use dizza_http::{BodyRule, RouteInfo, urls};
use test_support::{Client, Part, TestApp};

use crate::cast::{Cast, Who, path};
use crate::upload_story::{Story, metadata, photo, tus};

/// Columns that decide who may do what, or what the public sees; no form has a field of such a name.
const PRIVILEGED: [&str; 30] = [
    "id",
    "state",
    "class_id",
    "account_id",
    "edition_id",
    "category_id",
    "age_group",
    "approved_hash",
    "publish_at",
    "published_at",
    "handed_in_at",
    "urgent",
    "claimed_by",
    "role",
    "roles",
    "suspended_at",
    "teacher_id",
    "join_code",
    "joining_closed_at",
    "return_misses",
    "phrase_hash",
    "owner",
    "asset_id",
    "media_key",
    "position",
    "slot",
    "lane",
    "voter_key",
    "votes",
    "is_admin",
];

/// Everything but what is written by the way: sessions and the counters of limits.
async fn rows(app: &TestApp) -> String {
    let aside = ["session ", "rate_limit ", "limit_counter "];
    let dump = app.dump().await;
    let rows = dump
        .lines()
        .filter(|line| !aside.iter().any(|table| line.starts_with(table)));
    rows.collect::<Vec<_>>().join("\n")
}

/// Values of the path that name a thing of the class; the rest name nothing.
fn whole_path(cast: &Cast, route: &RouteInfo, work: &contribution::Model) -> String {
    let path = path(route, work, "up").replace("{class}", &cast.class.id.to_string());
    crate::headers::example(&path)
}

async fn refused_as_unknown(client: &Client, path: &str, field: &str) -> (u16, bool) {
    let mut client = client.clone().with_header("accept", "application/json");
    let answer = client.post_form(path, &[(field, "1")]).await;
    let unknown = answer.problem_code() == "bad-form";
    (answer.status.as_u16(), unknown)
}

#[tokio::test]
async fn no_form_takes_a_column_that_is_not_its_field() {
    let cast = Cast::gather().await;
    let work = cast.work(Who::Nobody, State::Draft).await;
    let before = rows(&cast.app).await;
    let mut wrong = Vec::new();
    let forms = cast.app.app.table.routes().iter();
    let forms = forms.filter(|route| route.method == Method::POST && route.body == BodyRule::Form);
    for route in forms {
        let path = whole_path(&cast, route, &work);
        let mut inside = None;
        for (who, client) in &cast.people {
            let (status, unknown) = refused_as_unknown(client, &path, "is_admin").await;
            if !(400..500).contains(&status) {
                wrong.push(format!("{path} by {who:?}: {status}"));
            }
            inside = inside.or(unknown.then_some(client));
        }
        let Some(client) = inside else {
            wrong.push(format!("{path}: nobody gets as far as the form"));
            continue;
        };
        for column in PRIVILEGED {
            if !refused_as_unknown(client, &path, column).await.1 {
                wrong.push(format!("{path} knows {column}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(before == rows(&cast.app).await, "something was written");
}

/// The two bodies that are no forms: fields beside the file, keys beside the metadata's own.
#[tokio::test]
async fn uploads_take_a_file_and_nothing_else() {
    let mut story = Story::begin().await;
    let mut parts: Vec<_> = PRIVILEGED.map(|name| Part::text(name, "1")).into();
    parts.push(Part::file("file", "bild.jpg", photo(10)));
    parts.push(Part::text("state", "published"));
    let form = urls::upload_files("sv", &story.work.code);
    story
        .pupil
        .multipart(&form, &parts)
        .await
        .assert_status(303);
    let mut more = metadata(&story.work.code, "bild.jpg");
    for name in PRIVILEGED {
        more.push_str(&format!(",{name} MQ=="));
    }
    let headers = [
        ("upload-length", "10".to_owned()),
        ("upload-metadata", more),
    ];
    let body = Body::from(photo(10));
    tus(&story.pupil, Method::POST, &urls::tus(), &headers, body)
        .await
        .assert_status(201);

    assert_eq!(story.assets().await.len(), 2);
    for upload in story.uploads().await {
        assert_eq!(upload.owner, story.actor.reference());
    }
    let now = contest::contributions::queries::find(story.app.db().read(), story.work.id)
        .await
        .unwrap()
        .unwrap();
    let untouched = contribution::Model {
        version: story.work.version,
        updated_at: story.work.updated_at,
        ..now
    };
    assert_eq!(untouched, story.work);
}

/// B6: nothing is done by an address alone, so no link, picture or prefetch does it for somebody.
#[tokio::test]
async fn looking_changes_nothing() {
    let cast = Cast::gather().await;
    for state in [
        State::Draft,
        State::Submitted,
        State::InReview,
        State::Published,
    ] {
        let work = cast.work(Who::Nobody, state).await;
        let before = rows(&cast.app).await;
        for route in cast.app.app.table.routes() {
            if route.method != Method::GET {
                continue;
            }
            for act in ["up", "remove", "approve"] {
                let acted = route.path.contains("{act}");
                if !acted && act != "up" {
                    continue;
                }
                let path = path(route, &work, act);
                let path =
                    crate::headers::example(&path.replace("{class}", &cast.class.id.to_string()));
                for client in cast.people.values() {
                    client.clone().get(&path).await;
                }
            }
            assert!(
                before == rows(&cast.app).await,
                "GET {} when {state:?}",
                route.path
            );
        }
    }
}

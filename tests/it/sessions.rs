//! Sessions as a browser meets them.

use std::sync::Arc;

use chrono::Duration;
use contest::{
    ids::AccountId,
    permissions::{Principal, Role},
};
use dizza_http::{
    Access, Class, Path, Problem, Routes, Session, SignedIn,
    sessions::{self, FlashKind, Lifetime},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use test_support::{Client, TestApp, TestOptions};
use tokio::sync::Notify;

const SIGN_IN: &str = "/test/sign-in/{account}/{lifetime}";
const SIGN_OUT: &str = "/test/sign-out";
const WHO: &str = "/test/who";
const FLASH: &str = "/test/flash";
const TAKE: &str = "/test/take";

fn routes() -> Routes {
    Routes::new()
        .post(SIGN_IN, Access::Everyone, Class::Personal, sign_in)
        .post(
            SIGN_OUT,
            Access::Everyone,
            Class::Personal,
            async |session: Session| session.sign_out().await,
        )
        .get(
            WHO,
            Access::SignedIn,
            Class::Personal,
            async |SignedIn(principal): SignedIn| principal.reference(),
        )
        .post(
            FLASH,
            Access::Everyone,
            Class::Personal,
            async |session: Session| session.flash(FlashKind::Success, "saved").await,
        )
        .get(
            TAKE,
            Access::Everyone,
            Class::Personal,
            async |session: Session| -> Result<String, Problem> {
                Ok(session
                    .take_flash()
                    .await?
                    .map(|flash| flash.message)
                    .unwrap_or_default())
            },
        )
}

async fn sign_in(
    session: Session,
    Path((account, lifetime)): Path<(AccountId, Lifetime)>,
) -> Result<(), Problem> {
    session
        .sign_in(&Principal::Account(account), lifetime)
        .await
}

struct Stage {
    app: TestApp,
    account: AccountId,
}

impl Stage {
    async fn new() -> Self {
        Self::with(None).await
    }

    async fn with(config: Option<fn(&mut server::Config)>) -> Self {
        let app = TestApp::with(TestOptions {
            more_routes: Some(routes()),
            config,
            ..Default::default()
        })
        .await;
        let account = contest::testing::account(&app.ctx, "ana@example.org", &[Role::Teacher])
            .await
            .unwrap();
        Self { app, account }
    }

    async fn sign_in(&self, client: &mut Client, lifetime: &str) {
        client
            .post(&format!("/test/sign-in/{}/{lifetime}", self.account))
            .await
            .assert_status(200);
    }
}

fn only_cookie(client: &Client) -> (String, String) {
    let cookies: Vec<_> = client.cookies().iter().collect();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    (cookies[0].0.clone(), cookies[0].1.clone())
}

#[tokio::test]
async fn a_visitor_gets_no_cookie() {
    let stage = Stage::new().await;
    let mut visitor = stage.app.client();
    for path in [TAKE, "/healthz", "/no/such/page"] {
        assert_eq!(visitor.get(path).await.header("set-cookie"), "", "{path}");
    }
    visitor.get(WHO).await.assert_status(401);
    assert!(visitor.cookies().is_empty());
}

#[tokio::test]
async fn the_cookie_is_as_strict_as_cookies_get() {
    let stage = Stage::new().await;
    let mut ana = stage.app.client();
    let answer = ana
        .post(&format!("/test/sign-in/{}/staff", stage.account))
        .await;
    let cookie = answer.header("set-cookie");
    let mut attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
    attributes.sort_unstable();
    assert_eq!(
        attributes,
        [
            "HttpOnly",
            "Max-Age=43200",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
    assert!(cookie.starts_with("__Host-s="), "{cookie}");
    assert_eq!(answer.header("cache-control"), "no-store");
    ana.get(WHO).await.assert_status(200);
}

#[tokio::test]
async fn on_this_machine_without_https_the_cookie_has_another_name() {
    let stage = Stage::with(Some(|config| {
        config.server.public_origin = "http://127.0.0.1:8080".into();
    }))
    .await;
    let mut ana = stage.app.client();
    let answer = ana
        .post(&format!("/test/sign-in/{}/teacher", stage.account))
        .await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("s=") && !cookie.contains("Secure"),
        "{cookie}"
    );
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Max-Age=1209600"),
        "{cookie}"
    );
    assert_eq!(answer.header("strict-transport-security"), "");
    ana.get(WHO).await.assert_status(200);
}

#[tokio::test]
async fn a_planted_id_is_worth_nothing_after_signing_in() {
    let stage = Stage::new().await;
    let mut mallory = stage.app.client();
    mallory.post(FLASH).await.assert_status(200);
    let (name, planted) = only_cookie(&mallory);

    let mut ana = stage.app.client();
    ana.set_cookie(&name, &planted);
    stage.sign_in(&mut ana, "teacher").await;
    assert_ne!(only_cookie(&ana).1, planted);
    ana.get(WHO).await.assert_status(200);
    mallory.get(WHO).await.assert_status(401);
}

#[tokio::test]
async fn signing_in_again_ends_the_earlier_session() {
    let stage = Stage::new().await;
    let mut ana = stage.app.client();
    stage.sign_in(&mut ana, "teacher").await;
    let mut earlier = ana.clone();
    stage.sign_in(&mut ana, "staff").await;
    earlier.get(WHO).await.assert_status(401);
    ana.get(WHO).await.assert_status(200);
}

#[tokio::test]
async fn signing_out_ends_it_on_the_server() {
    let stage = Stage::new().await;
    let mut ana = stage.app.client();
    stage.sign_in(&mut ana, "teacher").await;
    let mut copy = ana.clone();
    let answer = ana.post(SIGN_OUT).await.assert_status(200);
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("Max-Age=0") && cookie.contains("Secure") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(ana.cookies().is_empty());
    copy.get(WHO).await.assert_status(401);
}

#[tokio::test]
async fn sessions_end_when_they_rest_too_long() {
    let stage = Stage::new().await;
    for (lifetime, idle) in [
        ("staff", Duration::minutes(30)),
        ("teacher", Duration::hours(8)),
        ("pupil", Duration::hours(8)),
        ("voter", Duration::hours(2)),
    ] {
        let mut ana = stage.app.client();
        stage.sign_in(&mut ana, lifetime).await;
        stage.app.clock.advance(idle - Duration::seconds(1));
        ana.get(WHO).await.assert_status(200);
        stage.app.clock.advance(idle);
        ana.get(WHO).await.assert_status(401);
    }
}

#[tokio::test]
async fn sessions_end_at_last_however_much_they_are_used() {
    let stage = Stage::new().await;
    for (lifetime, step, absolute) in [
        ("staff", Duration::minutes(20), Duration::hours(12)),
        ("teacher", Duration::hours(6), Duration::days(14)),
        ("voter", Duration::minutes(30), Duration::hours(2)),
    ] {
        let mut ana = stage.app.client();
        let begin = stage.app.now();
        stage.sign_in(&mut ana, lifetime).await;
        while stage.app.now() + step < begin + absolute {
            stage.app.clock.advance(step);
            ana.get(WHO).await.assert_status(200);
        }
        stage.app.clock.set(begin + absolute);
        ana.get(WHO).await.assert_status(401);
    }
}

#[tokio::test]
async fn a_dump_of_the_database_opens_no_session() {
    let stage = Stage::new().await;
    let mut ana = stage.app.client();
    stage.sign_in(&mut ana, "teacher").await;
    let (_, id) = only_cookie(&ana);
    let cast = if stage.app.db().backend() == DbBackend::Postgres {
        "encode"
    } else {
        "hex"
    };
    let hex = |column: &str| {
        if cast == "hex" {
            format!("lower(hex({column}))")
        } else {
            format!("encode({column}, 'hex')")
        }
    };
    let sql = format!(
        "SELECT {} AS hash, {} AS data, principal_kind, principal_id FROM session",
        hex("id_hash"),
        hex("data")
    );
    let rows = stage
        .app
        .db()
        .read()
        .query_all_raw(Statement::from_string(stage.app.db().backend(), sql))
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let id_bytes: String = hex::encode(&id);
    let column = |name: &str| rows[0].try_get::<String>("", name).unwrap();
    for name in ["hash", "data"] {
        assert!(!column(name).contains(&id_bytes), "{name}");
    }
    assert_eq!(column("principal_kind"), "account");
    assert_eq!(column("principal_id"), stage.account.to_string());
    // What the table holds is no cookie.
    let mut thief = stage.app.client();
    for stolen in [column("hash"), column("hash")[..22].to_owned()] {
        thief.set_cookie("__Host-s", &stolen);
        thief.get(WHO).await.assert_status(401);
    }
}

#[tokio::test]
async fn ending_all_sessions_is_part_of_the_caller_s_commit() {
    let stage = Stage::new().await;
    let (mut phone, mut laptop) = (stage.app.client(), stage.app.client());
    stage.sign_in(&mut phone, "teacher").await;
    stage.sign_in(&mut laptop, "teacher").await;
    let principal = Principal::Account(stage.account);

    let txn = stage.app.ctx.begin_write().await.unwrap();
    assert_eq!(sessions::end_all(&txn, &principal).await.unwrap(), 2);
    txn.rollback().await.unwrap();
    phone.get(WHO).await.assert_status(200);

    let txn = stage.app.ctx.begin_write().await.unwrap();
    sessions::end_all(&txn, &principal).await.unwrap();
    txn.commit().await.unwrap();
    phone.get(WHO).await.assert_status(401);
    laptop.get(WHO).await.assert_status(401);
}

/// A request that was under way when its session was ended must not bring it back when it writes.
#[tokio::test]
async fn a_session_that_was_ended_is_not_written_back() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (begun, go_on) = (begun.clone(), go_on.clone());
        async move |session: Session, SignedIn(_): SignedIn| {
            begun.notify_one();
            go_on.notified().await;
            session.flash(FlashKind::Success, "saved").await
        }
    };
    let app = TestApp::with(TestOptions {
        more_routes: Some(routes().post("/test/slow", Access::SignedIn, Class::Personal, slow)),
        ..Default::default()
    })
    .await;
    let account = contest::testing::account(&app.ctx, "ana@example.org", &[Role::Teacher])
        .await
        .unwrap();
    let stage = Stage { app, account };
    let mut ana = stage.app.client();
    stage.sign_in(&mut ana, "teacher").await;
    let mut under_way = ana.clone();
    let writing = tokio::spawn(async move { under_way.post("/test/slow").await });
    begun.notified().await;
    let txn = stage.app.ctx.begin_write().await.unwrap();
    sessions::end_all(&txn, &Principal::Account(account))
        .await
        .unwrap();
    txn.commit().await.unwrap();
    go_on.notify_one();
    writing.await.unwrap();
    ana.get(WHO).await.assert_status(401);
}

#[tokio::test]
async fn a_message_is_shown_once_and_leaves_no_cookie_behind() {
    let stage = Stage::new().await;
    let mut visitor = stage.app.client();
    visitor.post(FLASH).await.assert_status(200);
    assert_eq!(visitor.get(TAKE).await.text(), "saved");
    assert!(visitor.cookies().is_empty());
    assert_eq!(visitor.get(TAKE).await.text(), "");

    let mut ana = stage.app.client();
    stage.sign_in(&mut ana, "teacher").await;
    ana.post(FLASH).await.assert_status(200);
    assert_eq!(ana.get(TAKE).await.text(), "saved");
    ana.get(WHO).await.assert_status(200);
}

#[tokio::test]
async fn expired_sessions_are_swept() {
    let stage = Stage::new().await;
    stage.sign_in(&mut stage.app.client(), "staff").await;
    stage.sign_in(&mut stage.app.client(), "teacher").await;
    stage.app.clock.advance(Duration::hours(1));
    assert_eq!(sessions::sweep(&stage.app.ctx).await.unwrap(), 1);
    stage.app.clock.advance(Duration::days(15));
    stage.app.run_scheduled().await;
    assert_eq!(sessions::sweep(&stage.app.ctx).await.unwrap(), 0);
}

#[tokio::test]
async fn nonsense_in_the_cookie_is_no_error() {
    let stage = Stage::new().await;
    for value in ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "a b"] {
        let mut visitor = stage.app.client();
        visitor.set_cookie("__Host-s", value);
        visitor.get(WHO).await.assert_status(401);
        visitor.get("/no/such/page").await.assert_status(404);
    }
}

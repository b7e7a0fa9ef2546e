//! Roles, suspensions, and what is swept.

use chrono::Duration;
use contest::accounts::entity::{limit_counter, outbox_mail, sign_in_link};
use contest::accounts::links::{self, Proof, Refusal};
use contest::accounts::{self, GrantError, RedeemLinkError};
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, audit, testing};
use database::sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};

use super::{ask, email, redeem, refusal};
use crate::common::TestDb;

#[tokio::test]
async fn roles_are_granted_by_those_who_may() {
    let db = TestDb::new().await;
    let ctx = &db.ctx;
    let system = Actor::System;
    let address = email("ny@skola.se");
    let as_role = async |name: &str, role| {
        let id = testing::account(ctx, name, &[role])
            .await
            .expect("an account");
        Actor::resolve(ctx.db.read(), &Principal::Account(id))
            .await
            .expect("the database")
            .expect("an actor")
    };
    let organiser = as_role("org@dizza.se", Role::Organiser).await;
    let moderator = as_role("mod@dizza.se", Role::Moderator).await;
    let teacher = as_role("lar@skola.se", Role::Teacher).await;
    for (actor, role, allowed) in [
        (&system, Role::Organiser, true),
        (&organiser, Role::Organiser, false),
        (&organiser, Role::Moderator, true),
        (&moderator, Role::Moderator, false),
        (&moderator, Role::Teacher, true),
        (&teacher, Role::Teacher, false),
    ] {
        let granted = accounts::grant(ctx, actor, &address, role).await;
        assert_eq!(granted.is_ok(), allowed, "{actor:?} {role:?}");
        assert_eq!(
            accounts::revoke(ctx, actor, &address, role).await.is_ok(),
            allowed,
            "{actor:?} {role:?}"
        );
    }
    for actor in [&moderator, &teacher] {
        let suspended = accounts::suspend(ctx, actor, &address).await;
        assert!(
            matches!(suspended, Err(GrantError::NotAllowed)),
            "{suspended:?}"
        );
        let lifted = accounts::lift_suspension(ctx, actor, &address).await;
        assert!(matches!(lifted, Err(GrantError::NotAllowed)), "{lifted:?}");
    }
    let boss = accounts::suspend(ctx, &organiser, &email("org@dizza.se")).await;
    assert!(matches!(boss, Err(GrantError::NotAllowed)), "{boss:?}");
    let nobody = accounts::revoke(ctx, &system, &email("ingen@skola.se"), Role::Juror).await;
    assert!(matches!(nobody, Err(GrantError::NotFound)), "{nobody:?}");
    for report in audit::verify_all(ctx.db.read()).await.expect("the log") {
        assert_eq!((report.rows, report.fault), (6, None));
    }
}

async fn open_session(ctx: &AppContext, id: u8, principal: &Principal) {
    let reference = principal.reference();
    let (kind, rest) = reference.split_once(':').expect("a reference");
    let backend = ctx.db.write().get_database_backend();
    let values = [
        vec![id; 32].into(),
        kind.into(),
        rest.into(),
        b"{}".to_vec().into(),
        ctx.clock.wall().into(),
    ];
    let insert = "INSERT INTO session (id_hash, principal_kind, principal_id, data, expires_at, created_at, last_seen) \
        VALUES ($1, $2, $3, $4, $5, $5, $5)";
    ctx.db
        .write()
        .execute_raw(Statement::from_sql_and_values(backend, insert, values))
        .await
        .expect("a session");
}

async fn sessions(ctx: &AppContext) -> i64 {
    let backend = ctx.db.read().get_database_backend();
    let count = Statement::from_string(backend, "SELECT count(*) FROM session");
    let row = ctx
        .db
        .read()
        .query_one_raw(count)
        .await
        .expect("a count")
        .expect("a row");
    row.try_get_by_index(0).expect("a number")
}

#[tokio::test]
async fn suspending_ends_sessions_links_and_rights() {
    let db = TestDb::new().await;
    let ctx = &db.ctx;
    let id = testing::account(ctx, "ana@skola.se", &[Role::Teacher])
        .await
        .expect("an account");
    let other = testing::account(ctx, "bo@skola.se", &[])
        .await
        .expect("an account");
    let waiting = ask(ctx, "ana@skola.se", "browser").await;
    open_session(ctx, 1, &Principal::Account(id)).await;
    open_session(ctx, 2, &Principal::Account(id)).await;
    open_session(ctx, 3, &Principal::Account(other)).await;
    let ana = email("ana@skola.se");
    let teacher = Actor::resolve(ctx.db.read(), &Principal::Account(id))
        .await
        .expect("the database")
        .expect("an actor");
    let refused = accounts::suspend(ctx, &teacher, &ana).await;
    assert!(
        matches!(refused, Err(GrantError::NotAllowed)),
        "{refused:?}"
    );
    assert_eq!(sessions(ctx).await, 3);

    accounts::suspend(ctx, &Actor::System, &ana)
        .await
        .expect("suspended");
    assert_eq!(sessions(ctx).await, 1);
    let link = Proof::Link {
        token: &waiting.token,
        nonce: Some("browser"),
    };
    assert_eq!(refusal(redeem(ctx, link).await), Refusal::Unknown);
    assert_eq!(
        Actor::resolve(ctx.db.read(), &Principal::Account(id))
            .await
            .expect("the database"),
        None
    );
    let later = ask(ctx, "ana@skola.se", "browser").await;
    let late = redeem(
        ctx,
        Proof::Code {
            nonce: "browser",
            code: &later.code,
        },
    )
    .await;
    assert!(matches!(late, Err(RedeemLinkError::Suspended)), "{late:?}");

    accounts::lift_suspension(ctx, &Actor::System, &ana)
        .await
        .expect("lifted");
    let back = ask(ctx, "ana@skola.se", "browser").await;
    redeem(
        ctx,
        Proof::Code {
            nonce: "browser",
            code: &back.code,
        },
    )
    .await
    .expect("signed in");
}

#[tokio::test]
async fn a_change_of_roles_ends_sessions() {
    let db = TestDb::new().await;
    let ctx = &db.ctx;
    let id = testing::account(ctx, "ana@skola.se", &[])
        .await
        .expect("an account");
    open_session(ctx, 1, &Principal::Account(id)).await;
    accounts::grant(ctx, &Actor::System, &email("ana@skola.se"), Role::Moderator)
        .await
        .expect("granted");
    assert_eq!(sessions(ctx).await, 0);
    open_session(ctx, 2, &Principal::Account(id)).await;
    accounts::revoke(ctx, &Actor::System, &email("ana@skola.se"), Role::Moderator)
        .await
        .expect("revoked");
    assert_eq!(sessions(ctx).await, 0);
}

#[tokio::test]
async fn what_is_past_its_time_is_swept() {
    let db = TestDb::new().await;
    let ctx = &db.ctx;
    accounts::request_link(ctx, &email("ana@skola.se"), "browser", "sv", None)
        .await
        .expect("a link");
    db.ctx.clock.advance(Duration::hours(24));
    accounts::sweep(ctx).await.expect("swept");
    let count = sign_in_link::Entity::find()
        .count(ctx.db.read())
        .await
        .expect("a count");
    assert_eq!(count, 1, "an old link is told from a wrong one for a day");
    db.ctx.clock.advance(links::VALID_FOR);
    accounts::sweep(ctx).await.expect("swept");
    let links = sign_in_link::Entity::find()
        .count(ctx.db.read())
        .await
        .expect("a count");
    let mails = outbox_mail::Entity::find()
        .count(ctx.db.read())
        .await
        .expect("a count");
    let limits = limit_counter::Entity::find()
        .count(ctx.db.read())
        .await
        .expect("a count");
    assert_eq!((links, mails, limits), (0, 0, 0));
}

//! Signing in by mail, and what is refused on the way.

use chrono::Duration;
use contest::accounts::entity::{LinkPurpose, account, limit_counter, outbox_mail, sign_in_link};
use contest::accounts::links::{self, Look, Proof, Refusal};
use contest::accounts::{self, Arrival, Email, GrantError, RedeemLinkError, RequestLinkError};
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, audit, testing};
use database::sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};

use crate::common::TestDb;

struct Mail {
    token: String,
    code: String,
}

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

/// Asks for a link and reads the mail, as it waits in the outbox.
async fn ask(ctx: &AppContext, address: &str, nonce: &str) -> Mail {
    ctx.clock.advance(Duration::microseconds(1)); // two mails are never from the same moment
    accounts::request_link(ctx, &email(address), nonce, "sv", Some("/sv/classes"))
        .await
        .expect("a link");
    newest_mail(ctx).await
}

async fn newest_mail(ctx: &AppContext) -> Mail {
    let mut mails = outbox_mail::Entity::find()
        .all(ctx.db.read())
        .await
        .expect("mails");
    mails.sort_by_key(|mail| (mail.created_at, mail.id));
    let mail = mails.pop().expect("a mail");
    outbox_mail::Entity::delete_by_id(mail.id)
        .exec(ctx.db.write())
        .await
        .expect("sent");
    let text = |name: &str| mail.params[name].as_str().expect("a text").to_owned();
    Mail {
        token: text("token"),
        code: text("code"),
    }
}

async fn redeem(ctx: &AppContext, proof: Proof<'_>) -> Result<Arrival, RedeemLinkError> {
    accounts::redeem_link(ctx, proof, "sv").await
}

fn refusal(result: Result<Arrival, RedeemLinkError>) -> Refusal {
    match result {
        Err(RedeemLinkError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn wrong(code: &str) -> String {
    if code == "000000" {
        "000001".into()
    } else {
        "000000".into()
    }
}

async fn accounts_in(ctx: &AppContext) -> u64 {
    account::Entity::find()
        .count(ctx.db.read())
        .await
        .expect("a count")
}

#[tokio::test]
async fn an_account_is_made_when_the_link_is_spent_and_not_before() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "Ana@Skola.se", "browser").await;
    assert_eq!(accounts_in(&db.ctx).await, 0);
    let link = Proof::Link {
        token: &mail.token,
        nonce: Some("browser"),
    };
    let arrival = redeem(&db.ctx, link).await.expect("signed in");
    assert!(arrival.actor.has(Role::Contributor));
    assert_eq!(arrival.return_to.as_deref(), Some("/sv/classes"));
    let again = ask(&db.ctx, "ana@skola.se", "browser").await;
    let link = Proof::Link {
        token: &again.token,
        nonce: Some("browser"),
    };
    assert_eq!(
        redeem(&db.ctx, link).await.expect("signed in").account,
        arrival.account
    );
    assert_eq!(accounts_in(&db.ctx).await, 1);
}

#[tokio::test]
async fn neither_token_nor_code_nor_nonce_is_stored() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "the-nonce").await;
    let link = sign_in_link::Entity::find()
        .one(db.ctx.db.read())
        .await
        .expect("a row")
        .expect("a link");
    let bits = hex::decode(&mail.token).expect("hexadecimal digits");
    let texts = format!("{:?} {:?} {:?}", link.email, link.voter_key, link.return_to);
    let browser = link.browser_hash.expect("asked in a browser");
    for stored in [
        texts.as_bytes(),
        &link.token_hash,
        &link.code_hash,
        &browser,
    ] {
        for secret in [
            mail.token.as_bytes(),
            &bits,
            mail.code.as_bytes(),
            b"the-nonce",
        ] {
            let found = stored.windows(secret.len()).any(|part| part == secret);
            assert!(!found, "{stored:?}");
        }
    }
    assert_eq!(mail.token.len(), 32, "128 bits");
    assert!(mail.code.len() == 6 && mail.code.chars().all(|digit| digit.is_ascii_digit()));
}

#[tokio::test]
async fn another_browser_needs_the_code() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
    for nonce in [None, Some("another")] {
        assert_eq!(
            refusal(
                redeem(
                    &db.ctx,
                    Proof::Link {
                        token: &mail.token,
                        nonce
                    }
                )
                .await
            ),
            Refusal::OtherBrowser
        );
        let look = links::look(&db.ctx, LinkPurpose::SignIn, &mail.token, nonce)
            .await
            .expect("a look");
        assert_eq!(look, Look::NeedsCode);
    }
    let spaced = format!("{} {}", &mail.code[..3], &mail.code[3..]);
    redeem(
        &db.ctx,
        Proof::LinkAndCode {
            token: &mail.token,
            code: &spaced,
        },
    )
    .await
    .expect("signed in");
}

#[tokio::test]
async fn the_code_alone_signs_in_the_browser_that_asked() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
    let foreign = Proof::Code {
        nonce: "another",
        code: &mail.code,
    };
    assert_eq!(refusal(redeem(&db.ctx, foreign).await), Refusal::Unknown);
    redeem(
        &db.ctx,
        Proof::Code {
            nonce: "browser",
            code: &mail.code,
        },
    )
    .await
    .expect("signed in");
}

#[tokio::test]
async fn a_code_belongs_to_the_mail_asked_for_last() {
    let db = TestDb::new().await;
    let first = ask(&db.ctx, "ana@skola.se", "browser").await;
    db.ctx.clock.advance(Duration::seconds(1));
    let second = ask(&db.ctx, "ana@skola.se", "browser").await;
    assert_ne!(first.code, second.code);
    let old = Proof::Code {
        nonce: "browser",
        code: &first.code,
    };
    assert_eq!(
        refusal(redeem(&db.ctx, old).await),
        Refusal::WrongCode { left: 4 }
    );
    redeem(
        &db.ctx,
        Proof::Code {
            nonce: "browser",
            code: &second.code,
        },
    )
    .await
    .expect("signed in");
}

#[tokio::test]
async fn a_link_works_once() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
    let link = Proof::Link {
        token: &mail.token,
        nonce: Some("browser"),
    };
    redeem(&db.ctx, link).await.expect("signed in");
    assert_eq!(refusal(redeem(&db.ctx, link).await), Refusal::Used);
    let code = Proof::Code {
        nonce: "browser",
        code: &mail.code,
    };
    assert_eq!(refusal(redeem(&db.ctx, code).await), Refusal::Used);
}

#[tokio::test]
async fn of_many_presses_at_once_one_counts() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
    let mut presses = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (ctx, token) = (db.ctx.clone(), mail.token.clone());
        presses.spawn(async move {
            let link = Proof::Link {
                token: &token,
                nonce: Some("browser"),
            };
            redeem(&ctx, link).await.is_ok()
        });
    }
    let signed_in = presses
        .join_all()
        .await
        .into_iter()
        .filter(|ok| *ok)
        .count();
    assert_eq!(signed_in, 1);
}

#[tokio::test]
async fn a_link_ends_after_ten_minutes() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
    db.ctx.clock.advance(links::VALID_FOR);
    let link = Proof::Link {
        token: &mail.token,
        nonce: Some("browser"),
    };
    assert_eq!(refusal(redeem(&db.ctx, link).await), Refusal::Expired);
    let look = links::look(&db.ctx, LinkPurpose::SignIn, &mail.token, Some("browser"))
        .await
        .expect("a look");
    assert_eq!(look, Look::Refused(Refusal::Expired));
    db.ctx.clock.advance(-Duration::microseconds(1));
    redeem(&db.ctx, link).await.expect("just in time");
}

#[tokio::test]
async fn a_link_is_for_one_purpose() {
    let db = TestDb::new().await;
    let edition = testing::edition(&db.ctx, "dizza")
        .await
        .expect("an edition");
    let key = contest::votes::VoterKey::of_email(&edition, "ana@skola.se").expect("a key");
    let txn = db.ctx.begin_write().await.expect("a transaction");
    let now = db.ctx.now(&txn).await.expect("a time");
    let opens = links::Opens::Vote {
        edition: edition.id,
        key: &key,
    };
    let secrets = links::issue(
        &db.ctx,
        &txn,
        now,
        opens,
        Some("browser"),
        None,
        links::VALID_FOR,
    )
    .await
    .expect("a link");
    txn.commit().await.expect("stored");
    let link = Proof::Link {
        token: &secrets.token,
        nonce: Some("browser"),
    };
    assert_eq!(refusal(redeem(&db.ctx, link).await), Refusal::Unknown);
    let code = Proof::Code {
        nonce: "browser",
        code: &secrets.code,
    };
    assert_eq!(refusal(redeem(&db.ctx, code).await), Refusal::Unknown);
}

#[tokio::test]
async fn five_wrong_codes_end_the_code_but_not_the_link() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
    let guess = wrong(&mail.code);
    for left in (1..5).rev() {
        let proof = Proof::Code {
            nonce: "browser",
            code: &guess,
        };
        assert_eq!(
            refusal(redeem(&db.ctx, proof).await),
            Refusal::WrongCode { left }
        );
    }
    let proof = Proof::LinkAndCode {
        token: &mail.token,
        code: &guess,
    };
    assert_eq!(refusal(redeem(&db.ctx, proof).await), Refusal::TooManyCodes);
    let right = Proof::Code {
        nonce: "browser",
        code: &mail.code,
    };
    assert_eq!(refusal(redeem(&db.ctx, right).await), Refusal::TooManyCodes);
    let elsewhere = links::look(&db.ctx, LinkPurpose::SignIn, &mail.token, None)
        .await
        .expect("a look");
    assert_eq!(elsewhere, Look::Refused(Refusal::TooManyCodes));
    redeem(
        &db.ctx,
        Proof::Link {
            token: &mail.token,
            nonce: Some("browser"),
        },
    )
    .await
    .expect("signed in");
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_counted_one_by_one() {
    let db = TestDb::new().await;
    let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
    let mut guesses = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (ctx, guess) = (db.ctx.clone(), wrong(&mail.code));
        guesses.spawn(async move {
            refusal(
                redeem(
                    &ctx,
                    Proof::Code {
                        nonce: "browser",
                        code: &guess,
                    },
                )
                .await,
            )
        });
    }
    let answers = guesses.join_all().await;
    let looked_at = answers
        .iter()
        .filter(|answer| matches!(answer, Refusal::WrongCode { .. }))
        .count();
    assert_eq!(
        looked_at, 4,
        "the fifth miss already says that it was the last"
    );
}

#[tokio::test]
async fn three_unanswered_mails_a_day_and_no_more() {
    let db = TestDb::new().await;
    let address = email("ana@skola.se");
    for _ in 0..3 {
        ask(&db.ctx, "ANA@skola.se", "browser").await;
    }
    let fourth = accounts::request_link(&db.ctx, &address, "browser", "sv", None).await;
    assert!(
        matches!(fourth, Err(RequestLinkError::TooManyMails)),
        "{fourth:?}"
    );
    assert_eq!(
        outbox_mail::Entity::find()
            .count(db.ctx.db.read())
            .await
            .expect("a count"),
        0,
        "nothing was sent"
    );
    ask(&db.ctx, "bo@skola.se", "browser").await; // others are not disturbed
    db.ctx
        .clock
        .advance(Duration::hours(24) - Duration::seconds(1));
    let early = accounts::request_link(&db.ctx, &address, "browser", "sv", None).await;
    assert!(
        matches!(early, Err(RequestLinkError::TooManyMails)),
        "{early:?}"
    );
    db.ctx.clock.advance(Duration::seconds(1));
    ask(&db.ctx, "ana@skola.se", "browser").await;
}

#[tokio::test]
async fn a_mail_that_was_answered_does_not_count() {
    let db = TestDb::new().await;
    for _ in 0..5 {
        let mail = ask(&db.ctx, "ana@skola.se", "browser").await;
        redeem(
            &db.ctx,
            Proof::Code {
                nonce: "browser",
                code: &mail.code,
            },
        )
        .await
        .expect("signed in");
        db.ctx.clock.advance(Duration::minutes(1));
    }
}

#[tokio::test]
async fn a_way_out_of_the_site_is_dropped() {
    let db = TestDb::new().await;
    let away = Some("//evil.example/sv");
    accounts::request_link(&db.ctx, &email("ana@skola.se"), "browser", "sv", away)
        .await
        .expect("a link");
    let mail = newest_mail(&db.ctx).await;
    let arrival = redeem(
        &db.ctx,
        Proof::Code {
            nonce: "browser",
            code: &mail.code,
        },
    )
    .await
    .expect("signed in");
    assert_eq!(arrival.return_to, None);
}

#[tokio::test]
async fn the_operators_link_works_in_any_browser_once_and_has_no_code() {
    let db = TestDb::new().await;
    let token =
        accounts::admin_sign_in_link(&db.ctx, &email("chef@dizza.se"), Duration::minutes(30))
            .await
            .expect("a link");
    let look = links::look(&db.ctx, LinkPurpose::SignIn, &token, None)
        .await
        .expect("a look");
    assert_eq!(look, Look::Ready);
    let guess = Proof::LinkAndCode {
        token: &token,
        code: "",
    };
    assert_eq!(
        refusal(redeem(&db.ctx, guess).await),
        Refusal::WrongCode { left: 4 }
    );
    let link = Proof::Link {
        token: &token,
        nonce: None,
    };
    redeem(&db.ctx, link).await.expect("signed in");
    assert_eq!(refusal(redeem(&db.ctx, link).await), Refusal::Used);
}

#[tokio::test]
async fn the_operators_link_ends_after_a_day_whatever_was_asked() {
    let db = TestDb::new().await;
    let chef = email("chef@dizza.se");
    let token = accounts::admin_sign_in_link(&db.ctx, &chef, Duration::days(30))
        .await
        .expect("a link");
    db.ctx.clock.advance(Duration::hours(24));
    let late = redeem(
        &db.ctx,
        Proof::Link {
            token: &token,
            nonce: None,
        },
    );
    assert_eq!(refusal(late.await), Refusal::Expired);
}

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

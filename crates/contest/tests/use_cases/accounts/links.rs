//! Links that are mailed: once, for one purpose, in the browser that asked or with its code.

use chrono::Duration;
use contest::accounts;
use contest::accounts::entity::{LinkPurpose, sign_in_link};
use contest::accounts::links::{self, Look, Proof, Refusal};
use contest::permissions::Role;
use contest::testing;
use database::sea_orm::EntityTrait;

use super::{accounts_in, ask, email, newest_mail, redeem, refusal};
use crate::common::TestDb;

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

//! Wrong codes and unanswered mails are counted.

use chrono::Duration;
use contest::accounts::entity::{LinkPurpose, outbox_mail};
use contest::accounts::links::{self, Look, Proof, Refusal};
use contest::accounts::{self, RequestLinkError};
use database::sea_orm::{EntityTrait, PaginatorTrait};

use super::{ask, email, redeem, refusal, wrong};
use crate::common::TestDb;

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

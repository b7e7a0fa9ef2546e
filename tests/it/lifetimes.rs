//! How long whom a session serves: by what they may do, seen from the browser.

use chrono::Duration;
use contest::accounts::{self, Email};
use contest::permissions::{Actor, Role};
use contest::testing;
use dizza_http::urls;
use test_support::{Answer, Client, TestApp};

use crate::signin::asked;

/// Signs in with a mailed link; gives the browser and the answer that set the cookie.
async fn signed_in(app: &TestApp, email: &str) -> (Client, Answer) {
    let (mut browser, letter) = asked(app, email, &urls::sign_in("sv")).await;
    let answer = browser.post(&letter.link).await.assert_status(303);
    (browser, answer)
}

#[track_caller]
fn assert_max_age(answer: &Answer, seconds: i64) {
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-s=") && cookie.contains(&format!("Max-Age={seconds}")),
        "{cookie}"
    );
}

/// Looks at `path` until just before it ends by rest, and after it.
async fn assert_rests(app: &TestApp, browser: &mut Client, path: &str, idle: Duration) {
    app.clock.advance(idle - Duration::seconds(1));
    browser.get(path).await.assert_status(200);
    app.clock.advance(idle);
    browser.get(path).await.assert_status(401);
}

#[tokio::test]
async fn staff_are_out_after_half_an_hour_of_rest_and_twelve_hours_in_all() {
    let staff: [&[Role]; 4] = [
        &[Role::Organiser],
        &[Role::Moderator],
        &[Role::Juror],
        // The shortest, if several would fit.
        &[Role::Teacher, Role::Moderator],
    ];
    let app = TestApp::new().await;
    for (number, roles) in staff.into_iter().enumerate() {
        let address = format!("staff{number}@dizza.se");
        let email = Email::parse(&address).unwrap();
        for role in roles {
            accounts::grant(&app.ctx, &Actor::System, &email, *role)
                .await
                .unwrap();
        }
        let (mut browser, answer) = signed_in(&app, &address).await;
        assert_max_age(&answer, 12 * 3600);
        assert_rests(
            &app,
            &mut browser,
            &urls::account("sv"),
            Duration::minutes(30),
        )
        .await;
    }
}

#[tokio::test]
async fn teachers_and_single_persons_are_out_after_a_school_day_and_a_fortnight_in_all() {
    let app = TestApp::new().await;
    let teacher = Email::parse("larare@skola.se").unwrap();
    accounts::grant(&app.ctx, &Actor::System, &teacher, Role::Teacher)
        .await
        .unwrap();
    for address in ["larare@skola.se", "ensam@example.org"] {
        let (mut browser, answer) = signed_in(&app, address).await;
        assert_max_age(&answer, 14 * 24 * 3600);
        assert_rests(&app, &mut browser, &urls::account("sv"), Duration::hours(8)).await;
    }
}

#[tokio::test]
async fn pupils_are_out_after_a_school_day_too() {
    let app = TestApp::new().await;
    let edition = testing::edition(&app.ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(&app.ctx, "larare@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let class = testing::class(&app.ctx, edition.id, teacher).await.unwrap();
    let mut browser = app.client();
    let joined = [("code", class.join_code.as_str()), ("nickname", "Räven")];
    let answer = browser
        .post_form(&urls::join("sv"), &joined)
        .await
        .assert_status(303);
    assert_max_age(&answer, 14 * 24 * 3600);
    assert_rests(&app, &mut browser, &urls::joined("sv"), Duration::hours(8)).await;
}

/// A role that is taken away is gone at the next request, with the session that was opened under it.
#[tokio::test]
async fn a_role_that_is_taken_away_ends_the_session() {
    let app = TestApp::new().await;
    let email = Email::parse("mod@dizza.se").unwrap();
    accounts::grant(&app.ctx, &Actor::System, &email, Role::Moderator)
        .await
        .unwrap();
    testing::edition(&app.ctx, "dizza-2027").await.unwrap();
    let (mut browser, _) = signed_in(&app, "mod@dizza.se").await;
    browser.get(&urls::moderate("sv")).await.assert_status(200);
    accounts::revoke(&app.ctx, &Actor::System, &email, Role::Moderator)
        .await
        .unwrap();
    browser.get(&urls::moderate("sv")).await.assert_status(401);
}

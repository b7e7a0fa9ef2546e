//! Becoming a teacher: asking, and a moderator's answer.

use contest::permissions::{Principal, Role};
use contest::{audit, testing};
use dizza_http::urls;
use test_support::{Client, TestApp};

async fn account(app: &TestApp, email: &str, roles: &[Role]) -> Client {
    let id = testing::account(&app.ctx, email, roles).await.unwrap();
    app.signed_in(&Principal::Account(id)).await
}

#[tokio::test]
async fn a_teacher_asks_is_checked_by_a_person_and_opens_classes() {
    let app = TestApp::new().await;
    testing::edition(&app.ctx, "dizza-2027").await.unwrap();
    let mut ana = account(&app, "ana@skola.se", &[]).await;
    let mut moderator = account(&app, "anna@dizza.test", &[Role::Moderator]).await;
    let ask = urls::account_teacher("sv");
    let page = ana.get(&urls::account("sv")).await.assert_status(200);
    assert!(page.links().contains(&ask), "{:?}", page.links());

    let empty = ana
        .post_form(&ask, &[("school", "  ")])
        .await
        .assert_status(422);
    assert!(empty.main_text().contains("Skriv skolans namn"));
    ana.post_form(&ask, &[("school", "Björkskolan, Malmö")])
        .await
        .assert_status(303);
    let waiting = ana.get(&ask).await.assert_status(200);
    assert!(waiting.main_text().contains("Vi har fått din fråga"));
    assert_eq!(
        waiting.field("school").as_deref(),
        Some("Björkskolan, Malmö")
    );
    ana.get(&urls::classes("sv")).await.assert_status(403);

    let list = urls::teachers("sv");
    ana.get(&list).await.assert_status(403);
    let page = moderator.get(&list).await.assert_status(200);
    let text = page.main_text();
    assert!(
        text.contains("Björkskolan, Malmö") && text.contains("ana@skola.se"),
        "{text}"
    );
    let who = page.field("account").expect("whom to answer");
    let grant = [("account", who.as_str()), ("act", "grant")];
    ana.post_form(&list, &grant).await.assert_status(403);
    moderator.post_form(&list, &grant).await.assert_status(303);
    ana.get(&urls::classes("sv")).await.assert_status(401);
    app.run_jobs().await;
    let mail = app.mails().pop().expect("a mail");
    assert!(mail.contains("ana@skola.se") && mail.contains(&urls::classes("sv")));

    let again = moderator.post_form(&list, &grant).await.assert_status(303);
    let page = moderator.get(again.location()).await.main_text();
    assert!(page.contains("Någon annan har redan svarat"), "{page}");
    let reports = audit::verify_all(app.db().read()).await.unwrap();
    assert!(reports.iter().all(|report| report.fault.is_none()));
}

#[tokio::test]
async fn whoever_is_declined_learns_it_and_may_ask_again() {
    let app = TestApp::new().await;
    let mut ana = account(&app, "ana@example.org", &[]).await;
    let mut moderator = account(&app, "anna@dizza.test", &[Role::Organiser]).await;
    let (ask, list) = (urls::account_teacher("sv"), urls::teachers("sv"));
    ana.post_form(&ask, &[("school", "Ingen skola")])
        .await
        .assert_status(303);
    let who = moderator.get(&list).await.field("account").unwrap();
    moderator
        .post_form(&list, &[("account", who.as_str()), ("act", "decline")])
        .await
        .assert_status(303);
    app.run_jobs().await;
    let mail = app.mails().pop().expect("a mail");
    assert!(mail.contains(&ask), "{mail}");
    let page = moderator.get(&list).await.main_text();
    assert!(page.contains("Ingen väntar"), "{page}");
}

#[tokio::test]
async fn pupils_and_teachers_have_nothing_to_ask() {
    let app = TestApp::new().await;
    let edition = testing::edition(&app.ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(&app.ctx, "larare@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let class = testing::class(&app.ctx, edition.id, teacher).await.unwrap();
    let pupil = testing::pupil(&app.ctx, &class, "Räven").await.unwrap();
    let mut pupil = app.signed_in(&Principal::Membership(pupil.id)).await;
    let mut teacher = app.signed_in(&Principal::Account(teacher)).await;
    let ask = urls::account_teacher("sv");
    let school = [("school", "Björkskolan")];
    pupil.get(&ask).await.assert_status(403);
    pupil.post_form(&ask, &school).await.assert_status(403);
    let page = teacher.get(&ask).await.assert_status(200);
    assert!(page.links().contains(&urls::classes("sv")));
    let done = teacher.post_form(&ask, &school).await.assert_status(303);
    assert_eq!(done.location(), urls::classes("sv"));
}

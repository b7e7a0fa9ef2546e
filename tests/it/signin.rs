//! Signing in by mail, through the pages.

use axum::http::Method;
use contest::accounts::{self, Email};
use contest::permissions::{Actor, Role};
use dizza_http::urls;
use test_support::{Client, TestApp};

/// Asks for a link as a person would; gives the browser and the mail.
pub async fn asked(app: &TestApp, email: &str, from: &str) -> (Client, Letter) {
    let mut browser = app.client();
    browser.get(from).await.assert_status(200);
    let fields = [("email", email), ("return_to", "/sv/account")];
    let answer = browser
        .post_form(&urls::sign_in("sv"), &fields)
        .await
        .assert_status(303);
    assert_eq!(answer.location(), urls::sign_in_code("sv"));
    app.run_jobs().await;
    (browser, Letter::newest(app))
}

pub struct Letter {
    pub link: String,
    code: String,
}

impl Letter {
    fn newest(app: &TestApp) -> Self {
        let mail = app.mails().pop().expect("a mail");
        let line = |found: &dyn Fn(&str) -> bool| {
            mail.lines()
                .find(|line| found(line))
                .expect("a line")
                .to_owned()
        };
        let url = line(&|line| line.starts_with("https://dizza.test/sv/sign-in/"));
        let code = line(&|line| line.len() == 6 && line.chars().all(|c| c.is_ascii_digit()));
        Self {
            link: url.replace("https://dizza.test", ""),
            code,
        }
    }

    fn wrong_code(&self) -> &'static str {
        if self.code == "000000" {
            "000001"
        } else {
            "000000"
        }
    }
}

async fn is_signed_in(browser: &mut Client) -> bool {
    browser.get(&urls::account("sv")).await.status == 200
}

#[tokio::test]
async fn a_link_signs_in_the_browser_that_asked() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, " Ana@Skola.se", &urls::sign_in("sv")).await;
    let page = browser.get(&letter.link).await.assert_status(200);
    assert!(
        page.main_text().contains("Ett tryck till"),
        "{}",
        page.main_text()
    );
    assert!(!is_signed_in(&mut browser).await, "looking spends nothing");
    let answer = browser.post(&letter.link).await.assert_status(303);
    assert_eq!(answer.location(), "/sv/account");
    let account = browser.get("/sv/account").await.assert_status(200);
    assert!(
        account.main_text().contains("ana@skola.se"),
        "{}",
        account.main_text()
    );
    browser.post(&urls::sign_out("sv")).await.assert_status(303);
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn the_code_signs_in_the_browser_that_asked() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    let wrong = [("digits", letter.wrong_code())];
    let page = browser
        .post_form(&urls::sign_in_code("sv"), &wrong)
        .await
        .assert_status(422);
    assert!(
        page.main_text().contains("4 försök kvar"),
        "{}",
        page.main_text()
    );
    assert!(
        page.text().contains("<title>Fel: "),
        "the title says that something is wrong"
    );
    let right = [("digits", letter.code.as_str())];
    browser
        .post_form(&urls::sign_in_code("sv"), &right)
        .await
        .assert_status(303);
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn digits_that_are_not_all_there_cost_no_try() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    let page = urls::sign_in_code("sv");
    let mut other = app.client();
    for _ in 0..6 {
        for digits in ["", "12345", "1234567", "12 34", "koden"] {
            let typed = [("digits", digits)];
            let answer = browser.post_form(&page, &typed).await.assert_status(422);
            let text = answer.main_text();
            assert!(
                text.contains("Skriv alla sex siffrorna") && !text.contains("försök kvar"),
                "{digits}: {text}"
            );
            assert_eq!(answer.field("digits").as_deref(), Some(digits));
        }
        let typed = [("digits", "12345")];
        let answer = other.post_form(&letter.link, &typed).await;
        let text = answer.assert_status(422).main_text();
        assert!(text.contains("Skriv alla sex siffrorna"), "{text}");
    }
    let wrong = [("digits", letter.wrong_code())];
    let answer = browser.post_form(&page, &wrong).await.assert_status(422);
    let text = answer.main_text();
    assert!(text.contains("Du har 4 försök kvar"), "{text}");
    // Spaces as mail programs and people put them in are no fault.
    let code = format!(" {} {} ", &letter.code[..3], &letter.code[3..]);
    let right = [("digits", code.as_str())];
    browser.post_form(&page, &right).await.assert_status(303);
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn another_browser_is_asked_for_the_code() {
    let app = TestApp::new().await;
    let (_, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    let mut other = app.client();
    let page = other.get(&letter.link).await.assert_status(200);
    assert!(
        page.main_text().contains("de sex siffrorna"),
        "{}",
        page.main_text()
    );
    other.post(&letter.link).await.assert_status(422);
    assert!(!is_signed_in(&mut other).await);
    let right = [("digits", letter.code.as_str())];
    other
        .post_form(&letter.link, &right)
        .await
        .assert_status(303);
    assert!(is_signed_in(&mut other).await);
}

/// C7: mail systems open links before people do, and some press the button.
#[tokio::test]
async fn a_scanner_cannot_use_the_link_up() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    let mut scanner = app.client().at("203.0.113.9");
    scanner.head(&letter.link).await.assert_status(200);
    scanner.get(&letter.link).await.assert_status(200);
    scanner.post(&letter.link).await.assert_status(422);
    scanner
        .request(Method::POST, &letter.link, None, axum::body::Body::empty())
        .await;
    assert!(!is_signed_in(&mut scanner).await);
    browser.post(&letter.link).await.assert_status(303);
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_link_that_does_not_work_says_why() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    let foreign = urls::sign_in_link("sv", "0".repeat(32));
    let page = browser.post(&foreign).await.assert_status(404);
    assert!(
        page.main_text().contains("Länken finns inte"),
        "{}",
        page.main_text()
    );
    browser.post(&letter.link).await.assert_status(303);
    for page in [
        browser.post(&letter.link).await,
        browser.get(&letter.link).await,
    ] {
        assert!(page.assert_status(410).main_text().contains("redan använd"));
    }
    app.clock.advance(chrono::Duration::minutes(1));
    let (mut late, old) = asked(&app, "bo@skola.se", &urls::sign_in("sv")).await;
    app.clock.advance(chrono::Duration::minutes(10));
    for page in [late.post(&old.link).await, late.get(&old.link).await] {
        assert!(page.assert_status(410).main_text().contains("för gammal"));
    }
    assert!(!is_signed_in(&mut late).await);
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer() {
    let app = TestApp::new().await;
    contest::testing::account(&app.ctx, "ana@skola.se", &[Role::Teacher])
        .await
        .expect("an account");
    let mut pages = Vec::new();
    for email in ["ana@skola.se", "nobody@skola.se"] {
        let mut browser = app.client();
        let answer = browser
            .post_form(&urls::sign_in("sv"), &[("email", email)])
            .await
            .assert_status(303);
        pages.push((
            answer.location().to_owned(),
            browser.get(answer.location()).await.text(),
        ));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn what_is_no_address_is_shown_again() {
    let app = TestApp::new().await;
    let mut browser = app.client();
    let page = browser
        .post_form(
            &urls::sign_in("en"),
            &[("email", "ana"), ("return_to", "/en/account")],
        )
        .await
        .assert_status(422);
    assert!(
        page.main_text().contains("Type the whole address"),
        "{}",
        page.main_text()
    );
    assert_eq!(
        (
            page.field("email").as_deref(),
            page.field("return_to").as_deref()
        ),
        (Some("ana"), Some("/en/account"))
    );
    assert!(browser.cookies().is_empty(), "no cookie for nothing");
}

#[tokio::test]
async fn the_fourth_mail_of_a_day_is_not_sent() {
    let app = TestApp::new().await;
    for _ in 0..3 {
        app.clock.advance(chrono::Duration::seconds(1));
        asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    }
    let mut browser = app.client();
    let page = browser
        .post_form(&urls::sign_in("sv"), &[("email", "ana@skola.se")])
        .await
        .assert_status(422);
    assert!(
        page.main_text().contains("försök igen i morgon"),
        "{}",
        page.main_text()
    );
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 3);
}

#[tokio::test]
async fn a_network_that_asks_too_often_waits() {
    let app = TestApp::new().await;
    let mut browser = app.client();
    for number in 0..25 {
        let email = format!("elev{number}@skola.se");
        browser
            .post_form(&urls::sign_in("sv"), &[("email", &email)])
            .await
            .assert_status(303);
    }
    let page = browser
        .post_form(&urls::sign_in("sv"), &[("email", "en.till@skola.se")])
        .await
        .assert_status(429);
    assert!(!page.header("retry-after").is_empty());
    let mut elsewhere = app.client().at("203.0.113.9");
    elsewhere
        .post_form(&urls::sign_in("sv"), &[("email", "en.till@skola.se")])
        .await
        .assert_status(303);
}

#[tokio::test]
async fn an_expired_sign_in_leads_back_to_the_same_step() {
    let app = TestApp::new().await;
    let mut browser = app.client();
    let page = browser.get(&urls::account("sv")).await.assert_status(401);
    let way = page
        .links()
        .into_iter()
        .find(|link| link.contains("return_to="))
        .expect("a way on");
    let form = browser.get(&way).await.assert_status(200);
    assert_eq!(form.field("return_to").as_deref(), Some("/sv/account"));
}

#[tokio::test]
async fn a_way_out_of_the_site_is_not_followed() {
    let app = TestApp::new().await;
    let mut browser = app.client();
    let form = browser
        .get(&format!(
            "{}?return_to=//evil.example/sv",
            urls::sign_in("sv")
        ))
        .await
        .assert_status(200);
    assert_eq!(form.field("return_to"), None);
    let fields = [
        ("email", "ana@skola.se"),
        ("return_to", "https://evil.example/sv"),
    ];
    browser
        .post_form(&urls::sign_in("sv"), &fields)
        .await
        .assert_status(303);
    app.run_jobs().await;
    let answer = browser
        .post(&Letter::newest(&app).link)
        .await
        .assert_status(303);
    assert_eq!(answer.location(), urls::mine("sv"));
}

#[tokio::test]
async fn the_operators_link_needs_one_press_and_works_once() {
    let app = TestApp::new().await;
    let email = Email::parse("chef@dizza.se").expect("an address");
    accounts::grant(&app.ctx, &Actor::System, &email, Role::Organiser)
        .await
        .expect("granted");
    let valid = chrono::Duration::minutes(30);
    let token = accounts::admin_sign_in_link(&app.ctx, &email, valid)
        .await
        .expect("a link");
    let link = urls::sign_in_link("sv", token);
    let mut browser = app.client();
    browser.get(&link).await.assert_status(200);
    let answer = browser.post(&link).await.assert_status(303);
    assert_eq!(answer.location(), urls::moderate("sv"));
    assert!(is_signed_in(&mut browser).await);
    app.client().post(&link).await.assert_status(410);
}

/// C6.
#[tokio::test]
async fn a_suspended_account_is_out_at_the_next_request() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    browser.post(&letter.link).await.assert_status(303);
    assert!(is_signed_in(&mut browser).await);
    let email = Email::parse("ana@skola.se").expect("an address");
    accounts::suspend(&app.ctx, &Actor::System, &email)
        .await
        .expect("suspended");
    browser.get(&urls::account("sv")).await.assert_status(401);
    app.clock.advance(chrono::Duration::seconds(1));
    let (mut again, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    let page = again.post(&letter.link).await.assert_status(403);
    assert!(
        page.main_text().contains("avstängt"),
        "{}",
        page.main_text()
    );
}

#[tokio::test]
async fn an_id_from_before_is_worth_nothing_after() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    let before = browser.cookies().clone();
    browser.post(&letter.link).await.assert_status(303);
    assert_ne!(&before, browser.cookies());
    let mut planted = app.client();
    for (name, value) in &before {
        planted.set_cookie(name, value);
    }
    assert!(!is_signed_in(&mut planted).await);
}

#[tokio::test]
async fn the_language_of_mails_is_kept() {
    let app = TestApp::new().await;
    let (mut browser, letter) = asked(&app, "ana@skola.se", &urls::sign_in("sv")).await;
    browser.post(&letter.link).await.assert_status(303);
    browser
        .post_form(&urls::account("sv"), &[("language", "de")])
        .await
        .assert_status(422);
    browser
        .post_form(&urls::account("sv"), &[("language", "en")])
        .await
        .assert_status(303);
    let page = browser.get(&urls::account("sv")).await.assert_status(200);
    assert!(page.main_text().contains("Sparat"), "{}", page.main_text());
    let account = accounts::queries::find_by_email(app.db().read(), "ana@skola.se")
        .await
        .expect("the database");
    assert_eq!(account.expect("an account").language, "en");
}

#[tokio::test]
async fn the_mailbox_is_for_the_demo_on_this_machine() {
    use test_support::TestOptions;
    let demo = TestApp::with(TestOptions {
        demo: true,
        ..TestOptions::default()
    })
    .await;
    asked(&demo, "ana@skola.se", &urls::sign_in("sv")).await;
    let mut here = demo.client().at("127.0.0.1");
    let list = here.get(&urls::mailbox()).await.assert_status(200);
    assert!(
        list.main_text().contains("ana@skola.se"),
        "{}",
        list.main_text()
    );
    let mail = list
        .links()
        .into_iter()
        .find(|link| link.starts_with("/mailbox/"))
        .expect("a mail");
    let page = here.get(&mail).await.assert_status(200);
    assert!(
        page.links()
            .iter()
            .any(|link| link.starts_with("/sv/sign-in/")),
        "{:?}",
        page.links()
    );
    here.get(&urls::mailbox_mail("../secret"))
        .await
        .assert_status(404);
    demo.client()
        .at("198.51.100.7")
        .get(&urls::mailbox())
        .await
        .assert_status(404);
    let proxied = demo
        .client()
        .at("127.0.0.1")
        .with_header("x-forwarded-for", "203.0.113.9")
        .get(&urls::mailbox())
        .await;
    proxied.assert_status(404);
    let usual = TestApp::new().await;
    usual
        .client()
        .at("127.0.0.1")
        .get(&urls::mailbox())
        .await
        .assert_status(404);
}

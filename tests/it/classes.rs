//! A class is opened, joined and come back to, through the pages.

use contest::accounts::{self, Email};
use contest::classes::entity::school_class;
use contest::contributions::State;
use contest::ids::{AccountId, ClassId};
use contest::permissions::{Actor, Principal, Role};
use contest::testing;
use dizza_http::{sessions, urls};
use test_support::{Answer, Client, TestApp};

struct School {
    app: TestApp,
    teacher: Client,
    teacher_id: AccountId,
}

/// The form of a class as a teacher fills it in.
const SEVEN_B: [(&str, &str); 4] = [
    ("school", "Björkskolan"),
    ("name", "7B"),
    ("grade", "7"),
    ("municipality", "1280"),
];

impl School {
    async fn begin() -> Self {
        let app = TestApp::new().await;
        testing::edition(&app.ctx, "dizza-test").await.unwrap();
        let teacher_id = testing::account(&app.ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .unwrap();
        let teacher = app.signed_in(&Principal::Account(teacher_id)).await;
        Self {
            app,
            teacher,
            teacher_id,
        }
    }

    /// Opens a class by the form; gives its page's path.
    async fn open(&mut self) -> String {
        self.teacher
            .get(&urls::class_new("sv"))
            .await
            .assert_status(200);
        let answer = self
            .teacher
            .post_form(&urls::classes("sv"), &SEVEN_B)
            .await
            .assert_status(303);
        answer.location().to_owned()
    }

    async fn class(&self) -> school_class::Model {
        let all = contest::classes::queries::of_teacher(self.app.db().read(), self.teacher_id)
            .await
            .unwrap();
        all.into_iter().next().expect("a class")
    }

    /// Presses a button of the class's page.
    async fn press(&mut self, button: fn(&'static str, ClassId) -> String) {
        let path = button("sv", self.class().await.id);
        self.teacher.post(&path).await.assert_status(303);
    }
}

async fn try_to_join(browser: &mut Client, code: &str, nickname: &str) -> Answer {
    browser
        .post_form(&urls::join("sv"), &[("code", code), ("nickname", nickname)])
        .await
}

/// Joins and reads the three words from the page.
async fn join(app: &TestApp, code: &str, nickname: &str) -> (Client, String) {
    let mut browser = app.client();
    let answer = try_to_join(&mut browser, code, nickname)
        .await
        .assert_status(303);
    assert_eq!(answer.location(), urls::joined("sv"));
    let page = browser.get(answer.location()).await.assert_status(200);
    let words = words_on(&page).expect("three words");
    (browser, words)
}

fn words_on(page: &Answer) -> Option<String> {
    let html = page.text();
    let (_, rest) = html.split_once("id=\"words\"")?;
    let (_, rest) = rest.split_once('>')?;
    Some(rest.split_once('<')?.0.to_owned())
}

async fn come_back(browser: &mut Client, code: &str, words: &str) -> Answer {
    browser
        .post_form(&urls::come_back("sv"), &[("code", code), ("words", words)])
        .await
}

#[tokio::test]
async fn a_class_is_opened_joined_and_come_back_to() {
    let mut school = School::begin().await;
    let room = school.open().await;
    let page = school
        .teacher
        .get(&room)
        .await
        .assert_status(200)
        .main_text();
    let code = school.class().await.join_code;
    let shown = format!("{} {}", &code[..4], &code[4..]).to_uppercase();
    for expected in [
        "7B",
        "Björkskolan",
        "Årskurs 7, Malmö",
        &shown,
        "Lämna in senast",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }

    let (mut pupil, words) = join(&school.app, &shown, "Räven").await;
    let again = pupil.get(&urls::joined("sv")).await.assert_status(200);
    assert_eq!(words_on(&again), None, "the words are shown once");

    let mut elsewhere = school.app.client();
    elsewhere
        .get(&urls::come_back("sv"))
        .await
        .assert_status(200);
    let back = come_back(&mut elsewhere, &code, &words)
        .await
        .assert_status(303);
    assert_eq!(back.location(), urls::mine("sv"));
    let joined = elsewhere.get(&urls::joined("sv")).await.assert_status(200);
    assert!(
        joined.main_text().contains("Räven"),
        "{}",
        joined.main_text()
    );

    pupil.post(&urls::joined("sv")).await.assert_status(303);
    let renewed = words_on(&pupil.get(&urls::joined("sv")).await).expect("new words");
    assert_ne!(renewed, words);
    let old = come_back(&mut school.app.client(), &code, &words)
        .await
        .assert_status(422);
    assert!(
        old.main_text().contains("Ingen i klassen har de orden"),
        "{}",
        old.main_text()
    );
    come_back(&mut school.app.client(), &code, &renewed)
        .await
        .assert_status(303);

    let page = school
        .teacher
        .get(&room)
        .await
        .assert_status(200)
        .main_text();
    assert!(page.contains("1 elev") && page.contains("Räven"), "{page}");
}

#[tokio::test]
async fn a_form_with_faults_names_them_and_loses_nothing() {
    let mut school = School::begin().await;
    let long = "x".repeat(41);
    let fields = [
        ("school", "Björkskolan"),
        ("name", long.as_str()),
        ("grade", ""),
        ("municipality", "9999"),
        ("show_place", "yes"),
    ];
    let page = school
        .teacher
        .post_form(&urls::classes("sv"), &fields)
        .await
        .assert_status(422);
    let text = page.main_text();
    for expected in [
        "Det finns ett problem",
        "Högst 40 tecken",
        "Välj årskurs",
        "Välj kommun",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert_eq!(page.field("school").as_deref(), Some("Björkskolan"));
    assert!(
        page.text()
            .contains("name=\"show_place\" value=\"yes\" id=\"field-show_place\" checked"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn the_projector_shows_the_code_and_where_it_leads() {
    let mut school = School::begin().await;
    school.open().await;
    let class = school.class().await;
    let page = school
        .teacher
        .get(&urls::class_projector("sv", class.id))
        .await
        .assert_status(200);
    assert!(
        page.main_text().contains("dizza.test/sv/join"),
        "{}",
        page.main_text()
    );
    let picture = school
        .teacher
        .get(&urls::class_qr("sv", class.id))
        .await
        .assert_status(200);
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    let form = school
        .app
        .client()
        .get(&urls::join_code("sv", &class.join_code))
        .await
        .assert_status(200);
    assert_eq!(
        contest::text::code(&form.field("code").expect("a field")),
        class.join_code
    );
}

#[tokio::test]
async fn closed_old_and_unknown_codes_have_their_own_words() {
    let mut school = School::begin().await;
    school.open().await;
    let code = school.class().await.join_code;
    let mut browser = school.app.client();
    let refused = async |browser: &mut Client, code: &str| {
        try_to_join(browser, code, "Räven")
            .await
            .assert_status(422)
            .main_text()
    };
    assert!(
        refused(&mut browser, "00000000")
            .await
            .contains("Koden finns inte")
    );
    school.press(urls::class_close).await;
    assert!(
        refused(&mut browser, &code)
            .await
            .contains("Klassen är stängd")
    );
    school.press(urls::class_reopen).await;
    let ask = urls::class_renew("sv", school.class().await.id);
    school.teacher.get(&ask).await.assert_status(200);
    assert_eq!(
        school.class().await.join_code,
        code,
        "asking changes nothing"
    );
    school.press(urls::class_renew).await;
    assert!(
        refused(&mut browser, &code)
            .await
            .contains("Koden är utbytt")
    );
    assert!(browser.cookies().is_empty(), "nobody got in");
    join(&school.app, &school.class().await.join_code, "Räven").await;
}

#[tokio::test]
async fn a_nickname_is_refused_with_words_and_kept_in_the_form() {
    let mut school = School::begin().await;
    school.open().await;
    let code = school.class().await.join_code;
    join(&school.app, &code, "Räven").await;
    for (nickname, words) in [
        ("", "Hitta på ett smeknamn"),
        ("RÄVEN", "heter redan så"),
        ("ana@skola.se", "ingen adress"),
    ] {
        let page = try_to_join(&mut school.app.client(), &code, nickname)
            .await
            .assert_status(422);
        assert!(
            page.main_text().contains(words),
            "{nickname}: {}",
            page.main_text()
        );
        assert_eq!(page.field("nickname").as_deref(), Some(nickname));
    }
}

#[tokio::test]
async fn twenty_misses_lock_the_way_back_until_the_teacher_opens_it() {
    let mut school = School::begin().await;
    let room = school.open().await;
    let code = school.class().await.join_code;
    let (_, words) = join(&school.app, &code, "Räven").await;
    let wrong = if words == "zebra zebra zebra" {
        "zoo zoo zoo"
    } else {
        "zebra zebra zebra"
    };
    let mut browser = school.app.client();
    for _ in 0..20 {
        come_back(&mut browser, &code, wrong)
            .await
            .assert_status(422);
    }
    let locked = come_back(&mut browser, &code, &words)
        .await
        .assert_status(422);
    assert!(
        locked.main_text().contains("Be din lärare öppna den igen"),
        "{}",
        locked.main_text()
    );
    let page = school.teacher.get(&room).await.main_text();
    assert!(page.contains("Ingen kan komma tillbaka just nu"), "{page}");
    school.press(urls::class_unlock).await;
    come_back(&mut browser, &code, &words)
        .await
        .assert_status(303);
}

#[tokio::test]
async fn a_removed_pupil_is_out_at_the_next_request() {
    let mut school = School::begin().await;
    school.open().await;
    let class = school.class().await;
    let (mut pupil, _) = join(&school.app, &class.join_code, "Räven").await;
    pupil.get(&urls::joined("sv")).await.assert_status(200);
    let members = contest::classes::queries::pupils(school.app.db().read(), class.id)
        .await
        .unwrap();
    let remove = urls::class_remove("sv", class.id, members[0].id);
    let ask = school.teacher.get(&remove).await.assert_status(200);
    assert!(
        ask.main_text().contains("Ta bort Räven?"),
        "{}",
        ask.main_text()
    );
    school.teacher.post(&remove).await.assert_status(303);
    pupil.get(&urls::joined("sv")).await.assert_status(401);
    let removed = Principal::Membership(members[0].id);
    let left = sessions::end_all(school.app.db().write(), &removed).await;
    assert_eq!(left.unwrap(), 0, "no session is left to end");
}

#[tokio::test]
async fn a_foreign_class_is_no_page() {
    let mut school = School::begin().await;
    let room = school.open().await;
    let class = school.class().await;
    let other = testing::account(&school.app.ctx, "annan@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let mut other = school.app.signed_in(&Principal::Account(other)).await;
    let id = class.id;
    for path in [
        room,
        urls::class_projector("sv", id),
        urls::class_qr("sv", id),
        urls::class_renew("sv", id),
    ] {
        other.get(&path).await.assert_status(404);
    }
    for path in [
        urls::class_close("sv", id),
        urls::class_renew("sv", id),
        urls::class_unlock("sv", id),
    ] {
        other.post(&path).await.assert_status(404);
    }
    other
        .post_form(&urls::class_place("sv", id), &[("show_place", "yes")])
        .await
        .assert_status(404);
    assert_eq!(school.class().await, class);
}

#[tokio::test]
async fn only_teachers_have_classes_and_others_learn_how_to_become_one() {
    let school = School::begin().await;
    let contributor = testing::account(&school.app.ctx, "ana@skola.se", &[])
        .await
        .unwrap();
    let mut contributor = school.app.signed_in(&Principal::Account(contributor)).await;
    for path in [urls::classes("sv"), urls::class_new("sv")] {
        let page = contributor.get(&path).await.assert_status(403);
        assert!(
            page.main_text().contains("Är du lärare?"),
            "{}",
            page.main_text()
        );
    }
    contributor
        .post_form(&urls::classes("sv"), &SEVEN_B)
        .await
        .assert_status(403);
    let email = Email::parse("ana@skola.se").unwrap();
    accounts::grant(&school.app.ctx, &Actor::System, &email, Role::Teacher)
        .await
        .unwrap();
    contributor
        .get(&urls::classes("sv"))
        .await
        .assert_status(401)
        .links();
}

#[tokio::test]
async fn the_class_page_tells_the_state_of_its_contributions() {
    let mut school = School::begin().await;
    let room = school.open().await;
    let class = school.class().await;
    for (title, state, words) in [
        ("Gryning", State::Draft, "eleverna arbetar"),
        ("Dag", State::Submitted, "väntar på dig"),
        ("Kväll", State::ChangesRequested, "ska ändras"),
        ("Natt", State::Published, "publicerat"),
    ] {
        testing::poem(&school.app.ctx, &class, title, state)
            .await
            .unwrap();
        let page = school
            .teacher
            .get(&room)
            .await
            .assert_status(200)
            .main_text();
        assert!(
            page.contains(title) && page.contains(words),
            "{title}: {page}"
        );
    }
    let list = school
        .teacher
        .get(&urls::classes("sv"))
        .await
        .assert_status(200)
        .main_text();
    assert!(
        list.contains("4 bidrag") && list.contains("Ett bidrag väntar på dig"),
        "{list}"
    );
}

#[tokio::test]
async fn place_is_hidden_until_the_teacher_shows_it() {
    let mut school = School::begin().await;
    let room = school.open().await;
    assert!(!school.class().await.show_place);
    let path = urls::class_place("sv", school.class().await.id);
    school
        .teacher
        .post_form(&path, &[("show_place", "yes")])
        .await
        .assert_status(303);
    assert!(school.class().await.show_place);
    let page = school.teacher.get(&room).await.main_text();
    assert!(page.contains("visas nu vid bidraget"), "{page}");
    school.teacher.post(&path).await.assert_status(303);
    assert!(!school.class().await.show_place);
}

#[tokio::test]
async fn a_network_that_guesses_codes_waits_and_the_school_does_not() {
    let mut school = School::begin().await;
    school.open().await;
    let code = school.class().await.join_code;
    let mut guesser = school.app.client().at("203.0.113.9");
    for _ in 0..60 {
        let guess = school.app.ctx.random_code(8);
        try_to_join(&mut guesser, &guess, "Räven")
            .await
            .assert_status(422);
    }
    let page = try_to_join(&mut guesser, &code, "Räven")
        .await
        .assert_status(422);
    assert!(
        page.main_text().contains("Vänta fem minuter"),
        "{}",
        page.main_text()
    );
    join(&school.app, &code, "Ugglan").await;
}

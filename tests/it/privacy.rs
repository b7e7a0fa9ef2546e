//! What is known of a pupil: a nickname in a class, and hashes. After the whole way through the site nothing else of them is
//! in the database (requirements E3 and E4 of the threat model).

use contest::classes::entity::membership;
use contest::contributions::{State, TICKS};
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{Lang, urls};
use sea_orm::{IdenStatic, Iterable};
use test_support::{Client, TestApp};

/// What the browser says beside what its owner types; none of it may be found anywhere.
const CANARIES: [(&str, &str); 6] = [
    ("user-agent", "Kanarieagent/7.3"),
    ("accept-language", "sv-x-kanarie"),
    ("referer", "https://kanariesajt.example/sida"),
    ("x-forwarded-for", "192.0.2.199"),
    ("from", "kanariepost@example.org"),
    ("sec-ch-ua-platform", "\"Kanarieplattform\""),
];
const ADDRESS: &str = "203.0.113.77";

fn browser(app: &TestApp) -> Client {
    let browser = app.client().at(ADDRESS);
    let tell = |browser: Client, (name, value): &(&str, &str)| browser.with_header(name, value);
    CANARIES.iter().fold(browser, tell)
}

/// Writes, answers and hands in a poem; gives its code.
async fn poem(pupil: &mut Client) -> String {
    let begun = pupil.post(&urls::upload(Lang::Sv)).await.assert_status(303);
    let code = begun.location().split('/').nth(3).unwrap().to_owned();
    let steps: [(&str, &[(&str, &str)]); 5] = [
        ("category", &[("category", "poem")]),
        ("files", &[("text", "Rök är inte moln.")]),
        ("about", &[("title", "Moln"), ("credits", "Räven")]),
        (
            "people",
            &[("faces", "none"), ("names", "none"), ("agree", "yes")],
        ),
        (
            "rights",
            &[("music", "none"), ("pictures", "own"), ("brands", "none")],
        ),
    ];
    for (step, fields) in steps {
        let path = urls::upload_step(Lang::Sv, &code, step);
        pupil.get(&path).await.assert_status(200);
        pupil.post_form(&path, fields).await.assert_status(303);
    }
    pupil
        .post(&urls::hand_in(Lang::Sv, &code))
        .await
        .assert_status(303);
    code
}

fn words_on(page: &str) -> Vec<String> {
    let (_, rest) = page.split_once("id=\"words\"").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    let words = rest.split_once('<').unwrap().0;
    words.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn nothing_of_a_pupil_is_kept_but_the_nickname() {
    let app = TestApp::new().await;
    let edition = testing::edition(&app.ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(&app.ctx, "larare@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let class = testing::class(&app.ctx, edition.id, teacher).await.unwrap();
    let other = testing::class(&app.ctx, edition.id, teacher).await.unwrap();
    let votable = testing::poem(&app.ctx, &other, "Gryning", State::Published)
        .await
        .unwrap();

    let mut pupil = browser(&app);
    let joined = [("code", class.join_code.as_str()), ("nickname", "Räven")];
    let answer = pupil
        .post_form(&urls::join("sv"), &joined)
        .await
        .assert_status(303);
    let words = words_on(&pupil.get(answer.location()).await.text());
    assert_eq!(words.len(), 3);
    let code = poem(&mut pupil).await;
    pupil
        .post(&urls::vote(Lang::Sv, &votable.code))
        .await
        .assert_status(303);
    pupil
        .post_form(
            &urls::report(Lang::Sv, &votable.code),
            &[("reason", "bullying")],
        )
        .await
        .assert_status(303);
    let mut back = browser(&app);
    let phrase = words.join(" ");
    let fields = [
        ("code", class.join_code.as_str()),
        ("words", phrase.as_str()),
    ];
    back.post_form(&urls::come_back("sv"), &fields)
        .await
        .assert_status(303);
    let mut teacher = app.signed_in(&Principal::Account(teacher)).await;
    let place = urls::class_approve(Lang::Sv, class.id, &code);
    let version = teacher.get(&place).await.field("version").unwrap();
    let mut ticks = vec![("version", version.as_str())];
    ticks.extend(TICKS.map(|tick| ("tick", tick)));
    teacher.post_form(&place, &ticks).await.assert_status(303);
    app.run_jobs().await;

    let dump = app.dump().await;
    assert!(
        dump.contains("Räven") && dump.contains("Moln"),
        "the scan sees rows"
    );
    let lower = dump.to_lowercase();
    let mut unwanted: Vec<String> = ["kanarie", ADDRESS, "203.0.113", "192.0.2.199", &phrase]
        .map(str::to_lowercase)
        .into();
    unwanted.extend(words.iter().map(|word| format!("{word} ")));
    for cookies in [pupil.cookies(), back.cookies()] {
        unwanted.extend(cookies.values().map(|value| value.to_lowercase()));
    }
    unwanted.push("04cb0071".into()); // the network as it is counted
    // Bytes are dumped as hexadecimal digits.
    let bytes: Vec<String> = unwanted.iter().map(hex::encode).collect();
    unwanted.extend(bytes);
    for word in unwanted {
        let line = lower.lines().find(|line| line.contains(&word));
        assert_eq!(line, None, "{word} is kept");
    }
}

/// A further column about pupils is a decision: it has to be written down here and in `docs/security.md`.
#[test]
fn a_membership_has_no_room_for_more() {
    let columns: Vec<_> = membership::Column::iter()
        .map(|column| column.as_str())
        .collect();
    let known = [
        "id",
        "class_id",
        "nickname",
        "phrase_hash",
        "created_at",
        "removed_at",
    ];
    assert_eq!(columns, known);
}

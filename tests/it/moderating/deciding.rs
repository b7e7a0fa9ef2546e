//! The queue and its decisions.

use chrono::Duration;
use contest::contributions::State;
use dizza_http::{Lang, urls};

use super::{Room, act, item, press};

#[tokio::test]
async fn a_queue_is_emptied_by_buttons_and_every_one_can_be_taken_back() {
    let mut room = Room::open().await;
    let first = room.poem("Gryning", State::InReview).await;
    room.app.clock.advance(Duration::minutes(5));
    let second = room.poem("Skymning", State::InReview).await;
    let queue = room
        .anna
        .get(&urls::moderate(Lang::Sv))
        .await
        .assert_status(200);
    let text = queue.main_text();
    assert!(
        text.contains("2 bidrag väntar") && text.find("Gryning") < text.find("Skymning"),
        "{text}"
    );
    let from = format!("{}, {}", room.class.school, room.class.name);
    assert!(text.contains(&from), "{from}: {text}");

    let answer = press(&mut room.anna, &first, "approve", &[])
        .await
        .assert_status(303);
    assert_eq!(answer.location(), item(&second), "on to the next one");
    let page = room.anna.get(answer.location()).await.assert_status(200);
    assert!(
        page.main_text().contains("”Gryning” är godkänt."),
        "{}",
        page.main_text()
    );
    assert!(page.forms().contains(&act(&first, "undo")));
    room.anna
        .post(&act(&first, "undo"))
        .await
        .assert_status(303);
    assert_eq!(room.state(&first).await, State::InReview);

    press(&mut room.anna, &first, "approve", &[])
        .await
        .assert_status(303);
    let last = press(&mut room.anna, &second, "approve", &[])
        .await
        .assert_status(303);
    assert_eq!(last.location(), urls::moderate(Lang::Sv), "nothing is left");
    let mut visitor = room.app.client();
    visitor
        .get(&urls::contribution(Lang::Sv, &first.code))
        .await
        .assert_status(404);
    room.pass(10).await;
    visitor
        .get(&urls::contribution(Lang::Sv, &first.code))
        .await
        .assert_status(200);
    room.anna
        .post(&act(&first, "undo"))
        .await
        .assert_status(409);
    let empty = room
        .anna
        .get(&urls::moderate(Lang::En))
        .await
        .assert_status(200)
        .main_text();
    assert!(empty.contains("The queue is empty"), "{empty}");
    assert!(room.app.mails().iter().any(|mail| mail.contains("Gryning")));
}

#[tokio::test]
async fn a_refusal_needs_its_reason_in_both_languages_and_reaches_the_makers() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::InReview).await;
    let wrong = press(
        &mut room.anna,
        &work,
        "request-changes",
        &[("text_sv", "Byt namnet")],
    )
    .await
    .assert_status(422);
    let text = wrong.main_text();
    assert!(
        text.contains("Välj ett skäl") && text.contains("Skriv skälet på engelska"),
        "{text}"
    );
    assert!(text.contains("Byt namnet"), "what was typed stays");
    assert!(wrong.text().contains("<title>Fel:"), "the title says so");

    let page = room
        .anna
        .get(&format!("{}?reason=bullying", item(&work)))
        .await
        .assert_status(200);
    assert_eq!(page.field("reason").as_deref(), Some("bullying"));
    assert!(
        page.main_text().contains("Driv gärna med tobaksbolagen"),
        "{}",
        page.main_text()
    );

    let words = [
        ("reason", "bullying"),
        ("text_sv", "Byt namnet i vers två."),
        ("text_en", "Change the name in verse two."),
    ];
    press(&mut room.anna, &work, "request-changes", &words)
        .await
        .assert_status(303);
    assert_eq!(room.state(&work).await, State::ChangesRequested);
    room.pass(10).await;
    let mail = room.app.mails().pop().expect("a mail");
    assert!(
        mail.contains("Byt namnet i vers två.") && mail.contains("larare@skola.example"),
        "{mail}"
    );
}

#[tokio::test]
async fn nobody_decides_about_their_own_class_or_over_somebody_elses_shoulder() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::InReview).await;
    let page = room.teacher.get(&item(&work)).await.assert_status(200);
    assert!(
        !page.forms().contains(&act(&work, "approve")),
        "no button for one's own"
    );
    let seen = format!("{}-", work.version);
    room.teacher
        .post_form(&act(&work, "approve"), &[("seen", &seen)])
        .await
        .assert_status(403);

    press(&mut room.anna, &work, "claim", &[])
        .await
        .assert_status(303);
    let page = room.bo.get(&item(&work)).await.assert_status(200);
    assert!(
        page.main_text().contains("anna@dizza.test"),
        "{}",
        page.main_text()
    );
    room.bo
        .post_form(&act(&work, "approve"), &[("seen", &seen)])
        .await
        .assert_status(409);
    room.anna
        .post(&act(&work, "release"))
        .await
        .assert_status(303);
    press(&mut room.bo, &work, "approve", &[])
        .await
        .assert_status(303);
    assert_eq!(room.state(&work).await, State::Approved);
    room.bo
        .post(&act(&work, "explode"))
        .await
        .assert_status(404);
}

#[tokio::test]
async fn what_changed_since_it_was_looked_at_is_not_approved() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::InReview).await;
    let old = format!("{}-{}", work.version - 1, "00".repeat(32));
    room.anna
        .post_form(&act(&work, "approve"), &[("seen", &old)])
        .await
        .assert_status(409);
    let other = format!("{}-{}", work.version, "00".repeat(32));
    let answer = room
        .anna
        .post_form(&act(&work, "approve"), &[("seen", &other)])
        .await
        .assert_status(409);
    assert!(
        answer.main_text().contains("har ändrats sedan du tittade"),
        "{}",
        answer.main_text()
    );
    room.anna
        .post_form(&act(&work, "approve"), &[("seen", "x")])
        .await
        .assert_status(409);
    // A field that the form does not have is refused, not passed over.
    room.anna
        .post_form(
            &act(&work, "approve"),
            &[("seen", &old), ("state", "published")],
        )
        .await
        .assert_status(400);
}

#[tokio::test]
async fn filters_are_links_and_go_along() {
    let mut room = Room::open().await;
    let first = room.poem("Gryning", State::InReview).await;
    room.poem("Skymning", State::InReview).await;
    let queue = room
        .anna
        .get(&format!(
            "{}?kind=text&category=poem",
            urls::moderate(Lang::Sv)
        ))
        .await
        .assert_status(200);
    let link = format!("{}?kind=text&category=poem", item(&first));
    assert!(queue.links().contains(&link), "{:?}", queue.links());
    let page = room.anna.get(&link).await.assert_status(200);
    let (seen, filter) = (page.field("seen").unwrap(), page.field("filter").unwrap());
    let fields = [("seen", seen.as_str()), ("filter", filter.as_str())];
    let next = room
        .anna
        .post_form(&act(&first, "approve"), &fields)
        .await
        .assert_status(303);
    assert!(
        next.location().ends_with("?kind=text&category=poem"),
        "{}",
        next.location()
    );
    let none = room
        .anna
        .get(&format!("{}?kind=video", urls::moderate(Lang::Sv)))
        .await
        .main_text();
    assert!(none.contains("Inget väntar"), "{none}");
    room.anna
        .get(&urls::moderate_keys(Lang::Sv))
        .await
        .assert_status(200);
}

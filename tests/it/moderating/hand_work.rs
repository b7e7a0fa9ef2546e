//! What is done by hand: hiding, the front page, and the teacher's checklist.

use contest::contributions::State;
use contest::{contributions, testing};
use dizza_http::{Lang, urls};

use super::{Room, press};

#[tokio::test]
async fn hiding_and_showing_again_by_hand() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::Published).await;
    let words = [
        ("reason", "hate"),
        ("text_sv", "Därför."),
        ("text_en", "Therefore."),
    ];
    press(&mut room.anna, &work, "hide", &[])
        .await
        .assert_status(422);
    press(&mut room.anna, &work, "hide", &words)
        .await
        .assert_status(303);
    room.app
        .client()
        .get(&urls::contribution(Lang::Sv, &work.code))
        .await
        .assert_status(404);
    let page = press(&mut room.anna, &work, "restore", &[])
        .await
        .assert_status(303);
    let page = room
        .anna
        .get(page.location())
        .await
        .assert_status(200)
        .main_text();
    assert!(
        page.contains("Bidraget syns igen.") && page.contains("Dolt: Hat"),
        "{page}"
    );
    room.app
        .client()
        .get(&urls::contribution(Lang::Sv, &work.code))
        .await
        .assert_status(200);
}

#[tokio::test]
async fn the_front_page_is_ordered_by_buttons_and_by_a_list() {
    let mut room = Room::open().await;
    let mut works = Vec::new();
    for title in ["Aftonfalk", "Bofink", "Citronfjäril"] {
        let work = room.poem(title, State::Published).await;
        press(&mut room.anna, &work, "feature", &[])
            .await
            .assert_status(303);
        works.push(work);
    }
    let page = urls::featured(Lang::Sv);
    let order = |text: &str| {
        let mut titles =
            ["Aftonfalk", "Bofink", "Citronfjäril"].map(|title| (text.find(title), title));
        titles.sort_unstable();
        titles.map(|(_, title)| &title[..1]).concat()
    };
    assert_eq!(
        order(&room.anna.get(&page).await.assert_status(200).main_text()),
        "ABC"
    );
    room.anna
        .post_form(&page, &[("act", "up"), ("code", &works[2].code)])
        .await
        .assert_status(303);
    assert_eq!(order(&room.anna.get(&page).await.main_text()), "ACB");
    room.anna
        .post_form(&page, &[("act", "down"), ("code", &works[0].code)])
        .await
        .assert_status(303);
    assert_eq!(order(&room.anna.get(&page).await.main_text()), "CAB");
    let codes =
        [&works[1].code, &works[0].code, &works[2].code].map(|code| ("order", code.as_str()));
    let mut fields = vec![("act", "order")];
    fields.extend(codes);
    room.anna.post_form(&page, &fields).await.assert_status(303);
    assert_eq!(order(&room.anna.get(&page).await.main_text()), "BAC");
    let home = room
        .app
        .client()
        .get(&urls::home(Lang::Sv))
        .await
        .assert_status(200)
        .main_text();
    assert_eq!(order(&home), "BAC", "{home}");

    room.anna
        .post_form(&page, &[("act", "remove"), ("code", &works[0].code)])
        .await
        .assert_status(303);
    press(&mut room.anna, &works[1], "unfeature", &[])
        .await
        .assert_status(303);
    let left = room.anna.get(&page).await.main_text();
    assert!(
        left.contains("Citronfjäril") && !left.contains("Aftonfalk") && !left.contains("Bofink"),
        "{left}"
    );
    room.anna
        .post_form(&page, &[("act", "burn"), ("code", &works[2].code)])
        .await
        .assert_status(400);
}

#[tokio::test]
async fn a_teacher_ticks_all_eleven_for_the_version_they_saw() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::Submitted).await;
    let place = urls::class_approve(Lang::Sv, room.class.id, &work.code);
    let page = room.teacher.get(&place).await.assert_status(200);
    assert!(
        page.main_text().contains("Gryning är inte till salu."),
        "{}",
        page.main_text()
    );
    let seen = page.field("seen").expect("what was seen");
    let ticks = |but: &'static str| {
        let mut fields = vec![("seen", seen.as_str())];
        fields.extend(
            contributions::TICKS
                .iter()
                .filter(move |tick| **tick != but)
                .map(|tick| ("tick", *tick)),
        );
        fields
    };
    let wrong = room
        .teacher
        .post_form(&place, &ticks("protected"))
        .await
        .assert_status(422);
    let text = wrong.main_text();
    assert!(
        text.contains("Kryssa i att ingen som inte får hittas kan hittas"),
        "{text}"
    );
    assert_eq!(
        wrong.text().matches(" checked").count(),
        10,
        "the other ten stay ticked"
    );
    assert_eq!(room.state(&work).await, State::Submitted);

    let mut stale = ticks("");
    stale[0] = ("seen", "0");
    let stale = room
        .teacher
        .post_form(&place, &stale)
        .await
        .assert_status(422);
    assert!(stale.main_text().contains("Bidraget har ändrats"));
    room.anna.get(&place).await.assert_status(403);

    let done = room
        .teacher
        .post_form(&place, &ticks(""))
        .await
        .assert_status(303);
    assert_eq!(done.location(), urls::class(Lang::Sv, room.class.id));
    assert_eq!(room.state(&work).await, State::InReview);
    room.teacher
        .post_form(&place, &ticks(""))
        .await
        .assert_status(409);

    let other = testing::class(&room.app.ctx, room.class.edition_id, room.class.teacher_id)
        .await
        .unwrap();
    let foreign = urls::class_approve(Lang::Sv, other.id, &work.code);
    room.teacher.get(&foreign).await.assert_status(404);
}

#[tokio::test]
async fn a_teacher_sends_a_hand_in_back() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::Submitted).await;
    room.teacher
        .post(&urls::class_send_back(Lang::Sv, room.class.id, &work.code))
        .await
        .assert_status(303);
    assert_eq!(room.state(&work).await, State::Draft);
}

//! Reports: by anybody, answered, forgotten.

use contest::contributions::State;
use dizza_http::{Lang, urls};

use super::{Room, item, press};

#[tokio::test]
async fn a_privacy_report_hides_the_work_before_anybody_has_signed_in() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::Published).await;
    let mut victim = room.app.client();
    let form = urls::report(Lang::Sv, &work.code);
    let page = victim.get(&form).await.assert_status(200).main_text();
    assert!(
        page.contains("Jag är med, eller så rör det någons privatliv") && page.contains("Gryning"),
        "{page}"
    );
    let wrong = victim
        .post_form(&form, &[("text", "hej")])
        .await
        .assert_status(422);
    assert!(wrong.main_text().contains("Välj det som stämmer bäst"));

    let sent = victim
        .post_form(&form, &[("reason", "privacy"), ("text", "Det är jag")])
        .await
        .assert_status(303);
    assert!(
        victim
            .get(sent.location())
            .await
            .assert_status(200)
            .main_text()
            .contains("Bidraget är dolt nu")
    );
    assert!(victim.cookies().is_empty(), "no cookie for reporting");
    victim
        .get(&urls::contribution(Lang::Sv, &work.code))
        .await
        .assert_status(404);
    victim.get(&form).await.assert_status(404);

    room.pass(1).await;
    let mail = room.app.mails().pop().expect("the class is told");
    assert!(
        mail.contains("innan någon människa har hunnit titta"),
        "{mail}"
    );
    let queue = room
        .anna
        .get(&urls::moderate(Lang::Sv))
        .await
        .assert_status(200)
        .main_text();
    assert!(queue.contains("Integritet: två granskare"), "{queue}");
    let page = room
        .anna
        .get(&item(&work))
        .await
        .assert_status(200)
        .main_text();
    assert!(
        page.contains("Det är jag") && page.contains("Två granskare måste vilja visa det"),
        "{page}"
    );

    press(&mut room.anna, &work, "restore", &[])
        .await
        .assert_status(303);
    assert_eq!(room.state(&work).await, State::Hidden);
    room.pass(1).await;
    press(&mut room.anna, &work, "restore", &[])
        .await
        .assert_status(303);
    assert_eq!(
        room.state(&work).await,
        State::Hidden,
        "the same person twice is one person"
    );
    press(&mut room.bo, &work, "restore", &[])
        .await
        .assert_status(303);
    assert_eq!(room.state(&work).await, State::Published);
    victim
        .get(&urls::contribution(Lang::Sv, &work.code))
        .await
        .assert_status(200);
}

#[tokio::test]
async fn other_reports_wait_for_a_moderator_and_are_limited() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::Published).await;
    let mut visitor = room.app.client();
    let form = urls::report(Lang::En, &work.code);
    visitor
        .post_form(&form, &[("reason", "spam")])
        .await
        .assert_status(303);
    assert_eq!(room.state(&work).await, State::Published);
    press(&mut room.anna, &work, "keep", &[])
        .await
        .assert_status(303);
    let queue = room.anna.get(&urls::moderate(Lang::En)).await.main_text();
    assert!(queue.contains("The queue is empty"), "{queue}");
    for n in 0..9 {
        let other = room.poem(&format!("Dikt {n}"), State::Published).await;
        visitor
            .post_form(&urls::report(Lang::En, &other.code), &[("reason", "spam")])
            .await
            .assert_status(303);
    }
    let other = room.poem("En till", State::Published).await;
    let form = urls::report(Lang::En, &other.code);
    let limited = visitor
        .post_form(&form, &[("reason", "spam")])
        .await
        .assert_status(429);
    assert_eq!(limited.header("retry-after"), "3600");
    visitor
        .post_form(&form, &[("reason", "privacy")])
        .await
        .assert_status(303);
    assert_eq!(room.state(&other).await, State::Hidden);
}

#[tokio::test]
async fn whoever_left_an_address_is_told_what_came_of_the_report_and_forgotten() {
    let mut room = Room::open().await;
    let work = room.poem("Gryning", State::Published).await;
    let mut visitor = room.app.client();
    let form = urls::report(Lang::En, &work.code);
    let wrong = [("reason", "spam"), ("contact", "ring mig"), ("text", "Hej")];
    let page = visitor.post_form(&form, &wrong).await.assert_status(422);
    assert!(page.main_text().contains("Type the whole address"));
    assert_eq!(page.field("contact").as_deref(), Some("ring mig"));
    let fields = [("reason", "spam"), ("contact", "Granne@Example.org")];
    visitor.post_form(&form, &fields).await.assert_status(303);
    let to_neighbour = |room: &Room| {
        let mut mails = room.app.mails();
        mails.retain(|mail| mail.contains("granne@example.org"));
        mails
    };

    press(&mut room.anna, &work, "keep", &[])
        .await
        .assert_status(303);
    room.pass(9).await;
    assert!(to_neighbour(&room).is_empty(), "not before it stands");
    room.pass(2).await;
    let mails = to_neighbour(&room);
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].contains("Your report: the contribution stays"),
        "{mails:?}"
    );
    let dump = room.app.dump().await;
    assert!(!dump.contains("granne@example.org"), "forgotten");

    visitor
        .post_form(
            &form,
            &[("reason", "hate"), ("contact", "granne@example.org")],
        )
        .await
        .assert_status(303);
    let words = [
        ("reason", "hate"),
        ("text_sv", "Därför."),
        ("text_en", "Therefore."),
    ];
    press(&mut room.anna, &work, "hide", &words)
        .await
        .assert_status(303);
    room.pass(11).await;
    let mails = to_neighbour(&room);
    assert_eq!(mails.len(), 2);
    assert!(
        mails[1].contains("Your report: the contribution is not"),
        "{mails:?}"
    );
}

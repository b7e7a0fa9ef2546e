//! The moderators' room, the teacher's checklist, reports and the featured collection, through pages and without script.

use chrono::Duration;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::{Principal, Role};
use contest::{contributions, testing};
use dizza_http::{Lang, urls};
use test_support::{Answer, Client, TestApp};

struct Room {
    app: TestApp,
    class: contest::classes::entity::school_class::Model,
    teacher: Client,
    anna: Client,
    bo: Client,
}

impl Room {
    async fn open() -> Self {
        let app = TestApp::new().await;
        let ctx = &app.ctx;
        let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
        let both = [Role::Teacher, Role::Moderator];
        let teacher = testing::account(ctx, "larare@skola.example", &both)
            .await
            .unwrap();
        let anna = testing::account(ctx, "anna@dizza.test", &[Role::Moderator])
            .await
            .unwrap();
        let bo = testing::account(ctx, "bo@dizza.test", &[Role::Organiser])
            .await
            .unwrap();
        let class = testing::class(ctx, edition.id, teacher).await.unwrap();
        Self {
            teacher: app.signed_in(&Principal::Account(teacher)).await,
            anna: app.signed_in(&Principal::Account(anna)).await,
            bo: app.signed_in(&Principal::Account(bo)).await,
            class,
            app,
        }
    }

    async fn poem(&self, title: &str, state: State) -> contribution::Model {
        testing::poem(&self.app.ctx, &self.class, title, state)
            .await
            .unwrap()
    }

    async fn state(&self, work: &contribution::Model) -> State {
        contributions::queries::find(self.app.db().read(), work.id)
            .await
            .unwrap()
            .unwrap()
            .state
    }

    async fn pass(&self, seconds: i64) {
        self.app.clock.advance(Duration::seconds(seconds));
        self.app.run_jobs().await;
    }
}

fn item(work: &contribution::Model) -> String {
    urls::moderate_item(Lang::Sv, &work.code)
}

fn act(work: &contribution::Model, act: &str) -> String {
    urls::moderate_act(Lang::Sv, &work.code, act)
}

/// Opens the item as a person does and presses one of its buttons.
async fn press(
    client: &mut Client,
    work: &contribution::Model,
    name: &str,
    more: &[(&str, &str)],
) -> Answer {
    let page = client.get(&item(work)).await.assert_status(200);
    let seen = page.field("seen").expect("what was looked at goes along");
    assert!(
        page.forms().contains(&act(work, name)) || name == "reject",
        "no button {name}"
    );
    let mut fields = vec![("seen", seen.as_str())];
    fields.extend(more);
    client.post_form(&act(work, name), &fields).await
}

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
    let version = page.field("version").expect("a version");
    let ticks = |but: &'static str| {
        let mut fields = vec![("version", version.as_str())];
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
    stale[0] = ("version", "0");
    let stale = room
        .teacher
        .post_form(&place, &stale)
        .await
        .assert_status(422);
    assert!(stale.main_text().contains("Eleverna har ändrat bidraget"));
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

//! Voting through pages: an address is confirmed, a vote counts once, a receipt proves it, nobody sees a count too early.

use chrono::Duration;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::{Principal, Role};
use contest::{testing, votes};
use dizza_http::{Lang, urls};
use test_support::{Client, TestApp};

/// An edition with four poems of one class, and a pupil of another one.
pub struct Poll {
    pub app: TestApp,
    pub works: Vec<contribution::Model>,
    pub pupil: Principal,
}

impl Poll {
    pub async fn open() -> Self {
        let app = TestApp::new().await;
        let edition = testing::edition(&app.ctx, "dizza-2027")
            .await
            .expect("an edition");
        let teacher = testing::account(&app.ctx, "larare@skola.example", &[Role::Teacher])
            .await
            .expect("a teacher");
        let class = testing::class(&app.ctx, edition.id, teacher)
            .await
            .expect("a class");
        let other = testing::class(&app.ctx, edition.id, teacher)
            .await
            .expect("a class");
        let pupil = testing::pupil(&app.ctx, &other, "Räven")
            .await
            .expect("a pupil");
        let mut works = Vec::new();
        for title in ["Gryning", "Kväll", "Natt", "Morgon"] {
            works.push(
                testing::poem(&app.ctx, &class, title, State::Published)
                    .await
                    .expect("a poem"),
            );
        }
        Self {
            app,
            works,
            pupil: Principal::Membership(pupil.id),
        }
    }

    /// A voter who typed an address and followed the mail, up to the receipt of a vote for the first poem.
    pub async fn voter(&self, address: &str) -> (Client, String) {
        let mut client = self.app.client();
        let code = &self.works[0].code;
        client
            .post(&urls::vote(Lang::Sv, code))
            .await
            .assert_status(303);
        let sent = client
            .post_form(&urls::vote_start(Lang::Sv, code), &[("email", address)])
            .await
            .assert_status(303);
        let digits = self.digits().await;
        let counted = client
            .post_form(sent.location(), &[("digits", &digits)])
            .await
            .assert_status(303);
        (client, counted.location().to_owned())
    }

    /// The six digits of the newest mail.
    async fn digits(&self) -> String {
        self.app.run_jobs().await;
        let mail = self.app.mails().pop().expect("a mail");
        let digits = mail
            .split_whitespace()
            .find(|word| word.len() == 6 && word.chars().all(|c| c.is_ascii_digit()));
        digits.expect("a code").to_owned()
    }
}

#[tokio::test]
async fn a_visitor_confirms_an_address_votes_once_and_takes_it_back() {
    let poll = Poll::open().await;
    let (mut ana, receipt) = poll.voter("ana@example.org").await;
    let page = ana.get(&receipt).await.assert_status(200).main_text();
    assert!(
        page.contains("Rösten räknas") && page.contains("Gryning"),
        "{page}"
    );

    // Sent twice: the same receipt, still one vote.
    let again = ana
        .post(&urls::vote(Lang::Sv, &poll.works[0].code))
        .await
        .assert_status(303);
    assert_eq!(again.location(), receipt);

    // Somebody else sees that it counts, and not for what.
    let page = poll
        .app
        .client()
        .get(&receipt)
        .await
        .assert_status(200)
        .main_text();
    assert!(
        page.contains("Rösten räknas") && !page.contains("Gryning"),
        "{page}"
    );

    ana.post(&urls::vote_take_back(Lang::Sv, &poll.works[0].code))
        .await
        .assert_status(303);
    let page = ana.get(&receipt).await.assert_status(200).main_text();
    assert!(page.contains("Tillbakatagen"), "{page}");
    votes::fold(&poll.app.ctx).await.expect("folded");
    assert_eq!(votes::recount(&poll.app.ctx).await.expect("recounted"), []);
}

#[tokio::test]
async fn the_address_is_gone_when_the_mail_is_sent() {
    let poll = Poll::open().await;
    poll.voter("kanariefagel@example.org").await;
    let dump = poll.app.dump().await;
    assert!(
        !dump.to_lowercase().contains("kanariefagel"),
        "the address is still in the database"
    );
}

#[tokio::test]
async fn a_scanner_of_mail_cannot_spend_the_link() {
    let poll = Poll::open().await;
    let mut ana = poll.app.client();
    let code = &poll.works[0].code;
    ana.post_form(
        &urls::vote_start(Lang::Sv, code),
        &[("email", "ana@example.org")],
    )
    .await
    .assert_status(303);
    poll.app.run_jobs().await;
    let mail = poll.app.mails().pop().expect("a mail");
    let link = mail
        .split_whitespace()
        .find(|word| word.contains("/vote/"))
        .expect("a link");
    let path = link.trim_start_matches("https://dizza.test").to_owned();

    let mut scanner = poll.app.client();
    scanner.head(&path).await;
    scanner.get(&path).await.assert_status(200);
    let refused = scanner.post_form(&path, &[]).await.assert_status(422);
    assert!(
        refused.main_text().contains("annan webbläsare"),
        "{}",
        refused.main_text()
    );

    ana.get(&path).await.assert_status(200);
    let counted = ana.post_form(&path, &[]).await.assert_status(303);
    ana.get(counted.location()).await.assert_status(200);
}

#[tokio::test]
async fn wrong_and_old_digits_are_refused_in_words() {
    let poll = Poll::open().await;
    let mut ana = poll.app.client();
    let code = &poll.works[0].code;
    let sent = ana
        .post_form(
            &urls::vote_start(Lang::Sv, code),
            &[("email", "ana@example.org")],
        )
        .await
        .assert_status(303);
    let right = poll.digits().await;
    let wrong = if right == "000000" {
        "111111"
    } else {
        "000000"
    };
    let page = ana
        .post_form(sent.location(), &[("digits", wrong)])
        .await
        .assert_status(422)
        .main_text();
    assert!(page.contains("Koden stämmer inte"), "{page}");
    poll.app.clock.advance(Duration::minutes(11));
    let page = ana
        .post_form(sent.location(), &[("digits", &right)])
        .await
        .assert_status(422)
        .main_text();
    assert!(page.contains("för gammal"), "{page}");
    let page = ana
        .post_form(&urls::vote_start(Lang::En, code), &[("email", "ana@")])
        .await
        .assert_status(422);
    assert!(page.text().contains("<title>Error: "), "{}", page.text());
}

#[tokio::test]
async fn pupils_vote_by_their_membership_and_not_for_their_own_class() {
    let poll = Poll::open().await;
    let mut pupil = poll.app.signed_in(&poll.pupil).await;
    let counted = pupil
        .post(&urls::vote(Lang::Sv, &poll.works[1].code))
        .await
        .assert_status(303);
    pupil.get(counted.location()).await.assert_status(200);
    for work in [&poll.works[0], &poll.works[2]] {
        pupil
            .post(&urls::vote(Lang::Sv, &work.code))
            .await
            .assert_status(303);
    }
    let fourth = pupil
        .post(&urls::vote(Lang::Sv, &poll.works[3].code))
        .await
        .assert_status(409);
    assert!(fourth.text().contains('3'), "{}", fourth.text());

    let own = testing::pupil(&poll.app.ctx, &class_of(&poll).await, "Ugglan")
        .await
        .expect("a pupil");
    let mut own = poll.app.signed_in(&Principal::Membership(own.id)).await;
    own.post(&urls::vote(Lang::Sv, &poll.works[0].code))
        .await
        .assert_status(403);
}

async fn class_of(poll: &Poll) -> contest::classes::entity::school_class::Model {
    let id = poll.works[0].class_id.expect("a class");
    contest::classes::queries::find(poll.app.db().read(), id)
        .await
        .expect("read")
        .expect("there")
}

#[tokio::test]
async fn voting_has_a_first_and_a_last_moment() {
    let poll = Poll::open().await;
    let (mut ana, _) = poll.voter("ana@example.org").await;
    poll.app.clock.advance(Duration::days(30));
    let late = ana
        .post(&urls::vote_take_back(Lang::Sv, &poll.works[0].code))
        .await;
    assert!(
        [401, 409].contains(&late.status.as_u16()),
        "{}",
        late.status
    );
    let mut pupil = poll
        .app
        .signed_in(&poll.pupil)
        .await
        .with_header("accept", "application/json");
    let late = pupil
        .post(&urls::vote(Lang::Sv, &poll.works[0].code))
        .await
        .assert_status(409);
    assert_eq!(late.problem_code(), "voting-closed");
}

/// Those who see more than the public, and their pages about a work.
async fn rooms(poll: &Poll) -> Vec<(Option<Client>, String)> {
    let ctx = &poll.app.ctx;
    let class = class_of(poll).await;
    let own = testing::pupil(ctx, &class, "Ugglan")
        .await
        .expect("a pupil");
    let moderator = testing::account(ctx, "mod@dizza.test", &[Role::Moderator]);
    let organiser = testing::account(ctx, "chef@dizza.test", &[Role::Organiser]);
    let sign_in = async |principal| Some(poll.app.signed_in(&principal).await);
    let own = sign_in(Principal::Membership(own.id)).await;
    let other = sign_in(poll.pupil.clone()).await;
    let teacher = sign_in(Principal::Account(class.teacher_id)).await;
    let moderator = sign_in(Principal::Account(moderator.await.expect("made"))).await;
    let organiser = sign_in(Principal::Account(organiser.await.expect("made"))).await;
    let work = &poll.works[0].code;
    vec![
        (own.clone(), urls::my(Lang::Sv, work)),
        (own.clone(), urls::mine(Lang::Sv)),
        (own, urls::contribution(Lang::Sv, work)),
        (other, urls::contribution(Lang::Sv, work)),
        (teacher.clone(), urls::class(Lang::Sv, class.id)),
        (teacher, urls::my(Lang::Sv, work)),
        (moderator.clone(), urls::moderate(Lang::Sv)),
        (moderator, urls::moderate_item(Lang::Sv, work)),
        (organiser, urls::featured(Lang::Sv)),
    ]
}

/// Promise V2: what anybody is shown, the organiser too, does not depend on votes before the close.
#[tokio::test]
async fn answers_are_the_same_with_and_without_votes() {
    let poll = Poll::open().await;
    let paths = [
        urls::home(Lang::Sv),
        urls::gallery(Lang::Sv),
        urls::contribution(Lang::Sv, &poll.works[0].code),
        urls::api_contributions(),
        urls::api_contribution(&poll.works[0].code),
        urls::embed_contribution(&poll.works[0].code),
        urls::embed_gallery("newest"),
    ];
    let paths = paths.map(|path| (None, path));
    let paths: Vec<_> = paths.into_iter().chain(rooms(&poll).await).collect();
    let ask = async |who: &Option<Client>, path: &str| {
        let mut client = who.clone().unwrap_or_else(|| poll.app.client());
        client.get(path).await.assert_status(200).body
    };
    let mut before = Vec::new();
    for (who, path) in &paths {
        before.push(ask(who, path).await);
    }
    for name in ["a", "b", "c", "d", "e"] {
        let edition = poll.works[0].edition_id;
        let edition = contest::editions::queries::get(poll.app.db().read(), edition)
            .await
            .expect("read");
        let key =
            votes::VoterKey::of_email(&edition, &format!("{name}@example.org")).expect("a key");
        let voter = contest::permissions::Actor::Voter {
            edition: edition.id,
            key,
        };
        votes::cast(&poll.app.ctx, &voter, &poll.works[0].code)
            .await
            .expect("counted");
    }
    votes::fold(&poll.app.ctx).await.expect("folded");
    for ((who, path), before) in paths.iter().zip(before) {
        assert_eq!(ask(who, path).await, before, "{path}");
    }
    poll.app.clock.advance(Duration::days(30));
    let json = poll
        .app
        .client()
        .get(&urls::api_contribution(&poll.works[0].code))
        .await
        .json();
    assert_eq!(json["votes"], 5);
}

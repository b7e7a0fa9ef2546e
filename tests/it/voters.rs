//! Who a voter from outside is: mail within limits, a session that ends soon, and no more rights than a vote.

use chrono::Duration;
use dizza_http::{Lang, urls};
use test_support::{Answer, Client};

use crate::voting::Poll;

async fn start(poll: &Poll, client: &mut Client, address: &str) -> Answer {
    let path = urls::vote_start(Lang::Sv, &poll.works[0].code);
    client.post_form(&path, &[("email", address)]).await
}

#[tokio::test]
async fn an_address_gets_three_mails_a_day_however_it_is_spelled() {
    let poll = Poll::open().await;
    let mut client = poll.app.client();
    for spelling in ["ana.ek@gmail.com", "Ana.Ek@gmail.com", "anaek+x@gmail.com"] {
        start(&poll, &mut client, spelling).await.assert_status(303);
    }
    for spelling in ["ana.ek@gmail.com", "a.n.a.e.k+y@googlemail.com"] {
        start(&poll, &mut client, spelling).await.assert_status(429);
    }
    // Signing in is mail to the same person.
    let refused = client
        .post_form(&urls::sign_in("sv"), &[("email", "ana.ek@gmail.com")])
        .await
        .assert_status(422);
    let words = refused.main_text();
    assert!(words.contains("försök igen i morgon"), "{words}");
    poll.app.run_jobs().await;
    assert_eq!(poll.app.mails().len(), 3);
    poll.app.clock.advance(Duration::hours(24));
    start(&poll, &mut client, "ana.ek@gmail.com")
        .await
        .assert_status(303);
}

#[tokio::test]
async fn a_school_behind_one_address_waits_but_is_not_shut_out() {
    let poll = Poll::open().await;
    let mut school = poll.app.client();
    for number in 0..22 {
        let address = format!("elev{number}@skola.se");
        start(&poll, &mut school, &address).await.assert_status(303);
    }
    poll.app.run_jobs().await;
    assert_eq!(poll.app.mails().len(), 20);
    let mut home = poll.app.client().at("203.0.113.9");
    start(&poll, &mut home, "ana@example.org")
        .await
        .assert_status(303);
    poll.app.run_jobs().await;
    assert_eq!(poll.app.mails().len(), 21, "others do not wait");
    poll.app.clock.advance(Duration::minutes(2));
    poll.app.run_jobs().await;
    assert_eq!(poll.app.mails().len(), 23);
}

#[tokio::test]
async fn a_voter_votes_for_two_hours_and_does_nothing_else() {
    let poll = Poll::open().await;
    let (mut ana, _) = poll.voter("ana@example.org").await;
    for path in [
        urls::mine(Lang::Sv),
        urls::account("sv"),
        urls::joined("sv"),
        urls::classes("sv"),
        urls::moderate(Lang::Sv),
    ] {
        ana.get(&path).await.assert_status(401);
    }
    let vote = |at: usize| urls::vote(Lang::Sv, &poll.works[at].code);
    poll.app
        .clock
        .advance(Duration::hours(2) - Duration::seconds(1));
    let counted = ana.post(&vote(1)).await.assert_status(303);
    assert!(counted.location().contains("/receipts/"));
    poll.app.clock.advance(Duration::seconds(1));
    let asked = ana.post(&vote(2)).await.assert_status(303);
    assert_eq!(
        asked.location(),
        urls::vote_start(Lang::Sv, &poll.works[2].code)
    );
}

/// The mail's link for a vote opens no account, and the account's link no vote.
#[tokio::test]
async fn a_voters_link_signs_nobody_in() {
    let poll = Poll::open().await;
    let mut ana = poll.app.client();
    start(&poll, &mut ana, "ana@example.org")
        .await
        .assert_status(303);
    poll.app.run_jobs().await;
    let mail = poll.app.mails().pop().unwrap();
    let link = mail
        .split_whitespace()
        .find(|word| word.contains("/vote/"))
        .unwrap();
    let token = link.rsplit('/').next().unwrap();
    ana.post(&urls::sign_in_link("sv", token))
        .await
        .assert_status(404);
    ana.get(&urls::account("sv")).await.assert_status(401);
    ana.post(&urls::vote_link("sv", token))
        .await
        .assert_status(303);
}

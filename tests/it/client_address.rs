//! Whose bucket a request takes from: the network behind the proxies that we were told of, and nobody's word.

use contest::testing;
use dizza_http::{Access, Class, ClientPrefix, Routes, urls};
use test_support::{Answer, Client, TestApp, TestOptions};

const PREFIX: &str = "/test/prefix";

/// Behind a proxy in `10.0.0.0/8`.
async fn app() -> TestApp {
    let prefix = async |prefix: ClientPrefix| hex::encode(prefix.as_bytes());
    TestApp::with(TestOptions {
        config: Some(|config| config.server.trusted_proxies = vec!["10.0.0.0/8".into()]),
        more_routes: Some(Routes::new().get(PREFIX, Access::Everyone, Class::Personal, prefix)),
        ..TestOptions::default()
    })
    .await
}

async fn prefix(app: &TestApp, peer: &str, forwarded: &str) -> String {
    let client = app.client().at(peer);
    let mut client = if forwarded.is_empty() {
        client
    } else {
        client.with_header("x-forwarded-for", forwarded)
    };
    client.get(PREFIX).await.assert_status(200).text()
}

fn of(address: &str) -> String {
    hex::encode(ClientPrefix::of(address.parse().unwrap()).as_bytes())
}

#[tokio::test]
async fn a_trusted_proxy_tells_whose_network_it_is() {
    let app = app().await;
    for (peer, forwarded, expected) in [
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.77", "203.0.113.9"),
        ("10.1.2.3", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9, 10.9.9.9", "203.0.113.9"),
        ("10.1.2.3", "", "10.1.2.3"),
        // Whoever is no proxy of ours may claim what they like.
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
    ] {
        let found = prefix(&app, peer, forwarded).await;
        assert_eq!(found, of(expected), "{peer} with {forwarded:?}");
    }
}

async fn asks(client: &mut Client, number: usize) -> Answer {
    let email = format!("elev{number}@skola.se");
    client
        .post_form(&urls::sign_in("sv"), &[("email", &email)])
        .await
}

/// T-C8: a thousand addresses of one's own making are one bucket.
#[tokio::test]
async fn made_up_addresses_are_one_bucket() {
    let app = app().await;
    testing::edition(&app.ctx, "dizza-2027").await.unwrap();
    let proxy = app.client().at("10.0.0.1");
    let mut refused = 0;
    for number in 0..200 {
        let claim = format!("192.0.{number}.1, 203.0.113.9");
        let mut client = proxy.clone().with_header("x-forwarded-for", &claim);
        refused += u32::from(asks(&mut client, number).await.status == 429);
    }
    assert_eq!(refused, 175);
    // The neighbour behind the same proxy is somebody else.
    let mut neighbour = proxy.with_header("x-forwarded-for", "198.51.100.20");
    asks(&mut neighbour, 1000).await.assert_status(303);
}

/// Guessing links is slow, whoever asks, and in vain.
#[tokio::test]
async fn a_network_that_tries_too_many_links_waits() {
    let app = app().await;
    let mut guesser = app.client();
    for number in 0..25 {
        let link = urls::sign_in_link("sv", format!("{number:032x}"));
        guesser.post(&link).await.assert_status(404);
    }
    let link = urls::sign_in_link("sv", "f".repeat(32));
    let waits = guesser.post(&link).await.assert_status(429);
    assert_eq!(waits.header("retry-after"), "12");
    let mut elsewhere = app.client().at("203.0.113.9");
    elsewhere.post(&link).await.assert_status(404);
}

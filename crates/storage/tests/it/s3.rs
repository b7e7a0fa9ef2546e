use std::time::Duration;

use storage::testing::S3Server;
use storage::{Checksums, ObjectKey, ObjectStore, PresignGet, S3Config, S3Store, StoreError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::noise;

const ANSWER: PresignGet<'static> = PresignGet {
    expires_in: Duration::from_mins(5),
    content_type: "image/webp",
    cache_control: "public, max-age=60",
};

fn key(text: &str) -> ObjectKey {
    ObjectKey::parse(text).unwrap()
}

/// What a browser does with an address: status and body.
async fn fetch(address: &str) -> (u16, Vec<u8>) {
    let (host, path) = address
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut socket = TcpStream::connect(host).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    let end = answer
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    (
        head.split(' ').nth(1).unwrap().parse().unwrap(),
        answer[end + 4..].to_vec(),
    )
}

#[tokio::test]
async fn a_presigned_address_works_over_plain_http_until_it_is_changed() {
    let server = S3Server::start().await;
    let store = S3Store::new(&server.config);
    let bytes = noise(9, 5_000);
    for name in ["one", "two"] {
        store
            .put_bytes(&key(&format!("r/{name}")), bytes.clone().into())
            .await
            .unwrap();
    }
    let address = store
        .presign_get(&key("r/one"), ANSWER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(fetch(&address).await, (200, bytes));
    assert!(
        address.contains("response-content-type=image%2Fwebp"),
        "{address}"
    );
    assert!(address.contains("X-Amz-Expires=300"), "{address}");

    assert_eq!(fetch(&address.replace("r/one", "r/two")).await.0, 403);
    assert_eq!(
        fetch(&address.replace("image%2Fwebp", "text%2Fhtml"))
            .await
            .0,
        403
    );
    assert_eq!(
        fetch(&address.replace("X-Amz-Expires=300", "X-Amz-Expires=999"))
            .await
            .0,
        403
    );
    let (bare, _) = address.split_once('?').unwrap();
    assert_eq!(fetch(bare).await.0, 403, "no bucket is public");
}

#[tokio::test]
async fn presigned_addresses_name_the_public_host() {
    let config = S3Config {
        endpoint: Some("http://s3.internal:9000".into()),
        public_endpoint: Some("https://media.example.org".into()),
        bucket: "works".into(),
        access_key: "ours".into(),
        secret_key: "very secret".into(),
        ..S3Config::default()
    };
    let path_style = S3Store::new(&config)
        .presign_get(&key("r/1"), ANSWER)
        .await
        .unwrap();
    assert!(
        path_style
            .unwrap()
            .starts_with("https://media.example.org/works/r/1?")
    );
    let host_style = S3Store::new(&S3Config {
        path_style: false,
        ..config.clone()
    });
    let address = host_style
        .presign_get(&key("r/1"), ANSWER)
        .await
        .unwrap()
        .unwrap();
    assert!(
        address.starts_with("https://works.media.example.org/r/1?"),
        "{address}"
    );
    assert!(!format!("{config:?}{host_style:?}").contains("very secret"));
}

#[tokio::test]
async fn an_address_is_not_given_for_longer_than_a_week() {
    let server = S3Server::start().await;
    let store = S3Store::new(&server.config);
    let expires_in = Duration::from_hours(24 * 8);
    store
        .presign_get(
            &key("r/1"),
            PresignGet {
                expires_in,
                ..ANSWER
            },
        )
        .await
        .unwrap_err();
}

#[tokio::test]
async fn extra_checksums_may_be_switched_on() {
    let server = S3Server::start().await;
    let config = S3Config {
        checksums: Checksums::WhenSupported,
        ..server.config.clone()
    };
    let store = S3Store::new(&config);
    let bytes = noise(4, 300_000);
    let file = server.objects.with_file_name("local");
    std::fs::write(&file, &bytes).unwrap();
    store.put_file(&key("r/file"), &file).await.unwrap();
    store
        .put_bytes(&key("r/bytes"), bytes.clone().into())
        .await
        .unwrap();
    for name in ["r/file", "r/bytes"] {
        assert!(store.get_bytes(&key(name), 300_000).await.unwrap() == bytes);
    }
}

#[tokio::test]
async fn a_wrong_secret_is_not_a_missing_object() {
    let server = S3Server::start().await;
    let wrong = S3Config {
        secret_key: "guessed".into(),
        ..server.config.clone()
    };
    let refused = S3Store::new(&wrong).head(&key("r/1")).await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_missing_bucket_is_not_a_missing_object() {
    let server = S3Server::start().await;
    let elsewhere = S3Config {
        bucket: "elsewhere".into(),
        ..server.config.clone()
    };
    S3Store::new(&elsewhere).check().await.unwrap_err();

    let text = "<Error><Code>NoSuchBucket</Code></Error>";
    let store = store_at(
        &answering(format!(
            "HTTP/1.1 404 Not Found\r\nContent-Length: {}\r\n\r\n{text}",
            text.len()
        ))
        .await,
    );
    let refused = store.get(&key("r/1"), None).await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_full_server_is_told_apart() {
    let store = store_at(
        &answering("HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 0\r\n\r\n".into()).await,
    );
    let refused = store.get(&key("r/1"), None).await;
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_in_time() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = S3Config {
        endpoint: Some(format!("http://{}", silent.local_addr().unwrap())),
        bucket: "works".into(),
        attempt_timeout: Duration::from_millis(100),
        max_attempts: 1,
        ..S3Config::default()
    };
    let store = S3Store::new(&config);
    let asked = tokio::time::timeout(Duration::from_secs(10), store.head(&key("r/1"))).await;
    let failed = asked.expect("gives up by itself");
    assert!(
        matches!(failed, Err(StoreError::Unavailable(_))),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_body_that_ends_too_early_is_an_error() {
    let store =
        store_at(&answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello".into()).await);
    let failed = store.get_bytes(&key("r/1"), 100).await;
    assert!(
        matches!(failed, Err(StoreError::Unavailable(_))),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_server_without_ranges_sends_everything_and_says_so() {
    let store =
        store_at(&answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".into()).await);
    let object = store
        .get(&key("r/1"), Some(storage::Range::From(3)))
        .await
        .unwrap();
    assert_eq!((object.first, object.len, object.total), (0, 5, 5));
}

fn store_at(endpoint: &str) -> S3Store {
    S3Store::new(&S3Config {
        endpoint: Some(endpoint.to_owned()),
        bucket: "works".into(),
        max_attempts: 1,
        ..S3Config::default()
    })
}

/// A server that answers its only request with these bytes and hangs up.
async fn answering(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 8192]).await.unwrap();
        socket.write_all(answer.as_bytes()).await.unwrap();
    });
    endpoint
}

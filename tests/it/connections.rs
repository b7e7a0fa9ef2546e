//! The accept loop on a real port: slow clients, caps, and an end that is bounded.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use dizza_http::{Access, Class, Routes};
use test_support::{TestApp, TestOptions};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    time::timeout,
};

/// Long enough for a busy machine; nothing waits for it unless something is broken.
const DEADLINE: Duration = Duration::from_secs(20);

async fn connect(address: SocketAddr) -> TcpStream {
    timeout(DEADLINE, TcpStream::connect(address))
        .await
        .unwrap()
        .unwrap()
}

/// Sends `bytes` and reads until the server closes.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(address).await;
    stream.write_all(bytes).await.unwrap();
    read_to_end(&mut stream).await
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is an end too: the server closed while we were still talking.
    let _ = timeout(DEADLINE, stream.read_to_end(&mut answer))
        .await
        .expect("the server closes");
    String::from_utf8_lossy(&answer).into_owned()
}

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: dizza.test\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn silent_and_dribbling_clients_are_shown_out_while_others_are_served() {
    let app = TestApp::new().await;
    let listening = app
        .listen_with(|options| options.header_timeout = Duration::from_millis(500))
        .await;
    let begin = Instant::now();
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(connect(listening.address).await);
    }
    let mut dribbling = connect(listening.address).await;
    dribbling.write_all(b"GET /healthz HT").await.unwrap();
    let dribble = tokio::spawn(async move {
        let mut pause = tokio::time::interval(Duration::from_millis(50));
        let mut answer = [0; 64];
        loop {
            tokio::select! {
                _ = pause.tick() => if dribbling.write_all(b"x").await.is_err() { break },
                read = dribbling.read(&mut answer) => if read.is_err() || read.is_ok_and(|bytes| bytes == 0) { break },
            }
        }
    });

    assert!(
        exchange(listening.address, HEALTH)
            .await
            .starts_with("HTTP/1.1 200")
    );
    for stream in &mut silent {
        assert_eq!(read_to_end(stream).await, "");
    }
    timeout(DEADLINE, dribble)
        .await
        .expect("the dribbling client is cut off")
        .unwrap();
    assert!(begin.elapsed() >= Duration::from_millis(500));
    listening.stop().await;
}

#[tokio::test]
async fn one_network_cannot_take_all_connections() {
    let app = TestApp::new().await;
    let listening = app.listen_with(|options| options.max_per_network = 3).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = connect(listening.address).await;
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: dizza.test\r\n\r\n")
            .await
            .unwrap();
        let mut byte = [0];
        timeout(DEADLINE, stream.read_exact(&mut byte))
            .await
            .unwrap()
            .unwrap(); // served, and kept alive
        held.push(stream);
    }
    // It asks, so that being refused is told from being shown out for saying nothing.
    assert_eq!(exchange_or_nothing(listening.address).await, "");
    drop(held);
    // A place is free again as soon as the server has seen one of them go.
    let served = async {
        while !exchange_or_nothing(listening.address)
            .await
            .starts_with("HTTP/1.1 200")
        {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, served)
        .await
        .expect("a place is given back");
    listening.stop().await;
}

async fn exchange_or_nothing(address: SocketAddr) -> String {
    let mut stream = connect(address).await;
    let _ = stream.write_all(HEALTH).await;
    read_to_end(&mut stream).await
}

#[tokio::test]
async fn heads_and_bodies_that_are_too_large_are_refused() {
    let app = TestApp::with(TestOptions {
        more_routes: Some(Routes::new().post(
            "/test/form",
            Access::Everyone,
            Class::Personal,
            async |body: String| body.len().to_string(),
        )),
        ..Default::default()
    })
    .await;
    let listening = app.listen().await;
    let head = format!(
        "GET /healthz HTTP/1.1\r\nHost: dizza.test\r\nX-Large: {}\r\n\r\n",
        "x".repeat(20 * 1024)
    );
    let answer = exchange(listening.address, head.as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 431") || answer.is_empty(),
        "{answer}"
    );
    let many = format!(
        "GET /healthz HTTP/1.1\r\nHost: dizza.test\r\n{}\r\n",
        "X-Many: 1\r\n".repeat(120)
    );
    let answer = exchange(listening.address, many.as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 431") || answer.is_empty(),
        "{answer}"
    );

    // No length is announced, so only counting helps.
    let mut stream = connect(listening.address).await;
    let start = b"POST /test/form HTTP/1.1\r\nHost: dizza.test\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    stream.write_all(start).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let sending = tokio::spawn(async move {
        for _ in 0..64 {
            if writing.write_all(chunk.as_bytes()).await.is_err() {
                return; // the server had enough
            }
        }
        let _ = writing.write_all(b"0\r\n\r\n").await;
    });
    let mut answer = [0; 12];
    timeout(DEADLINE, reading.read_exact(&mut answer))
        .await
        .expect("an answer")
        .unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    drop(reading);
    sending.await.unwrap();
    listening.stop().await;
}

/// A route that says when it has begun and ends when it is told to.
#[derive(Clone, Default)]
struct Work {
    begun: Arc<Notify>,
    end: Arc<Notify>,
    ended: Arc<AtomicBool>,
}

async fn app_with(work: &Work) -> TestApp {
    let work = work.clone();
    let handler = async move || {
        work.begun.notify_one();
        work.end.notified().await;
        work.ended.store(true, Ordering::SeqCst);
        "done"
    };
    let routes = Routes::new().get("/test/work", Access::Everyone, Class::Personal, handler);
    TestApp::with(TestOptions {
        more_routes: Some(routes),
        ..Default::default()
    })
    .await
}

const WORK: &[u8] = b"GET /test/work HTTP/1.1\r\nHost: dizza.test\r\n\r\n";

#[tokio::test]
async fn running_requests_end_before_the_server_does() {
    let work = Work::default();
    let app = app_with(&work).await;
    let listening = app.listen().await;
    let address = listening.address;
    let request = tokio::spawn(exchange(address, WORK));
    timeout(DEADLINE, work.begun.notified()).await.unwrap();
    listening.begin_to_stop();
    // Nobody new comes in from now on.
    let closed = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, closed).await.expect("the port closes");
    work.end.notify_one();
    listening.stop().await;
    let answer = request.await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_the_server() {
    let work = Work::default();
    let app = app_with(&work).await;
    let listening = app
        .listen_with(|options| options.drain = Duration::from_millis(300))
        .await;
    let request = tokio::spawn(exchange(listening.address, WORK));
    timeout(DEADLINE, work.begun.notified()).await.unwrap();
    let begin = Instant::now();
    timeout(DEADLINE, listening.stop())
        .await
        .expect("the drain is bounded");
    assert!(begin.elapsed() >= Duration::from_millis(300));
    assert_eq!(request.await.unwrap(), "");
    assert!(!work.ended.load(Ordering::SeqCst));
}

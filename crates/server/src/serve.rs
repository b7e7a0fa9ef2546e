//! The loop that accepts connections: caps, a time limit for heads, and an end that is bounded.
//!
//! `axum::serve` alone waits for ever, both for silent clients and for its own end. HTTP/1.1 only: browsers speak HTTP/2
//! to the proxy that ends TLS.

use std::{
    collections::HashMap,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body};
use dizza_http::{ClientPrefix, Network, Peer};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Instant, Sleep},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

/// Largest head of a request (`docs/security.md`, "How often, how large, how slow").
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// Most header fields.
const MAX_FIELDS: usize = 100;
/// Longest time in which a client reads nothing of what we send.
const WRITE_STALL: Duration = Duration::from_secs(30);

/// Limits of the loop.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Connections at the same time.
    pub max_connections: usize,
    /// Connections at the same time from one /24 or /64.
    pub max_per_network: usize,
    /// Peers that are not counted by network: everybody comes through them.
    pub trusted_proxies: Vec<Network>,
    /// For the head of each request to arrive, the first one included.
    pub header_timeout: Duration,
    /// For running requests to end after `stop`.
    pub drain: Duration,
}

/// Serves until `stop` is cancelled, then lets running requests end for at most `options.drain`, and returns.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: ServeOptions,
    stop: CancellationToken,
) {
    let connections = Connections::default();
    let tasks = TaskTracker::new();
    let abort = CancellationToken::new();
    loop {
        let (stream, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: a short rest lets some close.
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let Some(place) = connections.place(peer, &options) else {
            metrics::counter!("dizza_connections_refused_total").increment(1);
            continue; // dropping the stream closes it
        };
        let connection = connection(
            stream,
            peer,
            router.clone(),
            options.header_timeout,
            stop.clone(),
        );
        let abort = abort.clone();
        tasks.spawn(async move {
            let _place = place;
            tokio::select! {
                () = connection => (),
                () = abort.cancelled() => (),
            }
        });
    }
    drop(listener);
    tasks.close();
    if tokio::time::timeout(options.drain, tasks.wait())
        .await
        .is_err()
    {
        tracing::warn!(
            connections = tasks.len(),
            "some requests did not end in time"
        );
        abort.cancel();
        tasks.wait().await;
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    header_timeout: Duration,
    stop: CancellationToken,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request.map(Body::new))
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_FIELDS);
    let _ = stream.set_nodelay(true); // only costs speed
    let connection = http.serve_connection(TokioIo::new(Impatient::new(stream)), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early"); // the client's business, mostly
    }
}

/// How many connections are open, in all and by network.
#[derive(Clone, Default)]
struct Connections(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    total: usize,
    by_network: HashMap<ClientPrefix, usize>,
}

impl Connections {
    /// A place that is given back when dropped; `None` if there is no room.
    fn place(&self, peer: SocketAddr, options: &ServeOptions) -> Option<Place> {
        let counted = !options
            .trusted_proxies
            .iter()
            .any(|network| network.contains(peer.ip()));
        let network = counted.then(|| ClientPrefix::of(peer.ip()));
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.total >= options.max_connections {
            return None;
        }
        if let Some(network) = network {
            let of_network = counts.by_network.entry(network).or_insert(0);
            if *of_network >= options.max_per_network {
                return None;
            }
            *of_network += 1;
        }
        counts.total += 1;
        metrics::gauge!("dizza_connections").increment(1);
        Some(Place {
            connections: self.clone(),
            network,
        })
    }
}

struct Place {
    connections: Connections,
    network: Option<ClientPrefix>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self
            .connections
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        counts.total -= 1;
        if let Some(network) = self.network
            && let Some(of_network) = counts.by_network.get_mut(&network)
        {
            *of_network -= 1;
            if *of_network == 0 {
                counts.by_network.remove(&network);
            }
        }
        metrics::gauge!("dizza_connections").decrement(1);
    }
}

/// A stream whose writing fails when the client reads nothing for [`WRITE_STALL`].
struct Impatient {
    stream: TcpStream,
    stall: Pin<Box<Sleep>>,
    stalled: bool,
}

impl Impatient {
    fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            stall: Box::pin(tokio::time::sleep(WRITE_STALL)),
            stalled: false,
        }
    }

    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<std::io::Result<T>>,
    ) -> Poll<std::io::Result<T>> {
        if written.is_ready() {
            self.stalled = false;
            return written;
        }
        if !self.stalled {
            self.stalled = true;
            self.stall.as_mut().reset(Instant::now() + WRITE_STALL);
        }
        match self.stall.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(std::io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(context, flushed)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

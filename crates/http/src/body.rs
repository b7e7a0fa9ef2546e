//! What a request may cost before a handler has seen it: length of the address, size and pace of the body, time.

use std::{
    error::Error,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{LengthLimitError, Limited};
use tokio::time::{Instant, Sleep};

use crate::{
    Problem,
    routes::{BodyRule, Table},
};

/// Longest address with query, in bytes (`docs/security.md`, "How often, how large, how slow").
pub const MAX_URI_BYTES: usize = 8 * 1024;
/// Largest form or JSON body, in bytes.
pub const MAX_FORM_BYTES: usize = 1024 * 1024;
/// Longest silence in the middle of a body.
pub const BODY_IDLE: Duration = Duration::from_secs(30);
/// Longest time for anything but an upload, up to the head of the answer.
pub const REQUEST_TIME: Duration = Duration::from_mins(1);
/// Slowest upload, in bytes for each second spent waiting for the client; counted after [`BODY_IDLE`] of waiting.
pub const MIN_UPLOAD_RATE: u64 = 8 * 1024;

/// Layer: refuses addresses that are too long and bodies that are too large, and ends what is too slow. The route's
/// [`BodyRule`] decides which limits hold; unknown routes take no more than a form.
pub async fn layer(State(table): State<Arc<Table>>, request: Request, next: Next) -> Response {
    if request
        .uri()
        .path_and_query()
        .map_or(0, |path| path.as_str().len())
        > MAX_URI_BYTES
    {
        return Problem::new(StatusCode::URI_TOO_LONG, "address-too-long").into_response();
    }
    let rule = table
        .of(&request)
        .map_or(BodyRule::Form, |route| route.body);
    let (parts, body) = request.into_parts();
    match rule {
        BodyRule::Upload => {
            let body = Body::new(PacedBody::new(body));
            next.run(Request::from_parts(parts, body)).await
        }
        BodyRule::Form => {
            let declared = parts.headers.get(header::CONTENT_LENGTH);
            let declared = declared.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
            if declared.is_some_and(|bytes| bytes > MAX_FORM_BYTES) {
                return too_large().into_response();
            }
            let body = Body::new(PacedBody::new(Body::new(Limited::new(
                body,
                MAX_FORM_BYTES,
            ))));
            let answer = next.run(Request::from_parts(parts, body));
            let answer = tokio::time::timeout(REQUEST_TIME, answer).await;
            answer.unwrap_or_else(|_| Problem::unavailable().into_response())
        }
    }
}

/// Which problem an error from reading a body is: 413 `too-large`, 408 `too-slow`, or 400 `body-broken`.
pub fn problem(error: &(dyn Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return too_large();
        }
        if error.is::<TooSlow>() {
            return Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow");
        }
        cause = error.source();
    }
    Problem::new(StatusCode::BAD_REQUEST, "body-broken")
}

fn too_large() -> Problem {
    let max = u64::try_from(MAX_FORM_BYTES).unwrap_or(u64::MAX);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").param("max_bytes", max)
}

/// The client sends nothing, or too little.
#[derive(Debug)]
struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body arrives too slowly")
    }
}

impl Error for TooSlow {}

/// A body that ends with [`TooSlow`] when its sender falls silent or dribbles. Only time spent waiting for the sender
/// counts, so a slow disk of ours is never held against a client.
struct PacedBody {
    inner: Body,
    silence: Pin<Box<Sleep>>,
    waiting_since: Option<Instant>,
    waited: Duration,
    received: u64,
}

impl PacedBody {
    fn new(inner: Body) -> Self {
        Self {
            inner,
            silence: Box::pin(tokio::time::sleep(BODY_IDLE)),
            waiting_since: None,
            waited: Duration::ZERO,
            received: 0,
        }
    }

    fn too_slow(&self) -> bool {
        self.waited > BODY_IDLE && self.received < self.waited.as_secs() * MIN_UPLOAD_RATE
    }
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(context) else {
            if this.waiting_since.is_none() {
                let now = Instant::now();
                this.waiting_since = Some(now);
                this.silence.as_mut().reset(now + BODY_IDLE);
            }
            ready!(this.silence.as_mut().poll(context));
            return Poll::Ready(Some(Err(axum::Error::new(TooSlow))));
        };
        if let Some(since) = this.waiting_since.take() {
            this.waited += since.elapsed();
        }
        if let Some(Ok(frame)) = &frame {
            this.received += frame.data_ref().map_or(0, |data| data.len() as u64);
            if this.too_slow() {
                return Poll::Ready(Some(Err(axum::Error::new(TooSlow))));
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::BodyExt;

    use super::*;

    /// `count` pieces of `bytes` each, one every `pause`.
    fn dribble(bytes: usize, pause: Duration, count: usize) -> Body {
        let pieces = stream::unfold(0, move |sent| async move {
            tokio::time::sleep(pause).await;
            (sent < count).then(|| (Ok::<_, std::io::Error>(vec![0_u8; bytes]), sent + 1))
        });
        Body::from_stream(pieces)
    }

    async fn read(body: Body) -> Result<usize, Problem> {
        let read = Body::new(PacedBody::new(body)).collect().await;
        read.map(|body| body.to_bytes().len())
            .map_err(|error| problem(&error))
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_a_body() {
        let silent = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let started = Instant::now();
        assert_eq!(read(silent).await.unwrap_err().code, "too-slow");
        assert_eq!(started.elapsed().as_secs(), 30);
    }

    #[tokio::test(start_paused = true)]
    async fn a_dribble_ends_soon_and_a_slow_line_does_not() {
        let second = Duration::from_secs(1);
        let started = Instant::now();
        assert_eq!(
            read(dribble(1, second, 1000)).await.unwrap_err().code,
            "too-slow"
        );
        assert!(started.elapsed() < Duration::from_secs(35));
        assert_eq!(
            read(dribble(16 * 1024, second, 100)).await,
            Ok(100 * 16 * 1024)
        );
    }

    #[tokio::test]
    async fn a_body_without_a_length_is_counted() {
        let body = Body::new(Limited::new(dribble(1024, Duration::ZERO, 5), 4096));
        assert_eq!(read(body).await.unwrap_err().code, "too-large");
    }
}

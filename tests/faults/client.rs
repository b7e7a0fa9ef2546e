//! A client on a network where servers die: it either gets a whole answer or none.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::{HeaderMap, Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::history::History;

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Client {
    pub history: Arc<History>,
    /// Where the server is; `None` while there is none.
    pub address: watch::Receiver<Option<SocketAddr>>,
    pub cookie: String,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.parse().ok()
    }
}

impl Client {
    /// Waits until there is a server and asks it once. `None`: it died, and nobody knows how far it came.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Bytes,
    ) -> Option<Answer> {
        let mut address = self.address.clone();
        let address = address.wait_for(Option::is_some).await.unwrap().unwrap();
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, address.to_string())
            .header(header::COOKIE, &self.cookie);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body)).unwrap();
        let answer = exchange(address, request).await;
        match &answer {
            // As clients do: not again in the same moment.
            None => tokio::time::sleep(Duration::from_millis(5)).await,
            Some(answer) if answer.status.is_server_error() => self.history.tell(&json!({
                "told": "error", "status": answer.status.as_u16(), "what": format!("{method} {path}"),
                "retry_after": answer.header("retry-after"),
            })),
            Some(_) => {}
        }
        answer
    }

    /// A form without fields, as a button sends it.
    pub async fn press(&self, path: &str) -> Option<Answer> {
        let form = [(
            header::CONTENT_TYPE.as_str(),
            "application/x-www-form-urlencoded".to_owned(),
        )];
        self.ask(Method::POST, path, &form, Bytes::new()).await
    }

    /// One request of tus.
    pub async fn tus(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Bytes,
    ) -> Option<Answer> {
        let mut all = vec![
            ("tus-resumable", "1.0.0".to_owned()),
            ("content-type", "application/offset+octet-stream".to_owned()),
        ];
        all.extend_from_slice(headers);
        self.ask(method, path, &all, body).await
    }
}

async fn exchange(address: SocketAddr, request: Request<Full<Bytes>>) -> Option<Answer> {
    let stream = TcpStream::connect(address).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    let whole = async {
        let (head, body) = answer.ok()?.into_parts();
        body.collect().await.ok()?;
        Some(Answer {
            status: head.status,
            headers: head.headers,
        })
    };
    let answer = whole.await;
    connection.abort();
    answer
}

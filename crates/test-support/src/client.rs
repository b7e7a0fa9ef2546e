//! A browser as far as the server can tell: it keeps cookies and says where its requests come from.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    Router,
    body::{Body, HttpBody},
    http::{HeaderName, HeaderValue, Method, Request, header},
};
use bytes::Bytes;
use dizza_http::Peer;
use tower::ServiceExt;

use crate::Answer;

/// One part of a multipart form.
#[derive(Clone, Debug)]
pub struct Part {
    name: String,
    file_name: Option<String>,
    bytes: Bytes,
}

impl Part {
    /// A field.
    pub fn text(name: &str, value: &str) -> Self {
        Self {
            name: name.into(),
            file_name: None,
            bytes: value.to_owned().into(),
        }
    }

    /// A chosen file. Its declared type is always `application/octet-stream`: nobody believes it anyway.
    pub fn file(name: &str, file_name: &str, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            file_name: Some(file_name.into()),
            bytes: bytes.into(),
        }
    }
}

/// Sends requests to the production router without a socket.
#[derive(Clone, Debug)]
pub struct Client {
    router: Router,
    peer: SocketAddr,
    cookies: BTreeMap<String, String>,
    /// `None`: left out.
    headers: Vec<(HeaderName, Option<HeaderValue>)>,
}

impl Client {
    pub(crate) fn new(router: Router) -> Self {
        let peer = SocketAddr::from(([198, 51, 100, 7], 50_000));
        Self {
            router,
            peer,
            cookies: BTreeMap::new(),
            headers: Vec::new(),
        }
    }

    /// The same browser at another address.
    ///
    /// # Panics
    /// It is no address.
    #[must_use]
    pub fn at(mut self, address: &str) -> Self {
        self.peer = SocketAddr::new(address.parse().expect("an address"), 50_000);
        self
    }

    /// Sends this header with every request; a later one of the same name replaces it.
    ///
    /// # Panics
    /// It is no header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header's name");
        self.headers.retain(|(earlier, _)| *earlier != name);
        let value = value.parse().expect("a header's value");
        self.headers.push((name, Some(value)));
        self
    }

    /// Leaves out a header that a browser would send.
    ///
    /// # Panics
    /// It is no header.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers
            .push((name.parse().expect("a header's name"), None));
        self
    }

    /// The cookies it keeps.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    /// Puts a cookie into the browser.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.into(), value.into());
    }

    /// GET.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.request(Method::GET, path, None, Body::empty()).await
    }

    /// HEAD.
    pub async fn head(&mut self, path: &str) -> Answer {
        self.request(Method::HEAD, path, None, Body::empty()).await
    }

    /// POST of a form without fields: a button.
    pub async fn post(&mut self, path: &str) -> Answer {
        self.post_form(path, &[]).await
    }

    /// POST of a form.
    ///
    /// # Panics
    /// Never: text always encodes.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).expect("text encodes");
        let kind = "application/x-www-form-urlencoded";
        self.request(Method::POST, path, Some(kind), body.into())
            .await
    }

    /// POST of a form with files.
    pub async fn multipart(&mut self, path: &str, parts: &[Part]) -> Answer {
        const BOUNDARY: &str = "----dizza-test-boundary-7d93b1";
        let mut body = Vec::new();
        for part in parts {
            let file = part
                .file_name
                .as_ref()
                .map(|name| format!("; filename=\"{name}\""))
                .unwrap_or_default();
            let kind = part
                .file_name
                .as_ref()
                .map_or("", |_| "Content-Type: application/octet-stream\r\n");
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"{file}\r\n{kind}\r\n",
                part.name
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(&part.bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.request(Method::POST, path, Some(&kind), body.into())
            .await
    }

    /// Any request. Headers set by [`with_header`](Self::with_header) replace those of a browser.
    ///
    /// # Panics
    /// The path is no path, or the body of the answer breaks off.
    pub async fn request(
        &mut self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Body,
    ) -> Answer {
        let unsafe_method = !matches!(method, Method::GET | Method::HEAD | Method::OPTIONS);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .body(body)
            .expect("a path");
        let length = request.body().size_hint().exact();
        let headers = request.headers_mut();
        if let Some(length) = length.filter(|length| *length > 0) {
            headers.insert(header::CONTENT_LENGTH, length.into());
        }
        headers.insert(header::HOST, HeaderValue::from_static("dizza.test"));
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("text/html,*/*;q=0.8"),
        );
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("sv"));
        if unsafe_method {
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        }
        if let Some(kind) = content_type {
            headers.insert(header::CONTENT_TYPE, kind.parse().expect("a type"));
        }
        for (name, value) in &self.headers {
            match value {
                Some(value) => drop(headers.insert(name, value.clone())),
                None => drop(headers.remove(name)),
            }
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            headers.insert(header::COOKIE, cookies.join("; ").parse().expect("cookies"));
        }
        request.extensions_mut().insert(Peer(self.peer));
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("a router never fails");
        let answer = Answer::read(path, response).await;
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie is text");
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if value.is_empty() || attributes.to_ascii_lowercase().contains("max-age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
    }
}

//! Answers made of a stored object: ranges, `ETag`, not-modified, and a name to save it under (RFC 9110 13 to 15).

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, Range, Store, StoreError};

use crate::Problem;

/// What is known about a stored file before it is opened: its row.
#[derive(Clone, Debug)]
pub struct MediaFile<'a> {
    /// Where it lies.
    pub key: &'a ObjectKey,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// One of the types that our encoders write, such as `image/webp`.
    pub content_type: &'a str,
    /// SHA-256 of its bytes: the strong entity tag.
    pub sha256: &'a [u8],
    /// The name it is saved under; letters, digits, `.`, `-` and `_` are kept.
    pub file_name: &'a str,
    /// Whether it is meant to be saved instead of shown.
    pub download: bool,
}

/// Answers a GET or HEAD for `file`: 200, 206, 304 or 416; 404 when the object is gone, 503 when the store does not answer.
///
/// # Errors
/// As said.
pub async fn respond(
    store: &Store,
    method: &Method,
    request: &HeaderMap,
    file: &MediaFile<'_>,
) -> Result<Response, Problem> {
    let tag = format!("\"{}\"", hex::encode(file.sha256));
    if matches_tag(request, header::IF_NONE_MATCH, &tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        set(response.headers_mut(), header::ETAG, &tag);
        return Ok(response);
    }
    let range = wanted(request, &tag);
    let (first, len) = match range.map(|range| range.resolve(file.size_bytes)) {
        None => (0, file.size_bytes),
        Some(Ok(part)) => part,
        Some(Err(_)) => return Ok(unsatisfiable(file.size_bytes)),
    };
    let body = if *method == Method::HEAD || len == 0 {
        Body::empty()
    } else {
        Body::from_stream(store.get(file.key, range).await?.stream)
    };
    // Players ask for `bytes=0-` to learn whether they may seek: a range is answered as one even if it is everything.
    let status = if range.is_some() {
        StatusCode::PARTIAL_CONTENT
    } else {
        StatusCode::OK
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    set(headers, header::CONTENT_TYPE, file.content_type);
    set(headers, header::ACCEPT_RANGES, "bytes");
    set(headers, header::ETAG, &tag);
    set(headers, header::CONTENT_DISPOSITION, &disposition(file));
    headers.insert(header::CONTENT_LENGTH, len.into());
    if range.is_some() {
        let last = first + len - 1;
        set(
            headers,
            header::CONTENT_RANGE,
            &format!("bytes {first}-{last}/{}", file.size_bytes),
        );
    }
    Ok(response)
}

/// Answers a GET or HEAD with a text that lies in its row: 200 or 304. Ranges are not offered: it is small.
pub fn whole_text(request: &HeaderMap, content_type: &str, text: String) -> Response {
    let tag = format!("\"{}\"", hex::encode(Sha256::digest(&text)));
    let mut response = if matches_tag(request, header::IF_NONE_MATCH, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = text.into_response();
        set(response.headers_mut(), header::CONTENT_TYPE, content_type);
        response
    };
    set(response.headers_mut(), header::ETAG, &tag);
    response
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NotFound => Self::not_found(),
            StoreError::Full => Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full")
                .retry_after(Duration::from_mins(5)),
            StoreError::Unavailable(_) => {
                let logged = Self::internal(error);
                Self {
                    incident: logged.incident,
                    ..Self::unavailable()
                }
            }
            _ => Self::internal(error),
        }
    }
}

/// Reads `Range`; one range only, several are answered with the whole file, which the standard allows. A range that was
/// asked of an older version (`If-Range`) is answered with the whole new one.
fn wanted(request: &HeaderMap, tag: &str) -> Option<Range> {
    let range = request
        .get(header::RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?;
    if request.contains_key(header::IF_RANGE) && !matches_tag(request, header::IF_RANGE, tag) {
        return None;
    }
    parse_range(range.trim())
}

/// `a-b`, `a-` or `-n`; `None` if it is no such thing.
fn parse_range(range: &str) -> Option<Range> {
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse::<u64>().ok())?
    };
    match (first, last) {
        ("", count) => number(count).map(Range::Last),
        (first, "") => number(first).map(Range::From),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Range::Between(first, last))
        }
    }
}

fn matches_tag(request: &HeaderMap, name: HeaderName, tag: &str) -> bool {
    let value = request
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value
        .split(',')
        .map(str::trim)
        .any(|one| one == tag || one == "*")
}

fn unsatisfiable(size: u64) -> Response {
    let mut response =
        Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range-not-satisfiable").into_response();
    set(
        response.headers_mut(),
        header::CONTENT_RANGE,
        &format!("bytes */{size}"),
    );
    response
}

fn disposition(file: &MediaFile<'_>) -> String {
    let kind = if file.download {
        "attachment"
    } else {
        "inline"
    };
    let name: String = file
        .file_name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c))
        .collect();
    format!("{kind}; filename=\"{name}\"")
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use storage::ObjectStore;

    use super::*;

    #[test]
    fn one_range_is_read_as_the_standard_says() {
        assert_eq!(parse_range("0-0"), Some(Range::Between(0, 0)));
        assert_eq!(parse_range("2-"), Some(Range::From(2)));
        assert_eq!(parse_range("-3"), Some(Range::Last(3)));
        for nonsense in [
            "",
            "-",
            "5-2",
            "a-b",
            "0-1,3-4",
            "+1-2",
            "99999999999999999999999-",
        ] {
            assert_eq!(parse_range(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn names_cannot_leave_their_quotes() {
        let key = ObjectKey::random("r", &mut rand::rng());
        let file = MediaFile {
            key: &key,
            size_bytes: 1,
            content_type: "image/webp",
            sha256: &[0; 32],
            file_name: "a\"\r\n; b/../ö.webp",
            download: true,
        };
        assert_eq!(disposition(&file), "attachment; filename=\"ab...webp\"");
    }

    async fn ask(size: u64, headers: &[(&str, &str)]) -> (u16, String, Vec<u8>) {
        let store = storage::MemoryStore::new();
        let key = ObjectKey::random("r", &mut rand::rng());
        let bytes: Vec<u8> = (0..10).collect();
        store.put_bytes(&key, bytes.into()).await.unwrap();
        let store: Store = std::sync::Arc::new(store);
        let file = MediaFile {
            key: &key,
            size_bytes: size,
            content_type: "video/mp4",
            sha256: &[7; 32],
            file_name: "a.mp4",
            download: false,
        };
        let mut request = HeaderMap::new();
        for (name, value) in headers {
            request.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let response = respond(&store, &Method::GET, &request, &file)
            .await
            .unwrap();
        let range = response
            .headers()
            .get("content-range")
            .map(|value| value.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        (status, range.unwrap_or_default(), body.to_vec())
    }

    #[tokio::test]
    async fn a_player_gets_what_it_asks_for() {
        let tag = format!("\"{}\"", "07".repeat(32));
        let all: Vec<u8> = (0..10).collect();
        assert_eq!(ask(10, &[]).await, (200, String::new(), all.clone()));
        assert_eq!(
            ask(10, &[("range", "bytes=0-")]).await,
            (206, "bytes 0-9/10".into(), all.clone())
        );
        assert_eq!(
            ask(10, &[("range", "bytes=2-4")]).await,
            (206, "bytes 2-4/10".into(), vec![2, 3, 4])
        );
        assert_eq!(
            ask(10, &[("range", "bytes=-2")]).await,
            (206, "bytes 8-9/10".into(), vec![8, 9])
        );
        assert_eq!(
            ask(10, &[("range", "bytes=0-1,4-5")]).await,
            (200, String::new(), all.clone())
        );
        assert_eq!(
            ask(10, &[("range", "bytes=2-4"), ("if-range", "\"old\"")]).await,
            (200, String::new(), all)
        );
        assert_eq!(
            ask(10, &[("range", "bytes=2-4"), ("if-range", &tag)])
                .await
                .0,
            206
        );
        let (status, range, _) = ask(10, &[("range", "bytes=10-")]).await;
        assert_eq!((status, range.as_str()), (416, "bytes */10"));
        assert_eq!(
            ask(10, &[("if-none-match", &tag)]).await,
            (304, String::new(), Vec::new())
        );
        assert_eq!(ask(10, &[("if-none-match", "\"old\", *")]).await.0, 304);
    }
}

//! Everything that goes wrong, as one type: a status, a stable code, and values for the words.

use std::{collections::BTreeMap, error::Error, fmt, time::Duration};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contest::contributions::{NotOpen, State, rules};
use sea_orm::DbErr;
use serde::Serialize;

/// A value that the words of a problem need, for example the largest size that is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Param {
    /// Words, a name, a date already written out.
    Text(String),
    /// A count or a size.
    Number(i64),
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Param {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Why a request was not answered as hoped (RFC 9457).
///
/// It answers `application/problem+json` and leaves a copy of itself in the response's extensions, so that `web` can show
/// it as a page to whoever asked for HTML. The code is stable: it names the words `problem-{code}` in the catalogues and
/// is the last part of the `type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable name in kebab case, such as `voting-closed`.
    pub code: &'static str,
    /// Values for the words.
    pub params: BTreeMap<&'static str, Param>,
    /// When trying again makes sense, in whole seconds.
    pub retry_after: Option<Duration>,
    /// One English sentence for programmers; never holds what somebody typed.
    pub detail: Option<String>,
    /// Names the log line of an internal error.
    pub incident: Option<String>,
}

impl Problem {
    /// A problem with this status and stable code.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            params: BTreeMap::new(),
            retry_after: None,
            detail: None,
            incident: None,
        }
    }

    /// 404 `not-found`.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// 409 `contribution-not-editable`: it was handed in.
    pub fn not_editable() -> Self {
        Self::new(StatusCode::CONFLICT, "contribution-not-editable")
    }

    /// As [`Self::not_editable`]; 409 `contribution-frozen` in a state in which it could be changed, if no moderator were
    /// looking at it (`moderation::is_purge_asked`).
    pub fn not_editable_in(state: State) -> Self {
        if rules::is_editable(state) {
            Self::new(StatusCode::CONFLICT, "contribution-frozen")
        } else {
            Self::not_editable()
        }
    }

    /// 403 `forbidden`: signed in, but not allowed.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
    }

    /// 401 `sign-in-needed`.
    pub fn sign_in_needed() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in-needed")
    }

    /// 429 `too-many-requests`.
    pub fn too_many_requests(retry_after: Duration) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests").retry_after(retry_after)
    }

    /// 503 `unavailable`: something that we depend on does not answer; trying again helps.
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            .retry_after(Duration::from_secs(5))
    }

    /// 500 `internal`, logged here, once, with an incident id that the answer repeats. A database that gives no
    /// connection is 503 `unavailable` instead.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let error = error.into();
        let incident = hex::encode(rand::random::<[u8; 5]>());
        tracing::error!(incident, error = %Chain(&*error), "a request failed");
        let problem = if no_connection(&*error) {
            Self::unavailable()
        } else {
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
        };
        Self {
            incident: Some(incident),
            ..problem
        }
    }

    /// Adds the English sentence for programmers.
    #[must_use]
    pub fn detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Adds a value for the words.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// Says when to try again; rounded up to whole seconds, at least 1.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
        self.retry_after = Some(Duration::from_secs(seconds.max(1)));
        self
    }

    fn title(&self) -> String {
        let words = self.code.replace('-', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect()
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)
    }
}

impl Error for Problem {}

impl From<NotOpen> for Problem {
    fn from(error: NotOpen) -> Self {
        match error {
            NotOpen::NotFound => Self::not_found(),
            NotOpen::NotEditable(state) => Self::not_editable_in(state),
            NotOpen::Closed => Self::new(StatusCode::CONFLICT, "submissions-closed"),
            NotOpen::Db(error) => error.into(),
        }
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        Self::internal(error)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    params: &'a BTreeMap<&'static str, Param>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            r#type: crate::urls::problem(self.code),
            title: self.title(),
            status: self.status.as_u16(),
            detail: self.detail.as_deref(),
            incident: self.incident.as_deref(),
            params: &self.params,
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let json = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status, [(header::CONTENT_TYPE, json)], body).into_response();
        if let Some(after) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, after.as_secs().into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// An error and what caused it, as one line.
struct Chain<'a>(&'a (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        for cause in causes(self.0).skip(1) {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

fn no_connection(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| {
        matches!(
            cause.downcast_ref::<DbErr>(),
            Some(DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("could not store the vote")]
    struct Wrapped(#[from] DbErr);

    #[tokio::test]
    async fn it_answers_as_rfc_9457_says_and_leaves_itself_behind() {
        let problem = Problem::new(StatusCode::CONFLICT, "voting-closed")
            .detail("voting is over")
            .param("max", 3_i64)
            .retry_after(Duration::from_millis(1500));
        let response = problem.clone().into_response();
        assert_eq!(response.status(), 409);
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        assert_eq!(response.headers()["retry-after"], "2");
        assert_eq!(response.extensions().get::<Problem>(), Some(&problem));
        let bytes = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let expected = serde_json::json!({
            "type": "/problems/voting-closed", "title": "Voting closed", "status": 409,
            "detail": "voting is over", "params": { "max": 3 },
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn an_internal_error_tells_only_its_incident() {
        let problem = Problem::internal(Wrapped(DbErr::Custom("secret column".into())));
        assert_eq!((problem.status.as_u16(), problem.code), (500, "internal"));
        assert!(problem.detail.is_none());
        assert_eq!(problem.incident.map(|id| id.len()), Some(10));
    }

    #[test]
    fn a_full_pool_is_unavailable_not_broken() {
        let full = DbErr::ConnectionAcquire(sea_orm::error::ConnAcquireErr::Timeout);
        let problem = Problem::internal(Wrapped(full));
        assert_eq!(
            (problem.status.as_u16(), problem.code),
            (503, "unavailable")
        );
        assert!(problem.retry_after.is_some());
    }
}

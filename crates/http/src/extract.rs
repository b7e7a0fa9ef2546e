//! Extractors whose rejections are [`Problem`]s. `clippy.toml` forbids axum's own.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, multipart::Field},
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Problem, body, same_site::SameSiteChecked};

/// The values in the path; a value that does not parse (an unknown language, a broken id) is 404, as no such page exists.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if has_nul(parts.uri.path().as_bytes()) {
            return Err(Problem::not_found());
        }
        #[expect(clippy::disallowed_types, reason = "this is the wrapper")]
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0))
            .map_err(|_| Problem::not_found())
    }
}

/// The values after the question mark; 400 `bad-query` if they do not fit.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let bad = || Problem::new(StatusCode::BAD_REQUEST, "bad-query");
        let query = parts.uri.query().unwrap_or_default();
        if has_nul(query.as_bytes()) {
            return Err(bad());
        }
        serde_html_form::from_str(query)
            .map(Self)
            .map_err(|_| bad())
    }
}

/// A JSON body of at most 1 MiB, and a JSON answer.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if content_type(&request) != "application/json" {
            return Err(unsupported("application/json"));
        }
        let bytes = read(request, state).await?;
        let value = serde_json::from_slice(&bytes);
        value.map(Self).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::new(StatusCode::BAD_REQUEST, "bad-json").detail(place)
        })
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

/// A posted form of at most 1 MiB that came from our own pages.
///
/// Repeated names fill a `Vec`. Fields that the type does not know are refused if it says
/// `#[serde(deny_unknown_fields)]`, which every form type should. What a person can get wrong belongs into the form's own
/// check (422 with the page again), not into the type: a form that does not fit the type is 400 `bad-form`.
#[derive(Clone, Copy, Debug)]
pub struct CheckedForm<T>(pub T);

impl<T, S> FromRequest<S> for CheckedForm<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        insist_same_site(&request)?;
        let declared = content_type(&request);
        let bytes = read(request, state).await?;
        // A button without fields sends nothing, and some clients then leave the type out.
        if declared != "application/x-www-form-urlencoded" && !bytes.is_empty() {
            return Err(unsupported("application/x-www-form-urlencoded"));
        }
        let bad = || Problem::new(StatusCode::BAD_REQUEST, "bad-form");
        if has_nul(&bytes) {
            return Err(bad());
        }
        serde_html_form::from_bytes(&bytes)
            .map(Self)
            .map_err(|_| bad())
    }
}

/// A `multipart/form-data` body that came from our own pages. Its size is not limited here: whoever reads a field counts
/// its bytes. The route must be registered with [`crate::BodyRule::Upload`].
#[derive(Debug)]
pub struct CheckedMultipart(axum::extract::Multipart);

impl CheckedMultipart {
    /// The next field, in the order of the form.
    ///
    /// # Errors
    /// The body is broken (400), too large (413) or too slow (408).
    pub async fn next_field(&mut self) -> Result<Option<Field<'_>>, Problem> {
        self.0
            .next_field()
            .await
            .map_err(|error| body::problem(&error))
    }
}

impl<S: Send + Sync> FromRequest<S> for CheckedMultipart {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        insist_same_site(&request)?;
        let multipart = axum::extract::Multipart::from_request(request, state).await;
        multipart
            .map(Self)
            .map_err(|_| unsupported("multipart/form-data"))
    }
}

/// Whether a zero character is in what came percent-encoded. PostgreSQL keeps none in texts and refuses to compare with one,
/// and nobody types it.
fn has_nul(encoded: &[u8]) -> bool {
    encoded.contains(&0) || encoded.windows(3).any(|three| three == b"%00")
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|error| body::problem(&error))
}

fn insist_same_site(request: &Request) -> Result<(), Problem> {
    if request.extensions().get::<SameSiteChecked>().is_none() {
        return Err(Problem::internal("the same-site layer is missing"));
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Problem::internal("a form is read on a GET route"));
    }
    Ok(())
}

fn content_type(request: &Request) -> String {
    let value = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn unsupported(expected: &'static str) -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-type").param("expected", expected)
}

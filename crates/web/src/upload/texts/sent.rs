//! The form with a text: a language, and a file or what was typed.

use axum::extract::multipart::Field;
use axum::http::StatusCode;
use contest::captions::MAX_BYTES;
use dizza_http::{CheckedMultipart, Problem, body};

/// Somebody who chose the film itself by mistake is told so; what is larger than this is not read to its end.
const MAX_SKIPPED: usize = 32 * 1024 * 1024;

/// What came.
#[derive(Default)]
pub(super) struct Sent {
    /// Which language.
    pub language: String,
    /// Which text was in the form, see `asset_text::Model::tag`; empty for none.
    pub was: String,
    /// What was typed.
    pub text: Vec<u8>,
    /// The chosen file; it counts more than what was typed. One byte longer than is allowed if it is too large.
    pub file: Option<Vec<u8>>,
}

impl Sent {
    /// The bytes that count.
    pub fn bytes(&self) -> &[u8] {
        self.file.as_deref().unwrap_or(&self.text)
    }

    /// The same as text; nothing if they are none or too many.
    pub fn words(&self) -> String {
        let bytes = self.bytes();
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|_| bytes.len() <= MAX_BYTES);
        text.map(|text| text.replace('\0', "")).unwrap_or_default()
    }

    /// Neither a file nor anything typed.
    pub fn is_empty(&self) -> bool {
        self.file.is_none() && self.text.trim_ascii().is_empty()
    }
}

/// Reads the form to its end.
pub(super) async fn read(mut form: CheckedMultipart) -> Result<Sent, Problem> {
    let bad = || Problem::new(StatusCode::BAD_REQUEST, "bad-form");
    let mut sent = Sent::default();
    while let Some(mut field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let chosen = field.file_name().is_some_and(|name| !name.is_empty());
        let bytes = take(&mut field).await?;
        match name.as_str() {
            "language" => sent.language = String::from_utf8(bytes).map_err(|_| bad())?,
            "was" => sent.was = String::from_utf8(bytes).map_err(|_| bad())?,
            "text" => sent.text = bytes,
            // A file field in which nothing was chosen is sent without a name.
            "file" => sent.file = chosen.then_some(bytes),
            _ => return Err(bad()),
        }
    }
    Ok(sent)
}

/// At most one byte more than captions may have; the rest is passed over, or browsers would show a broken connection in
/// place of the answer.
async fn take(field: &mut Field<'_>) -> Result<Vec<u8>, Problem> {
    let (mut bytes, mut skipped) = (Vec::new(), 0);
    while let Some(chunk) = field.chunk().await.map_err(|error| body::problem(&error))? {
        let room = MAX_BYTES + 1 - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        skipped += chunk.len().saturating_sub(room);
        if skipped > MAX_SKIPPED {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
        }
    }
    Ok(bytes)
}

//! What the server's refusals mean to us.

use std::error::Error;

use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use crate::StoreError;

pub(super) enum Failure {
    /// 416: the object's length must be asked for.
    OutOfRange,
    Store(StoreError),
}

impl Failure {
    pub(super) fn of<E>(error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let status = error.raw_response().map(|answer| answer.status().as_u16());
        match (status, error.code()) {
            // A missing bucket is the operator's trouble, not a missing object.
            (Some(404), Some("NoSuchBucket")) => StoreError::unavailable(error).into(),
            (Some(404), _) => StoreError::NotFound.into(),
            (Some(416), _) => Self::OutOfRange,
            (Some(507), _) => StoreError::Full.into(),
            _ => StoreError::unavailable(error).into(),
        }
    }

    pub(super) fn strange(answer: &str) -> Self {
        StoreError::unavailable(format!("the server sent {answer}")).into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::OutOfRange => {
                Self::unavailable("the server refused a range we did not ask for")
            }
            Failure::Store(error) => error,
        }
    }
}

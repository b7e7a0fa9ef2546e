//! What handlers ask of a session.

use std::collections::BTreeMap;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};
use chrono::{DateTime, Utc};
use contest::{
    AppContext,
    permissions::{Actor, Principal},
};
use serde::{Deserialize, Serialize};
use tower_sessions::{Expiry, cookie::time, session::Error};

use super::Lifetime;
use crate::{Param, Problem};

pub(super) const PRINCIPAL: &str = "principal";
pub(super) const LIFETIME: &str = "lifetime";
pub(super) const ENDS_AT: &str = "ends_at";
const FLASH: &str = "flash";

/// What a session may keep beside its principal: secrets that tie something under way to this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A sign-in mail is under way.
    SignIn,
    /// A voter's mail is under way.
    Vote,
    /// A pupil's three words, until they were shown once.
    Words,
}

impl Kept {
    const ALL: [Self; 3] = [Self::SignIn, Self::Vote, Self::Words];

    fn key(self) -> &'static str {
        match self {
            Self::SignIn => "kept-sign-in",
            Self::Vote => "kept-vote",
            Self::Words => "kept-words",
        }
    }
}

/// What a flash message is about; decides its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlashKind {
    /// Something was done.
    Success,
    /// Something to know.
    Info,
    /// Something to be careful about.
    Warning,
    /// Something was not done.
    Danger,
}

/// A message for the next page: a key of the catalogues and values for its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Its look.
    pub kind: FlashKind,
    /// Key of the message in the catalogues.
    pub message: String,
    /// Values for the words.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

/// The session of this browser, read only when asked.
#[derive(Clone, Debug)]
pub struct Session {
    inner: tower_sessions::Session,
    now: DateTime<Utc>,
}

impl Session {
    /// Whom it belongs to.
    ///
    /// # Errors
    /// The database failed.
    pub async fn principal(&self) -> Result<Option<Principal>, Problem> {
        self.inner.get(PRINCIPAL).await.map_err(failed)
    }

    /// Signs `principal` in under a new id: an id that somebody planted before is worth nothing now. What was kept for
    /// the way there is dropped.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sign_in(&self, principal: &Principal, lifetime: Lifetime) -> Result<(), Problem> {
        let flash: Option<Flash> = self.inner.get(FLASH).await.map_err(failed)?;
        if self.inner.id().is_some() {
            self.inner.flush().await.map_err(failed)?;
        }
        let ends_at = self.now + lifetime.absolute();
        self.inner
            .insert(PRINCIPAL, principal)
            .await
            .map_err(failed)?;
        self.inner
            .insert(LIFETIME, lifetime)
            .await
            .map_err(failed)?;
        self.inner.insert(ENDS_AT, ends_at).await.map_err(failed)?;
        if let Some(flash) = flash {
            self.inner.insert(FLASH, flash).await.map_err(failed)?;
        }
        self.inner.cycle_id().await.map_err(failed)?;
        self.set_cookie_age().await
    }

    /// Ends the session, here and on the server.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sign_out(&self) -> Result<(), Problem> {
        if self.inner.id().is_none() {
            return Ok(());
        }
        self.inner.flush().await.map_err(failed)
    }

    /// Leaves a message for the next page.
    ///
    /// # Errors
    /// The database failed.
    pub async fn flash(&self, kind: FlashKind, message: &str) -> Result<(), Problem> {
        self.flash_with(kind, message, []).await
    }

    /// Leaves a message with values for its words.
    ///
    /// # Errors
    /// The database failed.
    pub async fn flash_with<const N: usize>(
        &self,
        kind: FlashKind,
        message: &str,
        params: [(&str, Param); N],
    ) -> Result<(), Problem> {
        let params = params.map(|(name, value)| match value {
            Param::Text(text) => (name.to_owned(), text),
            Param::Number(number) => (name.to_owned(), number.to_string()),
        });
        let flash = Flash {
            kind,
            message: message.to_owned(),
            params: params.into(),
        };
        self.inner.insert(FLASH, flash).await.map_err(failed)?;
        self.set_cookie_age().await
    }

    /// Takes the message, if one was left. A session that held nothing else is ended, with its cookie.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_flash(&self) -> Result<Option<Flash>, Problem> {
        self.take(FLASH).await
    }

    /// Keeps a secret that ties something under way to this browser.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep(&self, what: Kept, value: &str) -> Result<(), Problem> {
        self.inner.insert(what.key(), value).await.map_err(failed)?;
        self.set_cookie_age().await
    }

    /// What was kept.
    ///
    /// # Errors
    /// The database failed.
    pub async fn kept(&self, what: Kept) -> Result<Option<String>, Problem> {
        self.inner.get(what.key()).await.map_err(failed)
    }

    /// Takes what was kept; as [`Session::take_flash`], a session that held nothing else is ended.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_kept(&self, what: Kept) -> Result<Option<String>, Problem> {
        self.take(what.key()).await
    }

    async fn take<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Problem> {
        let value: Option<T> = self.inner.get(key).await.map_err(failed)?;
        if value.is_none() {
            return Ok(None);
        }
        self.inner
            .remove::<serde_json::Value>(key)
            .await
            .map_err(failed)?;
        if self.principal().await?.is_none() && !self.keeps_anything().await? {
            self.sign_out().await?;
        } else {
            self.set_cookie_age().await?;
        }
        Ok(value)
    }

    async fn keeps_anything(&self) -> Result<bool, Problem> {
        for key in Kept::ALL.map(Kept::key).into_iter().chain([FLASH]) {
            if self.inner.get_value(key).await.map_err(failed)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The cookie lives as long as the session may at most; the row knows about idleness.
    async fn set_cookie_age(&self) -> Result<(), Problem> {
        let ends_at: Option<DateTime<Utc>> = self.inner.get(ENDS_AT).await.map_err(failed)?;
        let left = ends_at.map_or(Lifetime::Guest.absolute(), |end| end - self.now);
        self.inner
            .set_expiry(Some(Expiry::OnInactivity(time::Duration::seconds(
                left.num_seconds().max(1),
            ))));
        Ok(())
    }
}

fn failed(error: Error) -> Problem {
    Problem::internal(error)
}

impl<S> FromRequestParts<S> for Session
where
    S: Send + Sync,
    AppContext: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let inner = parts.extensions.get::<tower_sessions::Session>().cloned();
        let inner = inner.ok_or_else(|| Problem::internal("the session layer is missing"))?;
        Ok(Self {
            inner,
            now: AppContext::from_ref(state).clock.wall(),
        })
    }
}

/// Whoever is looking; never refuses.
#[derive(Clone, Debug)]
pub struct Visitor(pub Option<Principal>);

impl<S> FromRequestParts<S> for Visitor
where
    S: Send + Sync,
    AppContext: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Session::from_request_parts(parts, state)
            .await?
            .principal()
            .await
            .map(Self)
    }
}

/// An account or a pupil; 401 `sign-in-needed` for everybody else. Whether they may do what they ask is for the use case.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Principal);

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    AppContext: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Visitor::from_request_parts(parts, state).await?.0 {
            Some(principal @ (Principal::Account(_) | Principal::Membership(_))) => {
                Ok(Self(principal))
            }
            _ => Err(Problem::sign_in_needed()),
        }
    }
}

/// Whoever is looking, with what they may do at this moment; `None` if nobody is signed in, or not any more.
#[derive(Clone, Debug)]
pub struct MaybeActing(pub Option<Actor>);

impl<S> FromRequestParts<S> for MaybeActing
where
    S: Send + Sync,
    AppContext: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Some(principal) = Visitor::from_request_parts(parts, state).await?.0 else {
            return Ok(Self(None));
        };
        let ctx = AppContext::from_ref(state);
        Ok(Self(Actor::resolve(ctx.db.read(), &principal).await?))
    }
}

/// An account or a pupil with what they may do at this moment; 401 `sign-in-needed` for everybody else.
#[derive(Clone, Debug)]
pub struct Acting(pub Actor);

impl<S> FromRequestParts<S> for Acting
where
    S: Send + Sync,
    AppContext: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match MaybeActing::from_request_parts(parts, state).await?.0 {
            Some(actor @ (Actor::Account { .. } | Actor::Pupil { .. })) => Ok(Self(actor)),
            _ => Err(Problem::sign_in_needed()),
        }
    }
}

//! Storing captions or a transcript, in place of those that were looked at.

use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel};

use super::entity::{TextKind, asset_text};
use super::fault::{Fault, Wrong};
use super::{MAX_BYTES, read, write};
use crate::AppContext;
use crate::assets::entity::{asset, rendition};
use crate::assets::{self, AssetKind, AssetState};
use crate::contributions::entity::contribution;
use crate::contributions::{self, LANGUAGES, NotOpen};
use crate::ids::AssetId;
use crate::permissions::Actor;
use crate::text::{self, TextError};

/// Longest transcript, in characters: ten minutes of talking without a pause.
pub const MAX_TRANSCRIPT: usize = 20_000;

/// Why a text was not stored.
#[derive(Debug, thiserror::Error)]
pub enum PutTextError {
    /// No such film or song in a contribution that the actor made.
    #[error("no such film or song")]
    NotFound,
    /// The file is still being worked on, or could not be read: its length is not known.
    #[error("the file is not ready")]
    NotReady,
    /// Nothing in the contribution may be changed.
    #[error(transparent)]
    NotOpen(#[from] NotOpen),
    /// Not one of [`LANGUAGES`].
    #[error("unknown language")]
    Language,
    /// There is a text in this language, and it is not the one that was to be replaced.
    #[error("there is another text in this language")]
    Other,
    /// The captions cannot be understood.
    #[error("captions: {0}")]
    Captions(Wrong),
    /// The transcript is empty or too long.
    #[error("transcript: {0}")]
    Transcript(TextError),
    /// The database failed; nothing was written.
    #[error("could not store the text")]
    Db(#[from] DbErr),
}

/// Which text is written or taken away.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Code of the contribution.
    pub code: &'a str,
    /// The film or song.
    pub asset: AssetId,
    /// One of [`LANGUAGES`].
    pub language: &'a str,
    /// Which text in this language may go ([`asset_text::Model::tag`]); none: there must be none. So two who
    /// write at once do not lose what the other one wrote.
    pub replaces: Option<&'a str>,
}

/// Reads `file` (WebVTT or SRT, see [`read`](super::read())) and stores what was understood as the film's captions.
/// How many cues there are.
///
/// # Errors
/// See [`PutTextError`]; on an error nothing changed.
pub async fn put_captions(
    ctx: &AppContext,
    actor: &Actor,
    place: Place<'_>,
    file: &[u8],
) -> Result<usize, PutTextError> {
    let txn = ctx.begin_write().await?;
    let (work, asset, rendition) = ready(ctx, &txn, actor, place).await?;
    if asset.kind != AssetKind::Video {
        return Err(PutTextError::NotFound);
    }
    let length_ms = rendition.duration_ms.unwrap_or(0);
    let cues = read(file, u64::try_from(length_ms).unwrap_or(0)).map_err(PutTextError::Captions)?;
    let text = write(&cues);
    // Escaped letters are longer. Whoever decides about the film reads it again, and what cannot be read would not be seen.
    if text.len() > MAX_BYTES {
        let fault = Fault::TooLarge;
        return Err(PutTextError::Captions(Wrong { line: 1, fault }));
    }
    store(ctx, txn, &work, (place, TextKind::Captions), text).await?;
    Ok(cues.len())
}

/// Stores all that is said or sung in a film or song.
///
/// # Errors
/// See [`PutTextError`]; on an error nothing changed.
pub async fn put_transcript(
    ctx: &AppContext,
    actor: &Actor,
    place: Place<'_>,
    words: &str,
) -> Result<(), PutTextError> {
    let words = text::paragraphs(words, MAX_TRANSCRIPT).map_err(PutTextError::Transcript)?;
    if words.trim().is_empty() {
        return Err(PutTextError::Transcript(TextError::Empty));
    }
    let txn = ctx.begin_write().await?;
    let (work, ..) = ready(ctx, &txn, actor, place).await?;
    store(ctx, txn, &work, (place, TextKind::Transcript), words).await
}

/// The finished film or song, if its contribution may be changed now.
async fn ready(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    place: Place<'_>,
) -> Result<(contribution::Model, asset::Model, rendition::Model), PutTextError> {
    let (work, asset) = sounding(ctx, txn, actor, place.code, place.asset).await?;
    if asset.state != AssetState::Ready {
        return Err(PutTextError::NotReady);
    }
    let made: Vec<_> = asset.rendition_id.into_iter().collect();
    let rendition = assets::queries::renditions(txn, &made).await?.pop();
    Ok((work, asset, rendition.ok_or(PutTextError::NotReady)?))
}

/// The film or song in whatever state, if its contribution may be changed now.
pub(super) async fn sounding(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
    id: AssetId,
) -> Result<(contribution::Model, asset::Model), PutTextError> {
    let work = contributions::editable(ctx, txn, actor, code).await?;
    let asset = assets::queries::find(txn, id).await?.filter(|asset| {
        asset.contribution_id == work.id
            && matches!(asset.kind, AssetKind::Video | AssetKind::Audio)
    });
    Ok((work, asset.ok_or(PutTextError::NotFound)?))
}

/// One row for each language: what was there is replaced, and its address is dead.
async fn store(
    ctx: &AppContext,
    txn: DatabaseTransaction,
    work: &contribution::Model,
    (place, kind): (Place<'_>, TextKind),
    text: String,
) -> Result<(), PutTextError> {
    use asset_text::Column;
    if !LANGUAGES.contains(&place.language) {
        return Err(PutTextError::Language);
    }
    // The contribution is locked: nobody writes another one meanwhile.
    let key = (place.asset, kind, place.language.to_owned());
    let there = asset_text::Entity::find_by_id(key).one(&txn).await?;
    match there {
        Some(there) if there.text == text => return Ok(()), // sent twice
        Some(there) if Some(there.tag().as_str()) != place.replaces => {
            return Err(PutTextError::Other);
        }
        _ => {}
    }
    let row = asset_text::Model {
        asset_id: place.asset,
        kind,
        language: place.language.to_owned(),
        media_key: (kind == TextKind::Captions).then(|| hex::encode(ctx.random::<16>())),
        text,
        updated_at: ctx.now(&txn).await?,
    };
    let replace = OnConflict::columns([Column::AssetId, Column::Kind, Column::Language])
        .update_columns([Column::MediaKey, Column::Text, Column::UpdatedAt])
        .to_owned();
    asset_text::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(&txn)
        .await?;
    contributions::touch(ctx, &txn, work, contribution::ActiveModel::default()).await?;
    txn.commit().await?;
    Ok(())
}

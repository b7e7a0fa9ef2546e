//! Uploads a film while it grows, so that its makers and reviewers can look at it.
//!
//! Everything here is a favour: what goes wrong with the store is logged, and the finished film is uploaded whole. Only a
//! lost claim ends the work.

use std::collections::HashMap;

use contest::assets::{
    Finished, Growing, GrownFile, MadeFile, Preview, begin_growing, grow, rendition_key,
};
use contest::ids::AssetId;
use queue::LeaseToken;
use storage::ObjectKey;
use tokio::sync::mpsc::UnboundedReceiver;

use super::MediaContext;
use super::upload::{made_file, put_all};
use crate::error::MediaError;
use crate::renditions::{Facts, Grown, Growth, RenditionFile};

/// Follows one attempt at an asset.
pub(super) struct Follower<'a> {
    ctx: &'a MediaContext,
    lease: LeaseToken,
    asset: AssetId,
    set: Option<Growing>,
    stored: HashMap<String, [u8; 32]>,
}

impl<'a> Follower<'a> {
    pub(super) fn new(ctx: &'a MediaContext, lease: LeaseToken, asset: AssetId) -> Self {
        Self {
            ctx,
            lease,
            asset,
            set: None,
            stored: HashMap::new(),
        }
    }

    /// Uploads what it is told of until nothing more comes.
    ///
    /// # Errors
    /// [`MediaError::World`]: the claim of the job is lost, working on is in vain.
    pub(super) async fn follow(
        &mut self,
        mut told: UnboundedReceiver<Growth>,
    ) -> Result<(), MediaError> {
        while let Some(growth) = told.recv().await {
            match growth {
                Growth::Begins { pictures, facts } => self.begin(pictures, &facts).await?,
                Growth::Segments(grown) => self.add(grown).await?,
            }
        }
        Ok(())
    }

    /// The key under which the finished film goes, with the names that lie there already; `None` if a new one is needed.
    pub(super) fn settled(self, files: &[RenditionFile]) -> Option<(String, Vec<String>)> {
        let same = |(name, sha256): (&String, &[u8; 32])| {
            files
                .iter()
                .any(|file| file.name == *name && file.sha256 == *sha256)
        };
        let all_kept = self.stored.iter().all(same);
        let set = self.set.filter(|_| all_kept)?;
        Some((set.media_key, self.stored.into_keys().collect()))
    }

    async fn begin(
        &mut self,
        pictures: Vec<RenditionFile>,
        facts: &Facts,
    ) -> Result<(), MediaError> {
        self.set = None;
        self.stored.clear();
        let preview = Preview {
            width: facts.width,
            height: facts.height,
            has_audio: facts.has_audio,
            thumbhash: facts.thumbhash.clone(),
            color: facts.color.clone(),
        };
        match begin_growing(&self.ctx.app, self.lease, self.asset, &preview).await {
            Ok(Some(set)) => self.set = Some(set),
            Ok(None) => return Err(overtaken()),
            Err(error) => {
                tracing::warn!(%error, "the film's preview could not begin");
                return Ok(());
            }
        }
        let plain = |file| Grown {
            file,
            duration: None,
            codec: None,
        };
        self.add(pictures.into_iter().map(plain).collect()).await
    }

    /// Objects first, rows second.
    async fn add(&mut self, grown: Vec<Grown>) -> Result<(), MediaError> {
        let Some(set) = self.set.clone() else {
            return Ok(());
        };
        if let Err(error) = self.upload(&set, &grown).await {
            tracing::warn!(%error, "the film's preview stays behind");
            self.set = None;
            return Ok(());
        }
        let hashes: Vec<_> = grown
            .iter()
            .map(|grown| (grown.file.name.clone(), grown.file.sha256))
            .collect();
        let rows = grown.into_iter().map(row).collect();
        match grow(&self.ctx.app, self.lease, &set, rows).await {
            Ok(Finished::Yes) => {
                self.stored.extend(hashes);
                Ok(())
            }
            Ok(Finished::TooLate) => Err(overtaken()),
            Err(error) => {
                tracing::warn!(%error, "the film's preview stays behind");
                self.set = None;
                Ok(())
            }
        }
    }

    async fn upload(&self, set: &Growing, grown: &[Grown]) -> Result<(), MediaError> {
        let files = grown.iter().map(|grown| {
            let key = ObjectKey::parse(rendition_key(&set.media_key, &grown.file.name))
                .map_err(|error| MediaError::world("name a rendition", error))?;
            Ok((key, grown.file.path.clone()))
        });
        put_all(&self.ctx.store, files.collect::<Result<_, MediaError>>()?).await
    }
}

fn row(grown: Grown) -> GrownFile {
    let file: MadeFile = made_file(grown.file);
    GrownFile {
        file,
        duration_us: grown
            .duration
            .and_then(|length| u64::try_from(length.as_micros()).ok()),
        codec: grown.codec,
    }
}

fn overtaken() -> MediaError {
    MediaError::world("go on with the film", "another worker has taken it over")
}

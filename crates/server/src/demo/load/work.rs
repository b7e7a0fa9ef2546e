//! Making, uploading, handing in and deciding.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use contest::assets::entity::asset;
use contest::assets::sniff::{SNIFF_BYTES, sniff};
use contest::assets::{self, AssetState, Limits, NewUpload, StoredFile};
use contest::captions::{self, TextKind};
use contest::collections::{self, FEATURED};
use contest::contributions::answers::{self, Question};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Edit, Maker, Seen, State, TICKS};
use contest::editions::entity::category;
use contest::moderation::{self, Verdict};
use contest::permissions::Actor;
use sha2::{Digest, Sha256};
use storage::ObjectKey;

use super::{LOOK_EVERY, Loader, people};
use crate::demo::clips;
use crate::demo::content::{Class, Entry, Made, OPEN_CLASS, SAID, Until};

/// Everybody who handles contributions.
pub(super) struct Desk<'a> {
    loader: &'a Loader,
    folder: &'a Path,
    teachers: Vec<Actor>,
    moderator: Actor,
    categories: Vec<category::Model>,
    /// What waits for its files, then for those who decide.
    waiting: Vec<Waiting>,
    /// Codes of the front page's works in their order, as far as they are not in the collection.
    featured: VecDeque<String>,
    handed_in: usize,
}

/// A contribution that was handed in.
struct Waiting {
    code: String,
    /// Which of the teachers approves it.
    teacher: usize,
    until: Until,
}

impl<'a> Desk<'a> {
    pub(super) async fn new(
        loader: &'a Loader,
        folder: &'a Path,
        teachers: Vec<Actor>,
        categories: Vec<category::Model>,
    ) -> anyhow::Result<Self> {
        let moderator = people::moderator(&loader.ctx).await?;
        Ok(Self {
            loader,
            folder,
            teachers,
            moderator,
            categories,
            waiting: Vec::new(),
            featured: VecDeque::new(),
            handed_in: 0,
        })
    }

    /// Opens the class that nobody has joined yet.
    pub(super) async fn open_class(&self) -> anyhow::Result<()> {
        people::class(
            &self.loader.ctx,
            &self.teachers[OPEN_CLASS.teacher],
            &OPEN_CLASS,
        )
        .await?;
        Ok(())
    }

    /// Brings one contribution as far as its makers can.
    pub(super) async fn hand_in(
        &mut self,
        entry: &Entry,
        class: &Class,
        until: Until,
    ) -> anyhow::Result<()> {
        let ctx = &self.loader.ctx;
        let teacher = &self.teachers[class.teacher];
        let open = people::class(ctx, teacher, class).await?;
        let pupils = people::pupils(ctx, &open, self.handed_in).await?;
        self.handed_in += 1;
        let pupil = pupils.first().context("somebody joined")?;
        let mut work = contributions::start(ctx, pupil, Maker::Pupil).await?;
        if work.state == State::Draft {
            for other in &pupils[1..] {
                contributions::start(ctx, other, Maker::Pupil).await?; // sits down at the same draft
            }
            self.fill(entry, pupil, &work).await?;
            self.write_down(entry, pupil, &work).await?;
            let answers = Question::ALL.map(|question| (question, question.good_answer()));
            answers::answer(ctx, pupil, &work.code, &answers).await?;
            work = contributions::hand_in(ctx, pupil, &work.code).await?;
        }
        if until == Until::Published && entry.featured > 0 {
            self.featured.push_back(work.code.clone());
        }
        self.waiting.push(Waiting {
            code: work.code,
            teacher: class.teacher,
            until,
        });
        Ok(())
    }

    /// Title, words and files.
    async fn fill(
        &self,
        entry: &Entry,
        pupil: &Actor,
        work: &contribution::Model,
    ) -> anyhow::Result<()> {
        let ctx = &self.loader.ctx;
        let category = self
            .categories
            .iter()
            .find(|category| category.slug == entry.category);
        let edit = Edit {
            category: Some(
                category
                    .with_context(|| format!("no category {}", entry.category))?
                    .id,
            ),
            title: Some(entry.title.into()),
            text: Some(entry.text.into()),
            language: Some(entry.language.into()),
            credits: Some(entry.credits.into()),
        };
        contributions::edit(ctx, pupil, &work.code, edit).await?;
        // A load that was stopped may have left half an upload.
        let db = ctx.db.read();
        for half in assets::queries::open_uploads(db, work.id, ctx.now(db).await?).await? {
            assets::abandon_upload(ctx, pupil, &half.token).await?;
        }
        let there = assets::queries::of_contribution(ctx.db.read(), work.id)
            .await?
            .len();
        for (i, made) in entry.made.iter().enumerate().skip(there) {
            let path = make(*made, self.folder.join(format!("{}-{i}", work.code))).await?;
            self.upload(pupil, &work.code, &path).await?;
            tokio::fs::remove_file(&path).await?;
        }
        Ok(())
    }

    /// What is said in the first file, once the workers have finished it.
    async fn write_down(
        &self,
        entry: &Entry,
        pupil: &Actor,
        work: &contribution::Model,
    ) -> anyhow::Result<()> {
        let ctx = &self.loader.ctx;
        for said in SAID.iter().filter(|said| said.of == entry.title) {
            let id = loop {
                let assets = assets::queries::of_contribution(ctx.db.read(), work.id).await?;
                match assets.first().map(|first| (first.id, first.state)) {
                    None | Some((_, AssetState::Failed)) => return Ok(()), // told of when it is decided about
                    Some((id, AssetState::Ready)) => break id,
                    Some(_) => tokio::time::sleep(LOOK_EVERY).await,
                }
            };
            let place = captions::Place {
                code: &work.code,
                asset: id,
                language: said.language,
                replaces: None,
            };
            match said.kind {
                TextKind::Captions => {
                    let file = said.text.as_bytes();
                    captions::put_captions(ctx, pupil, place, file).await?;
                }
                TextKind::Transcript => {
                    captions::put_transcript(ctx, pupil, place, said.text).await?;
                }
            }
        }
        Ok(())
    }

    /// A file becomes an asset of the contribution: object first, row second.
    async fn upload(&self, pupil: &Actor, code: &str, path: &Path) -> anyhow::Result<()> {
        let ctx = &self.loader.ctx;
        let limits = Limits::default();
        let bytes = tokio::fs::read(path).await?;
        let label = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let new = NewUpload {
            length_bytes: Some(bytes.len() as u64),
            label,
        };
        let upload = assets::begin_upload(ctx, &limits, pupil, code, new).await?;
        let media_type = sniff(&bytes[..bytes.len().min(SNIFF_BYTES)])?;
        let key = ObjectKey::parse(format!("o/{}", hex::encode(ctx.random::<16>())))?;
        self.loader.store.put_file(&key, path).await?;
        let file = StoredFile {
            kind: media_type.kind(),
            media_type: media_type.code().to_owned(),
            size_bytes: bytes.len() as u64,
            sha256: Sha256::digest(&bytes).into(),
            object_key: key.to_string(),
        };
        assets::complete_upload(ctx, &limits, pupil, &upload.token, file).await?;
        Ok(())
    }

    /// Approves whatever the workers have finished, and features what is public.
    pub(super) async fn decide_what_is_ready(&mut self) -> anyhow::Result<()> {
        let mut still = Vec::new();
        for waiting in std::mem::take(&mut self.waiting) {
            let done = self
                .decide(&waiting)
                .await
                .with_context(|| format!("decide about {}", waiting.code))?;
            if !done {
                still.push(waiting);
            }
        }
        self.waiting = still;
        self.feature().await
    }

    /// Waits for the workers until everything is decided, the front page is full, and what is left to others can be decided.
    pub(super) async fn decide_the_rest(&mut self) -> anyhow::Result<()> {
        while !self.waiting.is_empty() || !self.featured.is_empty() {
            tokio::time::sleep(LOOK_EVERY).await;
            self.decide_what_is_ready().await?;
        }
        Ok(())
    }

    /// Goes one step on with it; `true` when there is nothing more to do.
    async fn decide(&self, waiting: &Waiting) -> anyhow::Result<bool> {
        let Waiting {
            code,
            teacher,
            until,
        } = waiting;
        let ctx = &self.loader.ctx;
        let db = ctx.db.read();
        let work = contributions::queries::find_by_code(db, code)
            .await?
            .context("it is gone")?;
        let assets = assets::queries::of_contribution(db, work.id).await?;
        let failed = |asset: &&asset::Model| asset.state == AssetState::Failed;
        if let Some(failed) = assets.iter().find(failed) {
            tracing::warn!(asset.id = %failed.id, reason = failed.failure, "A demo file could not be processed");
            return Ok(true);
        }
        if assets.iter().any(|asset| asset.state != AssetState::Ready) {
            return Ok(false);
        }
        match (work.state, until) {
            (State::Submitted, Until::Queue | Until::Published) => {
                let seen = Seen::of(db, &work).await?;
                let ticks: Vec<String> = TICKS.map(String::from).to_vec();
                let teacher = &self.teachers[*teacher];
                contributions::class_approve(ctx, teacher, code, &seen, &ticks).await?;
                Ok(*until == Until::Queue)
            }
            (State::InReview, Until::Published) => {
                moderation::claim(ctx, &self.moderator, code).await?;
                let seen = moderation::item(ctx, &self.moderator, code).await?.seen;
                moderation::decide(ctx, &self.moderator, code, &seen, Verdict::Approve).await?;
                Ok(false)
            }
            (State::Approved, Until::Published) => Ok(false), // published by a job
            _ => Ok(true),
        }
    }

    /// Puts the front page's works into their collection, in their order.
    async fn feature(&mut self) -> anyhow::Result<()> {
        let ctx = &self.loader.ctx;
        while let Some(code) = self.featured.front() {
            let work = contributions::queries::find_by_code(ctx.db.read(), code)
                .await?
                .context("it is gone")?;
            match work.state {
                State::Published => collections::put(ctx, &self.moderator, FEATURED, code).await?,
                State::Submitted | State::InReview | State::Approved
                    if self.waiting.iter().any(|waiting| waiting.code == *code) =>
                {
                    break;
                }
                _ => {} // a failed one leaves its place to the next
            }
            self.featured.pop_front();
        }
        Ok(())
    }
}

/// Makes the file, on a thread of its own because drawing takes the processor.
async fn make(made: Made, stem: PathBuf) -> anyhow::Result<PathBuf> {
    let work = move || {
        let path = |ending: &str| stem.with_extension(ending);
        Ok::<_, clips::FilmError>(match made {
            Made::Picture(poster, ending) => {
                let path = path(ending);
                clips::still(&poster.draw(), &path)?;
                path
            }
            Made::Film(film, ending) => {
                let path = path(ending);
                film.render(&path)?;
                path
            }
            Made::Song(song, ending, cover) => {
                let (path, picture) = (path(ending), path("cover.png"));
                if let Some(cover) = cover {
                    clips::still(&cover.draw(), &picture)?;
                }
                let cover = cover.map(|_| picture.as_path());
                clips::recording(&song.record(), cover, &path)?;
                cover.map_or(Ok(()), std::fs::remove_file)?;
                path
            }
            Made::Magazine(magazine) => {
                let path = path("pdf");
                magazine.write(&path)?;
                path
            }
        })
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(path) => Ok(path?),
        Err(panicked) => bail!("drawing panicked: {panicked}"),
    }
}

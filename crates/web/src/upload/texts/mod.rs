//! What is said in a film or song: captions from a file or typed, and transcripts. Without a script, and never a must.

mod page;
mod remove;
mod sent;

use axum::response::Response;
use contest::assets::{self, AssetKind, AssetState};
use contest::captions::entity::asset_text;
use contest::captions::{self, Cue, Fault, MAX_CUE, MAX_CUES, PutTextError, TextKind};
use contest::contributions::LANGUAGES;
use contest::contributions::entity::contribution;
use contest::contributions::gallery::AssetFiles;
use contest::ids::AssetId;
use contest::text::TextError;
use dizza_http::sessions::FlashKind;
use dizza_http::{Acting, CheckedMultipart, Path, Problem, Query, Session, urls};
use serde::Deserialize;

pub use page::{TextRow, TextsPage};
pub(super) use remove::{ask as ask_remove, remove};

use super::draft::{Draft, see};
use super::files::{is_silent, name};
use super::views::{Choice, TextLine};
use crate::i18n::Arg;
use crate::views::said;
use crate::{FormState, Reader};
use sent::Sent;

/// What the address may ask for besides the path.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The text in this language is put into the form.
    language: Option<String>,
}

/// Code, asset and kind as the path has them.
type Parts = Path<(String, String, String, String)>;

/// A film or song, and which sort of text of it.
struct Place {
    draft: Draft,
    id: AssetId,
    kind: TextKind,
    /// "1. Film".
    name: String,
    texts: Vec<asset_text::Model>,
}

/// `GET /{lang}/upload/{contribution}/texts/{asset}/{kind}`.
#[tracing::instrument(name = "web.upload.texts", skip_all)]
pub(super) async fn show(
    reader: Reader,
    Path((_, code, asset, kind)): Parts,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    if !draft.is_editable() {
        return Ok(see(&draft.my()));
    }
    let place = Place::find(draft, &asset, &kind).await?;
    let form = place.form(asked.language.as_deref());
    Ok(place.page(form))
}

/// `POST` to the same: stores what was typed or chosen, then shows what there is.
#[tracing::instrument(name = "web.upload.save_texts", skip_all)]
pub(super) async fn save(
    reader: Reader,
    _: Acting, // before the form is looked at
    session: Session,
    Path((_, code, asset, kind)): Parts,
    form: CheckedMultipart,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    if !draft.is_editable() {
        return Err(Problem::not_editable_in(draft.work.state));
    }
    let mut place = Place::find(draft, &asset, &kind).await?;
    let mut sent = sent::read(form).await?;
    if let Err(error) = place.put(&sent).await {
        if matches!(error, PutTextError::Other) {
            // What is there now is shown; who saves again has seen it.
            place.texts = stored(&place.draft, place.id, place.kind).await?;
            let there = place.in_language(&sent.language);
            sent.was = there.map_or_else(String::new, asset_text::Model::tag);
        }
        return place.refused(error, sent);
    }
    session
        .flash(FlashKind::Success, "flash-text-saved")
        .await?;
    Ok(see(&place.url(None)))
}

impl Place {
    /// # Errors
    /// 404 for anything but a finished film or song of the draft.
    async fn find(draft: Draft, asset: &str, kind: &str) -> Result<Self, Problem> {
        let id: AssetId = asset.parse().map_err(|_| Problem::not_found())?;
        let db = draft.reader.ctx().db.read();
        let assets = assets::queries::of_contribution(db, draft.work.id).await?;
        let at = assets.iter().position(|asset| asset.id == id);
        let at = at.ok_or_else(Problem::not_found)?;
        let kind = kinds(assets[at].kind)
            .iter()
            .find(|known| known.name() == kind)
            .filter(|_| assets[at].state == AssetState::Ready);
        let kind = *kind.ok_or_else(Problem::not_found)?;
        Ok(Self {
            name: name(&draft.reader, assets[at].kind, at),
            texts: stored(&draft, id, kind).await?,
            draft,
            id,
            kind,
        })
    }

    fn in_language(&self, language: &str) -> Option<&asset_text::Model> {
        self.texts.iter().find(|text| text.language == language)
    }

    fn t(&self, what: &str) -> String {
        let key = format!("texts-{}-{what}", self.kind.name());
        self.draft.reader.t(&key, &[])
    }

    /// This page's address; with a language: with its text in the form.
    fn url(&self, language: Option<&str>) -> String {
        let lang = self.draft.reader.locale.code();
        let page = urls::upload_texts(lang, &self.draft.work.code, self.id, self.kind.name());
        match language {
            Some(language) => format!("{page}?language={language}#field-text"),
            None => page,
        }
    }

    /// The text in the language that is asked for, or an empty form for the next language.
    fn form(&self, asked: Option<&str>) -> FormState {
        if let Some(text) = asked.and_then(|language| self.in_language(language)) {
            return FormState::new()
                .value("language", text.language.clone())
                .value("was", text.tag())
                .value("text", text.text.clone());
        }
        let own = self.draft.work.language.as_str();
        let mut wanted = std::iter::once(own).chain(LANGUAGES);
        let next = wanted.find(|language| self.in_language(language).is_none());
        FormState::new().value("language", next.unwrap_or(own))
    }

    /// Where the text in this language is taken away.
    fn remove_url(&self, language: &str) -> String {
        let lang = self.draft.reader.locale.code();
        let code = &self.draft.work.code;
        urls::upload_text_remove(lang, code, self.id, self.kind.name(), language)
    }

    fn page(&self, form: FormState) -> Response {
        let reader = &self.draft.reader;
        let language = |code: &str| reader.t(&format!("language-{code}"), &[]);
        let row = |text: &asset_text::Model| TextRow {
            language: text.language.clone(),
            label: language(&text.language),
            lines: match self.kind {
                TextKind::Captions => said::lines(text),
                TextKind::Transcript => Vec::new(),
            },
            paragraphs: match self.kind {
                TextKind::Captions => Vec::new(),
                TextKind::Transcript => said::paragraphs(text),
            },
            edit_url: self.url(Some(&text.language)),
            remove_url: self.remove_url(&text.language),
        };
        let page = TextsPage {
            at: self.draft.station("files"),
            kind: self.kind.name(),
            heading: reader.t(
                &format!("texts-{}-title", self.kind.name()),
                &[("name", Arg::from(self.name.as_str()))],
            ),
            lede: self.t("lede"),
            action: self.url(None),
            texts: self.texts.iter().map(row).collect(),
            example: example(reader),
            languages: LANGUAGES
                .map(|code| Choice::new(code, language(code), ""))
                .into(),
            form,
        };
        reader.form(&page, &page.form)
    }

    /// The text in this language, in place of the one whose tag is `was`; empty: where there is none.
    fn replacing<'a>(&'a self, language: &'a str, was: &'a str) -> captions::Place<'a> {
        captions::Place {
            code: &self.draft.work.code,
            asset: self.id,
            language,
            replaces: Some(was).filter(|was| !was.is_empty()),
        }
    }

    async fn put(&self, sent: &Sent) -> Result<(), PutTextError> {
        let (ctx, actor) = (self.draft.reader.ctx(), &self.draft.actor);
        let place = self.replacing(&sent.language, &sent.was);
        match self.kind {
            TextKind::Captions => captions::put_captions(ctx, actor, place, sent.bytes())
                .await
                .map(|_| ()),
            TextKind::Transcript => {
                captions::put_transcript(ctx, actor, place, &sent.words()).await
            }
        }
    }

    /// 422: the form again, with what was sent in it, so that a file can be mended here.
    fn refused(&self, error: PutTextError, sent: Sent) -> Result<Response, Problem> {
        let reader = &self.draft.reader;
        let field = if sent.file.is_some() { "file" } else { "text" };
        let (field, words) = match error {
            PutTextError::Captions(wrong) if sent.is_empty() => {
                debug_assert_eq!(wrong.fault, Fault::Empty);
                ("text", self.t("none"))
            }
            PutTextError::Captions(wrong) => {
                let args = [
                    ("line", Arg::from(wrong.line)),
                    ("max", Arg::from(most(wrong.fault))),
                ];
                let key = format!("texts-wrong-{}", wrong.fault.code());
                (field, reader.t(&key, &args))
            }
            PutTextError::Transcript(TextError::TooLong(max)) => {
                let max = [("max", Arg::from(max))];
                (field, reader.t("texts-transcript-too-long", &max))
            }
            PutTextError::Transcript(_) => (field, self.t("none")),
            PutTextError::Other => {
                let language = reader.t(&format!("language-{}", sent.language), &[]);
                let language = [("language", Arg::from(language))];
                ("text", reader.t("texts-other", &language))
            }
            PutTextError::Language => ("language", reader.t("upload-language-empty", &[])),
            error => return Err(problem(error)),
        };
        let form = FormState::new()
            .value("text", sent.words())
            .value("language", sent.language)
            .value("was", sent.was);
        Ok(self.page(form.error(field, words)))
    }
}

/// The texts of this sort that there are.
async fn stored(
    draft: &Draft,
    id: AssetId,
    kind: TextKind,
) -> Result<Vec<asset_text::Model>, Problem> {
    let db = draft.reader.ctx().db.read();
    let mut texts = captions::queries::of_assets(db, &[id]).await?;
    texts.retain(|text| text.kind == kind);
    Ok(texts)
}

/// Two captions to look at while writing one's own.
fn example(reader: &Reader) -> String {
    let cue = |start_ms, end_ms, key| Cue {
        start_ms,
        end_ms,
        text: reader.t(key, &[]),
    };
    captions::write(&[
        cue(1_000, 4_000, "texts-example-1"),
        cue(4_500, 6_000, "texts-example-2"),
    ])
}

/// The number that the words of a fault speak of.
fn most(fault: Fault) -> usize {
    match fault {
        Fault::TooLarge => captions::MAX_BYTES / 1024,
        Fault::TooMany => MAX_CUES,
        _ => MAX_CUE,
    }
}

/// Which texts a file can have.
fn kinds(kind: AssetKind) -> &'static [TextKind] {
    match kind {
        AssetKind::Video => &[TextKind::Captions, TextKind::Transcript],
        AssetKind::Audio => &[TextKind::Transcript],
        AssetKind::Photo | AssetKind::Document => &[],
    }
}

/// The lines about texts in the list of files; none before a film or song is finished, or where nothing is heard in it.
pub(super) fn lines(
    reader: &Reader,
    work: &contribution::Model,
    files: &AssetFiles,
    editable: bool,
) -> Vec<TextLine> {
    let asset = &files.asset;
    if asset.state != AssetState::Ready || is_silent(files) && files.texts.is_empty() {
        return Vec::new();
    }
    let line = |kind: &TextKind| {
        let there: Vec<String> = files
            .texts
            .iter()
            .filter(|text| text.kind == *kind)
            .map(|text| reader.t(&format!("language-{}", text.language), &[]))
            .collect();
        let (value, act) = if there.is_empty() {
            (reader.t("upload-check-none", &[]), "texts-add")
        } else {
            (there.join(", "), "upload-change")
        };
        TextLine {
            label: reader.t(&format!("texts-{}", kind.name()), &[]),
            value,
            url: if editable {
                urls::upload_texts(reader.locale.code(), &work.code, asset.id, kind.name())
            } else {
                String::new()
            },
            act: reader.t(act, &[]),
        }
    };
    kinds(asset.kind).iter().map(line).collect()
}

/// A friendly question where a finished film or song says nothing to those who do not hear it.
pub(super) fn ask(reader: &Reader, files: &AssetFiles, editable: bool) -> String {
    let kind = match files.asset.kind {
        AssetKind::Video => "video",
        AssetKind::Audio => "audio",
        AssetKind::Photo | AssetKind::Document => return String::new(),
    };
    let ready = files.asset.state == AssetState::Ready && !is_silent(files);
    if ready && files.texts.is_empty() && editable {
        reader.t(&format!("texts-ask-{kind}"), &[])
    } else {
        String::new()
    }
}

fn problem(error: PutTextError) -> Problem {
    use axum::http::StatusCode;
    match error {
        PutTextError::NotFound => Problem::new(StatusCode::NOT_FOUND, "asset-not-found"),
        PutTextError::NotReady => Problem::new(StatusCode::CONFLICT, "asset-not-ready"),
        PutTextError::NotOpen(why) => why.into(),
        PutTextError::Language
        | PutTextError::Other
        | PutTextError::Captions(_)
        | PutTextError::Transcript(_) => Problem::new(StatusCode::BAD_REQUEST, "bad-form"),
        PutTextError::Db(error) => error.into(),
    }
}

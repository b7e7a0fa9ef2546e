//! Showing the page, adding marks to it, and having them burnt in.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::assets::redact::{MAX_MARKS, Redactable, redactable};
use contest::assets::{self, AssetKind, AssetState, Mark, RedactError, Redaction, Why};
use contest::contributions::State;
use contest::ids::AssetId;
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Query, Session, urls};

use super::form::{Posted, SIDES, words, write};
use super::page::{MarkView, RedactPage, SheetView, StageView, WhyView};
use super::{CameFrom, problem};
use crate::i18n::Arg;
use crate::views::fill::{Fill, MediaFrom};
use crate::views::{AssetView, ImageView, PageView};
use crate::{FormState, Reader};

type Place = (String, String, String);

/// `GET /{lang}/redact/{contribution}/{asset}`: the picture under its grid, or the film or song.
#[tracing::instrument(name = "web.redact.show", skip_all)]
pub(super) async fn show(
    mut reader: Reader,
    Path((_, code, asset)): Path<Place>,
    Query(from): Query<CameFrom>,
) -> Result<Response, Problem> {
    reader.layout.phase = None;
    let found = find(&reader, &code, &asset).await?;
    let view = View { found, from };
    let found = &view.found;
    let form = FormState::new().value("what", first_choice(found.files.asset.kind));
    let page = view.page(&reader, &[], 1, form).await?;
    Ok(reader.page(&page))
}

/// `POST /{lang}/redact/{contribution}/{asset}`: one more mark, one less, another page of a magazine, or all
/// of them burnt in.
#[tracing::instrument(name = "web.redact.create", skip_all)]
pub(super) async fn create(
    mut reader: Reader,
    session: Session,
    Path((_, code, asset)): Path<Place>,
    Query(from): Query<CameFrom>,
    CheckedForm(posted): CheckedForm<Posted>,
) -> Result<Response, Problem> {
    reader.layout.phase = None;
    let found = find(&reader, &code, &asset).await?;
    let view = View { found, from };
    let kind = view.found.files.asset.kind;
    let mut marks = posted.added();
    let at = posted.shown_page();
    if let Some(drop) = posted.press.strip_prefix("drop-") {
        let drop = drop.parse().unwrap_or(usize::MAX);
        if drop < marks.len() {
            marks.remove(drop);
        }
        let page = view.page(&reader, &marks, at, posted.typed()).await?;
        return Ok(reader.page(&page));
    }
    let adds = posted.press == "add";
    // What is refused goes back as it came: the place in the fields is not in the list as well.
    let before = marks.clone();
    if adds || !posted.is_blank(kind) {
        match posted.mark(kind, reader.locale) {
            Ok(mark) if marks.contains(&mark) => {}
            Ok(mark) => marks.push(mark),
            Err(form) => return view.again(&reader, &before, at, form).await,
        }
    }
    let to = posted.wanted_page();
    if adds || to.is_some() {
        let emptied = SIDES
            .into_iter()
            .chain(["from", "to"])
            .fold(posted.typed(), |form, name| form.value(name, ""));
        let emptied = emptied.value("what", next_choice(kind));
        let page = view
            .page(&reader, &marks, to.unwrap_or(at), emptied)
            .await?;
        return Ok(reader.page(&page));
    }
    let Some(why) = Why::from_code(&posted.why) else {
        let empty = reader.t("redact-why-empty", &[]);
        let form = posted.typed().error("why", empty);
        return view.again(&reader, &before, at, form).await;
    };
    let redaction = Redaction {
        marks,
        why,
        destroy_original: posted.destroy == "yes",
    };
    let id = view.found.files.asset.id;
    match assets::redact(reader.ctx(), reader.acting()?, &code, id, redaction).await {
        Ok(()) => {
            session.flash(FlashKind::Success, "flash-redacted").await?;
            Ok(Redirect::to(&view.from.back(&reader, &view.found)).into_response())
        }
        Err(
            error @ (RedactError::NothingMarked | RedactError::TooMany | RedactError::Unsuited),
        ) => {
            let (field, key) = match error {
                RedactError::NothingMarked if kind == AssetKind::Audio => {
                    ("from", "redact-nothing-marked")
                }
                RedactError::NothingMarked => ("left", "redact-nothing-marked"),
                RedactError::TooMany => ("marks", "redact-too-many"),
                _ if kind == AssetKind::Document => ("marks", "redact-no-page"),
                _ => ("from", "redact-unsuited"),
            };
            let most = [("most", Arg::from(MAX_MARKS))];
            let form = posted.typed().error(field, reader.t(key, &most));
            view.again(&reader, &before, at, form).await
        }
        Err(error) => Err(problem(error)),
    }
}

/// What is asked for first: a place, or with songs, which have none, a stretch.
fn first_choice(kind: AssetKind) -> &'static str {
    if kind == AssetKind::Audio {
        "silence"
    } else {
        "cover"
    }
}

/// What is chosen once something was added. A stretch without times is all of the sound, so silence must be chosen anew: what
/// is left over from the one before would silence everything.
fn next_choice(kind: AssetKind) -> &'static str {
    if kind == AssetKind::Audio {
        ""
    } else {
        first_choice(kind)
    }
}

async fn find(reader: &Reader, code: &str, asset: &str) -> Result<Redactable, Problem> {
    let actor = reader.acting()?;
    let id: AssetId = asset.parse().map_err(|_| Problem::not_found())?;
    redactable(reader.ctx(), actor, code, id)
        .await
        .map_err(problem)
}

/// "2. Film": the file's kind and place.
pub(super) fn name(reader: &Reader, kind: AssetKind, at: usize) -> String {
    reader.t(
        &format!("upload-kind-{}", kind_name(kind)),
        &[("number", Arg::from(at + 1))],
    )
}

fn kind_name(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Photo => "photo",
        AssetKind::Video => "video",
        AssetKind::Audio => "audio",
        AssetKind::Document => "document",
    }
}

/// The file, and where the reader came from.
struct View {
    found: Redactable,
    from: CameFrom,
}

impl View {
    /// 422: the form again, with what is wrong.
    async fn again(
        &self,
        reader: &Reader,
        marks: &[Mark],
        at: u16,
        form: FormState,
    ) -> Result<Response, Problem> {
        let page = self.page(reader, marks, at, form).await?;
        Ok(crate::page::render_status(
            StatusCode::UNPROCESSABLE_ENTITY,
            &page,
            &reader.layout,
        ))
    }

    async fn page(
        &self,
        reader: &Reader,
        marks: &[Mark],
        number: u16,
        form: FormState,
    ) -> Result<RedactPage, Problem> {
        let found = &self.found;
        let asset = &found.files.asset;
        let fill = Fill {
            config: &reader.site.config,
            locale: reader.locale,
            media: MediaFrom::Review,
        };
        let all = assets::queries::of_contribution(reader.ctx().db.read(), found.work.id).await?;
        let at = all.iter().position(|one| one.id == asset.id).unwrap_or(0);
        let blocked = match asset.state {
            AssetState::Stored | AssetState::Processing => reader.t("redact-busy", &[]),
            AssetState::Ready | AssetState::Failed => String::new(),
        };
        let (image, sheet) = match fill.asset(&found.files, "") {
            AssetView::Pages { pages, .. } => sheet(pages, number),
            _ if asset.kind == AssetKind::Audio => (None, None),
            _ => (fill.image(&found.files, ""), None),
        };
        let stage = image.filter(|_| blocked.is_empty()).map(StageView::new);
        let shown = sheet.as_ref().map(|sheet| sheet.number);
        let height = stage.as_ref().map_or(1000, |stage| stage.height);
        let view = |mark: &Mark| MarkView {
            text: words(*mark, asset.kind, reader.locale),
            value: write(*mark),
            place: place(*mark, height).filter(|_| mark.page() == shown),
        };
        let media = matches!(asset.kind, AssetKind::Video | AssetKind::Audio)
            .then(|| fill.asset(&found.files, &found.work.title));
        let why = |why: Why| WhyView {
            value: why.code(),
            label: reader.t(&format!("redact-why-{}", why.code()), &[]),
        };
        let earlier = found.marks.burnt.iter().chain(&found.marks.pending);
        let title = if found.work.title.is_empty() {
            reader.t("my-untitled", &[])
        } else {
            found.work.title.clone()
        };
        Ok(RedactPage {
            url: self.from.after(urls::redact(
                reader.locale.code(),
                &found.work.code,
                asset.id,
            )),
            back: self.from.back(reader, found),
            title,
            lang: found.work.language.clone(),
            name: name(reader, asset.kind, at),
            kind: kind_name(asset.kind),
            stage,
            sheet,
            media: media.filter(|_| blocked.is_empty()),
            blocked,
            marks: marks.iter().map(view).collect(),
            earlier: earlier.map(view).collect(),
            whys: Why::ALL.into_iter().map(why).collect(),
            may_destroy: found.may_destroy,
            is_settled: matches!(found.work.state, State::Approved | State::Published),
            form,
        })
    }
}

/// A page of a magazine to be marked, the nearest to the one that was asked for.
fn sheet(pages: Vec<PageView>, number: u16) -> (Option<ImageView>, Option<SheetView>) {
    let count = u16::try_from(pages.len()).unwrap_or(u16::MAX);
    let number = number.clamp(1, count.max(1));
    let page = pages.into_iter().nth(usize::from(number - 1));
    page.map(|page| (page.image, SheetView::new(number, count, page.text)))
        .unzip()
}

/// Where a mark lies in the box of the stage.
fn place(mark: Mark, height: u32) -> Option<(u32, u32, u32, u32)> {
    let [left, top, right, bottom] = mark.area()?.sides().map(u32::from);
    let down = |part: u32| part * height / 10_000;
    Some((
        left / 10,
        down(top),
        (right - left) / 10,
        down(bottom) - down(top),
    ))
}

//! What is typed: percents and seconds in, marks out.

use contest::assets::{Area, AssetKind, Mark, Span};
use serde::Deserialize;

use crate::i18n::Arg;
use crate::{FormState, Locale};

/// The form. Marks that were added before are sent along as hidden fields, so that the page works without script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Posted {
    pub mark: Vec<String>,
    pub what: String,
    pub left: String,
    pub right: String,
    pub top: String,
    pub bottom: String,
    pub from: String,
    pub to: String,
    pub why: String,
    pub destroy: String,
    /// The page of a magazine that is shown.
    pub page: String,
    /// The page that is chosen from the list.
    pub to_page: String,
    /// `add`, `go`, `drop-N`, `show`, or `page-N`.
    pub press: String,
}

/// Fields of a place, in the order in which they are asked.
pub(super) const SIDES: [&str; 4] = ["left", "right", "top", "bottom"];

impl Posted {
    /// The marks that were added before; what is no mark is left out.
    pub fn added(&self) -> Vec<Mark> {
        self.mark.iter().filter_map(|text| parse(text)).collect()
    }

    fn sides(&self) -> [&String; 4] {
        [&self.left, &self.right, &self.top, &self.bottom]
    }

    /// Whether the fields for one more mark are empty.
    pub fn is_blank(&self, kind: AssetKind) -> bool {
        let blank = |text: &&String| text.trim().is_empty();
        if self.takes_cover_out(kind) || self.needs_no_place(kind) {
            return false;
        }
        if self.silences(kind) {
            return blank(&&self.from) && blank(&&self.to) && self.what != "silence";
        }
        // Times without a place may belong to a silence that was not chosen: they are asked about, not passed over.
        let timeless = kind != AssetKind::Video || blank(&&self.from) && blank(&&self.to);
        timeless && self.sides().iter().all(blank)
    }

    fn takes_cover_out(&self, kind: AssetKind) -> bool {
        kind == AssetKind::Audio && self.what == "cover"
    }

    /// All of a page, or its text.
    fn needs_no_place(&self, kind: AssetKind) -> bool {
        kind == AssetKind::Document && matches!(self.what.as_str(), "page" | "text")
    }

    /// The page of a magazine that is shown, from 1.
    pub fn shown_page(&self) -> u16 {
        self.page.parse().unwrap_or(1)
    }

    /// The page that was asked for, if one was.
    pub fn wanted_page(&self) -> Option<u16> {
        let number = match self.press.as_str() {
            "show" => &self.to_page,
            press => press.strip_prefix("page-")?,
        };
        Some(number.trim().parse().unwrap_or_else(|_| self.shown_page()))
    }

    fn silences(&self, kind: AssetKind) -> bool {
        kind == AssetKind::Audio || kind == AssetKind::Video && self.what == "silence"
    }

    /// What was typed, to be shown again.
    pub fn typed(&self) -> FormState {
        let fields = [
            ("what", &self.what),
            ("left", &self.left),
            ("right", &self.right),
            ("top", &self.top),
            ("bottom", &self.bottom),
            ("from", &self.from),
            ("to", &self.to),
            ("why", &self.why),
            ("destroy", &self.destroy),
        ];
        fields
            .into_iter()
            .fold(FormState::new(), |form, (name, value)| {
                form.value(name, value.clone())
            })
    }

    /// The mark in the fields, or what is wrong with them.
    pub fn mark(&self, kind: AssetKind, locale: Locale) -> Result<Mark, FormState> {
        if self.takes_cover_out(kind) {
            return Ok(Mark::Cover {
                area: Area::all(),
                span: None,
            });
        }
        let page = self.shown_page();
        if self.needs_no_place(kind) {
            let area = Area::all();
            return Ok(match self.what.as_str() {
                "page" => Mark::CoverPage { page, area },
                _ => Mark::NoText { page },
            });
        }
        let mut form = self.typed();
        let silence = self.silences(kind);
        let sides = self.sides().map(|text| percent(text));
        if !silence {
            for (name, side) in SIDES.into_iter().zip(sides) {
                if side.is_none() {
                    form.push_error(name, locale.t("redact-wrong-percent", &[]));
                }
            }
        }
        let span = if matches!(kind, AssetKind::Photo | AssetKind::Document) {
            None
        } else {
            self.span(&mut form, locale)
        };
        let area = match sides {
            [Some(left), Some(right), Some(top), Some(bottom)] if !silence => {
                let area = Area::new(left, top, right, bottom);
                if area.is_none() {
                    let wrong = if right <= left { "right" } else { "bottom" };
                    form.push_error(wrong, locale.t("redact-wrong-order", &[]));
                }
                area
            }
            _ => None,
        };
        match area {
            _ if form.has_errors() => Err(form),
            _ if silence => Ok(Mark::Silence { span }),
            Some(area) if kind == AssetKind::Document => Ok(Mark::CoverPage { page, area }),
            Some(area) => Ok(Mark::Cover { area, span }),
            None => Err(form),
        }
    }

    /// `None` if both fields are empty, and where they are wrong, which the form tells then.
    fn span(&self, form: &mut FormState, locale: Locale) -> Option<Span> {
        let (from, to) = (self.from.trim(), self.to.trim());
        if from.is_empty() && to.is_empty() {
            return None;
        }
        let moments = [("from", seconds(from)), ("to", seconds(to))];
        for (name, moment) in moments {
            if moment.is_none() {
                form.push_error(name, locale.t("redact-wrong-seconds", &[]));
            }
        }
        let span = Span::new(moments[0].1?, moments[1].1?);
        if span.is_none() {
            form.push_error("to", locale.t("redact-wrong-times", &[]));
        }
        span
    }
}

/// "12,5" percent as ten-thousandths.
fn percent(text: &str) -> Option<u16> {
    let value: f64 = text
        .trim()
        .trim_end_matches('%')
        .trim()
        .replace(',', ".")
        .parse()
        .ok()?;
    if !(0.0..=100.0).contains(&value) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 10 000"
    )]
    let parts = (value * 100.0).round() as u16;
    Some(parts)
}

/// "72,5" or "1:12,5" as milliseconds.
fn seconds(text: &str) -> Option<u32> {
    let (minutes, rest) = match text.split_once(':') {
        Some((minutes, rest)) => (minutes.trim().parse::<u32>().ok()?, rest),
        None => (0, text),
    };
    let value: f64 = rest.trim().replace(',', ".").parse().ok()?;
    if minutes > 600 || !(0.0..36_000.0).contains(&value) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most ten hours"
    )]
    let ms = (value * 1000.0).round() as u32;
    Some(minutes * 60_000 + ms)
}

/// A mark as it goes along in a hidden field: `cover 1000 3000 4000 7000 2000 3000`, `page 3 1000 3000 4000 7000`.
pub(super) fn write(mark: Mark) -> String {
    let what = match mark {
        Mark::Cover { .. } => "cover",
        Mark::Silence { .. } => "silence",
        Mark::CoverPage { .. } | Mark::NoText { .. } => "page",
    };
    let mut parts = vec![what.to_owned()];
    parts.extend(mark.page().map(|page| page.to_string()));
    let sides = mark.area().into_iter().flat_map(Area::sides);
    parts.extend(sides.map(|side| side.to_string()));
    if let Some(span) = mark.span() {
        parts.extend([span.from_ms().to_string(), span.to_ms().to_string()]);
    }
    parts.join(" ")
}

fn parse(text: &str) -> Option<Mark> {
    let mut parts = text.split(' ');
    let what = parts.next()?;
    let numbers: Vec<u32> = parts.map(str::parse).collect::<Result<_, _>>().ok()?;
    let span = |numbers: &[u32]| match numbers {
        [] => Some(None),
        [from, to] => Span::new(*from, *to).map(Some),
        _ => None,
    };
    let area = |[left, top, right, bottom]: [u32; 4]| {
        let side = |value: u32| u16::try_from(value).ok();
        Area::new(side(left)?, side(top)?, side(right)?, side(bottom)?)
    };
    match (what, numbers.as_slice()) {
        ("cover", [left, top, right, bottom, rest @ ..]) => Some(Mark::Cover {
            area: area([*left, *top, *right, *bottom])?,
            span: span(rest)?,
        }),
        ("silence", rest) => Some(Mark::Silence { span: span(rest)? }),
        ("page", [page, left, top, right, bottom]) => Some(Mark::CoverPage {
            page: u16::try_from(*page).ok()?,
            area: area([*left, *top, *right, *bottom])?,
        }),
        ("page", [page]) => Some(Mark::NoText {
            page: u16::try_from(*page).ok()?,
        }),
        _ => None,
    }
}

/// A mark of a file of this kind in words: "From 10 % to 40 % across, …".
pub(super) fn words(mark: Mark, kind: AssetKind, locale: Locale) -> String {
    let percent = |part: u16| number(f64::from(part) / 100.0, locale);
    let when = match mark.span() {
        None => String::new(),
        Some(span) => locale.t(
            "redact-mark-time",
            &[
                ("from", Arg::from(clock(span.from_ms(), locale))),
                ("to", Arg::from(clock(span.to_ms(), locale))),
            ],
        ),
    };
    let what = match mark {
        Mark::Cover { .. } if kind == AssetKind::Audio => locale.t("redact-mark-no-cover", &[]),
        Mark::CoverPage { area, .. } if area == Area::all() => locale.t("redact-mark-all", &[]),
        Mark::NoText { .. } => locale.t("redact-mark-text", &[]),
        Mark::Cover { area, .. } | Mark::CoverPage { area, .. } => {
            let [left, top, right, bottom] = area.sides().map(percent);
            let args = [
                ("left", Arg::from(left)),
                ("right", Arg::from(right)),
                ("top", Arg::from(top)),
                ("bottom", Arg::from(bottom)),
            ];
            locale.t("redact-mark-cover", &args)
        }
        Mark::Silence { span: None } => locale.t("redact-mark-silent", &[]),
        Mark::Silence { .. } => locale.t("redact-mark-silence", &[]),
    };
    if let Some(page) = mark.page() {
        let on = [
            ("page", Arg::from(u32::from(page))),
            ("what", Arg::from(what)),
        ];
        return locale.t("redact-mark-page", &on);
    }
    if when.is_empty() {
        what
    } else {
        format!("{what}, {when}")
    }
}

fn number(value: f64, locale: Locale) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if locale == Locale::Sv {
        text.replace('.', ",")
    } else {
        text.to_owned()
    }
}

/// "1:12,5".
fn clock(ms: u32, locale: Locale) -> String {
    let seconds = number(f64::from(ms % 60_000) / 1000.0, locale);
    let short = ms % 60_000 < 10_000;
    format!("{}:{}{seconds}", ms / 60_000, if short { "0" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(sides: [&str; 4], from: &str, to: &str) -> Posted {
        let [left, right, top, bottom] = sides.map(str::to_owned);
        Posted {
            left,
            right,
            top,
            bottom,
            from: from.into(),
            to: to.into(),
            ..Posted::default()
        }
    }

    #[test]
    fn percents_and_seconds_are_read_as_people_write_them() {
        let typed = posted(["12,5", "40 %", "0", "99.99"], "1:02,5", "63");
        let mark = typed.mark(AssetKind::Video, Locale::Sv).expect("a mark");
        let area = Area::new(1_250, 0, 4_000, 9_999).expect("a rectangle");
        let span = Span::new(62_500, 63_000);
        assert_eq!(mark, Mark::Cover { area, span });
        assert_eq!(
            words(mark, AssetKind::Video, Locale::Sv),
            "Ruta: 12,5 till 40 % från vänster, 0 till 99,99 % uppifrån, från 1:02,5 till 1:03"
        );
        assert_eq!(parse(&write(mark)), Some(mark));
    }

    #[test]
    fn wrong_fields_are_named() {
        let wrong = |typed: Posted, kind| {
            let form = typed.mark(kind, Locale::En).expect_err("wrong");
            let fields = form.errors.into_iter().map(|error| error.field);
            fields.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            wrong(posted(["", "x", "-1", "101"], "", ""), AssetKind::Photo),
            "left right top bottom"
        );
        assert_eq!(
            wrong(posted(["40", "10", "0", "50"], "", ""), AssetKind::Photo),
            "right"
        );
        assert_eq!(
            wrong(posted(["0", "10", "50", "50"], "", ""), AssetKind::Photo),
            "bottom"
        );
        assert_eq!(wrong(posted([""; 4], "5", "4"), AssetKind::Audio), "to");
        assert_eq!(wrong(posted([""; 4], "x", ""), AssetKind::Audio), "from to");
    }

    #[test]
    fn a_still_picture_has_no_time_and_a_film_may_have_none() {
        let photo = posted(["0", "10", "0", "10"], "1", "2").mark(AssetKind::Photo, Locale::En);
        assert!(matches!(photo, Ok(Mark::Cover { span: None, .. })));
        let silent = Posted {
            what: "silence".into(),
            ..Posted::default()
        };
        assert_eq!(
            silent.mark(AssetKind::Video, Locale::En).ok(),
            Some(Mark::Silence { span: None })
        );
        let no_cover = Posted {
            what: "cover".into(),
            ..Posted::default()
        };
        let mark = no_cover.mark(AssetKind::Audio, Locale::En).expect("a mark");
        assert!(mark.suits(AssetKind::Audio) && !no_cover.is_blank(AssetKind::Audio));
        assert_eq!(
            words(mark, AssetKind::Audio, Locale::En),
            "The cover is taken out"
        );
        assert!(parse("cover 1 2 3").is_none() && parse("silence 9 2").is_none());
    }

    #[test]
    fn times_without_a_place_are_not_passed_over() {
        let times = posted([""; 4], "1:10", "1:20");
        assert!(!times.is_blank(AssetKind::Video) && times.is_blank(AssetKind::Photo));
        assert!(times.mark(AssetKind::Video, Locale::En).is_err());
        assert!(posted([""; 4], "", " ").is_blank(AssetKind::Video));
    }

    #[test]
    fn marks_of_a_magazine_lie_on_the_page_that_is_shown() {
        let on = |what: &str, sides| Posted {
            what: what.into(),
            page: "3".into(),
            ..posted(sides, "", "")
        };
        let kind = AssetKind::Document;
        for (typed, said) in [
            (
                on("cover", ["10", "20", "0", "50"]),
                "Page 3. Box: 10 to 20 % from the left, 0 to 50 % from the top",
            ),
            (on("page", [""; 4]), "Page 3. All of the page"),
            (on("text", [""; 4]), "Page 3. The text is taken out"),
        ] {
            assert!(!typed.is_blank(kind));
            let mark = typed.mark(kind, Locale::En).expect("a mark");
            assert_eq!(words(mark, kind, Locale::En), said);
            assert_eq!(parse(&write(mark)), Some(mark));
            assert!(mark.suits(kind));
        }
        assert!(on("cover", [""; 4]).is_blank(kind));
        let turned = |press: &str, to_page: &str| {
            let page = Posted {
                press: press.into(),
                to_page: to_page.into(),
                ..on("cover", [""; 4])
            };
            page.wanted_page()
        };
        assert_eq!(turned("page-4", "9"), Some(4));
        assert_eq!(turned("show", " 9 "), Some(9));
        assert_eq!(turned("show", "x"), Some(3));
        assert_eq!(turned("add", "9"), None);
    }
}

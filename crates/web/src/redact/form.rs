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
    /// `add`, `go`, or `drop-N`.
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
        if self.takes_cover_out(kind) {
            return false;
        }
        if self.silences(kind) {
            return blank(&&self.from) && blank(&&self.to) && self.what != "silence";
        }
        self.sides().iter().all(blank)
    }

    fn takes_cover_out(&self, kind: AssetKind) -> bool {
        kind == AssetKind::Audio && self.what == "cover"
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
        let span = if kind == AssetKind::Photo {
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

/// A mark as it goes along in a hidden field: `cover 1000 3000 4000 7000 2000 3000`.
pub(super) fn write(mark: Mark) -> String {
    let mut parts = Vec::new();
    match mark {
        Mark::Cover { area, .. } => {
            parts.push("cover".to_owned());
            parts.extend(area.sides().map(|side| side.to_string()));
        }
        Mark::Silence { .. } => parts.push("silence".to_owned()),
    }
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
    match (what, numbers.as_slice()) {
        ("cover", [left, top, right, bottom, rest @ ..]) => {
            let side = |value: &u32| u16::try_from(*value).ok();
            let area = Area::new(side(left)?, side(top)?, side(right)?, side(bottom)?)?;
            Some(Mark::Cover {
                area,
                span: span(rest)?,
            })
        }
        ("silence", rest) => Some(Mark::Silence { span: span(rest)? }),
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
        Mark::Cover { area, .. } => {
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
}

//! Numbers, times and sizes in words. Dates are given in the edition's time zone by the caller.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Timelike};

use crate::i18n::{Arg, Locale};

/// A whole number grouped in threes: `1 234` in Swedish (no-break space), `1,234` in English.
pub fn number(locale: Locale, value: u64) -> String {
    let separator = match locale {
        Locale::Sv => '\u{a0}',
        Locale::En | Locale::Pseudo => ',',
    };
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// `12 maj`, `12 May`.
pub fn date(locale: Locale, date: NaiveDate) -> String {
    locale.t(
        "date-day-month",
        &[
            ("day", Arg::from(date.day())),
            ("month", Arg::from(date.month())),
        ],
    )
}

/// `12 maj 2026`, `12 May 2026`.
pub fn date_year(locale: Locale, day: NaiveDate) -> String {
    format!("{} {}", date(locale, day), day.year())
}

/// `tisdag 12 maj`, `Tuesday 12 May`.
pub fn weekday_date(locale: Locale, day: NaiveDate) -> String {
    let number = day.weekday().number_from_monday();
    let weekday = locale.t("date-weekday", &[("weekday", Arg::from(number))]);
    format!("{weekday} {}", date(locale, day))
}

/// `kl. 14.00`, `14:00`.
pub fn time<Tz: TimeZone>(locale: Locale, at: &DateTime<Tz>) -> String {
    let args = [
        ("hour", Arg::from(format!("{:02}", at.hour()))),
        ("minute", Arg::from(format!("{:02}", at.minute()))),
    ];
    locale.t("date-time", &args)
}

/// `tisdag 12 maj kl. 14.00`, `Tuesday 12 May 14:00`.
pub fn moment<Tz: TimeZone>(locale: Locale, at: &DateTime<Tz>) -> String {
    format!(
        "{} {}",
        weekday_date(locale, at.date_naive()),
        time(locale, at)
    )
}

/// How far off `at` is, in calendar days seen from `now`: `i dag`, `i morgon`, `om 12 dagar`, `för 3 dagar sedan`.
pub fn in_days<Tz: TimeZone>(locale: Locale, at: &DateTime<Tz>, now: &DateTime<Tz>) -> String {
    let days = (at.date_naive() - now.date_naive()).num_days();
    match days {
        0 => locale.t("date-today", &[]),
        1 => locale.t("date-tomorrow", &[]),
        -1 => locale.t("date-yesterday", &[]),
        2.. => locale.t("date-in-days", &[("days", Arg::from(days))]),
        _ => locale.t("date-days-ago", &[("days", Arg::from(-days))]),
    }
}

/// How long ago `then` was: `just nu`, `för 4 min sedan`, `för 3 tim sedan`, `för 2 dagar sedan`.
pub fn ago<Tz: TimeZone>(locale: Locale, then: &DateTime<Tz>, now: &DateTime<Tz>) -> String {
    let passed = now.clone() - then.clone();
    match passed.num_minutes() {
        ..1 => locale.t("date-now", &[]),
        minutes @ 1..60 => locale.t("date-minutes-ago", &[("minutes", Arg::from(minutes))]),
        minutes @ 60..1440 => locale.t("date-hours-ago", &[("hours", Arg::from(minutes / 60))]),
        minutes => locale.t("date-days-ago", &[("days", Arg::from(minutes / 1440))]),
    }
}

/// The last whole day before an exclusive end: a phase that ends at midnight lasts "till och med" the day before.
pub fn last_day<Tz: TimeZone>(ends: &DateTime<Tz>) -> NaiveDate {
    let day = ends.date_naive();
    if ends.num_seconds_from_midnight() == 0 {
        day - Days::new(1)
    } else {
        day
    }
}

/// `12 MB`, `1,4 GB`: decimal units, one decimal under ten.
pub fn size(locale: Locale, bytes: u64) -> String {
    const UNITS: [(&str, u64); 4] = [
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("kB", 1_000),
        ("byte", 1),
    ];
    let (unit, scale) = UNITS
        .into_iter()
        .find(|(_, scale)| bytes >= *scale)
        .unwrap_or(("byte", 1));
    let tenths = (u128::from(bytes) * 10 + u128::from(scale) / 2) / u128::from(scale);
    if tenths < 100 && scale > 1 && tenths % 10 != 0 {
        let mark = if locale == Locale::Sv { ',' } else { '.' };
        return format!("{}{mark}{}\u{a0}{unit}", tenths / 10, tenths % 10);
    }
    let whole = (u128::from(bytes) + u128::from(scale) / 2) / u128::from(scale);
    format!("{whole}\u{a0}{unit}")
}

/// A length of time as players show it: `1:12`, `1:02:03`.
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

/// A length of time in words: `48 s`, `1 min 12 s`, `3 min`.
pub fn duration(locale: Locale, seconds: u64) -> String {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    let args = [
        ("minutes", Arg::from(minutes)),
        ("seconds", Arg::from(rest)),
    ];
    match (minutes, rest) {
        (0, _) => locale.t("duration-seconds", &args),
        (_, 0) => locale.t("duration-minutes", &args),
        _ => locale.t("duration-both", &args),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Utc};

    use super::*;

    fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 5, day, hour, minute, 0)
            .single()
            .expect("a real time")
    }

    #[test]
    fn numbers_and_sizes_read_as_the_language_writes_them() {
        assert_eq!(number(Locale::Sv, 999), "999");
        assert_eq!(number(Locale::Sv, 1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(number(Locale::En, 1234), "1,234");
        assert_eq!(size(Locale::Sv, 1_440_000_000), "1,4\u{a0}GB");
        assert_eq!(size(Locale::En, 390_400_000), "390\u{a0}MB");
        assert_eq!(size(Locale::En, 12), "12\u{a0}byte");
    }

    #[test]
    fn dates_read_as_the_language_writes_them() {
        assert_eq!(
            moment(Locale::Sv, &at(12, 14, 0)),
            "tisdag 12\u{a0}maj kl.\u{a0}14.00"
        );
        assert_eq!(
            moment(Locale::En, &at(12, 9, 5)),
            "Tuesday 12\u{a0}May 09:05"
        );
        assert_eq!(
            date_year(Locale::Sv, at(1, 0, 0).date_naive()),
            "1\u{a0}maj 2026"
        );
    }

    #[test]
    fn distances_are_counted_in_calendar_days() {
        assert_eq!(
            in_days(Locale::Sv, &at(12, 0, 5), &at(11, 23, 55)),
            "i morgon"
        );
        assert_eq!(in_days(Locale::Sv, &at(12, 16, 0), &at(12, 9, 0)), "i dag");
        assert_eq!(
            in_days(Locale::En, &at(24, 16, 0), &at(12, 9, 0)),
            "in 12 days"
        );
        assert_eq!(
            ago(
                Locale::Sv,
                &at(12, 9, 0),
                &(at(12, 9, 0) + TimeDelta::minutes(4))
            ),
            "för 4 min sedan"
        );
    }

    #[test]
    fn a_phase_that_ends_at_midnight_lasts_through_the_day_before() {
        assert_eq!(last_day(&at(13, 0, 0)).day(), 12);
        assert_eq!(last_day(&at(12, 16, 0)).day(), 12);
    }
}

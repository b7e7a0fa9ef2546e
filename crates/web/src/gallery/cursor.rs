//! Where a page of the gallery begins, as part of an address. Pages go on after a key, never from a number, so that
//! nothing is shown twice or skipped when contributions come and go.

use chrono::DateTime;
use contest::contributions::gallery::{Item, Order};
use contest::ids::ContributionId;
use uuid::Uuid;

/// What stands in `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    order: Key,
    /// How many cards were shown before: for the words "25–48 of 412" only.
    pub shown: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    /// Publication time in microseconds and id of the last card.
    Newest(i64, Uuid),
    /// The day and the position of the last card in its order.
    OfTheDay(String, i32),
}

impl Cursor {
    /// After the last of `items`, `shown` cards in all; `None` for an empty page.
    pub fn after(items: &[Item], day: Option<(&str, i32)>, shown: u64) -> Option<Self> {
        let last = &items.last()?.work;
        let order = match day {
            Some((day, position)) => Key::OfTheDay(day.to_owned(), position),
            None => Key::Newest(last.published_at?.timestamp_micros(), last.id.0),
        };
        Some(Self { order, shown })
    }

    /// Reads what [`Cursor::write`] wrote; anything else is no cursor.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (kind, shown) = (parts.next()?, parts.next()?.parse().ok()?);
        let (key, last) = (parts.next()?, parts.next()?);
        let order = match kind {
            "n" => Key::Newest(key.parse().ok()?, last.parse().ok()?),
            "r" => Key::OfTheDay(
                chrono::NaiveDate::parse_from_str(key, "%F")
                    .ok()?
                    .to_string(),
                last.parse().ok()?,
            ),
            _ => return None,
        };
        parts.next().is_none().then_some(Self { order, shown })
    }

    /// For the address.
    pub fn write(&self) -> String {
        match &self.order {
            Key::Newest(at, id) => format!("n.{}.{at}.{}", self.shown, id.simple()),
            Key::OfTheDay(day, position) => format!("r.{}.{day}.{position}", self.shown),
        }
    }

    /// The order in which the page goes on.
    pub fn order(&self) -> Option<Order> {
        Some(match &self.order {
            Key::Newest(at, id) => Order::Newest {
                after: Some((DateTime::from_timestamp_micros(*at)?, ContributionId(*id))),
            },
            Key::OfTheDay(day, position) => Order::OfTheDay {
                day: day.clone(),
                after: Some(*position),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_address() {
        for order in [
            Key::OfTheDay("2026-05-12".into(), 23),
            Key::Newest(1_778_000_000_000_001, Uuid::from_u128(7)),
        ] {
            let cursor = Cursor { order, shown: 24 };
            assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
        }
    }

    #[test]
    fn nonsense_is_no_cursor() {
        for text in [
            "",
            "r",
            "r.24.2026-05-12",
            "r.24.today.3",
            "n.x.1.2",
            "n.1.1.00000000000000000000000000000007.9",
            "z.1.2.3",
        ] {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }
}

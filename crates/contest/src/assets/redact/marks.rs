//! What is to be covered or silenced: marks, and their rows.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};

use super::entity::redaction;
use crate::AppContext;
use crate::assets::{AssetKind, MAX_PAGES};
use crate::ids::AssetId;

/// Marks that an asset can have, those of earlier redactions included.
pub const MAX_MARKS: usize = 40;

/// A rectangle of the upright picture. Its sides are ten-thousandths of the picture's width and height, so that it holds
/// for every size of the picture and for every attempt to make them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    left: u16,
    top: u16,
    right: u16,
    bottom: u16,
}

impl Area {
    /// The whole side of a picture.
    pub const WHOLE: u16 = 10_000;
    /// Half a percent: nothing smaller is meant.
    pub const SMALLEST: u16 = 50;

    /// A rectangle inside the picture; `None` if it is empty, smaller than [`SMALLEST`](Self::SMALLEST) or sticks out.
    pub fn new(left: u16, top: u16, right: u16, bottom: u16) -> Option<Self> {
        let wide = |from: u16, to: u16| {
            to <= Self::WHOLE
                && to
                    .checked_sub(from)
                    .is_some_and(|side| side >= Self::SMALLEST)
        };
        (wide(left, right) && wide(top, bottom)).then_some(Self {
            left,
            top,
            right,
            bottom,
        })
    }

    /// All of the picture.
    pub fn all() -> Self {
        Self {
            left: 0,
            top: 0,
            right: Self::WHOLE,
            bottom: Self::WHOLE,
        }
    }

    /// Left, top, right and bottom in ten-thousandths.
    pub fn sides(self) -> [u16; 4] {
        [self.left, self.top, self.right, self.bottom]
    }
}

/// A stretch of a film or song in milliseconds of the time that players show: from the first up to, not with, the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    from_ms: u32,
    to_ms: u32,
}

impl Span {
    /// A stretch; `None` if it is empty.
    pub fn new(from_ms: u32, to_ms: u32) -> Option<Self> {
        (from_ms < to_ms).then_some(Self { from_ms, to_ms })
    }

    /// Where it begins.
    pub fn from_ms(self) -> u32 {
        self.from_ms
    }

    /// Where it ends.
    pub fn to_ms(self) -> u32 {
        self.to_ms
    }
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// An opaque box, in a film perhaps for a stretch of it only. In a song: its cover is taken out, all of it.
    Cover {
        /// Where.
        area: Area,
        /// When; none: always.
        span: Option<Span>,
    },
    /// No sound for a stretch; none: at all.
    Silence {
        /// When.
        span: Option<Span>,
    },
    /// An opaque box on a page of a magazine. The words under it are left out of the page's text; where all of the page is
    /// covered, all of its text.
    CoverPage {
        /// From 1.
        page: u16,
        /// Where.
        area: Area,
    },
    /// A page of a magazine has no text: words may stand elsewhere in a file than on what is seen of them.
    NoText {
        /// From 1.
        page: u16,
    },
}

impl Mark {
    /// Whether it can be meant for an asset of this kind.
    pub fn suits(self, kind: AssetKind) -> bool {
        match (self, kind) {
            (Self::Cover { span, .. }, AssetKind::Photo) => span.is_none(),
            (Self::Cover { area, span }, AssetKind::Audio) => span.is_none() && area == Area::all(),
            (Self::Cover { .. } | Self::Silence { .. }, AssetKind::Video)
            | (Self::Silence { .. }, AssetKind::Audio) => true,
            (Self::CoverPage { page, .. } | Self::NoText { page }, AssetKind::Document) => {
                (1..=MAX_PAGES).contains(&u32::from(page))
            }
            _ => false,
        }
    }

    /// When.
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Cover { span, .. } | Self::Silence { span } => span,
            Self::CoverPage { .. } | Self::NoText { .. } => None,
        }
    }

    /// On which page of a magazine.
    pub fn page(self) -> Option<u16> {
        match self {
            Self::CoverPage { page, .. } | Self::NoText { page } => Some(page),
            Self::Cover { .. } | Self::Silence { .. } => None,
        }
    }

    /// Which rectangle is covered.
    pub fn area(self) -> Option<Area> {
        match self {
            Self::Cover { area, .. } | Self::CoverPage { area, .. } => Some(area),
            Self::Silence { .. } | Self::NoText { .. } => None,
        }
    }

    fn of(row: &redaction::Model) -> Option<Self> {
        let part = |value: Option<i32>| value.and_then(|part| u16::try_from(part).ok());
        let ms = |value: Option<i64>| value.and_then(|ms| u32::try_from(ms).ok());
        let span = match (row.from_ms, row.to_ms) {
            (None, None) => None,
            (from, to) => Some(Span::new(ms(from)?, ms(to)?)?),
        };
        let page = match row.page {
            None => None,
            Some(page) => Some(u16::try_from(page).ok()?),
        };
        if row.left_part.is_none() {
            return Some(match page {
                Some(page) => Self::NoText { page },
                None => Self::Silence { span },
            });
        }
        let area = Area::new(
            part(row.left_part)?,
            part(row.top_part)?,
            part(row.right_part)?,
            part(row.bottom_part)?,
        )?;
        Some(match page {
            Some(page) => Self::CoverPage { page, area },
            None => Self::Cover { area, span },
        })
    }
}

/// The marks of an asset, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Those that each making of renditions applies again.
    pub pending: Vec<Mark>,
    /// Those that the original itself has.
    pub burnt: Vec<Mark>,
}

/// The marks of an asset.
///
/// # Errors
/// The database failed, or a row is no mark: better no renditions than some without it.
pub async fn marks(db: &impl ConnectionTrait, id: AssetId) -> Result<Marks, DbErr> {
    let rows = redaction::Entity::find()
        .filter(redaction::Column::AssetId.eq(id))
        .order_by_asc(redaction::Column::Id)
        .all(db)
        .await?;
    let mut marks = Marks::default();
    for row in rows {
        let mark = Mark::of(&row)
            .ok_or_else(|| DbErr::Custom(format!("the redaction {} is no mark", row.id)))?;
        if row.burnt {
            marks.burnt.push(mark);
        } else {
            marks.pending.push(mark);
        }
    }
    Ok(marks)
}

pub(super) async fn insert(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: AssetId,
    marks: &[Mark],
) -> Result<(), DbErr> {
    for mark in marks {
        let sides = mark.area().map_or([None; 4], |area| {
            area.sides().map(|part| Some(i32::from(part)))
        });
        let span = mark.span();
        let row = redaction::Model {
            id: ctx.id(now),
            asset_id: id,
            left_part: sides[0],
            top_part: sides[1],
            right_part: sides[2],
            bottom_part: sides[3],
            from_ms: span.map(|span| span.from_ms.into()),
            to_ms: span.map(|span| span.to_ms.into()),
            page: mark.page().map(i32::from),
            burnt: false,
            created_at: now,
        };
        redaction::Entity::insert(row.into_active_model())
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// The original was replaced by one that has them.
pub(in crate::assets) async fn mark_burnt(
    txn: &DatabaseTransaction,
    id: AssetId,
) -> Result<(), DbErr> {
    redaction::Entity::update_many()
        .col_expr(redaction::Column::Burnt, Expr::value(true))
        .filter(redaction::Column::AssetId.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_lies_inside_the_picture_and_is_not_tiny() {
        assert!(Area::new(0, 0, 10_000, 10_000).is_some());
        assert!(Area::new(100, 100, 150, 150).is_some());
        for (left, top, right, bottom) in [
            (100, 100, 149, 200),
            (100, 100, 200, 149),
            (200, 100, 100, 200),
            (9_900, 0, 10_001, 100),
            (0, 9_900, 100, 10_001),
        ] {
            assert_eq!(Area::new(left, top, right, bottom), None);
        }
        assert_eq!(Span::new(5, 5), None);
    }

    #[test]
    fn pictures_have_no_time_and_songs_at_most_a_whole_cover() {
        let area = Area::new(0, 0, 100, 100).expect("a rectangle");
        let span = Span::new(0, 1000);
        let (still, moment) = (Mark::Cover { area, span: None }, Mark::Cover { area, span });
        let silence = Mark::Silence { span };
        let suit = |kind| [still, moment, silence].map(|mark| mark.suits(kind));
        assert_eq!(suit(AssetKind::Photo), [true, false, false]);
        assert_eq!(suit(AssetKind::Video), [true, true, true]);
        assert_eq!(suit(AssetKind::Audio), [false, false, true]);
        assert_eq!(suit(AssetKind::Document), [false, false, false]);
        for page in [0, 1, 60, 61] {
            let marks = [Mark::CoverPage { page, area }, Mark::NoText { page }];
            for mark in marks {
                let inside = (1..=60).contains(&page);
                assert_eq!(mark.suits(AssetKind::Document), inside, "{mark:?}");
                assert!(!mark.suits(AssetKind::Photo) && !mark.suits(AssetKind::Audio));
            }
        }
        let area = Area::all();
        assert!(Mark::Cover { area, span: None }.suits(AssetKind::Audio));
        assert!(!Mark::Cover { area, span }.suits(AssetKind::Audio));
    }
}

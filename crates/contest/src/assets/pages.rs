//! The pages of a magazine: how their files are named, and the text on them.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::page_text;
use crate::ids::RenditionId;

/// Pages of a magazine at most.
pub const MAX_PAGES: u32 = 60;
/// Long sides in pixels in which pages behind the first are stored. The first one has the sizes of any picture.
pub const PAGE_SIDES: [u32; 2] = [1280, 2048];

/// Name of the file of a page behind the first: `p02_1280.webp`.
pub fn page_file(number: u32, side: u32) -> String {
    format!("p{number:02}_{side}.webp")
}

/// The page that a file of this name shows, if it is one behind the first; its cover set has the first one's names.
pub fn page_number(name: &str) -> Option<u32> {
    let (number, side) = name
        .strip_prefix('p')?
        .strip_suffix(".webp")?
        .split_once('_')?;
    let (number, side) = (number.parse().ok()?, side.parse().ok()?);
    (page_file(number, side) == name).then_some(number)
}

/// The text on each page of these renditions, in order.
///
/// # Errors
/// The database failed.
pub async fn page_texts(
    db: &impl ConnectionTrait,
    ids: &[RenditionId],
) -> Result<Vec<page_text::Model>, DbErr> {
    page_text::Entity::find()
        .filter(page_text::Column::RenditionId.is_in(ids.iter().copied()))
        .order_by_asc(page_text::Column::Number)
        .all(db)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_belong_together() {
        assert_eq!(page_file(2, 1280), "p02_1280.webp");
        for number in 2..=MAX_PAGES {
            assert_eq!(page_number(&page_file(number, 2048)), Some(number));
        }
        for name in [
            "1280.webp",
            "p2_1280.webp",
            "p02_1280.jpg",
            "p02.webp",
            "p02_x.webp",
            "pages.webp",
        ] {
            assert_eq!(page_number(name), None, "{name}");
        }
    }
}

//! Parts of objects, as HTTP's `Range` asks for them.

use crate::StoreError;

/// Which bytes of an object are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// From this offset to the end (`bytes=5-`).
    From(u64),
    /// From the first to the last offset, both included (`bytes=5-9`); an end beyond the object's is cut.
    Between(u64, u64),
    /// The last so many bytes (`bytes=-5`), or all if there are fewer.
    Last(u64),
}

impl Range {
    /// The first offset and the number of bytes, for an object of `total` bytes.
    ///
    /// # Errors
    /// [`StoreError::RangeNotSatisfiable`]: no byte is inside, as always for an empty object.
    pub fn resolve(self, total: u64) -> Result<(u64, u64), StoreError> {
        let (first, end) = match self {
            Self::From(first) => (first, total),
            Self::Between(first, last) => (first, last.saturating_add(1).min(total)),
            Self::Last(count) => (total.saturating_sub(count), total),
        };
        if first < end {
            Ok((first, end - first))
        } else {
            Err(StoreError::RangeNotSatisfiable { total })
        }
    }
}

/// The first offset and the number of bytes of `range`, or of everything.
pub(crate) fn resolve(range: Option<Range>, total: u64) -> Result<(u64, u64), StoreError> {
    range.map_or(Ok((0, total)), |range| range.resolve(total))
}

#[cfg(test)]
mod tests {
    use super::Range::{self, Between, From, Last};

    #[test]
    fn ranges_are_cut_to_the_object_or_refused() {
        let of_ten = |range: Range| range.resolve(10).ok();
        for (range, expected) in [
            (From(0), Some((0, 10))),
            (From(9), Some((9, 1))),
            (From(10), None),
            (Between(0, 0), Some((0, 1))),
            (Between(3, 5), Some((3, 3))),
            (Between(3, u64::MAX), Some((3, 7))),
            (Between(5, 3), None),
            (Between(10, 12), None),
            (Last(0), None),
            (Last(4), Some((6, 4))),
            (Last(11), Some((0, 10))),
        ] {
            assert_eq!(of_ten(range), expected, "{range:?}");
        }
        assert!(From(0).resolve(0).is_err());
        assert!(Last(1).resolve(0).is_err());
    }
}

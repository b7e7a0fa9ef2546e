//! What can be wrong with captions.

/// What is wrong with captions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// More than [`MAX_BYTES`](super::MAX_BYTES).
    #[error("the file is too large")]
    TooLarge,
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// Neither a WebVTT file nor SubRip.
    #[error("the first line must be WEBVTT")]
    Header,
    /// No cue with words in it.
    #[error("there are no captions in it")]
    Empty,
    /// The line does not hold two times.
    #[error("the time must look like 00:01.000 --> 00:04.000")]
    Time,
    /// A cue ends before it begins, or at the same moment.
    #[error("the end must be later than the beginning")]
    Backwards,
    /// A cue begins earlier than the one before it.
    #[error("begins earlier than the captions before it")]
    Order,
    /// A cue lies beyond the film's end.
    #[error("the film is over by then")]
    Beyond,
    /// Words that belong to no time.
    #[error("words without a time")]
    NoTime,
    /// A time right behind words.
    #[error("an empty line must stand before each time")]
    NoGap,
    /// A tag.
    #[error("markup is not taken")]
    Markup,
    /// A style sheet or a region.
    #[error("style sheets and regions are not taken")]
    Block,
    /// Longer than [`MAX_CUE`](super::MAX_CUE).
    #[error("too many words at once")]
    TooLong,
    /// More than [`MAX_CUES`](super::MAX_CUES).
    #[error("too many captions")]
    TooMany,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::TooLarge,
        Self::Encoding,
        Self::Header,
        Self::Empty,
        Self::Time,
        Self::Backwards,
        Self::Order,
        Self::Beyond,
        Self::NoTime,
        Self::NoGap,
        Self::Markup,
        Self::Block,
        Self::TooLong,
        Self::TooMany,
    ];

    /// Stable short name, the key of its words.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::Encoding => "encoding",
            Self::Header => "header",
            Self::Empty => "empty",
            Self::Time => "time",
            Self::Backwards => "backwards",
            Self::Order => "order",
            Self::Beyond => "beyond",
            Self::NoTime => "no-time",
            Self::NoGap => "no-gap",
            Self::Markup => "markup",
            Self::Block => "block",
            Self::TooLong => "too-long",
            Self::TooMany => "too-many",
        }
    }
}

/// The first thing that is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct Wrong {
    /// Counted from 1.
    pub line: usize,
    /// What.
    pub fault: Fault,
}

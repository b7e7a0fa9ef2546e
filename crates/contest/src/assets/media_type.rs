//! The file formats that are taken, and what each is to people.

use std::fmt;

use super::AssetKind;

/// A file format that we know by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// HEIF with HEVC pictures.
    Heic,
    /// HEIF with AV1 pictures.
    Avif,
    /// TIFF.
    Tiff,
    /// MPEG-4 film.
    Mp4,
    /// `QuickTime` film.
    Mov,
    /// `WebM` and its superset Matroska.
    Webm,
    /// 3GP film.
    ThreeGp,
    /// AVI film.
    Avi,
    /// Ogg with Theora pictures.
    Ogv,
    /// MPEG program or transport stream.
    Mpeg,
    /// Windows Media.
    Wmv,
    /// Flash video.
    Flv,
    /// MPEG-4 sound.
    M4a,
    /// MPEG layer 3 sound.
    Mp3,
    /// Raw AAC frames.
    Aac,
    /// RIFF wave.
    Wav,
    /// FLAC.
    Flac,
    /// Ogg with Vorbis, Opus or FLAC sound.
    Ogg,
    /// PDF.
    Pdf,
}

impl MediaType {
    /// What such a file is to the people who look at it.
    pub fn kind(self) -> AssetKind {
        match self {
            Self::Jpeg
            | Self::Png
            | Self::Webp
            | Self::Gif
            | Self::Heic
            | Self::Avif
            | Self::Tiff => AssetKind::Photo,
            Self::Mp4
            | Self::Mov
            | Self::Webm
            | Self::ThreeGp
            | Self::Avi
            | Self::Ogv
            | Self::Mpeg
            | Self::Wmv
            | Self::Flv => AssetKind::Video,
            Self::M4a | Self::Mp3 | Self::Aac | Self::Wav | Self::Flac | Self::Ogg => {
                AssetKind::Audio
            }
            Self::Pdf => AssetKind::Document,
        }
    }

    /// The stable short name, as stored with the asset.
    pub fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Heic => "heic",
            Self::Avif => "avif",
            Self::Tiff => "tiff",
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::Webm => "webm",
            Self::ThreeGp => "3gp",
            Self::Avi => "avi",
            Self::Ogv => "ogv",
            Self::Mpeg => "mpeg",
            Self::Wmv => "wmv",
            Self::Flv => "flv",
            Self::M4a => "m4a",
            Self::Mp3 => "mp3",
            Self::Aac => "aac",
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
            Self::Pdf => "pdf",
        }
    }

    /// The format with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// Every format we know.
    pub const ALL: [Self; 23] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Gif,
        Self::Heic,
        Self::Avif,
        Self::Tiff,
        Self::Mp4,
        Self::Mov,
        Self::Webm,
        Self::ThreeGp,
        Self::Avi,
        Self::Ogv,
        Self::Mpeg,
        Self::Wmv,
        Self::Flv,
        Self::M4a,
        Self::Mp3,
        Self::Aac,
        Self::Wav,
        Self::Flac,
        Self::Ogg,
        Self::Pdf,
    ];
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

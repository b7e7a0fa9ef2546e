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
    /// Speech as telephones record it (3GPP TS 26.101, narrow or wide).
    Amr,
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
            Self::M4a | Self::Mp3 | Self::Aac | Self::Amr | Self::Wav | Self::Flac | Self::Ogg => {
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
            Self::Amr => "amr",
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
            Self::Pdf => "pdf",
        }
    }

    /// How names of such files end, without the dot: for file pickers only, the bytes decide.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Heic => &["heic", "heif"],
            Self::Avif => &["avif"],
            Self::Tiff => &["tif", "tiff"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Mov => &["mov"],
            Self::Webm => &["webm", "mkv"],
            Self::ThreeGp => &["3gp", "3g2"],
            Self::Avi => &["avi"],
            Self::Ogv => &["ogv"],
            Self::Mpeg => &["mpg", "mpeg", "mts", "m2ts", "ts", "vob"],
            Self::Wmv => &["wmv", "wma"],
            Self::Flv => &["flv"],
            Self::M4a => &["m4a", "m4b"],
            Self::Mp3 => &["mp3"],
            Self::Aac => &["aac"],
            Self::Amr => &["amr", "awb"],
            Self::Wav => &["wav"],
            Self::Flac => &["flac"],
            Self::Ogg => &["ogg", "oga", "opus"],
            Self::Pdf => &["pdf"],
        }
    }

    /// What systems call such files: for file pickers only.
    pub fn mime_types(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["image/jpeg"],
            Self::Png => &["image/png"],
            Self::Webp => &["image/webp"],
            Self::Gif => &["image/gif"],
            Self::Heic => &["image/heic", "image/heif"],
            Self::Avif => &["image/avif"],
            Self::Tiff => &["image/tiff"],
            Self::Mp4 => &["video/mp4", "video/x-m4v"],
            Self::Mov => &["video/quicktime"],
            Self::Webm => &["video/webm", "video/x-matroska"],
            Self::ThreeGp => &["video/3gpp", "video/3gpp2"],
            Self::Avi => &["video/x-msvideo"],
            Self::Ogv => &["video/ogg"],
            Self::Mpeg => &["video/mpeg", "video/mp2t"],
            Self::Wmv => &["video/x-ms-wmv"],
            Self::Flv => &["video/x-flv"],
            Self::M4a => &["audio/mp4"],
            Self::Mp3 => &["audio/mpeg"],
            Self::Aac => &["audio/aac"],
            Self::Amr => &["audio/amr", "audio/amr-wb"],
            Self::Wav => &["audio/wav"],
            Self::Flac => &["audio/flac"],
            Self::Ogg => &["audio/ogg"],
            Self::Pdf => &["application/pdf"],
        }
    }

    /// The format with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// Every format we know.
    pub const ALL: [Self; 24] = [
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
        Self::Amr,
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

//! A page made for printing: title and a QR code that leads to the contribution.

use serde::Serialize;

use crate::page::Page;

/// `pages/poster.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PosterPage {
    /// Public code of the contribution.
    pub code: String,
    /// Title as written by the contributor.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// Place and grade as consented.
    pub place: String,
    /// The address in letters, without `https://`.
    pub short_url: String,
    /// The code's modules as the path of an SVG in a square of `qr_size`.
    pub qr_path: String,
    /// Side of the square in modules, quiet zone included.
    pub qr_size: usize,
    /// The last day of voting in words; empty when voting is over.
    pub vote_until: String,
}

impl PosterPage {
    /// Path and side (modules) of a QR code for `text`, quiet zone of four modules included.
    ///
    /// # Errors
    /// The text is too long for a QR code (about 2 900 bytes).
    pub fn qr(text: &str) -> Result<(String, usize), qrcode::types::QrError> {
        use std::fmt::Write as _;
        const QUIET: usize = 4; // ISO/IEC 18004 asks for four modules of white
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M)?;
        let width = code.width();
        let mut path = String::new();
        for (index, color) in code.to_colors().into_iter().enumerate() {
            if color == qrcode::Color::Dark {
                let (x, y) = (index % width + QUIET, index / width + QUIET);
                write!(path, "M{x} {y}h1v1h-1z").expect("writing to a string");
            }
        }
        Ok((path, width + 2 * QUIET))
    }
}

impl Page for PosterPage {
    const TEMPLATE: &'static str = "pages/poster.html";

    fn samples() -> Vec<Self> {
        let (qr_path, qr_size) =
            Self::qr("https://dizza.example/sv/c/7H2KQ9XM4T").unwrap_or_default();
        let open = Self {
            code: "7H2KQ9XM4T".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            place: "Skåne, åk 8".into(),
            short_url: "dizza.example/sv/c/7H2KQ9XM4T".into(),
            qr_path,
            qr_size,
            vote_until: "12 maj".into(),
        };
        vec![
            Self {
                vote_until: String::new(),
                place: String::new(),
                ..open.clone()
            },
            open,
        ]
    }
}

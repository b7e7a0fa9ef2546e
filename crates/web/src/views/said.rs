//! What is said in films and songs: captions and transcripts as pages show them.

use contest::captions::entity::asset_text;
use contest::captions::queries::file_name;
use contest::captions::{self, TextKind};
use contest::contributions::gallery::AssetFiles;

use super::fill::{Fill, MediaFrom};
use super::{CaptionView, TranscriptView};
use crate::format;

impl Fill<'_> {
    /// The captions, those in the page's language first: players show the first ones.
    pub(super) fn captions(&self, files: &AssetFiles) -> Vec<CaptionView> {
        self.of_kind(files, TextKind::Captions)
            .map(|text| CaptionView {
                src: self.address_under(
                    text.media_key.as_deref().unwrap_or_default(),
                    &file_name(&text.language),
                ),
                lang: text.language.clone(),
                label: self.language(&text.language),
                lines: match self.media {
                    MediaFrom::Review => lines(text),
                    MediaFrom::Public => Vec::new(),
                },
            })
            .collect()
    }

    /// The transcripts, that in the page's language first.
    pub(super) fn transcripts(&self, files: &AssetFiles) -> Vec<TranscriptView> {
        self.of_kind(files, TextKind::Transcript)
            .map(|text| TranscriptView {
                lang: text.language.clone(),
                label: self.language(&text.language),
                paragraphs: paragraphs(text),
            })
            .collect()
    }

    /// The name of a language in the page's language.
    pub fn language(&self, code: &str) -> String {
        self.locale.t(&format!("language-{code}"), &[])
    }

    fn of_kind<'f>(
        &self,
        files: &'f AssetFiles,
        kind: TextKind,
    ) -> impl Iterator<Item = &'f asset_text::Model> {
        let mut texts: Vec<_> = files
            .texts
            .iter()
            .filter(|text| text.kind == kind)
            .collect();
        texts.sort_by_key(|text| text.language != self.locale.code());
        texts.into_iter()
    }
}

/// Beginning and words of each cue.
pub(crate) fn lines(text: &asset_text::Model) -> Vec<(String, String)> {
    let cues = captions::read(text.text.as_bytes(), u64::MAX).unwrap_or_default();
    let line = |cue: captions::Cue| (format::clock(cue.start_ms / 1000), cue.text);
    cues.into_iter().map(line).collect()
}

/// What stands between empty lines; single line ends stay, as in a poem.
pub(crate) fn paragraphs(text: &asset_text::Model) -> Vec<String> {
    let parts = text.text.split("\n\n").map(|part| part.trim_matches('\n'));
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

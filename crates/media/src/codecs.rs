//! The codes of pictures and sound that we take, and the only decoders of ffmpeg that may read them.

/// By ffmpeg's names: codes of pictures, each with its decoders.
const PICTURES: [(&str, &[&str]); 20] = [
    ("h264", &["h264"]),
    ("hevc", &["hevc"]),
    ("vp8", &["vp8", "libvpx"]),
    ("vp9", &["vp9", "libvpx-vp9"]),
    ("av1", &["libdav1d", "libaom-av1", "av1"]),
    ("mpeg4", &["mpeg4"]),
    ("h263", &["h263"]),
    ("mjpeg", &["mjpeg"]),
    ("mpeg1video", &["mpeg1video"]),
    ("mpeg2video", &["mpeg2video"]),
    ("theora", &["theora"]),
    ("wmv1", &["wmv1"]),
    ("wmv2", &["wmv2"]),
    ("wmv3", &["wmv3"]),
    ("vc1", &["vc1"]),
    ("flv1", &["flv"]),
    ("vp6", &["vp6"]),
    ("vp6f", &["vp6f"]),
    ("msmpeg4v2", &["msmpeg4v2"]),
    ("msmpeg4v3", &["msmpeg4"]),
];

/// Codes of sound, each with its decoders.
const SOUNDS: [(&str, &[&str]); 20] = [
    ("aac", &["aac"]),
    ("aac_latm", &["aac_latm"]),
    ("mp3", &["mp3float", "mp3"]),
    ("mp2", &["mp2float", "mp2"]),
    ("opus", &["opus", "libopus"]),
    ("vorbis", &["vorbis", "libvorbis"]),
    ("flac", &["flac"]),
    ("alac", &["alac"]),
    ("ac3", &["ac3"]),
    ("eac3", &["eac3"]),
    ("amr_nb", &["amrnb", "libopencore_amrnb"]),
    ("amr_wb", &["amrwb", "libopencore_amrwb"]),
    ("speex", &["speex", "libspeex"]),
    ("wmav1", &["wmav1"]),
    ("wmav2", &["wmav2"]),
    ("wmapro", &["wmapro"]),
    ("adpcm_ms", &["adpcm_ms"]),
    ("adpcm_ima_wav", &["adpcm_ima_wav"]),
    ("adpcm_ima_qt", &["adpcm_ima_qt"]),
    ("adpcm_swf", &["adpcm_swf"]),
];

/// Samples as they are; the decoders bear the names of the codes.
const SAMPLES: [&str; 16] = [
    "pcm_u8",
    "pcm_s8",
    "pcm_s16le",
    "pcm_s16be",
    "pcm_s24le",
    "pcm_s24be",
    "pcm_s32le",
    "pcm_s32be",
    "pcm_f32le",
    "pcm_f32be",
    "pcm_f64le",
    "pcm_f64be",
    "pcm_alaw",
    "pcm_mulaw",
    "pcm_bluray",
    "pcm_dvd",
];

/// Decoders of what may lie beside: covers and subtitles. Nothing is made by them, but ffprobe opens one for each track.
const BESIDE: [&str; 16] = [
    "png",
    "bmp",
    "gif",
    "ssa",
    "ass",
    "srt",
    "subrip",
    "mov_text",
    "text",
    "webvtt",
    "dvbsub",
    "dvdsub",
    "pgssub",
    "xsub",
    "cc_dec",
    "libzvbi_teletextdec",
];

/// Whether pictures in this code are taken.
pub(crate) fn takes_pictures(code: &str) -> bool {
    PICTURES.iter().any(|(taken, _)| *taken == code)
}

/// Whether sound in this code is taken.
pub(crate) fn takes_sound(code: &str) -> bool {
    SAMPLES.contains(&code) || SOUNDS.iter().any(|(taken, _)| *taken == code)
}

/// The decoders that ffmpeg may open, as it wants them.
pub(crate) fn decoders() -> String {
    let named = PICTURES.iter().chain(&SOUNDS);
    let named = named.flat_map(|(_, decoders)| decoders.iter().copied());
    named.chain(SAMPLES).collect::<Vec<_>>().join(",")
}

/// The decoders that ffprobe may open.
pub(crate) fn decoders_to_look() -> String {
    format!("{},{}", decoders(), BESIDE.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ffmpeg names a code's decoders behind it, unless there is only one of the same name.
    #[test]
    fn every_code_that_is_taken_has_a_decoder_of_its_own() {
        let output = std::process::Command::new("ffmpeg")
            .args(["-hide_banner", "-codecs"])
            .output()
            .expect("ffmpeg runs");
        let known = String::from_utf8_lossy(&output.stdout).into_owned();
        let has = |code: &str, decoder: &str| {
            let mut lines = known.lines().map(|line| line.split_ascii_whitespace());
            let mut words = lines
                .find(|line| line.clone().nth(1) == Some(code))
                .unwrap_or_else(|| panic!("ffmpeg knows no {code}"))
                .skip_while(|word| *word != "(decoders:")
                .skip(1)
                .peekable();
            let own = words.peek().is_none() && code == decoder;
            own || words
                .take_while(|word| *word != ")")
                .any(|word| word == decoder)
        };
        for (code, decoders) in PICTURES.iter().chain(&SOUNDS) {
            assert!(decoders.iter().any(|decoder| has(code, decoder)), "{code}");
        }
        for code in SAMPLES {
            assert!(has(code, code), "{code}");
        }
    }

    #[test]
    fn what_is_taken_may_be_decoded_and_nothing_else() {
        assert!(takes_sound("wmapro") && decoders().contains(",wmapro,"));
        assert!(takes_sound("pcm_s8") && decoders().contains(",pcm_s8,"));
        assert!(!takes_sound("pcm_s64le") && !takes_pictures("rawvideo"));
        assert!(!decoders().contains("png") && decoders_to_look().contains(",png,"));
    }
}

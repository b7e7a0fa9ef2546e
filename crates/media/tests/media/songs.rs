//! Songs: evenly loud AAC, peaks, and a drawn cover.

use std::time::Duration;

use contest::assets::{MediaType, sniff};
use image::{ImageFormat, RgbImage};
use media::Reason;

use crate::hostile::bytes::noise;
use crate::loudness::measured;
use crate::photo_kinds::{assert_quarters, quarters};
use crate::photos::encoded;
use crate::support::{ffmpeg, ffprobe, process, process_as, process_with, processor, refusal};
use crate::tagged::songs::picture_comment;

#[tokio::test]
async fn a_song_becomes_aac_with_peaks_and_a_cover() {
    let song = ffmpeg(
        "-f lavfi -i sine=frequency=440:duration=4 -af volume=-20dB,volume=enable='gt(t,2)':volume=8dB \
         -metadata title=CANARYTITLE -metadata comment=+59.3293",
        "mp3",
    );
    let made = process(&song).await.expect("an ordinary song");
    assert_eq!(
        made.names(),
        [
            "1280.jpg",
            "1280.webp",
            "320.webp",
            "640.webp",
            "audio.m4a",
            "card.jpg"
        ]
    );
    assert_eq!(
        ffprobe(
            made.path("audio.m4a"),
            "stream=codec_name,sample_rate,channels"
        ),
        ["aac", "48000", "2"]
    );
    let facts = &made.renditions.facts;
    assert!(
        facts.has_audio
            && facts
                .duration_ms
                .is_some_and(|millis| millis.abs_diff(4000) < 100),
        "{facts:?}"
    );
    let peaks = &facts.peaks;
    assert!((760..=800).contains(&peaks.len()), "{}", peaks.len());
    assert!(
        peaks[peaks.len() / 4] < 140 && peaks[peaks.len() * 3 / 4] > 230,
        "the loud half is louder"
    );
    let cover = made.picture("card.jpg");
    assert_eq!((cover.width(), cover.height()), (1200, 630));
    for trace in [&b"CANARYTITLE"[..], b"+59.3293", b"Lavf"] {
        assert_eq!(made.holds(trace), None);
    }
}

/// Two seconds of a high tone, hidden by a list of edits, then silence.
#[tokio::test]
async fn what_was_trimmed_away_without_encoding_is_not_heard() {
    let song = ffmpeg(
        "-f lavfi -i sine=frequency=3000:duration=5 -af volume=enable='gt(t,2)':volume=-90dB -c:a aac",
        "m4a",
    );
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), song).expect("written");
    for pieces in ["", "-movflags +frag_keyframe+delay_moov"] {
        let path = file.path().display();
        let trimmed = ffmpeg(
            &format!(
                "-itsoffset -2.5 -i {path} -c copy -avoid_negative_ts disabled {pieces} -f mp4"
            ),
            "m4a",
        );
        let made = process_as(MediaType::M4a, &trimmed).await.expect("a song");
        let facts = &made.renditions.facts;
        let millis = facts.duration_ms.expect("a length");
        assert!(millis.abs_diff(2500) < 100, "{pieces}: {millis} ms");
        let seconds: f64 = ffprobe(made.path("audio.m4a"), "format=duration")[0]
            .parse()
            .expect("a length");
        assert!((seconds - 2.5).abs() < 0.1, "{pieces}: {seconds} s");
        let loudest = facts.peaks.iter().max();
        assert!(loudest < Some(&10), "{pieces}: {loudest:?}");
    }
}

#[tokio::test]
async fn what_phones_record_as_sound_may_be_as_long_as_songs() {
    let mut processor = processor();
    processor.limits.max_film = Duration::from_secs(2);
    processor.limits.max_song = Duration::from_secs(6);
    for (ending, brand, media_type) in [
        ("mp4", "isom", MediaType::Mp4),
        ("mp4", "mp42", MediaType::Mp4),
        ("3gp", "3gp4", MediaType::ThreeGp),
    ] {
        let sound = |seconds: u32| {
            let args = format!(
                "-f lavfi -i sine=duration={seconds} -c:a aac -ar 16000 -b:a 24k -brand {brand}"
            );
            ffmpeg(&args, ending)
        };
        let fits = sound(4);
        assert_eq!(sniff(&fits), Ok(media_type), "{brand}");
        let made = process_with(&processor, &fits).await.expect("a song");
        assert!(made.names().contains(&"audio.m4a"), "{:?}", made.names());
        let refused = process_with(&processor, &sound(9)).await.err();
        let reason = refused.and_then(|error| error.reason());
        assert_eq!(reason, Some(Reason::TooLong), "{brand}");
    }
}

#[tokio::test]
async fn samples_of_every_kind_are_taken() {
    for (code, ending) in [
        ("pcm_f32be", "mov"),
        ("pcm_s8", "mov"),
        ("pcm_f64le", "wav"),
    ] {
        let song = ffmpeg(&format!("-f lavfi -i sine=duration=2 -c:a {code}"), ending);
        assert_eq!(refusal(&song).await, "accepted", "{code}");
    }
}

#[tokio::test]
async fn a_piece_of_a_broadcast_counts_from_its_own_beginning() {
    // Pages tell the time since the broadcast began (RFC 3533, 6): the first five seconds of pages are left out.
    let whole = ffmpeg("-f lavfi -i sine=duration=10 -c:a libopus", "ogg");
    let (mut piece, mut rest, mut number) = (Vec::new(), whole.as_slice(), 0);
    while !rest.is_empty() {
        let table = usize::from(rest[26]);
        let body: usize = rest[27..27 + table]
            .iter()
            .map(|&length| usize::from(length))
            .sum();
        let (page, behind) = rest.split_at(27 + table + body);
        let samples = u64::from_le_bytes(page[6..14].try_into().expect("eight bytes"));
        if number < 2 || samples > 5 * 48_000 {
            piece.extend_from_slice(page);
        }
        (rest, number) = (behind, number + 1);
    }
    assert!(piece.len() < whole.len() * 2 / 3, "something was left out");
    let made = process(&piece).await.expect("a song");
    let millis = made.renditions.facts.duration_ms.expect("a length");
    assert!((3000..=7000).contains(&millis), "{millis} ms");
}

#[tokio::test]
async fn speech_as_telephones_record_it_is_a_song() {
    // No encoder for it is installed; any bits are speech of a kind. A frame of 20 ms is a byte that names the mode and its
    // bits (RFC 4867, 5.3): 12.2 kbit/s narrow, 23.85 wide.
    for (head, mode, length) in [(&b"#!AMR\n"[..], 7_u8, 31), (b"#!AMR-WB\n", 8, 60)] {
        let bits = noise(length * 150);
        let frames = bits
            .chunks(length)
            .flat_map(|bits| [&[mode << 3 | 4][..], bits].concat());
        let recording = [head, &frames.collect::<Vec<u8>>()].concat();
        let made = process(&recording).await.expect("a recording");
        let facts = &made.renditions.facts;
        let millis = facts.duration_ms.expect("a length");
        assert!(millis.abs_diff(3000) < 100, "{millis} ms");
        assert!(
            facts.has_audio && facts.peaks.iter().any(|peak| *peak > 100),
            "{facts:?}"
        );
        made.decodes("audio.m4a");
    }
}

#[tokio::test]
async fn quiet_and_loud_songs_come_out_alike() {
    let mut loudness = Vec::new();
    for volume in ["-18dB", "-2dB"] {
        let song = ffmpeg(
            &format!("-f lavfi -i anoisesrc=duration=4:color=pink:amplitude=1 -af volume={volume}"),
            "wav",
        );
        let made = process(&song).await.expect("an ordinary song");
        loudness.push(measured(&made, "audio.m4a").0);
    }
    assert!(
        loudness.iter().all(|lufs| (lufs + 16.0).abs() < 2.0),
        "{loudness:?}"
    );
}

#[tokio::test]
async fn every_accepted_kind_of_song_is_taken() {
    for (codec, ending) in [
        ("flac", "flac"),
        ("libvorbis", "ogg"),
        ("libopus", "ogg"),
        ("aac", "m4a"),
        ("alac", "m4a"),
        ("libopus", "opus"),
        ("pcm_s24le", "wav"),
        ("pcm_f32le", "wav"),
        ("adpcm_ima_wav", "wav"),
        ("adpcm_ms", "wav"),
        ("libmp3lame -ar 11025 -ac 1", "mp3"),
        ("aac -f adts", "aac"),
        ("aac -ac 6", "m4a"),
    ] {
        let song = ffmpeg(
            &format!("-f lavfi -i sine=duration=1.5 -ac 2 -c:a {codec}"),
            ending,
        );
        let made = process(&song)
            .await
            .unwrap_or_else(|error| panic!("{codec}: {error:?}"));
        assert!(made.renditions.file("audio.m4a").is_some(), "{codec}");
    }
}

#[tokio::test]
async fn what_is_no_song_is_refused_by_name() {
    let short = ffmpeg("-f lavfi -i sine=duration=0.3", "wav");
    assert_eq!(refusal(&short).await, "too-short");
    let song = ffmpeg("-f lavfi -i sine=duration=3 -c:a aac", "m4a");
    assert_eq!(refusal(&song[..song.len() / 2]).await, "truncated");
    let mut junk = b"ID3\x03\0\0\0\0\0\0".to_vec();
    junk.resize(5000, 0x5A);
    assert_ne!(refusal(&junk).await, "accepted");
}

/// Half an MP3 has an index of the whole, and half an Ogg ends within a page: they are used, and their makers are told.
#[tokio::test]
async fn half_a_song_is_used_and_told() {
    for (codec, ending) in [
        ("libmp3lame", "mp3"),
        ("libmp3lame -metadata title=Hej -id3v2_version 3", "mp3"),
        ("libmp3lame -ac 1 -ar 22050", "mp3"),
        ("libvorbis", "ogg"),
        ("libopus", "opus"),
    ] {
        let song = ffmpeg(&format!("-f lavfi -i sine=duration=6 -c:a {codec}"), ending);
        for (cut, note) in [(song.len(), None), (song.len() / 2, Some("cut-off"))] {
            let made = process(&song[..cut])
                .await
                .unwrap_or_else(|error| panic!("{codec}: {error:?}"));
            assert_eq!(made.renditions.facts.note(), note, "{codec}");
        }
    }
    // A large cover does not make up for what is missing.
    let cover = RgbImage::from_raw(900, 900, noise(3 * 900 * 900)).expect("whole");
    let cover = encoded(cover, ImageFormat::Jpeg);
    let song = covered(&cover, "libmp3lame -b:a 320k", "mp3");
    assert!(cover.len() > song.len() / 2);
    for (missing, note) in [(0, None), (9_000, Some("cut-off"))] {
        let made = process(&song[..song.len() - missing])
            .await
            .expect("a song");
        assert_eq!(made.renditions.facts.note(), note);
    }
    // Without an index nothing is told.
    let song = ffmpeg(
        "-f lavfi -i sine=duration=6 -c:a libmp3lame -write_xing 0",
        "mp3",
    );
    let half = process(&song[..song.len() / 2]).await.expect("a song");
    assert_eq!(half.renditions.facts.note(), None);
}

/// A song that carries this JPEG as its cover, in the way of its container.
fn covered(jpeg: &[u8], codec: &str, ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cover.jpg");
    std::fs::write(&path, jpeg).expect("written");
    let cover = if matches!(ending, "ogg" | "opus") {
        format!("-metadata METADATA_BLOCK_PICTURE={}", picture_comment(jpeg))
    } else {
        format!(
            "-i {} -map 0 -map 1 -c:v copy -disposition:v attached_pic",
            path.display()
        )
    };
    ffmpeg(
        &format!("-f lavfi -i sine=duration=2 {cover} -c:a {codec}"),
        ending,
    )
}

#[tokio::test]
async fn a_song_keeps_its_cover_in_every_container() {
    let jpeg = encoded(quarters(400, 400), ImageFormat::Jpeg);
    for (codec, ending) in [
        ("libmp3lame", "mp3"),
        ("aac", "m4a"),
        ("flac", "flac"),
        ("libvorbis", "ogg"),
        ("libopus", "opus"),
    ] {
        let made = process(&covered(&jpeg, codec, ending)).await.expect(ending);
        let facts = &made.renditions.facts;
        assert_eq!((facts.width, facts.height), (400, 400), "{ending}");
        assert_quarters(&made, "320.webp", 24);
    }
}

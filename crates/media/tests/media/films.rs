//! Films: ladder, playlists, progressive file, poster and sprite; turned, silent, cut and hostile ones.

use std::time::Duration;

use crate::support::{
    Made, ffmpeg, ffprobe, process, process_as, process_with, processor, refusal, with_quarter_turn,
};
use contest::assets::{MediaType, sniff};
use media::Reason;

const X264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

/// Length in seconds of one kind of track.
fn length(made: &Made, name: &str, kind: &str) -> f64 {
    let lines = ffprobe(made.path(name), "stream=codec_type,duration");
    let at = lines
        .iter()
        .position(|line| line == kind)
        .unwrap_or_else(|| panic!("no {kind} in {name}"));
    lines[at + 1].parse().expect("a length")
}

#[tokio::test]
async fn a_full_hd_film_becomes_a_ladder_a_file_and_pictures() {
    let film = ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=1920x1080:rate=30:duration=3 -f lavfi -i sine=frequency=440:duration=3 {X264} \
             -c:a aac -metadata location=+59.3293+018.0686/ -metadata title=CANARYTITLE -movflags use_metadata_tags"
        ),
        "mp4",
    );
    assert_eq!(sniff(&film), Ok(MediaType::Mp4));
    let made = process(&film).await.expect("an ordinary film");
    let names = made.names();
    for name in [
        "master.m3u8",
        "240.m3u8",
        "480.m3u8",
        "720.m3u8",
        "audio.m3u8",
        "480_init.mp4",
        "480_0000.m4s",
        "audio_init.mp4",
        "video.mp4",
        "320.webp",
        "640.webp",
        "1280.webp",
        "1280.jpg",
        "card.jpg",
        "sprite.webp",
        "sprite.vtt",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let master = made.text("master.m3u8");
    assert_eq!(master.matches("#EXT-X-STREAM-INF").count(), 3);
    assert!(
        master.contains("RESOLUTION=854x480") && master.contains("CODECS=\"avc1.64"),
        "{master}"
    );
    for name in ["240.m3u8", "480.m3u8", "720.m3u8", "audio.m3u8"] {
        let text = made.text(name);
        let sum: f64 = text
            .lines()
            .filter_map(|line| {
                line.strip_prefix("#EXTINF:")?
                    .trim_end_matches(',')
                    .parse::<f64>()
                    .ok()
            })
            .sum();
        assert!((sum - 3.0).abs() < 0.1, "{name} lasts {sum} s");
        assert!(text.ends_with("#EXT-X-ENDLIST\n"));
    }
    made.decodes("master.m3u8");
    made.decodes("video.mp4");
    let size = ffprobe(made.path("video.mp4"), "stream=width,height");
    assert_eq!(size[..2], ["1280", "720"]);
    let (pictures, sound) = (
        length(&made, "video.mp4", "video"),
        length(&made, "video.mp4", "audio"),
    );
    assert!(
        (pictures - 3.0).abs() < 0.1 && (sound - 3.0).abs() < 0.1,
        "{pictures} {sound}"
    );
    let head = made.bytes("video.mp4");
    let position = |name: &[u8]| head.windows(4).position(|window| window == name);
    assert!(
        position(b"moov") < position(b"mdat"),
        "the index comes first"
    );

    let facts = &made.renditions.facts;
    assert_eq!(
        (facts.width, facts.height, facts.has_audio),
        (1920, 1080, true)
    );
    assert!(
        facts
            .duration_ms
            .is_some_and(|millis| millis.abs_diff(3000) < 100),
        "{facts:?}"
    );
    assert_eq!(made.text("sprite.vtt").matches("#xywh=").count(), 3);
    for trace in [&b"CANARYTITLE"[..], b"+59.3293", b"Lavf", b"\xa9xyz"] {
        assert_eq!(
            made.holds(trace),
            None,
            "{}",
            String::from_utf8_lossy(trace)
        );
    }
    assert!(
        made.steps.windows(2).all(|pair| pair[0] <= pair[1]),
        "{:?}",
        made.steps
    );
    assert!(made.steps.len() > 6);
}

#[tokio::test]
async fn a_turned_silent_clip_is_portrait_and_has_no_sound() {
    let flat = ffmpeg(
        &format!("-f lavfi -i testsrc2=size=640x360:rate=25:duration=2 {X264} -an"),
        "mp4",
    );
    let turned = with_quarter_turn(flat, 360);
    let made = process(&turned).await.expect("a phone's clip");
    assert_eq!(
        (made.renditions.facts.width, made.renditions.facts.height),
        (360, 640)
    );
    assert!(!made.renditions.facts.has_audio && !made.names().contains(&"audio.m3u8"));
    assert_eq!(
        ffprobe(made.path("video.mp4"), "stream=width,height"),
        ["360", "640"]
    );
    assert!(!made.text("master.m3u8").contains("AUDIO"));
    let poster = made.picture("640.webp");
    assert_eq!((poster.width(), poster.height()), (360, 640));
    made.decodes("master.m3u8");
}

#[tokio::test]
async fn webm_from_a_browser_is_taken() {
    let film = ffmpeg(
        "-f lavfi -i testsrc2=size=426x240:rate=24:duration=2 -f lavfi -i sine=duration=2 -c:v libvpx-vp9 -deadline realtime \
         -cpu-used 8 -b:v 300k -c:a libopus",
        "webm",
    );
    assert_eq!(sniff(&film), Ok(MediaType::Webm));
    let made = process(&film).await.expect("WebM");
    assert_eq!(
        made.text("master.m3u8")
            .matches("#EXT-X-STREAM-INF")
            .count(),
        1
    );
    assert!(made.renditions.facts.has_audio);
    made.decodes("video.mp4");
}

/// As `MediaRecorder` writes to a stream: no length, no index.
fn recording(seconds: u32) -> Vec<u8> {
    let args = format!(
        "-f lavfi -i testsrc2=size=320x240:rate=15:duration={seconds} -c:v libvpx -b:v 300k -f webm -live 1"
    );
    ffmpeg(&args, "webm")
}

#[tokio::test]
async fn a_recording_without_a_length_is_taken_and_told_of_by_its_real_length() {
    let made = process(&recording(4)).await.expect("a recording");
    let facts = &made.renditions.facts;
    assert!(
        facts
            .duration_ms
            .is_some_and(|millis| millis.abs_diff(4000) < 150),
        "{facts:?}"
    );
    // The ladder ends at 93, and is told of to its end.
    let steps = &made.steps;
    assert!(
        steps.iter().any(|step| (70..=93).contains(step)),
        "{steps:?}"
    );
    assert_eq!(made.text("sprite.vtt").matches("#xywh=").count(), 4);
}

#[tokio::test]
async fn a_recording_without_a_length_is_not_longer_than_others_may_be() {
    let mut processor = processor();
    processor.limits.max_film = Duration::from_secs(2);
    let refused = process_with(&processor, &recording(4)).await.err();
    assert_eq!(
        refused.and_then(|error| error.reason()),
        Some(Reason::TooLong)
    );
}

#[tokio::test]
async fn old_quicktime_with_fast_frames_is_slowed_to_thirty() {
    let film = ffmpeg(
        &format!("-f lavfi -i testsrc2=size=320x180:rate=60:duration=1.5 {X264} -g 300"),
        "mov",
    );
    assert_eq!(sniff(&film), Ok(MediaType::Mov));
    let made = process(&film).await.expect("MOV");
    assert_eq!(
        ffprobe(made.path("video.mp4"), "stream=r_frame_rate"),
        ["30/1"]
    );
}

#[tokio::test]
async fn sound_that_cannot_be_decoded_is_left_out() {
    let mut film = ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=320x180:rate=25:duration=2 -f lavfi -i sine=duration=2 {X264} -c:a aac"
        ),
        "mp4",
    );
    // A sample entry of a code that does not exist.
    let at = film
        .windows(4)
        .position(|window| window == b"mp4a")
        .expect("a sound entry");
    film[at..at + 4].copy_from_slice(b"zzzz");
    let at = film
        .windows(4)
        .position(|window| window == b"esds")
        .expect("its settings");
    film[at..at + 4].copy_from_slice(b"zzzz");
    let made = process(&film).await.expect("the pictures are fine");
    let facts = &made.renditions.facts;
    assert!(facts.audio_dropped && !facts.has_audio, "{facts:?}");
    made.decodes("video.mp4");
}

#[tokio::test]
async fn what_is_no_film_is_refused_by_name() {
    let film = ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=640x360:rate=25:duration=3 -f lavfi -i sine=duration=3 {X264} -c:a aac"
        ),
        "mp4",
    );
    assert_eq!(
        refusal(&film[..film.len() / 2]).await,
        "truncated",
        "index last"
    );
    let flash = ffmpeg(
        &format!("-f lavfi -i testsrc2=size=320x180:rate=25:duration=0.4 {X264}"),
        "mp4",
    );
    assert_eq!(refusal(&flash).await, "too-short");
    let odd = ffmpeg(
        "-f lavfi -i testsrc2=size=320x180:rate=25:duration=1.5 -c:v cinepak",
        "mov",
    );
    assert_eq!(refusal(&odd).await, "unsupported-codec");
    let webm = ffmpeg(
        "-f lavfi -i testsrc2=size=320x180:rate=25:duration=6 -c:v libvpx -b:v 900k -deadline realtime -cpu-used 8",
        "webm",
    );
    assert_eq!(refusal(&webm[..webm.len() / 3]).await, "truncated");
}

#[tokio::test]
async fn a_track_in_another_code_matters_only_if_it_would_be_shown_or_heard() {
    const ONE: &str = "-f lavfi -i testsrc2=size=320x240:rate=15:duration=2";
    const SOUND: &str = "-f lavfi -i sine=duration=2";
    for code in ["zmbv", "cinepak"] {
        let film = ffmpeg(&format!("{ONE} -c:v {code}"), "avi");
        assert_eq!(refusal(&film).await, "unsupported-codec", "{code}");
    }
    let two_pictures = format!("{ONE} {ONE} -map 0 -map 1 -c:v:0 mpeg4 -c:v:1 zmbv");
    let two_sounds = format!(
        "{ONE} {SOUND} -map 0 -map 1 -map 1 {X264} -c:a:0 aac -c:a:1 dca -strict -2 -disposition:a:0 default"
    );
    for (args, ending, has_audio) in [(two_pictures, "avi", false), (two_sounds, "mkv", true)] {
        let made = process(&ffmpeg(&args, ending)).await.expect("a film");
        let facts = &made.renditions.facts;
        assert_eq!((facts.width, facts.has_audio), (320, has_audio), "{ending}");
        assert!(
            facts
                .duration_ms
                .is_some_and(|millis| millis.abs_diff(2000) < 100)
        );
    }
}

#[tokio::test]
async fn a_faststart_film_cut_in_the_middle_is_cut_off() {
    let film = ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=640x360:rate=25:duration=3 {X264} -movflags +faststart"
        ),
        "mp4",
    );
    assert_eq!(refusal(&film[..film.len() / 2]).await, "truncated");
}

#[tokio::test]
async fn a_playlist_is_not_followed_even_if_it_gets_past_the_sniffer() {
    let secret = crate::support::folder();
    std::fs::write(
        secret.original(),
        ffmpeg(
            &format!("-f lavfi -i testsrc2=size=320x180:rate=25:duration=2 {X264}"),
            "mp4",
        ),
    )
    .expect("written");
    let path = secret.original().display().to_string();
    for text in [
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{path}\n#EXT-X-ENDLIST\n"),
        format!("ffconcat version 1.0\nfile {path}\n"),
    ] {
        assert!(sniff(text.as_bytes()).is_err());
        for media_type in [MediaType::Mp4, MediaType::Webm, MediaType::Mp3] {
            let error = process_as(media_type, text.as_bytes())
                .await
                .err()
                .expect("refused");
            assert!(error.reason().is_some(), "{media_type}: {error:?}");
        }
    }
}

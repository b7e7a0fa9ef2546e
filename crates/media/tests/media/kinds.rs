//! Every kind of film that children really have: one test each, made on the spot.

use contest::assets::{MediaType, sniff};

use crate::support::{Made, ffmpeg, ffprobe, process, refusal, with_quarter_turn};

/// What must come out.
struct Kind<'a> {
    args: &'a str,
    ending: &'a str,
    media_type: MediaType,
    seconds: f64,
    size: (u32, u32),
    sound: bool,
}

/// Old codes of sound fill up their last frame, which says nothing about a film of two seconds.
const SOUND_FRAME: f64 = 0.05;
const PICTURES: &str = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=2";
const SOUND: &str = "-f lavfi -i sine=frequency=440:duration=2:sample_rate=44100";

async fn is_taken(kind: Kind<'_>) -> Made {
    let film = ffmpeg(kind.args, kind.ending);
    assert_eq!(sniff(&film), Ok(kind.media_type));
    let made = process(&film).await.expect("an ordinary film");
    is_right(&made, &kind);
    made
}

fn is_right(made: &Made, kind: &Kind<'_>) {
    let facts = &made.renditions.facts;
    assert_eq!((facts.width, facts.height), kind.size);
    assert_eq!(facts.has_audio, kind.sound, "{facts:?}");
    assert!(!facts.audio_dropped);
    let seconds = std::time::Duration::from_millis(facts.duration_ms.expect("a length"));
    assert!(
        (seconds.as_secs_f64() - kind.seconds).abs() <= kind.seconds * 0.05 + SOUND_FRAME,
        "{seconds:?} instead of {} s",
        kind.seconds
    );
    for name in [
        "master.m3u8",
        "card.jpg",
        "320.webp",
        "sprite.webp",
        "sprite.vtt",
    ] {
        assert!(made.renditions.file(name).is_some(), "no {name}");
    }
    let headers = made
        .names()
        .into_iter()
        .filter(|name| name.ends_with("_init.mp4"));
    for name in headers.filter(|name| !name.starts_with("audio")) {
        let file = made.renditions.file(name).expect("there");
        let (width, height) = (file.width.expect("a width"), file.height.expect("a height"));
        assert_eq!((width % 2, height % 2), (0, 0), "{name}");
        assert!(
            width <= kind.size.0 && height <= kind.size.1,
            "{name} is enlarged"
        );
        let (shape, wanted) = (
            f64::from(width) / f64::from(height),
            f64::from(kind.size.0) / f64::from(kind.size.1),
        );
        assert!(
            (shape / wanted - 1.0).abs() < 0.03,
            "{name}: {width} x {height}"
        );
    }
    made.decodes("video.mp4");
    made.decodes("master.m3u8");
    if kind.sound {
        let starts = ffprobe(made.path("video.mp4"), "stream=start_time");
        let starts: Vec<f64> = starts
            .iter()
            .map(|text| text.parse().expect("a time"))
            .collect();
        assert!((starts[0] - starts[1]).abs() < 0.1, "{starts:?}");
        assert_eq!(
            ffprobe(made.path("video.mp4"), "stream=channels"),
            ["2"],
            "stereo"
        );
    }
}

/// One test per kind that needs nothing special.
macro_rules! kinds {
    ($($name:ident: $media_type:ident, $ending:literal, $size:expr, $sound:literal, $args:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let args = format!("{PICTURES} {SOUND} {}", $args);
            let args = if $sound { args } else { format!("{PICTURES} {}", $args) };
            is_taken(Kind {
                args: &args,
                ending: $ending,
                media_type: MediaType::$media_type,
                seconds: 2.0,
                size: $size,
                sound: $sound,
            })
            .await;
        }
    )*};
}

kinds! {
    hevc_in_mov: Mov, "mov", (320, 240), true,
        "-c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1 -c:a aac";
    vp8_and_vorbis_in_webm: Webm, "webm", (320, 240), true,
        "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k -c:a libvorbis";
    av1_and_opus_in_webm: Webm, "webm", (320, 240), true,
        "-c:v libaom-av1 -cpu-used 8 -usage realtime -c:a libopus";
    h264_and_flac_in_matroska: Webm, "mkv", (320, 240), true,
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a flac";
    xvid_and_mp3_in_avi: Avi, "avi", (320, 240), true, "-c:v mpeg4 -vtag xvid -c:a libmp3lame";
    motion_jpeg_of_old_cameras: Avi, "avi", (320, 240), true,
        "-c:v mjpeg -pix_fmt yuvj422p -q:v 5 -c:a pcm_u8 -ar 11025 -ac 1";
    divx_3_in_avi: Avi, "avi", (320, 240), false, "-c:v msmpeg4 -an";
    // Its pixels are a twelfth wider than high.
    h263_of_old_phones: ThreeGp, "3gp", (192, 144), true,
        "-vf scale=176:144 -c:v h263 -c:a aac -ar 16000 -ac 1 -b:a 24k";
    mpeg_1: Mpeg, "mpg", (320, 240), true, "-c:v mpeg1video -c:a mp2 -f mpeg";
    mpeg_2_of_a_dvd: Mpeg, "vob", (320, 240), true, "-c:v mpeg2video -c:a ac3 -f vob";
    transport_stream: Mpeg, "ts", (320, 240), true, "-c:v mpeg2video -c:a mp2 -f mpegts";
    transport_stream_of_a_camera: Mpeg, "mts", (320, 240), true,
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a ac3 -f mpegts -mpegts_m2ts_mode 1";
    theora_and_vorbis_in_ogg: Ogv, "ogv", (320, 240), true, "-c:v libtheora -q:v 6 -c:a libvorbis";
    windows_media: Wmv, "wmv", (320, 240), true, "-c:v wmv2 -b:v 600k -c:a wmav2";
    windows_media_7: Wmv, "wmv", (320, 240), false, "-c:v wmv1 -b:v 600k";
    flash: Flv, "flv", (320, 240), true, "-c:v flv -b:v 600k -c:a libmp3lame -ar 44100";
    flash_with_h264: Flv, "flv", (320, 240), true,
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac";
    six_channels: Mp4, "mp4", (320, 240), true,
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -ac 6 -c:a aac";
    changing_frame_rate: Mp4, "mp4", (320, 240), true,
        "-vf select='lt(t,1)+not(mod(n,4))' -vsync vfr -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac";
    fragments_of_a_recorder: Mp4, "mp4", (320, 240), true,
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -c:a aac -movflags frag_keyframe+empty_moov";
}

#[tokio::test]
async fn a_portrait_of_a_phone_in_hevc_is_turned() {
    let film = ffmpeg(
        "-f lavfi -i testsrc2=size=640x360:rate=30:duration=2 -c:v libx265 -preset ultrafast \
         -x265-params log-level=none -tag:v hvc1 -f mov",
        "mov",
    );
    let made = process(&with_quarter_turn(film, 360))
        .await
        .expect("a phone's film");
    let kind = Kind {
        args: "",
        ending: "mov",
        media_type: MediaType::Mov,
        seconds: 2.0,
        size: (360, 640),
        sound: false,
    };
    is_right(&made, &kind);
}

/// What cameras of studios and editing programs write is too large for a contest, and says so.
#[tokio::test]
async fn codes_of_studios_are_refused_by_name() {
    for (args, ending) in [
        (
            format!("{PICTURES} -c:v prores_ks -pix_fmt yuv422p10le"),
            "mov",
        ),
        (
            format!("{PICTURES} -vf scale=720:576 -c:v dvvideo -pix_fmt yuv420p"),
            "avi",
        ),
        (format!("{PICTURES} -c:v ffv1"), "mkv"),
    ] {
        assert_eq!(
            refusal(&ffmpeg(&args, ending)).await,
            "unsupported-codec",
            "{args}"
        );
    }
}

#[tokio::test]
async fn odd_sizes_in_full_colour_become_even() {
    is_taken(Kind {
        args: "-f lavfi -i testsrc=size=405x321:rate=25:duration=2 -c:v libx264 -preset ultrafast -pix_fmt yuv444p",
        ending: "mp4",
        media_type: MediaType::Mp4,
        seconds: 2.0,
        size: (405, 321),
        sound: false,
    })
    .await;
}

#[tokio::test]
async fn half_pictures_are_joined_and_wide_pixels_made_square() {
    let made = is_taken(Kind {
        args: "-f lavfi -i testsrc2=size=720x576:rate=50:duration=2 -vf tinterlace=interleave_top,setsar=64/45 \
               -c:v mpeg2video -q:v 3 -flags +ilme+ildct -top 1 -r 25 -f mpeg",
        ending: "mpg",
        media_type: MediaType::Mpeg,
        seconds: 2.0,
        size: (1024, 576),
        sound: false,
    })
    .await;
    // Frames of two moments have combs; the meter counts them.
    let report = made.ffmpeg_says("video.mp4", "-vf idet -f null -");
    let line = report
        .lines()
        .rev()
        .find(|line| line.contains("Multi frame detection"))
        .expect("a count");
    let count = |kind: &str| -> u32 {
        let rest = &line[line.find(kind).expect("counted") + kind.len()..];
        rest.split_ascii_whitespace()
            .next()
            .expect("a number")
            .parse()
            .expect("a number")
    };
    assert!(
        count("TFF:") + count("BFF:") < count("Progressive:") / 5 + 3,
        "{line}"
    );
    assert_eq!(
        ffprobe(made.path("video.mp4"), "stream=field_order"),
        ["progressive"]
    );
}

#[tokio::test]
async fn of_several_sound_tracks_the_films_own_is_heard() {
    let made = is_taken(Kind {
        args: &format!(
            "{PICTURES} -f lavfi -i anullsrc=duration=2 {SOUND} -map 0 -map 1 -map 2 -c:v libx264 -preset ultrafast \
             -pix_fmt yuv420p -c:a aac -disposition:a:0 0 -disposition:a:1 default -t 2"
        ),
        ending: "mkv",
        media_type: MediaType::Webm,
        seconds: 2.0,
        size: (320, 240),
        sound: true,
    })
    .await;
    let lufs = made.renditions.facts.loudness_lufs.expect("measured");
    assert!(lufs > -40.0, "{lufs}: the silent track was taken");
}

/// A film whose picture turns white in the same moment as it begins to sound.
fn white_and_loud(at: f64, seconds: f64) -> String {
    format!(
        "-f lavfi -i color=black:size=640x360:rate=30:duration={seconds},drawbox=t=fill:color=white:enable='gte(t,{at})' \
         -f lavfi -i sine=frequency=1000:duration={seconds},volume=enable='lt(t,{at})':volume=0"
    )
}

#[tokio::test]
async fn picture_and_sound_keep_in_step() {
    for (args, ending) in [
        (
            format!(
                "{} -c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p -c:a aac",
                white_and_loud(1.5, 3.0)
            ),
            "mp4",
        ),
        (
            format!(
                "{} -c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k -c:a libopus",
                white_and_loud(1.5, 3.0)
            ),
            "webm",
        ),
        (
            format!(
                "{} -c:v mpeg2video -q:v 4 -c:a mp2 -f mpegts",
                white_and_loud(1.5, 3.0)
            ),
            "ts",
        ),
    ] {
        let made = process(&ffmpeg(&args, ending))
            .await
            .expect("an ordinary film");
        for name in ["video.mp4", "master.m3u8"] {
            let (seen, heard) = (made.turns_white(name), made.begins_to_sound(name));
            assert!(
                (seen - heard).abs() < 0.08,
                "{ending}, {name}: {seen} {heard}"
            );
            assert!((seen - 1.5).abs() < 0.12, "{ending}, {name}: {seen}");
        }
    }
}

#[tokio::test]
async fn sound_that_begins_late_stays_late() {
    let film = ffmpeg(
        "-f lavfi -i color=black:size=640x360:rate=30:duration=3,drawbox=t=fill:color=white:enable='gte(t,1.2)' \
         -itsoffset 1.2 -f lavfi -i sine=frequency=1000:duration=1.8 -c:v libx264 -preset ultrafast -pix_fmt yuv420p \
         -c:a aac",
        "mkv",
    );
    let made = process(&film).await.expect("an ordinary film");
    for name in ["video.mp4", "master.m3u8"] {
        let (seen, heard) = (made.turns_white(name), made.begins_to_sound(name));
        assert!((seen - heard).abs() < 0.08, "{name}: {seen} {heard}");
    }
}

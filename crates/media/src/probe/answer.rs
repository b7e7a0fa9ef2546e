//! ffprobe's answer, as JSON.

use serde::Deserialize;

use super::{AudioTrack, Probe, VideoTrack};
use crate::error::{MediaError, Reason};
use crate::ffmpeg::MAX_STREAMS;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    streams: Vec<Stream>,
    format: Option<Format>,
}

#[derive(Deserialize)]
struct Format {
    duration: Option<String>,
    start_time: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    index: u32,
    codec_type: Option<String>,
    codec_name: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    sample_aspect_ratio: Option<String>,
    avg_frame_rate: Option<String>,
    r_frame_rate: Option<String>,
    field_order: Option<String>,
    pix_fmt: Option<String>,
    profile: Option<String>,
    color_transfer: Option<String>,
    color_space: Option<String>,
    start_time: Option<String>,
    duration: Option<String>,
    channels: Option<u32>,
    disposition: Option<Disposition>,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

#[derive(Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u32,
    #[serde(default)]
    default: u32,
}

#[derive(Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

/// Reads ffprobe's JSON.
pub(super) fn parse(answer: &str, header_only: bool) -> Result<Probe, MediaError> {
    let answer: Answer = serde_json::from_str(answer).map_err(|error| {
        MediaError::input(Reason::Unreadable, format!("ffprobe's answer: {error}"))
    })?;
    if answer.streams.len() > MAX_STREAMS {
        return Err(MediaError::input(
            Reason::TooComplex,
            format!("{} streams", answer.streams.len()),
        ));
    }
    let is = |stream: &Stream, kind: &str| stream.codec_type.as_deref() == Some(kind);
    let cover = |stream: &Stream| {
        stream
            .disposition
            .as_ref()
            .is_some_and(|how| how.attached_pic != 0)
    };
    let sounds = || {
        let heard =
            |stream: &&Stream| is(stream, "audio") && (stream.channels != Some(0) || header_only);
        answer.streams.iter().filter(heard)
    };
    let preferred = |stream: &&Stream| {
        stream
            .disposition
            .as_ref()
            .is_some_and(|how| how.default != 0)
    };
    let format = answer.format.as_ref();
    Ok(Probe {
        header_only,
        duration: format.and_then(|format| seconds(format.duration.as_deref())),
        start: moment(format.and_then(|format| format.start_time.as_deref())),
        begins_hidden: false,
        video: answer
            .streams
            .iter()
            .find(|stream| is(stream, "video") && !cover(stream))
            .map(video_track),
        audio: sounds()
            .find(preferred)
            .or_else(|| sounds().next())
            .map(|stream| AudioTrack {
                index: stream.index,
                codec: stream.codec_name.clone().unwrap_or_default(),
            }),
        cover: answer
            .streams
            .iter()
            .find(|stream| is(stream, "video") && cover(stream))
            .map(|stream| stream.index),
    })
}

fn video_track(stream: &Stream) -> VideoTrack {
    let rotation = stream
        .side_data_list
        .iter()
        .find_map(|data| data.rotation)
        .unwrap_or(0.0);
    VideoTrack {
        index: stream.index,
        codec: stream.codec_name.clone().unwrap_or_default(),
        width: stream.width.unwrap_or(0),
        height: stream.height.unwrap_or(0),
        sample_aspect: fraction(stream.sample_aspect_ratio.as_deref(), ':').unwrap_or((1, 1)),
        rotation: quarter_turns(rotation),
        fps: [&stream.avg_frame_rate, &stream.r_frame_rate]
            .into_iter()
            .filter_map(|rate| fraction(rate.as_deref(), '/'))
            .find(|(frames, seconds)| {
                *frames >= *seconds / 10 && *frames <= seconds.saturating_mul(240)
            }),
        interlaced: matches!(
            stream.field_order.as_deref(),
            Some("tt" | "bb" | "tb" | "bt")
        ),
        progressive: stream.field_order.as_deref() == Some("progressive"),
        pix_fmt: stream.pix_fmt.clone().unwrap_or_default(),
        profile: stream.profile.clone().unwrap_or_default(),
        hdr_transfer: stream
            .color_transfer
            .clone()
            .filter(|transfer| matches!(transfer.as_str(), "smpte2084" | "arib-std-b67")),
        matrix: stream.color_space.clone(),
        start: moment(stream.start_time.as_deref()),
        duration: seconds(stream.duration.as_deref()),
    }
}

/// ffprobe counts degrees counter-clockwise; -90 means "turn clockwise by 90".
fn quarter_turns(degrees: f64) -> u32 {
    let turns = (-degrees / 90.0).round().rem_euclid(4.0);
    match turns {
        turns if turns < 0.5 => 0,
        turns if turns < 1.5 => 90,
        turns if turns < 2.5 => 180,
        turns if turns < 3.5 => 270,
        _ => 0,
    }
}

/// A point in time in seconds; zero if the file does not tell.
fn moment(text: Option<&str>) -> f64 {
    text.and_then(|text| text.parse().ok())
        .filter(|start: &f64| start.is_finite())
        .unwrap_or(0.0)
}

fn seconds(text: Option<&str>) -> Option<f64> {
    text?
        .parse()
        .ok()
        .filter(|seconds: &f64| seconds.is_finite() && *seconds > 0.0)
}

fn fraction(text: Option<&str>, separator: char) -> Option<(u32, u32)> {
    let (over, under) = text?.split_once(separator)?;
    let (over, under): (u32, u32) = (over.parse().ok()?, under.parse().ok()?);
    (over > 0 && under > 0).then_some((over, under))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(answer: &str) -> Result<Probe, MediaError> {
        super::parse(answer, false)
    }

    #[test]
    fn a_turned_phone_film_is_understood() {
        let probe = parse(
            r#"{"programs":[],"streams":[
            {"index":0,"codec_name":"hevc","codec_type":"video","width":1920,"height":1080,
             "sample_aspect_ratio":"1:1","r_frame_rate":"600/7","avg_frame_rate":"23970/800","color_transfer":"arib-std-b67",
             "duration":"3.5","disposition":{"attached_pic":0},"side_data_list":[{},{"rotation":-90}]},
            {"index":1,"codec_name":"aac","codec_type":"audio","channels":2,"duration":"3.4"}],
            "format":{"duration":"3.6"}}"#,
        )
        .expect("valid");
        let video = probe.video.expect("a picture track");
        assert_eq!(
            (video.rotation, video.fps, video.index),
            (90, Some((23970, 800)), 0)
        );
        assert_eq!(video.hdr_transfer.as_deref(), Some("arib-std-b67"));
        assert_eq!(probe.audio.map(|audio| audio.index), Some(1));
        assert_eq!(probe.duration, Some(3.6));
    }

    #[test]
    fn a_songs_cover_is_no_film() {
        let probe = parse(
            r#"{"streams":[{"index":0,"codec_type":"audio","channels":2},
            {"index":1,"codec_type":"video","width":500,"height":500,"disposition":{"attached_pic":1}}]}"#,
        )
        .expect("valid");
        assert_eq!((probe.video, probe.cover), (None, Some(1)));
    }

    #[test]
    fn the_track_that_the_file_calls_its_own_is_heard() {
        let probe = parse(
            r#"{"streams":[{"index":1,"codec_type":"audio","channels":2,"disposition":{"default":0}},
            {"index":2,"codec_type":"audio","channels":6,"disposition":{"default":1}}]}"#,
        )
        .expect("valid");
        assert_eq!(probe.audio.map(|audio| audio.index), Some(2));
    }

    #[test]
    fn absurd_rates_and_lengths_are_not_believed() {
        let probe = parse(
            r#"{"streams":[{"index":0,"codec_type":"video","avg_frame_rate":"0/0","r_frame_rate":"1000/1"}],
            "format":{"duration":"N/A"}}"#,
        )
        .expect("valid");
        assert_eq!(probe.video.and_then(|video| video.fps), None);
        assert_eq!(probe.duration, None);
    }

    #[test]
    fn five_hundred_tracks_are_too_many() {
        let tracks = vec![r#"{"index":0,"codec_type":"audio"}"#; 500].join(",");
        let error = parse(&format!("{{\"streams\":[{tracks}]}}")).expect_err("too many");
        assert_eq!(error.reason(), Some(Reason::TooComplex));
    }

    proptest::proptest! {
        #[test]
        fn any_claims_give_an_answer(
            rate in "[0-9/:.-]{0,24}", length in "[0-9e.naif+-]{0,20}", turn in proptest::num::f64::ANY
        ) {
            let turn = if turn.is_finite() { turn } else { 0.0 };
            let _ = parse(&format!(
                r#"{{"streams":[{{"index":0,"codec_type":"video","avg_frame_rate":"{rate}","sample_aspect_ratio":"{rate}",
                "duration":"{length}","side_data_list":[{{"rotation":{turn:e}}}]}}],"format":{{"duration":"{length}",
                "start_time":"{length}"}}}}"#
            ));
        }
    }

    #[test]
    fn turns_are_normalised() {
        assert_eq!(
            [0.0, -90.0, 90.0, 180.0, -180.0, 270.0].map(quarter_turns),
            [0, 90, 270, 180, 180, 90]
        );
    }
}

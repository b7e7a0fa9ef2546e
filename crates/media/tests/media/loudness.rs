//! Films and songs come out evenly loud by one gain, and their peaks are held: measured on what is served.

use crate::support::{Made, ffmpeg, process};

/// A soft tone with a click near full scale every two seconds.
const SOFT_WITH_CLICKS: &str = "-f lavfi -i \
    aevalsrc=if(lt(mod(t-1\\,2)\\,0.002)\\,0.95*sin(2*PI*1000*t)\\,0.08*sin(2*PI*440*t)):s=48000:d=6:c=mono";

/// Loudness in LUFS and true peak in dBFS of a rendition's sound.
pub fn measured(made: &Made, name: &str) -> (f64, f64) {
    let report = made.ffmpeg_says(
        name,
        "-map 0:a:0 -af ebur128=framelog=verbose:peak=true -f null -",
    );
    let summary = &report[report.rfind("Summary:").expect("a summary")..];
    let value = |name: &str| {
        let line = summary
            .lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .unwrap_or_else(|| panic!("no {name} in {summary}"));
        let number = line.split_ascii_whitespace().next().expect("a value");
        number.parse().expect("a number")
    };
    (value("I:"), value("Peak:"))
}

fn are_even_and_held(made: &Made, name: &str) {
    let before = made.renditions.facts.loudness_lufs.expect("it has sound");
    let (lufs, peak) = measured(made, name);
    // The gain alone would lift the clicks to 5 dB above full scale.
    assert!(before < -21.0, "{before}");
    assert!((lufs + 16.0).abs() < 1.5, "{before} became {lufs} LUFS");
    assert!(peak < -0.5, "a peak of {peak} dB");
}

#[tokio::test]
async fn a_soft_film_with_clicks_is_made_louder_and_its_clicks_are_held() {
    let film = ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=320x180:rate=25:duration=6 {SOFT_WITH_CLICKS} -c:v libx264 -preset ultrafast \
             -pix_fmt yuv420p -c:a alac"
        ),
        "mov",
    );
    let made = process(&film).await.expect("an ordinary film");
    are_even_and_held(&made, "video.mp4");
    are_even_and_held(&made, "audio.m3u8");
}

#[tokio::test]
async fn a_soft_song_with_clicks_is_made_louder_and_its_clicks_are_held() {
    let song = ffmpeg(SOFT_WITH_CLICKS, "flac");
    let made = process(&song).await.expect("an ordinary song");
    are_even_and_held(&made, "audio.m4a");
}

//! Colours of films: converted to BT.709 from what the film says, or from what players believe of films that say nothing.

use std::path::Path;
use std::process::Command;

use crate::support::{ffmpeg, process, rung};

/// A dark red that the matrices of BT.601 and BT.709 code differently.
const RED: [u8; 3] = [0xE0, 0x20, 0x40];

/// A film in [`RED`], coded by one matrix, that says so or not.
fn red(side: (u32, u32), matrix: &str, tells: bool) -> Vec<u8> {
    let (width, height) = side;
    let told = if tells { matrix } else { "unknown" };
    ffmpeg(
        &format!(
            "-f lavfi -i color=c=0xE02040:size={width}x{height}:rate=25:duration=2 -vf \
             format=rgb24,scale=out_color_matrix={matrix}:out_range=tv,format=yuv420p,setparams=colorspace={told} \
             -c:v libx264 -preset ultrafast -crf 5 -colorspace {told} -color_range tv"
        ),
        "mp4",
    )
}

/// The colour in the middle of the first frame, by another converter than the one that is tested, which believes the tags.
fn shown(path: &Path) -> [u8; 3] {
    let said = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args([
            "-vf",
            "zscale=m=gbr,format=gbrp,format=rgb24",
            "-frames:v",
            "1",
            "-f",
            "rawvideo",
            "-",
        ])
        .output()
        .expect("ffmpeg");
    let pixels = said.stdout;
    let at = pixels.len() / 6 * 3;
    [pixels[at], pixels[at + 1], pixels[at + 2]]
}

#[tokio::test]
async fn colours_stay_whatever_matrix_a_film_has() {
    for (side, matrix, tells) in [
        ((640, 360), "smpte170m", true),
        ((640, 360), "smpte170m", false),
        ((640, 360), "bt709", true),
        ((1280, 720), "smpte170m", true),
        ((1280, 720), "bt709", true),
        ((1280, 720), "bt709", false),
        ((720, 576), "bt470bg", true),
    ] {
        let case = format!("{side:?} {matrix} {tells}");
        let made = process(&red(side, matrix, tells)).await.expect(&case);
        let near = |name: &str, colour: [u8; 3]| {
            let far = colour
                .iter()
                .zip(RED)
                .map(|(one, other)| one.abs_diff(other))
                .max();
            assert!(far < Some(6), "{case} {name}: {colour:?}");
        };
        near("the rung of 240", shown(rung(&made, "240").path()));
        for name in ["320.webp", "sprite.webp"] {
            near(name, made.picture(name).to_rgb8().get_pixel(80, 45).0);
        }
    }
}

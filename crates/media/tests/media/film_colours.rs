//! Colours of films: converted to BT.709 from what the film says, or from what players believe of films that say nothing.

use std::path::Path;
use std::process::Command;

use crate::support::{ffmpeg, ffprobe, process, rung};

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

/// The colour in the middle of the first frame.
fn shown(path: &Path) -> [u8; 3] {
    let pixels = pixels(path);
    let at = pixels.len() / 6 * 3;
    [pixels[at], pixels[at + 1], pixels[at + 2]]
}

/// Red, green and blue of the first frame, by another converter than the one that is tested, which believes the tags.
fn pixels(path: &Path) -> Vec<u8> {
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
    said.stdout
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

/// A colour of a film with high dynamic range: coded by BT.2020's matrix in ten bits, and as an ordinary screen shows it.
type Bent = ([u16; 3], [u8; 3]);

/// Greys of 5, 26, 100, 203 and 600 cd/m², then a red, a green, a blue and a skin, in PQ.
///
/// Codes and colours come from a program of its own, by the formulas of ITU-R BT.2100-2 (table 4: PQ, table 5: HLG for a screen of
/// 1000 cd/m²), BT.2020 and BT.1886, and John Hable's curve for films up to 1000 cd/m², with 1 at 100 cd/m².
const PQ: [Bent; 9] = [
    ([281, 512, 512], [50, 50, 50]),
    ([397, 512, 512], [97, 97, 97]),
    ([509, 512, 512], [157, 157, 157]),
    ([573, 512, 512], [193, 193, 193]),
    ([674, 512, 512], [240, 240, 240]),
    ([389, 483, 571], [157, 60, 60]),
    ([512, 469, 477], [59, 178, 92]),
    ([420, 589, 506], [74, 87, 191]),
    ([532, 497, 524], [187, 157, 140]),
];

/// The same greys and the skin in HLG. The skin is a little stronger than in PQ: zimg bends red, green and blue of HLG each by
/// itself, BT.2100 all three by their brightness.
const HLG: [Bent; 6] = [
    ([231, 512, 512], [50, 50, 50]),
    ([396, 512, 512], [97, 97, 97]),
    ([616, 512, 512], [157, 157, 157]),
    ([721, 512, 512], [193, 193, 193]),
    ([871, 512, 512], [239, 239, 239]),
    ([655, 480, 535], [190, 156, 135]),
];

/// A film of bars, from left to right.
fn bars(transfer: &str, bent: &[Bent]) -> Vec<u8> {
    let plane = |number: usize, width: usize| {
        let mut levels = bent.iter().map(|(code, _)| code[number]).enumerate().rev();
        let (_, last) = levels.next().expect("bars");
        levels.fold(last.to_string(), |rest, (bar, level)| {
            let end = (bar + 1) * width / bent.len();
            format!("if(lt(X\\,{end})\\,{level}\\,{rest})")
        })
    };
    let (lum, cb, cr) = (plane(0, 640), plane(1, 320), plane(2, 320));
    ffmpeg(
        &format!(
            "-f lavfi -i color=gray:size=640x360:rate=25:duration=2 -vf format=yuv420p10le,geq=lum={lum}:cb={cb}:cr={cr} \
             -c:v libx265 -preset ultrafast -crf 5 -x265-params \
             log-level=none:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc -color_primaries bt2020 -color_trc \
             {transfer} -colorspace bt2020nc -tag:v hvc1"
        ),
        "mp4",
    )
}

/// Films with high dynamic range come out as ordinary ones, with these colours in rungs, poster and sprite.
async fn high_range_becomes_ordinary(transfer: &str, bent: &[Bent], tolerance: u8) {
    let made = process(&bars(transfer, bent)).await.expect(transfer);
    let tags = "stream=pix_fmt,color_transfer,color_primaries";
    assert_eq!(
        ffprobe(made.path("video.mp4"), tags),
        ["yuv420p", "bt709", "bt709"]
    );
    let rung = pixels(rung(&made, "240").path());
    let poster = made.picture("320.webp").to_rgb8();
    let sprite = made.picture("sprite.webp").to_rgb8();
    for (number, (_, wanted)) in bent.iter().enumerate() {
        // The middle of each bar, of the width of a picture.
        let middle = |width: u32| {
            let bar = u32::try_from(2 * number + 1).expect("few bars");
            bar * width / (2 * u32::try_from(bent.len()).expect("few bars"))
        };
        let near = |name: &str, colour: [u8; 3]| {
            let far = colour
                .iter()
                .zip(wanted)
                .map(|(one, other)| one.abs_diff(*other));
            assert!(
                far.max() <= Some(tolerance),
                "{transfer} {name}: {colour:?}, not {wanted:?}"
            );
        };
        let at = (120 * 426 + middle(426) as usize) * 3;
        near("the rung of 240", [rung[at], rung[at + 1], rung[at + 2]]);
        near("the poster", poster.get_pixel(middle(320), 90).0);
        near("the sprite", sprite.get_pixel(middle(160), 45).0);
    }
}

#[tokio::test]
async fn hdr10_becomes_ordinary() {
    high_range_becomes_ordinary("smpte2084", &PQ, 6).await;
}

#[tokio::test]
async fn hlg_becomes_ordinary() {
    high_range_becomes_ordinary("arib-std-b67", &HLG, 6).await;
}

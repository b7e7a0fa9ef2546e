//! Media at the bounds of what is taken, and such as turn out larger than they say: what their decoders' memory is measured with.

#![expect(
    clippy::too_many_lines,
    reason = "a list of files, one after the other"
)]

use image::{DynamicImage, RgbImage};

use super::bytes::{Hostile, file, noise};
use crate::heif_made::{self, Item, coded, depth, grid, phones_photo, size};
use crate::support::ffmpeg;

/// Side of a tile, as telephones choose it.
const TILE: u32 = 512;
/// What a telephone's largest photos have.
const PHONE: (u32, u32) = (8064, 6048);

/// One coded tile of noise.
fn noisy_tile(args: &[&str], ending: &str, deep: bool) -> Item {
    let bytes = noise((TILE * TILE * 3) as usize);
    let tile = DynamicImage::from(RgbImage::from_raw(TILE, TILE, bytes).expect("whole"));
    let tile = if deep { tile.into_rgb16().into() } else { tile };
    let mut item = coded(&[tile], args, ending).pop().expect("one picture");
    item.hidden = true;
    item
}

/// A grid of this size of one tile again and again. It says that it is as large as `says`.
fn repeated(
    tile: &Item,
    (width, height): (u32, u32),
    says: (u32, u32),
    more: &[Vec<u8>],
) -> Vec<Item> {
    let shape = (width.div_ceil(TILE), height.div_ceil(TILE));
    let mut items = vec![tile.clone(); (shape.0 * shape.1) as usize];
    let mut whole = grid(shape, (width, height));
    whole.properties = [&[size(says.0, says.1)][..], more].concat();
    items.push(whole);
    items
}

/// The last item is the main one.
fn heif(brands: &str, items: &[Item]) -> Vec<u8> {
    heif_made::file(brands.as_bytes(), items.len(), items, &[])
}

/// Layers of an item on a canvas, all at its corner.
fn overlay(layers: u16, (width, height): (u32, u32)) -> Item {
    let place = [
        &[0, 1][..],
        &[0; 8],
        &width.to_be_bytes(),
        &height.to_be_bytes(),
    ]
    .concat();
    Item {
        kind: *b"iovl",
        bytes: [place, vec![0; 8 * usize::from(layers)]].concat(),
        properties: vec![size(width, height)],
        references: vec![(*b"dimg", vec![1; usize::from(layers)])],
        ..grid((1, 1), (width, height))
    }
}

pub fn pictures() -> Vec<Hostile> {
    const HEIC: &str = "heicmif1heic";
    const AVIF: &str = "avifmif1miaf";
    let tile = noisy_tile(&["-q", "70"], "heic", false);
    let deep = noisy_tile(&["-q", "70", "-b", "10"], "heic", true);
    let av1 = noisy_tile(&["-A", "-q", "50", "-p", "speed=9"], "avif", false);
    let itself = {
        let mut whole = grid((2, 2), (4000, 3000));
        whole.references = vec![(*b"dimg", vec![1; 4])];
        vec![whole]
    };
    let small = RgbImage::from_fn(600, 400, |x, y| {
        image::Rgb([x, y, x + y].map(|level| u8::try_from(level % 251).expect("below 251")))
    });
    vec![
        file(
            "heic: an honest photo of 48 megapixels, all noise",
            "heic",
            heif(HEIC, &repeated(&tile, PHONE, PHONE, &[])),
        ),
        file(
            "avif: an honest photo of 48 megapixels, all noise",
            "avif",
            heif(AVIF, &repeated(&av1, PHONE, PHONE, &[])),
        ),
        file(
            "heic: an honest photo of 24 megapixels in 10 bits",
            "heic",
            heif(
                "heixmif1heix",
                &repeated(&deep, (6000, 4000), (6000, 4000), &[depth(&[10; 3])]),
            ),
        ),
        file(
            "heic that says 12 and is 100 megapixels",
            "heic",
            heif(HEIC, &repeated(&tile, (12_000, 8_400), (4032, 3024), &[])),
        ),
        file(
            "heic that says 12 megapixels and fills its grid's largest size",
            "heic",
            heif(
                HEIC,
                &repeated(&tile, (32_000, 32_000), (4032, 3024), &[])[..1]
                    .iter()
                    .cloned()
                    .chain([Item {
                        properties: vec![size(4032, 3024)],
                        ..grid((1, 1), (32_000, 32_000))
                    }])
                    .collect::<Vec<_>>(),
            ),
        ),
        file(
            "heic that says 8 and has 10 bits, 48 megapixels",
            "heic",
            heif(
                HEIC,
                &repeated(
                    &Item {
                        properties: deep
                            .properties
                            .iter()
                            .filter(|property| &property[4..8] == b"hvcC")
                            .map(|property| shallow(property))
                            .collect(),
                        ..deep.clone()
                    },
                    PHONE,
                    PHONE,
                    &[depth(&[8; 3])],
                ),
            ),
        ),
        file(
            "heic of a hundred layers on 48 megapixels",
            "heic",
            heif(HEIC, &[tile.clone(), overlay(100, PHONE)]),
        ),
        file(
            "heic of two layers on 900 megapixels",
            "heic",
            heif(
                HEIC,
                &[
                    tile.clone(),
                    Item {
                        properties: vec![size(4032, 3024)],
                        ..overlay(2, (30_000, 30_000))
                    },
                ],
            ),
        ),
        file(
            "heic whose grid is made of itself",
            "heic",
            heif(HEIC, &itself),
        ),
        file("heic whose tiles are larger than they say", "heic", {
            let mut items = repeated(&tile, (1024, 1024), (1024, 1024), &[]);
            for item in &mut items[..4] {
                item.properties.push(size(64, 64));
            }
            heif(HEIC, &items)
        }),
        file("heic cut off in its tiles", "heic", {
            let photo = phones_photo(&small, HEIC, "heic", &heif_made::Extras::default());
            photo[..photo.len() * 4 / 5].to_vec()
        }),
    ]
}

/// A decoder's parameters that claim 8 bits instead of more (`bitDepthLumaMinus8` and its sibling).
fn shallow(property: &[u8]) -> Vec<u8> {
    let mut property = property.to_vec();
    property[8 + 17] &= !7;
    property[8 + 18] &= !7;
    property
}

pub fn films() -> Vec<Hostile> {
    const LARGEST: &str = "-f lavfi -i color=gray:size=4096x3072:rate=10:duration=2";
    let many = ffmpeg(
        &format!(
            "{LARGEST} -c:v libx264 -preset ultrafast -x264-params ref=16:bframes=0:keyint=100:log-level=none -pix_fmt yuv444p10le"
        ),
        "mp4",
    );
    let small = ffmpeg(
        "-f lavfi -i testsrc2=size=320x240:rate=10:duration=3 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
        "ts",
    );
    let grown = ffmpeg(
        "-f lavfi -i color=gray:size=8192x4320:rate=10:duration=2 -c:v libx264 -preset ultrafast -x264-params ref=16:keyint=100:log-level=none \
         -pix_fmt yuv420p",
        "ts",
    );
    let mut forged = ffmpeg(
        "-f lavfi -i color=gray:size=8192x4320:rate=10:duration=2 -c:v libx264 -preset ultrafast -x264-params log-level=none -pix_fmt yuv420p",
        "mp4",
    );
    let entry = forged
        .windows(4)
        .rposition(|name| name == b"avc1")
        .expect("an entry")
        + 4
        + 24;
    forged[entry..entry + 4].copy_from_slice(&[1, 64, 0, 240]);
    vec![
        file(
            "mp4 in H.264, 4096 x 3072 in full colour and 10 bits, 16 frames at hand",
            "mp4",
            many,
        ),
        file(
            "mp4 in HEVC, 4096 x 3072 in full colour and 12 bits, 8 frames at hand",
            "mp4",
            ffmpeg(
                &format!(
                    "{LARGEST} -c:v libx265 -preset ultrafast -x265-params ref=8:bframes=0:log-level=none -pix_fmt yuv444p12le -tag:v hvc1"
                ),
                "mp4",
            ),
        ),
        file(
            "webm in VP9, 4096 x 3072 in full colour and 12 bits",
            "webm",
            ffmpeg(
                &format!(
                    "{LARGEST} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -b:v 200k -pix_fmt yuv444p12le"
                ),
                "webm",
            ),
        ),
        file(
            "mp4 in AV1, 4096 x 3072 in 10 bits",
            "mp4",
            ffmpeg(
                &format!("{LARGEST} -c:v libsvtav1 -preset 10 -pix_fmt yuv420p10le"),
                "mp4",
            ),
        ),
        file(
            "transport stream that grows from 320 x 240 to 8192 x 4320",
            "mpeg",
            [small, grown].concat(),
        ),
        file("mp4 of 8192 x 4320 that says 320 x 240", "mp4", forged),
    ]
}

//! Films that tell their reader to open something else.

use super::super::Lure;
use super::super::bytes::{Hostile, be32, boxed, file, film, ftyp, movie_header, noise, track};

pub fn all(lure: &Lure) -> Vec<Hostile> {
    let reference = |kind: &[u8; 4], address: &str| {
        let data = [
            &[0; 4][..],
            kind,
            &be32(address.len() + 1),
            address.as_bytes(),
            &[0],
        ]
        .concat();
        let movie = boxed(b"rmra", &boxed(b"rmda", &boxed(b"rdrf", &data)));
        [boxed(b"ftyp", b"qt  \0\0\0\0qt  "), boxed(b"moov", &movie)].concat()
    };
    let data_reference = |kind: &[u8; 4], content: &[u8]| {
        let entry = boxed(kind, &[&[0; 4][..], content].concat());
        let reference = boxed(
            b"dinf",
            &boxed(b"dref", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat()),
        );
        film(&[movie_header(1000, 5000), track(&reference)].concat())
    };
    let alias = [
        &[0; 6][..],
        &[0, 150],
        &[0; 142],
        &[255, 255],
        lure.file.as_bytes(),
    ]
    .concat();
    let playlist = format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        lure.file
    );
    vec![
        file(
            "mov that refers to a file",
            "mov",
            reference(b"url ", &format!("file://{}", lure.file)),
        ),
        file(
            "mov that refers to an address",
            "mov",
            reference(b"url ", &lure.address),
        ),
        file(
            "mov that refers to an alias",
            "mov",
            reference(b"alis", &lure.file),
        ),
        file(
            "mp4 whose data are in a file",
            "mp4",
            data_reference(b"url ", format!("file://{}\0", lure.file).as_bytes()),
        ),
        file(
            "mp4 whose data are at an address",
            "mp4",
            data_reference(b"url ", format!("{}\0", lure.address).as_bytes()),
        ),
        file(
            "mov whose data are behind an alias",
            "mov",
            data_reference(b"alis", &alias),
        ),
        file(
            "mp4 that is a playlist too",
            "mp4",
            [
                ftyp(),
                boxed(b"free", playlist.as_bytes()),
                boxed(b"mdat", &noise(900)),
            ]
            .concat(),
        ),
        file(
            "playlist with a film behind it",
            "mp4",
            [playlist.as_bytes(), &film(&movie_header(1000, 5000))].concat(),
        ),
        file(
            "mp4 with a list of files inside",
            "mp4",
            film(
                &[
                    movie_header(1000, 5000),
                    boxed(
                        b"free",
                        format!("ffconcat version 1.0\nfile {}\n", lure.file).as_bytes(),
                    ),
                ]
                .concat(),
            ),
        ),
    ]
}

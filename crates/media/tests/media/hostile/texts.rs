//! Texts, programs, archives and nothing at all, named as media. Each is also pushed past the door, see the runner.

use super::Lure;
use super::bytes::{Hostile, file, noise};

pub fn all(lure: &Lure) -> Vec<Hostile> {
    [lists(lure), markup(lure), rest(lure)]
        .into_iter()
        .flatten()
        .collect()
}

/// Texts that make a player open other files.
fn lists(lure: &Lure) -> Vec<Hostile> {
    let Lure {
        file: path,
        address,
    } = lure;
    let hls = |address: &str| {
        format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n"
        )
    };
    let key = format!(
        "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"{address}\"\n#EXTINF:9,\n{path}\n#EXT-X-ENDLIST\n"
    );
    vec![
        file(
            "playlist of a file as mp4",
            "mp4",
            hls(&format!("file://{path}")),
        ),
        file("playlist of a path as mp4", "mp4", hls(path)),
        file("playlist of an address as webm", "webm", hls(address)),
        file(
            "playlist of a chain of protocols",
            "mp4",
            hls(&format!("concat:{path}|{path}")),
        ),
        file("playlist with a cipher's key", "mp4", key),
        file(
            "playlist of a subfile",
            "mov",
            hls(&format!("subfile,,start,0,end,64,,:{path}")),
        ),
        file(
            "list of files as mp4",
            "mp4",
            format!("ffconcat version 1.0\nfile {path}\n"),
        ),
        file(
            "list of neighbours as mp4",
            "mp4",
            "ffconcat version 1.0\nfile original\nfile ../in/original\n",
        ),
        file(
            "list without its head as mp3",
            "mp3",
            format!("file '{path}'\nfile '{path}'\n"),
        ),
        file(
            "radio list as mp3",
            "mp3",
            format!("[playlist]\nFile1={address}\nNumberOfEntries=1\n"),
        ),
        file(
            "session of a stream as mp4",
            "mp4",
            format!(
                "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 9 RTP/AVP 96\r\na=control:{address}\r\n"
            ),
        ),
        file(
            "references of streams as wmv",
            "wmv",
            format!("[Reference]\r\nRef1={address}\r\n"),
        ),
        file(
            "script for frames as avi",
            "avi",
            format!("AviSource(\"{path}\")\n"),
        ),
        file(
            "cue sheet as wav",
            "wav",
            format!("FILE \"{path}\" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n"),
        ),
        file(
            "settings of a converter as mp4",
            "mp4",
            ";FFMETADATA1\ntitle=x\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\n",
        ),
    ]
}

fn markup(lure: &Lure) -> Vec<Hostile> {
    let Lure {
        file: path,
        address,
    } = lure;
    vec![
        file(
            "manifest as mp4",
            "mp4",
            format!(
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet><Representation id=\"1\"><BaseURL>{address}</BaseURL></Representation></AdaptationSet></Period></MPD>"
            ),
        ),
        file(
            "play order as mp4",
            "mp4",
            format!("<smil><body><video src=\"{address}\"/></body></smil>"),
        ),
        file(
            "list of Windows as wmv",
            "wmv",
            format!("<asx version=\"3.0\"><entry><ref href=\"{address}\"/></entry></asx>"),
        ),
        file(
            "web page as jpeg",
            "jpeg",
            "<!doctype html><script>alert(1)</script>",
        ),
        file(
            "web page in UTF-16 as jpeg",
            "jpeg",
            "\u{feff}<html><script>alert(1)</script>"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>(),
        ),
        file(
            "drawing with a script as png",
            "png",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        ),
        file(
            "drawing that shows a file as png",
            "png",
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><image xlink:href=\"file://{path}\"/></svg>"
            ),
        ),
        file(
            "text with an outer entity as jpeg",
            "jpeg",
            format!(
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file://{path}\">]><x>&e;</x>"
            ),
        ),
        file(
            "text that grows as it is read",
            "png",
            "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><x>&c;</x>",
        ),
    ]
}

fn rest(lure: &Lure) -> Vec<Hostile> {
    let Lure { file: path, .. } = lure;
    vec![
        file("nothing as jpeg", "jpeg", Vec::new()),
        file("nothing as mp4", "mp4", Vec::new()),
        file("nothing as mp3", "mp3", Vec::new()),
        file("one byte as jpeg", "jpeg", vec![0xFF]),
        file("zeros as jpeg", "jpeg", vec![0; 1 << 20]),
        file("zeros as mp4", "mp4", vec![0; 1 << 20]),
        file("zeros as mp3", "mp3", vec![0; 1 << 20]),
        file("ones as png", "png", vec![0xFF; 1 << 20]),
        file("ones as wav", "wav", vec![0xFF; 1 << 20]),
        file("noise as jpeg", "jpeg", noise(1 << 20)),
        file("noise as mov", "mov", noise(1 << 20)),
        file("noise as ogg", "ogg", noise(1 << 20)),
        file(
            "program for Linux as mp3",
            "mp3",
            [&b"\x7fELF\x02\x01\x01\0"[..], &noise(4000)].concat(),
        ),
        file(
            "program for Windows as avi",
            "avi",
            [&b"MZ\x90\0"[..], &noise(4000)].concat(),
        ),
        file(
            "shell script as mp4",
            "mp4",
            format!("#!/bin/sh\ncat {path}\n"),
        ),
        file(
            "archive as jpeg",
            "jpeg",
            [&b"PK\x03\x04"[..], &noise(4000)].concat(),
        ),
        file(
            "compressed as webp",
            "webp",
            [&[0x1F, 0x8B, 8, 0][..], &noise(4000)].concat(),
        ),
        file(
            "letter as png",
            "png",
            [&b"PK\x03\x04........[Content_Types].xml"[..], &noise(400)].concat(),
        ),
        file(
            "PostScript as jpeg",
            "jpeg",
            format!("%!PS-Adobe-3.0\n({path}) (r) file\n"),
        ),
        file(
            "picture script as png",
            "png",
            format!(
                "push graphic-context\nimage over 0,0 0,0 'file://{path}'\npop graphic-context\n"
            ),
        ),
        file(
            "bare frames as mp4",
            "mp4",
            [&b"YUV4MPEG2 W60000 H60000 F25:1\nFRAME\n"[..], &noise(4000)].concat(),
        ),
        file(
            "portable picture as png",
            "png",
            [&b"P6 60000 60000 255\n"[..], &noise(4000)].concat(),
        ),
        file(
            "subtitles as mp4",
            "mp4",
            "1\n00:00:00,000 --> 00:00:09,000\n<font face=\"x\">x</font>\n",
        ),
        file("poem as mp3", "mp3", "Vi andas\ni takt\n"),
    ]
}

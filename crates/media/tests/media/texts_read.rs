//! A reader of our own playlists and cue lists: each line is one of those that are known, each address a file beside it.

/// Lines of a rendition's playlist (RFC 8216). `~` are digits, `^` digits to the base 16, `@` is a file beside it.
const LIST: [&str; 10] = [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    "#EXT-X-TARGETDURATION:~",
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    "#EXT-X-MAP:URI=\"@\"",
    "#EXTINF:~.~,",
    "@",
    "#EXT-X-ENDLIST",
];

/// Lines of the playlist of playlists.
const MASTER: [&str; 7] = [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"sound\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"@\"",
    "#EXT-X-STREAM-INF:BANDWIDTH=~,AVERAGE-BANDWIDTH=~,RESOLUTION=~x~,FRAME-RATE=~.~,CODECS=\"avc1.^,mp4a.40.2\",AUDIO=\"sound\"",
    "#EXT-X-STREAM-INF:BANDWIDTH=~,AVERAGE-BANDWIDTH=~,RESOLUTION=~x~,FRAME-RATE=~.~,CODECS=\"avc1.^\"",
    "@",
];

/// Lines of the cues for the sprite.
const CUES: [&str; 4] = ["WEBVTT", "", "~:~:~.~ --> ~:~:~.~", "@#xywh=~,~,~,~"];

/// Reads a text to its last line.
pub fn check_text(name: &str, bytes: &[u8], beside: &[&str]) -> Result<(), String> {
    let lines: &[&str] = match name {
        "master.m3u8" => &MASTER,
        "sprite.vtt" => &CUES,
        _ => &LIST,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let text = text.strip_suffix('\n').ok_or("the last line has no end")?;
    let mut rest = text.split('\n');
    if rest.next() != Some(lines[0]) {
        return Err("another first line".to_owned());
    }
    rest.try_for_each(|line| {
        let known = lines[1..].iter().any(|pattern| fits(line, pattern, beside));
        if known {
            Ok(())
        } else {
            Err(format!("the line {line:?}"))
        }
    })
}

fn fits(line: &str, pattern: &str, beside: &[&str]) -> bool {
    let mut parts = pattern.chars();
    let Some(part) = parts.next() else {
        return line.is_empty();
    };
    let rest = match part {
        '@' => {
            let names = beside.iter().filter_map(|name| line.strip_prefix(name));
            return names
                .into_iter()
                .any(|rest| fits(rest, parts.as_str(), beside));
        }
        '~' => line.trim_start_matches(|c: char| c.is_ascii_digit()),
        '^' => line.trim_start_matches(|c: char| c.is_ascii_hexdigit()),
        letter => line.strip_prefix(letter).unwrap_or(line),
    };
    rest.len() < line.len() && fits(rest, parts.as_str(), beside)
}

#[test]
fn the_reader_of_texts_sees_what_does_not_belong() {
    let beside = [
        "480_init.mp4",
        "480_0000.m4s",
        "480.m3u8",
        "audio.m3u8",
        "sprite.webp",
    ];
    let list = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MAP:URI=\"480_init.mp4\"\n#EXTINF:4.000000,\n480_0000.m4s\n\
        #EXT-X-ENDLIST\n";
    let master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,AVERAGE-BANDWIDTH=2,RESOLUTION=8x6,FRAME-RATE=25.000,CODECS=\"avc1.64001f\"\n\
        480.m3u8\n";
    let cues = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nsprite.webp#xywh=0,0,160,120\n";
    for (name, text) in [
        ("480.m3u8", list),
        ("master.m3u8", master),
        ("sprite.vtt", cues),
    ] {
        check_text(name, text.as_bytes(), &beside).expect(name);
        for more in [
            "x",
            "x\n",
            "#GPS 59.3\n",
            "NOTE x\n",
            "https://x.example/480_0000.m4s\n",
            "../480_0000.m4s\n",
            "\0",
        ] {
            check_text(name, [text, more].concat().as_bytes(), &beside).expect_err(more);
        }
        check_text(name, &text.as_bytes()[1..], &beside).expect_err("a stump");
        check_text(name, text.trim_end().as_bytes(), &beside).expect_err("a line without end");
    }
    let titled = list.replace("4.000000,", "4.000000,Our garden");
    check_text("480.m3u8", titled.as_bytes(), &beside).expect_err("a title");
}

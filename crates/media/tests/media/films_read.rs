//! A reader of our own films and songs that shares nothing with what writes them (ISO 14496-12, 14496-14 and 14496-15): each
//! box known and read to its last byte, each byte of the media part of a sample, in each picture only slices.

/// Why a file is not as it should be.
type Read<T> = Result<T, String>;

/// A whole film or song: `video.mp4`, `audio.m4a`.
pub fn check_film(bytes: &[u8]) -> Read<()> {
    let top = Boxes::read(bytes, "ftyp moov free? mdat")?;
    check_type(top.get("ftyp"))?;
    zeros("free", top.find("free").unwrap_or_default())?;
    let moov = Boxes::read(top.get("moov"), "mvhd trak* udta?")?;
    let tracks = check_index(&moov, "stsd stts stss? ctts? stsc stsz stco sgpd? sbgp?")?;
    let media = top.get("mdat");
    let begin = bytes.len() - media.len();
    let mut samples = Vec::new();
    for track in &tracks {
        samples.extend(
            places(&track.tables)?
                .into_iter()
                .map(|place| (place, track.pictures)),
        );
    }
    samples.sort_unstable();
    let mut at = begin;
    for ((offset, length), pictures) in samples {
        if offset != at {
            return Err(format!("{offset} follows {at}"));
        }
        at += length;
        let sample = bytes.get(offset..at).ok_or("a sample beyond the end")?;
        if pictures {
            check_picture(sample)?;
        }
    }
    all_of("mdat", at, bytes.len())
}

/// The header of a rung or of the sound: `480_init.mp4`. Says whether it is of pictures.
pub fn check_header(bytes: &[u8]) -> Read<bool> {
    let top = Boxes::read(bytes, "ftyp moov")?;
    check_type(top.get("ftyp"))?;
    let moov = Boxes::read(top.get("moov"), "mvhd trak mvex")?;
    let tracks = check_index(&moov, "stsd stts stsc stsz stco")?;
    let [track] = tracks.as_slice() else {
        return Err(format!("{} tracks", tracks.len()));
    };
    if !places(&track.tables)?.is_empty() {
        return Err("samples in a header".to_owned());
    }
    let mvex = Boxes::read(moov.get("mvex"), "trex")?;
    same(
        "trex",
        mvex.get("trex"),
        b"\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0",
    )?;
    Ok(track.pictures)
}

/// A segment: `480_0000.m4s`.
pub fn check_segment(bytes: &[u8], pictures: bool) -> Read<()> {
    let top = Boxes::read(bytes, "styp sidx moof mdat")?;
    same("styp", top.get("styp"), b"msdh\0\0\0\0msdhmsix")?;
    length("sidx", top.get("sidx"), 44)?;
    let moof = Boxes::read(top.get("moof"), "mfhd traf")?;
    length("mfhd", moof.get("mfhd"), 8)?;
    let traf = Boxes::read(moof.get("traf"), "tfhd tfdt trun")?;
    length("tfdt", traf.get("tfdt"), 12)?;
    // Defaults for duration, size and flags; counted from this box.
    let mut tfhd = Bytes(traf.get("tfhd"));
    tfhd.expect("tfhd", b"\0\x02\0\x38\0\0\0\x01")?;
    let (_, default, _) = (tfhd.number()?, tfhd.number()?, tfhd.number()?);
    tfhd.end("tfhd")?;
    let mut trun = Bytes(traf.get("trun"));
    let flags = trun.number()?;
    if flags & !0xF05 != 0 || flags & 1 == 0 {
        return Err(format!("trun flags {flags:X}"));
    }
    let (count, mut at) = (trun.number()?, trun.number()?);
    // The offset counts from the beginning of `moof`, and `mdat` follows it.
    if at != top.get("moof").len() + 16 {
        return Err(format!("samples begin at {at}"));
    }
    at = bytes.len() - top.get("mdat").len();
    trun.skip(if flags & 4 == 0 { 0 } else { 4 })?;
    for _ in 0..count {
        let mut field = |flag: usize, default| {
            if flags & flag == 0 {
                Ok(default)
            } else {
                trun.number()
            }
        };
        let (_, size, _, _) = (
            field(0x100, 0)?,
            field(0x200, default)?,
            field(0x400, 0)?,
            field(0x800, 0)?,
        );
        let sample = bytes.get(at..at + size).ok_or("a sample beyond the end")?;
        if pictures {
            check_picture(sample)?;
        }
        at += size;
    }
    trun.end("trun")?;
    all_of("mdat", at, bytes.len())
}

/// A track: of pictures or of sound.
struct Track<'a> {
    pictures: bool,
    tables: Boxes<'a>,
}

/// Everything in an index but what refers to places in the file.
fn check_index<'a>(moov: &Boxes<'a>, tables: &str) -> Read<Vec<Track<'a>>> {
    // Neither time nor place, nobody's name.
    let mut mvhd = Bytes(moov.get("mvhd"));
    mvhd.expect("mvhd", &[0; 12])?;
    mvhd.skip(8)?;
    let upright = [&[0, 1][..], &[0; 14], &[0, 1], &[0; 14], &[0x40, 0, 0, 0]].concat();
    mvhd.expect(
        "mvhd",
        &[&[0, 1, 0, 0, 1, 0][..], &[0; 10], &upright, &[0; 24]].concat(),
    )?;
    mvhd.skip(4)?;
    mvhd.end("mvhd")?;
    if let Some(udta) = moov.find("udta") {
        // The packager's frame for tags, without a tag.
        let frame = Boxes::read(udta, "meta")?;
        same(
            "meta",
            frame.get("meta"),
            b"\0\0\0\0\0\0\0\x21hdlr\0\0\0\0\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0\0\0\0\x08ilst",
        )?;
    }
    let tracks = moov
        .all("trak")
        .map(|trak| check_track(trak, &upright, tables));
    tracks.collect()
}

fn check_track<'a>(trak: &'a [u8], upright: &[u8], tables: &str) -> Read<Track<'a>> {
    let trak = Boxes::read(trak, "tkhd edts? mdia")?;
    let mut tkhd = Bytes(trak.get("tkhd"));
    tkhd.expect("tkhd", b"\0\0\0\x03\0\0\0\0\0\0\0\0")?;
    tkhd.skip(4)?;
    tkhd.expect("tkhd", &[0; 4])?;
    tkhd.skip(4)?;
    tkhd.expect("tkhd", &[0; 10])?;
    tkhd.skip(6)?;
    tkhd.expect("tkhd", upright)?;
    tkhd.skip(8)?;
    tkhd.end("tkhd")?;
    if let Some(edts) = trak.find("edts") {
        let edts = Boxes::read(edts, "elst")?;
        table("elst", edts.get("elst"), 12)?;
    }
    let mdia = Boxes::read(trak.get("mdia"), "mdhd hdlr minf")?;
    let mut mdhd = Bytes(mdia.get("mdhd"));
    mdhd.expect("mdhd", &[0; 12])?;
    mdhd.skip(8)?;
    // No language.
    mdhd.expect("mdhd", b"\x55\xC4\0\0")?;
    mdhd.end("mdhd")?;
    let hdlr = mdia.get("hdlr");
    let pictures = hdlr == b"\0\0\0\0\0\0\0\0vide\0\0\0\0\0\0\0\0\0\0\0\0VideoHandler\0";
    if !pictures {
        same(
            "hdlr",
            hdlr,
            b"\0\0\0\0\0\0\0\0soun\0\0\0\0\0\0\0\0\0\0\0\0SoundHandler\0",
        )?;
    }
    let minf = Boxes::read(
        mdia.get("minf"),
        if pictures {
            "vmhd dinf stbl"
        } else {
            "smhd dinf stbl"
        },
    )?;
    if pictures {
        same("vmhd", minf.get("vmhd"), b"\0\0\0\x01\0\0\0\0\0\0\0\0")?;
    } else {
        same("smhd", minf.get("smhd"), &[0; 8])?;
    }
    // The media is in this file.
    let dinf = Boxes::read(minf.get("dinf"), "dref")?;
    same(
        "dref",
        dinf.get("dref"),
        b"\0\0\0\0\0\0\0\x01\0\0\0\x0Curl \0\0\0\x01",
    )?;
    let tables = Boxes::read(minf.get("stbl"), tables)?;
    for (name, entry) in [
        ("stts", 8),
        ("ctts", 8),
        ("stss", 4),
        ("stsc", 12),
        ("stco", 4),
    ] {
        if let Some(content) = tables.find(name) {
            table(name, content, entry)?;
        }
    }
    if let Some(rolls) = tables.find("sgpd") {
        same("sgpd", rolls, b"\x01\0\0\0roll\0\0\0\x02\0\0\0\x01\xFF\xFF")?;
        let mut map = Bytes(tables.get("sbgp"));
        map.expect("sbgp", b"\0\0\0\0roll\0\0\0\x01")?;
        map.skip(4)?;
        map.expect("sbgp", b"\0\0\0\x01")?;
        map.end("sbgp")?;
    }
    check_entry(tables.get("stsd"), pictures)?;
    Ok(Track { pictures, tables })
}

/// What a track is coded in.
fn check_entry(stsd: &[u8], pictures: bool) -> Read<()> {
    let mut stsd = Bytes(stsd);
    stsd.expect("stsd", b"\0\0\0\0\0\0\0\x01")?;
    let entry = Boxes::read(stsd.0, if pictures { "avc1" } else { "mp4a" })?;
    if !pictures {
        let mut entry = Bytes(entry.get("mp4a"));
        entry.expect("mp4a", b"\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0")?;
        entry.expect("mp4a", b"\0\x02\0\x10\0\0\0\0\xBB\x80\0\0")?;
        let parts = Boxes::read(entry.0, "esds btrt?")?;
        length("btrt", parts.find("btrt").unwrap_or(&[0; 12]), 12)?;
        return check_sound(parts.get("esds"));
    }
    let mut entry = Bytes(entry.get("avc1"));
    entry.expect("avc1", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &[0; 16]].concat())?;
    entry.skip(4)?;
    entry.expect("avc1", b"\0\x48\0\0\0\x48\0\0\0\0\0\0\0\x01")?;
    // The coder's name: none, or that of all of them.
    let name = entry.take(32)?;
    if name != [0; 32] && name != [&b"\x0CLavc libx264"[..], &[0; 19]].concat() {
        return Err(format!("a coder named {}", name.escape_ascii()));
    }
    entry.expect("avc1", b"\0\x18\xFF\xFF")?;
    let parts = Boxes::read(entry.0, "avcC colr? pasp? btrt?")?;
    if let Some(colours) = parts.find("colr") {
        length("colr", colours, 11)?;
    }
    same(
        "pasp",
        parts.find("pasp").unwrap_or(b"\0\0\0\x01\0\0\0\x01"),
        b"\0\0\0\x01\0\0\0\x01",
    )?;
    length("btrt", parts.find("btrt").unwrap_or(&[0; 12]), 12)?;
    check_parameters(parts.get("avcC"))
}

/// One set of parameters for the sequence and one for pictures (ISO 14496-15, 5.3.3).
fn check_parameters(avcc: &[u8]) -> Read<()> {
    let mut avcc = Bytes(avcc);
    let [version, profile, ..] = *avcc.take(4)? else {
        return Err("no profile".to_owned());
    };
    same("avcC", &[version], &[1])?;
    avcc.expect("avcC", b"\xFF\xE1")?;
    for (kind, before) in [(7, None), (8, Some(1))] {
        if let Some(count) = before {
            avcc.expect("avcC", &[count])?;
        }
        let size = avcc.take(2)?;
        let unit = avcc.take(usize::from(size[0]) << 8 | usize::from(size[1]))?;
        if unit.first().map(|head| head & 0x1F) != Some(kind) {
            return Err(format!("no set of parameters: {}", unit.escape_ascii()));
        }
    }
    if profile == 100 {
        avcc.expect("avcC", b"\xFD\xF8\xF8\0")?;
    }
    avcc.end("avcC")
}

/// AAC of low complexity and nothing else (ISO 14496-1, 7.2.6).
fn check_sound(esds: &[u8]) -> Read<()> {
    let mut esds = Bytes(esds);
    esds.expect("esds", b"\0\0\0\0\x03\x80\x80\x80\x25\0")?;
    esds.skip(1)?;
    esds.expect("esds", b"\0\x04\x80\x80\x80\x17\x40\x15\0\0\0")?;
    esds.skip(8)?;
    esds.expect("esds", b"\x05\x80\x80\x80\x05\x11")?;
    esds.skip(1)?;
    esds.expect("esds", b"\x56\xE5\0\x06\x80\x80\x80\x01\x02")?;
    esds.end("esds")
}

/// Units of a picture: slices and parameters. What else may stand there (SEI: captions, words of the coder, places) does not.
fn check_picture(sample: &[u8]) -> Read<()> {
    let mut sample = Bytes(sample);
    while !sample.0.is_empty() {
        let length = sample.number()?;
        let unit = sample.take(length)?;
        let kind = unit.first().ok_or("an empty unit")? & 0x1F;
        if ![1, 5, 7, 8].contains(&kind) {
            return Err(format!("a unit of the type {kind} in a picture"));
        }
    }
    Ok(())
}

/// Where the samples of a track lie, and how long they are.
fn places(tables: &Boxes) -> Read<Vec<(usize, usize)>> {
    let mut sizes = Bytes(tables.get("stsz"));
    sizes.expect("stsz", &[0; 4])?;
    let (same_size, count) = (sizes.number()?, sizes.number()?);
    let mut lengths = Vec::new();
    for _ in 0..count {
        lengths.push(if same_size == 0 {
            sizes.number()?
        } else {
            same_size
        });
    }
    sizes.end("stsz")?;
    let numbers = |name, entry| -> Read<Vec<Vec<usize>>> {
        let mut content = Bytes(tables.get(name).get(8..).unwrap_or_default());
        let mut rows = Vec::new();
        while !content.0.is_empty() {
            rows.push(
                (0..entry / 4)
                    .map(|_| content.number())
                    .collect::<Read<_>>()?,
            );
        }
        Ok(rows)
    };
    let runs = numbers("stsc", 12)?;
    let mut lengths = lengths.into_iter();
    let mut places = Vec::new();
    for (chunk, row) in numbers("stco", 4)?.into_iter().enumerate() {
        let run = runs
            .iter()
            .rfind(|run| run[0] <= chunk + 1)
            .ok_or("a chunk without samples")?;
        let mut at = row[0];
        for _ in 0..run[1] {
            let length = lengths.next().ok_or("a sample without a size")?;
            places.push((at, length));
            at += length;
        }
    }
    lengths
        .next()
        .map_or(Ok(places), |_| Err("a size without a sample".to_owned()))
}

/// Only kinds of files that our packager writes.
fn check_type(ftyp: &[u8]) -> Read<()> {
    let known = [
        &b"isom"[..],
        b"iso2",
        b"iso5",
        b"iso6",
        b"avc1",
        b"mp41",
        b"M4A ",
    ];
    let mut ftyp = Bytes(ftyp);
    let first = ftyp.take(4)?;
    ftyp.expect("ftyp", &[0, 0, 2, 0])?;
    let brands = [first].into_iter().chain(ftyp.0.chunks(4));
    match brands.into_iter().find(|brand| !known.contains(brand)) {
        Some(brand) => Err(format!("a file of the type {}", brand.escape_ascii())),
        None => Ok(()),
    }
}

/// Boxes beside each other.
struct Boxes<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Boxes<'a> {
    /// Reads boxes to the last byte. They have to come in this order; those with `?` may be missing, those with `*` repeat.
    fn read(mut bytes: &'a [u8], pattern: &str) -> Read<Self> {
        let mut found = Vec::new();
        while !bytes.is_empty() {
            let size = Bytes(bytes).number()?;
            let whole = bytes.get(..size).filter(|_| size >= 8);
            let whole = whole.ok_or_else(|| format!("a box of {size} bytes beside {pattern}"))?;
            found.push((&whole[4..8], &whole[8..]));
            bytes = &bytes[size..];
        }
        let mut rest = found.as_slice();
        for part in pattern.split(' ') {
            let (name, how_often) = part.split_at(4);
            let count = rest
                .iter()
                .take_while(|(found, _)| *found == name.as_bytes())
                .count();
            let fits = match how_often {
                "?" => count <= 1,
                "*" => count >= 1,
                _ => count == 1,
            };
            if !fits {
                return Err(format!("{count} times {name} in {pattern}"));
            }
            rest = &rest[count..];
        }
        match rest.first() {
            Some((name, _)) => Err(format!(
                "{} does not belong to {pattern}",
                name.escape_ascii()
            )),
            None => Ok(Self(found)),
        }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let named = self
            .0
            .iter()
            .filter(move |(found, _)| *found == name.as_bytes());
        named.map(|(_, content)| *content)
    }

    fn find(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// One that the pattern asked for.
    fn get(&self, name: &str) -> &'a [u8] {
        self.find(name).unwrap_or_else(|| panic!("no {name}"))
    }
}

/// Bytes that are read from the front.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("a stump")?;
        self.0 = rest;
        Ok(taken)
    }

    fn skip(&mut self, count: usize) -> Read<()> {
        self.take(count).map(|_| ())
    }

    fn number(&mut self) -> Read<usize> {
        let four = self.take(4)?.try_into().expect("four");
        Ok(u32::from_be_bytes(four) as usize)
    }

    fn expect(&mut self, name: &str, wanted: &[u8]) -> Read<()> {
        same(name, self.take(wanted.len())?, wanted)
    }

    fn end(self, name: &str) -> Read<()> {
        length(name, self.0, 0)
    }
}

fn same(name: &str, found: &[u8], wanted: &[u8]) -> Read<()> {
    if found == wanted {
        return Ok(());
    }
    Err(format!(
        "{name} {}, not {}",
        found.escape_ascii(),
        wanted.escape_ascii()
    ))
}

fn length(name: &str, found: &[u8], wanted: usize) -> Read<()> {
    if found.len() == wanted {
        return Ok(());
    }
    Err(format!("{name}: {} bytes, not {wanted}", found.len()))
}

fn zeros(name: &str, content: &[u8]) -> Read<()> {
    same(name, content, &vec![0; content.len()])
}

fn all_of(name: &str, read: usize, all: usize) -> Read<()> {
    if read == all {
        return Ok(());
    }
    Err(format!("{name} ends at {all}, its samples at {read}"))
}

/// A table that has as many entries as it says.
fn table(name: &str, content: &[u8], entry: usize) -> Read<()> {
    let mut content = Bytes(content);
    content.expect(name, &[0; 4])?;
    let count = content.number()?;
    length(name, content.0, count * entry)
}

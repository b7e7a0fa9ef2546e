//! Small builders of formats, for files that no honest program writes.
#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "names of boxes are written as byte strings"
)]

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// A file of the set.
pub struct Hostile {
    /// What it is.
    pub name: &'static str,
    /// The kind it claims to be, by the code of its media type: used where the door refuses it.
    pub claims: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One more file.
pub fn file(name: &'static str, claims: &'static str, bytes: impl Into<Vec<u8>>) -> Hostile {
    Hostile {
        name,
        claims,
        bytes: bytes.into(),
    }
}

/// Bytes that look random and are always the same (xorshift).
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// A length as four bytes, the largest first; longer ones are cut.
pub fn be32(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

/// The same with the smallest first.
pub fn le32(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// Zeros, compressed: a megabyte becomes a kilobyte.
pub fn zeros_deflated(megabytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; 1 << 20];
    for _ in 0..megabytes {
        encoder.write_all(&block).expect("into memory");
    }
    encoder.finish().expect("into memory")
}

/// A box of MP4 (ISO 14496-12, 4.2).
pub fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&be32(content.len() + 8)[..], name, content].concat()
}

/// The first box of a film.
pub fn ftyp() -> Vec<u8> {
    boxed(b"ftyp", b"isom\0\0\x02\0isomiso2avc1mp41")
}

/// A film of an index and some media.
pub fn film(index: &[u8]) -> Vec<u8> {
    [ftyp(), boxed(b"moov", index), boxed(b"mdat", &noise(4000))].concat()
}

/// The header of an index, of so many seconds.
pub fn movie_header(timescale: u32, duration: u32) -> Vec<u8> {
    let mut content = vec![0; 100];
    content[12..16].copy_from_slice(&timescale.to_be_bytes());
    content[16..20].copy_from_slice(&duration.to_be_bytes());
    content[23] = 1;
    boxed(b"mvhd", &content)
}

/// A track with these tables and a plausible header.
pub fn track(tables: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 84];
    header[3] = 7;
    header[15] = 1;
    let mut media_header = vec![0; 24];
    media_header[14] = 0x27;
    let mut handler = vec![0; 25];
    handler[8..12].copy_from_slice(b"vide");
    let information = boxed(
        b"minf",
        &[boxed(b"vmhd", &[0; 12]), boxed(b"stbl", tables)].concat(),
    );
    let media = boxed(
        b"mdia",
        &[
            boxed(b"mdhd", &media_header),
            boxed(b"hdlr", &handler),
            information,
        ]
        .concat(),
    );
    boxed(b"trak", &[boxed(b"tkhd", &header), media].concat())
}

/// A table of the index that claims so many entries and holds others.
pub fn table(name: &[u8; 4], claims: u32, held: usize) -> Vec<u8> {
    let mut content = vec![0; 4];
    content.extend_from_slice(&claims.to_be_bytes());
    content.resize(8 + held, 1);
    boxed(name, &content)
}

/// A chunk of PNG with its checksum (PNG 5.3).
pub fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(content);
    [
        &be32(content.len())[..],
        name,
        content,
        &crc.sum().to_be_bytes(),
    ]
    .concat()
}

/// A PNG that claims this size and depth, with these chunks after its header.
pub fn png(width: u32, height: u32, depth: u8, color: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[depth, color, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    bytes.extend(chunks.concat());
    bytes.extend(chunk(b"IEND", &[]));
    bytes
}

/// A segment of JPEG (ITU-T T.81, B.1.1.4).
pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
}

/// A frame header of JPEG.
pub fn frame(marker: u8, width: u16, height: u16, components: u8) -> Vec<u8> {
    let mut content = vec![8];
    content.extend_from_slice(&height.to_be_bytes());
    content.extend_from_slice(&width.to_be_bytes());
    content.push(components);
    for number in 1..=components {
        content.extend_from_slice(&[number, 0x11, 0]);
    }
    segment(marker, &content)
}

/// An element of Matroska with a size of eight bytes (RFC 8794, 4).
pub fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let mut size = u64::try_from(content.len()).expect("small").to_be_bytes();
    size[0] = 1;
    [id, &size[..], content].concat()
}

/// The first element of a Matroska file.
pub fn matroska(rest: &[u8]) -> Vec<u8> {
    let header = [element(b"\x42\x82", b"webm"), element(b"\x42\x87", &[4])].concat();
    [element(b"\x1A\x45\xDF\xA3", &header), rest.to_vec()].concat()
}

/// A page of Ogg (RFC 3533, 6) without a checksum: readers that check it refuse the page.
pub fn ogg_page(kind: u8, serial: u32, number: u32, packet: &[u8]) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    page.push(kind);
    page.extend_from_slice(&[0; 8]);
    page.extend_from_slice(&serial.to_le_bytes());
    page.extend_from_slice(&number.to_le_bytes());
    page.extend_from_slice(&[0; 4]);
    page.push(1);
    page.push(u8::try_from(packet.len()).unwrap_or(255));
    page.extend_from_slice(&packet[..packet.len().min(255)]);
    let crc = ogg_crc(&page);
    page[22..26].copy_from_slice(&crc.to_le_bytes());
    page
}

/// The checksum of a page (RFC 3533, 6: polynomial 0x04c11db7, not reflected).
fn ogg_crc(page: &[u8]) -> u32 {
    page.iter().fold(0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << 24, |crc, _| {
            crc << 1 ^ if crc >> 31 == 1 { 0x04C1_1DB7 } else { 0 }
        })
    })
}

/// A RIFF file of this form.
pub fn riff(form: &[u8; 4], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = form.to_vec();
    for (name, content) in chunks {
        body.extend_from_slice(*name);
        body.extend_from_slice(&le32(content.len()));
        body.extend_from_slice(content);
        if content.len() % 2 == 1 {
            body.push(0);
        }
    }
    [b"RIFF", &le32(body.len())[..], &body].concat()
}

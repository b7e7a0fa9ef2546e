//! The hostile set: every file ends in a refusal or in clean renditions, whoever reads it, and nothing gets out.
//!
//! Each file is worked on by a process of its own, as a worker would: it must not fall, and its children's memory and CPU
//! time are what the system counted. Memory is that of the largest child: the system keeps no sum over those that live at
//! the same time. They are a film's poster, its loudness and its list of packets, then its ladder alone, then its sprite
//! beside the remuxing; a magazine's next page is drawn while the last one is encoded. What the door ([`sniff`]) refuses is pushed past it all the same. With
//! `DIZZA_HOSTILE_TABLE=folder` the verdicts are written there as tables.

pub mod bytes;
pub mod documents;
pub mod films;
mod large;
pub mod pictures;
pub mod songs;
pub mod texts;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, SystemTime};

use contest::assets::{AssetKind, MediaType, sniff};
use media::JobFolder;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use rustix::fs::inotify;

use crate::support::{ffmpeg, processor};
use bytes::Hostile;

/// Text in a file that nobody may read, and in no rendition.
const CANARY: &str = "CANARYTITLE";
/// Megabytes that a picture may need, one that libheif opens, and a film or song.
const PICTURE_MB: u64 = 256;
const HEIF_MB: u64 = 512;
const FILM_MB: u64 = 1024;
/// poppler's address space, see `document::poppler`.
const MAGAZINE_MB: u64 = 384;
/// CPU seconds that a file of a few megabytes may cost.
const CPU_SECONDS: f64 = 40.0;

/// What files try to make their reader open.
pub struct Lure {
    /// A film that would give itself away.
    pub file: String,
    /// An address at which somebody listens.
    pub address: String,
}

/// What became of a file.
struct Row {
    name: &'static str,
    door: String,
    verdict: String,
    megabytes: u64,
    cpu_seconds: f64,
    seconds: f64,
}

#[test]
fn hostile_pictures_end_in_words() {
    Shelf::set_up().judge("pictures", |_| pictures::all());
}

#[test]
fn hostile_films_end_in_words() {
    Shelf::set_up().judge("films", films::all);
}

/// As large as is taken, and larger than they say: where libheif's memory ends.
#[test]
fn large_pictures_stay_in_their_memory() {
    let rows = Shelf::set_up().judge("large pictures", |_| large::pictures());
    let honest = rows.iter().filter(|row| row.name.contains("honest"));
    for row in honest {
        assert_eq!(row.verdict, "accepted", "{}", row.name);
        assert!(
            row.megabytes > 100,
            "{}: {} MB are less than its planes",
            row.name,
            row.megabytes
        );
    }
}

/// As large as is taken, with as many frames at hand as their codes know, and larger than they say.
#[test]
fn large_films_stay_in_their_memory() {
    let rows = Shelf::set_up().judge("large films", |_| large::films());
    let most = rows.iter().map(|row| row.megabytes).max();
    assert!(
        most > Some(FILM_MB * 3 / 4),
        "{most:?} MB do not come near the bound"
    );
    // What does not fit is not called damaged.
    let at_hand = rows
        .iter()
        .filter(|row| row.name.contains("frames at hand"));
    for row in at_hand {
        let told = ["accepted", "too-complex"].contains(&row.verdict.as_str());
        assert!(told, "{}: {}", row.name, row.verdict);
    }
}

#[test]
fn hostile_songs_end_in_words() {
    Shelf::set_up().judge("songs", |_| songs::all());
}

#[test]
fn hostile_magazines_end_in_words() {
    Shelf::set_up().judge("magazines", documents::all);
}

#[test]
fn hostile_texts_end_in_words() {
    Shelf::set_up().judge("texts", texts::all);
}

#[test]
fn the_set_is_large_and_every_file_is_another_one() {
    let lure = Lure {
        file: "/x".to_owned(),
        address: "http://127.0.0.1:1/x".to_owned(),
    };
    let all = [
        pictures::all(),
        films::all(&lure),
        songs::all(),
        documents::all(&lure),
        texts::all(&lure),
    ];
    let names: Vec<_> = all.iter().flatten().map(|file| file.name).collect();
    let different: std::collections::BTreeSet<_> = names.iter().collect();
    assert!(different.len() >= 120, "{}", different.len());
    assert_eq!(different.len(), names.len());
}

/// Without this, silence would prove nothing: a reader outside of the jail that follows what hostile files say is noticed.
#[test]
fn whoever_takes_the_lure_is_noticed() {
    let shelf = Shelf::set_up();
    let before = shelf.tree();
    assert!(!shelf.is_connected_to() && !shelf.is_opened());
    let list = shelf.root.path().join("work").join("list");
    // Says whether somebody connected; whoever did is hung up on, and ends.
    let follow = |lure: &str, demuxer: &str| {
        let (text, trusting) = match demuxer {
            "hls" => (
                format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{lure}\n#EXT-X-ENDLIST\n"),
                ["-allowed_extensions", "ALL"],
            ),
            _ => (
                format!("ffconcat version 1.0\nfile '{lure}'\n"),
                ["-safe", "0"],
            ),
        };
        std::fs::write(&list, text).expect("written");
        let mut ffmpeg = Command::new("ffmpeg")
            .args([
                "-nostdin",
                "-v",
                "quiet",
                "-protocol_whitelist",
                "file,http,tcp",
                "-f",
                demuxer,
            ])
            .args(trusting)
            .arg("-i")
            .arg(&list)
            .args(["-f", "null", "-"])
            .spawn()
            .expect("ffmpeg runs");
        let mut connected = false;
        while ffmpeg.try_wait().expect("our child").is_none() {
            connected |= shelf.is_connected_to();
            std::thread::yield_now();
        }
        connected
    };
    for demuxer in ["concat", "hls"] {
        assert!(
            !follow(&shelf.lure.file, demuxer) && shelf.is_opened(),
            "{demuxer}"
        );
        assert!(
            follow(&shelf.lure.address, demuxer) && !shelf.is_opened(),
            "{demuxer}"
        );
    }
    assert_eq!(shelf.tree(), before, "nothing was written");
    std::fs::write(shelf.root.path().join("more"), b"").expect("written");
    assert_ne!(shelf.tree(), before);
}

/// An honest film of the largest size that phones make, in the code that costs most.
#[test]
fn a_film_of_4k_goes_through_in_a_gigabyte() {
    let shelf = Shelf::set_up();
    let film = "-f lavfi -i testsrc2=size=3840x2160:rate=25:duration=2 -f lavfi -i sine=duration=2 -c:v libx265 -preset ultrafast \
                -x265-params log-level=error -pix_fmt yuv420p10le -tag:v hvc1 -c:a aac";
    let file = bytes::file("mp4 of 3840 x 2160", "mp4", ffmpeg(film, "mp4"));
    let path = shelf.root.path().join("file");
    std::fs::write(&path, &file.bytes).expect("written");
    let row = shelf.work_on(&file, &path).expect("an answer");
    write_table("large", std::slice::from_ref(&row));
    assert_eq!(row.verdict, "accepted");
    assert!(row.megabytes <= FILM_MB, "{} MB", row.megabytes);
    assert!(
        row.megabytes > 100,
        "{} MB are less than the frames",
        row.megabytes
    );
}

/// What becomes of files that nobody made for these tests: `DIZZA_REAL_FILES=FOLDER` (and `--no-capture`) prints a table.
#[test]
fn real_files_are_told_of() {
    let Some(folder) = std::env::var_os("DIZZA_REAL_FILES") else {
        return;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    let shelf = Shelf::set_up();
    eprintln!("| file | door | verdict | MB | CPU s | s |\n|---|---|---|---|---|---|");
    let mut faults = Vec::new();
    for path in paths {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = std::fs::read(&path).expect("readable");
        if let Err(refusal) = sniff(&bytes) {
            eprintln!("| {name} | {} | | | | |", refusal.code());
            continue;
        }
        let file = bytes::file("a real file", "jpeg", bytes);
        match shelf.work_on(&file, &path) {
            Ok(row) => eprintln!(
                "| {name} | {} | {} | {} | {:.1} | {:.1} |",
                row.door, row.verdict, row.megabytes, row.cpu_seconds, row.seconds
            ),
            Err(fault) => faults.push(format!("{name}: {fault}")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A place with a lure, a listener, and everything that must stay as it is.
struct Shelf {
    root: tempfile::TempDir,
    listener: TcpListener,
    opens: std::os::fd::OwnedFd,
    lure: Lure,
}

impl Shelf {
    fn set_up() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(root.path().join("work")).expect("a folder");
        let file = root.path().join("lure.mp4");
        let film = format!(
            "-f lavfi -i testsrc2=size=320x240:rate=25:duration=2 -c:v libx264 -preset ultrafast -metadata title={CANARY}"
        );
        std::fs::write(&file, ffmpeg(&film, "mp4")).expect("written");
        let opens = inotify::init(inotify::CreateFlags::NONBLOCK).expect("inotify");
        inotify::add_watch(&opens, &file, inotify::WatchFlags::OPEN).expect("watched");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("supported");
        let port = listener.local_addr().expect("an address").port();
        Self {
            lure: Lure {
                file: file.display().to_string(),
                address: format!("http://127.0.0.1:{port}/lure.mp4"),
            },
            root,
            listener,
            opens,
        }
    }

    /// Everything outside the work folder: names, lengths, times.
    fn tree(&self) -> BTreeMap<PathBuf, (u64, SystemTime)> {
        let entries = std::fs::read_dir(self.root.path()).expect("readable");
        let files = entries.flatten().filter(|entry| entry.path().is_file());
        files
            .map(|entry| {
                let meta = entry.metadata().expect("readable");
                (entry.path(), (meta.len(), meta.modified().expect("a time")))
            })
            .collect()
    }

    /// Whether somebody has connected since the last time.
    fn is_connected_to(&self) -> bool {
        self.listener.accept().is_ok()
    }

    /// Whether somebody has opened the lure since the last time.
    fn is_opened(&self) -> bool {
        rustix::io::read(&self.opens, &mut [0_u8; 4096][..]).is_ok()
    }

    fn judge(&self, group: &str, files: impl Fn(&Lure) -> Vec<Hostile>) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut faults = Vec::new();
        for file in files(&self.lure) {
            let path = self.root.path().join("file");
            std::fs::write(&path, &file.bytes).expect("written");
            let before = self.tree();
            match self.work_on(&file, &path) {
                Ok(row) => {
                    let most = match kind_of(file.claims) {
                        _ if matches!(file.claims, "heic" | "avif") => HEIF_MB,
                        Some(AssetKind::Photo) => PICTURE_MB,
                        Some(AssetKind::Document) => MAGAZINE_MB,
                        _ => FILM_MB,
                    };
                    if row.megabytes > most || row.cpu_seconds > CPU_SECONDS {
                        faults.push(format!(
                            "{}: {} MB, {:.1} CPU s",
                            row.name, row.megabytes, row.cpu_seconds
                        ));
                    }
                    rows.push(row);
                }
                Err(fault) => faults.push(format!("{}: {fault}", file.name)),
            }
            if self.tree() != before {
                faults.push(format!("{}: files changed", file.name));
            }
            let mut left = std::fs::read_dir(self.root.path().join("work")).expect("readable");
            if left.next().is_some() {
                faults.push(format!("{}: work is left", file.name));
            }
            if self.is_connected_to() {
                faults.push(format!("{}: somebody connected", file.name));
            }
            if self.is_opened() {
                faults.push(format!("{}: the lure was opened", file.name));
            }
        }
        write_table(group, &rows);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        rows
    }

    /// Lets a process of its own work on the file.
    fn work_on(&self, file: &Hostile, path: &Path) -> Result<Row, String> {
        let (door, media_type) = match sniff(&file.bytes) {
            Ok(found) => ("open".to_owned(), found.code()),
            Err(refusal) => (refusal.code().to_owned(), file.claims),
        };
        let begun = Instant::now();
        let output = Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", "hostile::one_file", "--ignored", "--nocapture"])
            .env("HOSTILE_FILE", path)
            .env("HOSTILE_TYPE", media_type)
            .env("HOSTILE_WORK", self.root.path().join("work"))
            .output()
            .map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        let answer = text
            .lines()
            .find_map(|line| Some(line.split_once("verdict=")?.1));
        let Some(answer) = answer.filter(|_| output.status.success()) else {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(format!("the worker fell: {error}"));
        };
        let mut fields = answer.split('|');
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let row = Row {
            name: file.name,
            door,
            verdict: next(),
            megabytes: next().parse().map_err(|_| "no memory".to_owned())?,
            cpu_seconds: next().parse().map_err(|_| "no time".to_owned())?,
            seconds: begun.elapsed().as_secs_f64(),
        };
        if row.verdict.starts_with("world") || row.verdict.starts_with("leak") {
            return Err(row.verdict);
        }
        Ok(row)
    }
}

fn kind_of(claims: &str) -> Option<AssetKind> {
    MediaType::from_code(claims).map(MediaType::kind)
}

#[tokio::test]
#[ignore = "only started by the tests above, once for each file"]
async fn one_file() {
    let variable = |name| std::env::var(name).expect("called by the tests above");
    let media_type = MediaType::from_code(&variable("HOSTILE_TYPE")).expect("a known type");
    let folder = JobFolder::create(Path::new(&variable("HOSTILE_WORK"))).expect("a folder");
    std::fs::copy(variable("HOSTILE_FILE"), folder.original()).expect("copied");
    let verdict = match processor().process(media_type, &folder, &|_| ()).await {
        Ok(made) => {
            let leaks = made.files.iter().find(|file| {
                let bytes = std::fs::read(&file.path).expect("readable");
                [CANARY.as_bytes(), b"<script", b"<html", b"/lure.mp4"]
                    .iter()
                    .any(|text| bytes.windows(text.len()).any(|window| window == *text))
            });
            let told = made.facts.pages.iter().any(|text| text.contains(CANARY));
            match leaks {
                Some(file) => format!("leak in {}", file.name),
                None if told => "leak in the text".to_owned(),
                None => "accepted".to_owned(),
            }
        }
        Err(error) => error.reason().map_or_else(
            || format!("world: {error:?}").replace(['|', '\n'], " "),
            |reason| reason.code().to_owned(),
        ),
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("counted");
    let cpu = usage.user_time().num_milliseconds() + usage.system_time().num_milliseconds();
    println!(
        "\nverdict={verdict}|{}|{}.{:03}",
        usage.max_rss() / 1024,
        cpu / 1000,
        cpu % 1000
    );
}

fn write_table(group: &str, rows: &[Row]) {
    let Some(folder) = std::env::var_os("DIZZA_HOSTILE_TABLE") else {
        return;
    };
    let mut text =
        "| file | door | verdict | MB | CPU s | s |\n|---|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {:.2} | {:.2} |",
            row.name, row.door, row.verdict, row.megabytes, row.cpu_seconds, row.seconds
        );
    }
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(Path::new(&folder).join(format!("{group}.md")), text).expect("written");
}

//! One side of a ladder's round, in a process of its own: so its memory is its own too.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use contest::assets::MediaType;
use media::jail::{Jail, JailConfig};
use media::{JobFolder, MediaLimits, Processor, Tools};

use super::Failure;
use super::naive::{self, RUNGS};
use super::used::{Meter, Used};

/// First word of the order that a process gets.
const WORD: &str = "--side";

/// What is to be done: by us or by the others, which clip, how many rungs, and where.
pub struct Order {
    pub ours: bool,
    pub clip: PathBuf,
    pub rungs: usize,
    pub folder: PathBuf,
}

/// The order in these words, if they are one.
pub fn ordered(mut words: impl Iterator<Item = String>) -> Option<Order> {
    if words.next()? != WORD {
        return None;
    }
    Some(Order {
        ours: words.next()? == "ours",
        clip: words.next()?.into(),
        rungs: words.next()?.parse().ok()?,
        folder: words.next()?.into(),
    })
}

/// Lets a process of its own carry the order out; says what it used.
pub fn measure(order: &Order) -> Result<Used, Failure> {
    let begun = Instant::now();
    let output = Command::new(std::env::current_exe()?)
        .args([WORD, if order.ours { "ours" } else { "theirs" }])
        .arg(&order.clip)
        .arg(order.rungs.to_string())
        .arg(&order.folder)
        .output()?;
    let wall_seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout);
    let mut numbers = said
        .lines()
        .last()
        .unwrap_or_default()
        .split(' ')
        .map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(cpu_seconds)), Some(Ok(peak_mebibytes))) if output.status.success() => Ok(Used {
            cpu_seconds,
            wall_seconds,
            peak_mebibytes,
        }),
        _ => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

/// Carries the order out and prints CPU seconds and mebibytes of the largest process.
pub fn work(order: &Order) -> Result<(), Failure> {
    let rungs = RUNGS
        .get(..order.rungs)
        .ok_or("so many rungs do not exist")?;
    let meter = Meter::start()?;
    if order.ours {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(ours(order, rungs.last().map_or(720, |rung| rung.0)))?;
    } else {
        naive::ladder(&order.clip, rungs, &order.folder)?;
    }
    let used = meter.stop()?;
    println!("{} {}", used.cpu_seconds, used.peak_mebibytes);
    Ok(())
}

/// Everything that a job makes of a film.
async fn ours(order: &Order, max_rung: u32) -> Result<(), Failure> {
    let processor = Processor {
        jail: Jail::new(JailConfig::current_exe()?),
        tools: Tools::find()?,
        limits: MediaLimits {
            max_rung,
            ..MediaLimits::default()
        },
    };
    let folder = job(&order.folder, &order.clip)?;
    let made = processor.process(MediaType::Mp4, &folder, &|_| ()).await?;
    let headers = made
        .files
        .iter()
        .filter(|file| file.name.ends_with("_init.mp4"));
    match headers.count() {
        tracks if tracks == order.rungs + 1 => Ok(()),
        tracks => Err(format!("{tracks} tracks were made").into()),
    }
}

/// A job's folder with this clip in it.
pub fn job(work: &Path, clip: &Path) -> Result<JobFolder, Failure> {
    let folder = JobFolder::create(work)?;
    std::fs::copy(clip, folder.original())?;
    Ok(folder)
}

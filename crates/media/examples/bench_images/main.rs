//! Our pictures against sharp's: CPU seconds, peak memory and quality. Called by `bench/media`, which brings the photos
//! and the opponent:
//!
//! - `bench_images tag FROM TO ORIENTATION [p3]` makes a photo look as if a phone had taken it;
//! - `bench_images ours HELPER FOLDER PHOTO...` makes all renditions of the photos, as a worker does, and prints the CPU seconds of each;
//! - `bench_images compare FOLDER ROUNDS` runs everything in pairs and prints what it found.

mod compare;
mod measure;
mod quality;
mod tag;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use contest::assets::sniff::{SNIFF_BYTES, sniff};
use media::jail::{Jail, JailConfig};
use media::{JobFolder, MediaLimits, Processor, Tools};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["tag", from, to, orientation, rest @ ..] => {
            tag::as_phone(Path::new(from), Path::new(to), orientation, rest == ["p3"])
        }
        ["ours", helper, folder, photos @ ..] => ours(helper, Path::new(folder), photos),
        ["compare", folder, rounds] => compare::all(Path::new(folder), rounds),
        _ => Err("see the first lines of main.rs".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// One photo after the other through jail, decoder and encoders; the renditions of `x.jpg` go to `FOLDER/x/`.
fn ours(helper: &str, folder: &Path, photos: &[&str]) -> Result<(), Failure> {
    let processor = Processor {
        jail: Jail::new(JailConfig {
            helper: PathBuf::from(helper),
            require_landlock: false,
        }),
        tools: Tools::find()?,
        limits: MediaLimits::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    for photo in photos {
        let before = cpu_seconds()?;
        let photo = Path::new(photo);
        let job = JobFolder::create(folder)?;
        std::fs::copy(photo, job.original())?;
        let bytes = std::fs::read(photo)?;
        let media_type = sniff(&bytes[..bytes.len().min(SNIFF_BYTES)])?;
        drop(bytes);
        let made = runtime.block_on(processor.process(media_type, &job, &|_| ()))?;
        let to = folder.join(photo.file_stem().ok_or("a photo without a name")?);
        std::fs::create_dir_all(&to)?;
        for file in &made.files {
            std::fs::rename(&file.path, to.join(&file.name))?;
        }
        println!("{:.6}", cpu_seconds()? - before);
    }
    Ok(())
}

/// What this program and all its children that have ended used so far.
fn cpu_seconds() -> Result<f64, Failure> {
    let of = |usage: Usage| {
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
    };
    let children = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = of(children) + of(getrusage(UsageWho::RUSAGE_SELF)?);
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a measurement")]
    let seconds = micros as f64 / 1e6;
    Ok(seconds)
}

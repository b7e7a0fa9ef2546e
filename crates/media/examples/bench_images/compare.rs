//! Runs in turns, and the lines by which the goals are judged. What a program needs is the sum of each photo's median over
//! the rounds, and the median of its start: a neighbour that disturbs the machine for seconds spoils photos, not rounds.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Failure;
use super::measure::{Used, median, run};
use super::quality::References;

/// Long sides whose quality is judged.
const SIDES: [u32; 4] = [320, 640, 1280, 2048];

/// Who makes the pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    /// Our binary as it is built by default.
    Ours,
    /// Our binary without a C decoder.
    PureRust,
    /// sharp as its manual shows it: one pipeline for each output.
    Direct,
    /// sharp decoding once, each size from the one above.
    Expert,
}

/// Where everything lies: `photos/`, `helper`, `helper-purerust`, `sharp/pictures.mjs`.
struct Place<'a> {
    folder: &'a Path,
    photos: Vec<PathBuf>,
}

impl Place<'_> {
    fn out(&self, who: Who) -> PathBuf {
        self.folder.join(format!("out-{who:?}").to_lowercase())
    }

    fn run(&self, who: Who, photos: &[PathBuf]) -> Result<Used, Failure> {
        let out = self.out(who);
        std::fs::create_dir_all(&out)?;
        let mut command = match who {
            Who::Ours | Who::PureRust => {
                let helper = if who == Who::Ours {
                    "helper"
                } else {
                    "helper-purerust"
                };
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("ours").arg(self.folder.join(helper)).arg(&out);
                command
            }
            Who::Direct | Who::Expert => {
                let mut command = Command::new("node");
                command
                    .arg(self.folder.join("sharp/pictures.mjs"))
                    .arg(format!("{who:?}").to_lowercase())
                    .arg(&out);
                command
            }
        };
        run(command.args(photos))
    }
}

/// Runs all rows and prints them.
pub fn all(folder: &Path, rounds: &str) -> Result<(), Failure> {
    let mut photos: Vec<PathBuf> = std::fs::read_dir(folder.join("photos"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    photos.sort();
    let place = Place {
        folder: &folder.canonicalize()?,
        photos,
    };
    let rounds: usize = rounds.parse()?;
    println!("{} photos, {rounds} rounds", place.photos.len());
    let everybody = [Who::Ours, Who::Direct, Who::Expert, Who::PureRust];
    let mut used: Vec<[Used; 4]> = Vec::new();
    for round in 0..rounds {
        let mut row = Vec::new();
        for who in everybody {
            let used = place.run(who, &place.photos)?;
            if used.each.len() != place.photos.len() {
                return Err(format!("{who:?}: {} photos", used.each.len()).into());
            }
            row.push(used);
        }
        let row: [Used; 4] = row.try_into().map_err(|_| "four runs")?;
        println!(
            "round {}: CPU s {}",
            round + 1,
            row.each_ref()
                .map(|used| format!("{:.2}", used.cpu_seconds))
                .join(" / ")
        );
        used.push(row);
    }
    let mut seconds = [0.0; 4];
    for (index, who) in everybody.iter().enumerate() {
        let of =
            |value: fn(&Used) -> f64| median(used.iter().map(|row| value(&row[index])).collect());
        seconds[index] = of(Used::rest)
            + (0..place.photos.len())
                .map(|photo| median(used.iter().map(|row| row[index].each[photo]).collect()))
                .sum::<f64>();
        println!(
            "{:<9} CPU {:>6.2} s, wall {:>6.2} s, peak {:>4.0} MiB",
            format!("{who:?}").to_lowercase(),
            seconds[index],
            of(|used| used.wall_seconds),
            of(|used| used.peak_mebibytes)
        );
    }
    let ratio = |ours: usize, theirs: usize| seconds[ours] / seconds[theirs];
    let memory = memory(&place)?;
    let [ours, purerust] = quality(&place)?;
    println!("ratio image-direct {:.3} goal <= 0.42", ratio(0, 1));
    println!("ratio image-expert {:.3} goal <= 0.66", ratio(0, 2));
    println!("ratio image-purerust {:.3} goal <= 0.50", ratio(3, 1));
    println!("ratio image-memory {memory:.3} goal <= 0.35");
    for (row, behind) in [("image", ours), ("image-purerust", purerust)] {
        println!("ratio {row}-quality {:.3} goal <= 0.10", behind.worst());
        println!("ratio {row}-bytes {:.3} goal <= 1.05", behind.most_bytes());
    }
    Ok(())
}

/// Peak memory for the largest photo alone, ours divided by sharp's.
fn memory(place: &Place<'_>) -> Result<f64, Failure> {
    let mut largest = (0, None);
    for photo in &place.photos {
        let (width, height) = image::image_dimensions(photo)?;
        largest = largest.max((u64::from(width) * u64::from(height), Some(photo)));
    }
    let (pixels, Some(photo)) = largest else {
        return Err("no photos".into());
    };
    let photo = std::slice::from_ref(photo);
    let mut ratios = Vec::new();
    for _ in 0..3 {
        let ours = place.run(Who::Ours, photo)?.peak_mebibytes;
        let theirs = place.run(Who::Direct, photo)?.peak_mebibytes;
        println!(
            "{} MP alone: peak MiB {ours:.0} / {theirs:.0}",
            pixels / 1_000_000
        );
        ratios.push(ours / theirs);
    }
    Ok(median(ratios))
}

/// How far one of our programs is behind sharp, at each of [`SIDES`].
#[derive(Default)]
struct Behind {
    /// PSNR in dB, of each photo.
    losses: [Vec<f64>; SIDES.len()],
    /// Bytes of all photos together: ours and theirs.
    bytes: [(u64, u64); SIDES.len()],
}

impl Behind {
    /// The most that the median over all photos is behind at any size, in dB.
    fn worst(&self) -> f64 {
        let medians = self.losses.iter().map(|losses| median(losses.clone()));
        medians.max_by(f64::total_cmp).unwrap_or(f64::NAN)
    }

    /// The most that our bytes are in proportion to theirs at any size.
    fn most_bytes(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "bytes of a few files")]
        let proportions = self
            .bytes
            .iter()
            .map(|(ours, theirs)| *ours as f64 / *theirs as f64);
        proportions.max_by(f64::total_cmp).unwrap_or(f64::NAN)
    }
}

/// What both our programs made, against what sharp made.
fn quality(place: &Place<'_>) -> Result<[Behind; 2], Failure> {
    let mut behind = [Behind::default(), Behind::default()];
    for photo in &place.photos {
        let mut references = References::of(photo)?;
        let name = photo.file_stem().ok_or("a photo without a name")?;
        let title = name.display();
        for (index, side) in SIDES.iter().enumerate() {
            let file = format!("{side}.webp");
            let at = |who| place.out(who).join(name).join(&file);
            let (theirs, their_size, their_bytes) = references.judge(&at(Who::Direct))?;
            for (who, behind) in [Who::Ours, Who::PureRust].into_iter().zip(&mut behind) {
                let (ours, size, our_bytes) = references.judge(&at(who))?;
                println!(
                    "{title} {side:>4}, {who:?}: PSNR dB {ours:.2} / {theirs:.2}, bytes {our_bytes} / {their_bytes}",
                );
                // Half a pixel may be rounded up or down; more would be another picture, smaller and cheaper.
                if size.0.abs_diff(their_size.0) > 1 || size.1.abs_diff(their_size.1) > 1 {
                    return Err(
                        format!("{title} at {side}: {size:?} against {their_size:?}").into(),
                    );
                }
                behind.losses[index].push(theirs - ours);
                behind.bytes[index].0 += our_bytes;
                behind.bytes[index].1 += their_bytes;
            }
        }
    }
    Ok(behind)
}

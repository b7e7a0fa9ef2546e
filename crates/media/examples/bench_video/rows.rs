//! The rows of the table.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use contest::assets::MediaType;
use media::jail::{Jail, JailConfig, Limits, Spec};
use media::{Growth, JobFolder, MediaLimits, Processor, Tools};

use super::Failure;
use super::naive::{self, RUNGS};
use super::side::{self, Order};
use super::used::{Meter, Used, median};

/// Starts of the jail that are measured.
const STARTS: usize = 31;

struct Bench {
    processor: Processor,
    work: tempfile::TempDir,
    clips: PathBuf,
    rounds: usize,
}

/// Measures all rows, or those that are named, and prints them.
pub async fn all(clips: &Path, rounds: usize, only: &[String]) -> Result<(), Failure> {
    let bench = Bench {
        processor: Processor {
            jail: Jail::new(JailConfig::current_exe()?),
            tools: Tools::find()?,
            limits: MediaLimits::default(),
        },
        work: tempfile::tempdir()?,
        clips: clips.canonicalize()?,
        rounds,
    };
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    if wanted("jail") {
        bench.jail().await?;
    }
    if wanted("song") {
        bench.song().await?;
    }
    if wanted("pdf") {
        bench.magazine().await?;
    }
    if wanted("storyboard") {
        bench.storyboard().await?;
    }
    if wanted("video-ladder3") {
        bench.ladder("video-ladder3", "phone-10.mp4", 3, 0.48)?;
    }
    if wanted("video-ladder4") {
        bench.ladder("video-ladder4", "phone-10.mp4", 4, 0.60)?;
    }
    if wanted("video-copy") {
        bench.ladder("video-copy", "export-12.mp4", 4, 0.40)?;
    }
    if wanted("video-first-playable") {
        bench.first_playable().await?;
    }
    Ok(())
}

fn verdict(name: &str, value: f64, goal: f64) {
    println!("ratio {name} {value:.3} goal <= {goal}");
}

impl Bench {
    fn clip(&self, name: &str) -> PathBuf {
        self.clips.join(name)
    }

    fn folder(&self, clip: &Path) -> Result<JobFolder, Failure> {
        side::job(self.work.path(), clip)
    }

    /// Everything that a job makes of a film, against the naive way.
    fn ladder(&self, name: &str, clip: &str, rungs: usize, goal: f64) -> Result<(), Failure> {
        let mut pairs = Vec::new();
        for round in 0..self.rounds {
            let mut used = [None; 2];
            for side in 0..2 {
                let which = (round + side) % 2;
                let to = tempfile::tempdir_in(self.work.path())?;
                used[which] = Some(side::measure(&Order {
                    ours: which == 0,
                    clip: self.clip(clip),
                    rungs,
                    folder: to.path().to_owned(),
                })?);
            }
            pairs.extend(used[0].zip(used[1]));
        }
        say(name, &pairs);
        verdict(name, ratio(&pairs), goal);
        Ok(())
    }

    /// What the sprite adds to a job with one small rung, against one from a decoding of everything.
    async fn storyboard(&self) -> Result<(), Failure> {
        let clip = self.clip("phone-60.mp4");
        let mut processor = self.processor.clone();
        processor.limits.max_rung = RUNGS[0].0;
        let (mut added, mut whole) = (Vec::new(), Vec::new());
        for round in 0..self.rounds {
            let mut jobs = [0.0; 2];
            for side in 0..2 {
                let with_sprite = (round + side) % 2;
                processor.limits.sprite = with_sprite == 1;
                let folder = self.folder(&clip)?;
                let meter = Meter::start()?;
                let made = processor.process(MediaType::Mp4, &folder, &|_| ()).await?;
                jobs[with_sprite] = meter.stop()?.cpu_seconds;
                let sprites = made
                    .files
                    .iter()
                    .filter(|file| file.name.starts_with("sprite."));
                if sprites.count() != 2 * with_sprite {
                    return Err("a sprite was made without being asked for, or was not".into());
                }
            }
            added.push(jobs[1] - jobs[0]);
            let to = tempfile::tempdir_in(self.work.path())?;
            let meter = Meter::start()?;
            naive::storyboard(&clip, to.path())?;
            whole.push(meter.stop()?.cpu_seconds);
        }
        println!("storyboard: adds {added:.2?} CPU s, by itself {whole:.2?}");
        verdict("storyboard", median(added) / median(whole), 0.15);
        Ok(())
    }

    /// From the beginning of the job to the moment in which the second rung and the sound have a segment.
    async fn first_playable(&self) -> Result<(), Failure> {
        let mut medians = Vec::new();
        for clip in ["phone-10.mp4", "phone-60.mp4"] {
            let mut waits = Vec::new();
            for _ in 0..self.rounds {
                let folder = self.folder(&self.clip(clip))?;
                waits.push(self.wait_to_play(&folder).await?);
            }
            println!("video-first-playable: {clip} {waits:.2?} s");
            medians.push(median(waits));
        }
        let (short, long) = (medians[0], medians[1]);
        verdict("video-first-playable", short.max(long), 6.0);
        verdict(
            "video-first-playable-spread",
            short.max(long) / short.min(long),
            1.2,
        );
        Ok(())
    }

    async fn wait_to_play(&self, folder: &JobFolder) -> Result<f64, Failure> {
        let begun = Instant::now();
        let waited = Mutex::new(None);
        let playable = tokio::sync::Notify::new();
        let shows = |growth: Growth| {
            let Growth::Segments(grown) = growth else {
                return;
            };
            let has = |name: &str| grown.iter().any(|one| one.file.name == name);
            if has("480_0000.m4s") && has("audio_0000.m4s") {
                let mut waited = waited
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                waited.get_or_insert(begun.elapsed().as_secs_f64());
                playable.notify_one();
            }
        };
        let processed = self
            .processor
            .process_showing(MediaType::Mp4, folder, &|_| (), &shows);
        // The rest of the film is not waited for: dropping the future ends its processes.
        tokio::select! {
            made = processed => drop(made?),
            () = playable.notified() => {}
        }
        let waited = waited
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        waited.ok_or_else(|| "the second rung never could be played".into())
    }

    /// CPU seconds of a whole song for each second that it lasts.
    async fn song(&self) -> Result<(), Failure> {
        let mut shares = Vec::new();
        for _ in 0..self.rounds {
            let folder = self.folder(&self.clip("song-180.mp3"))?;
            let meter = Meter::start()?;
            let made = self
                .processor
                .process(MediaType::Mp3, &folder, &|_| ())
                .await?;
            let used = meter.stop()?;
            let millis = made.facts.duration_ms.unwrap_or(0);
            shares.push(used.cpu_seconds / Duration::from_millis(millis).as_secs_f64());
        }
        println!("song: {shares:.4?} CPU seconds a second");
        verdict("song", median(shares), 0.05);
        Ok(())
    }

    /// CPU seconds of a magazine for each of its pages, and the most memory that any program needed for it, in mebibytes.
    ///
    /// The memory is that of all children so far: to be measured alone.
    async fn magazine(&self) -> Result<(), Failure> {
        let (mut shares, mut most) = (Vec::new(), 0.0);
        for _ in 0..self.rounds {
            let folder = self.folder(&self.clip("magazine-30.pdf"))?;
            let meter = Meter::start()?;
            let made = self
                .processor
                .process(MediaType::Pdf, &folder, &|_| ())
                .await?;
            let used = meter.stop()?;
            let pages = u32::try_from(made.facts.pages.len())?;
            if pages != 30 {
                return Err(format!("{pages} pages of a magazine").into());
            }
            shares.push(used.cpu_seconds / f64::from(pages));
            most = used.peak_mebibytes;
        }
        println!("pdf: {shares:.3?} CPU seconds a page");
        verdict("pdf-page", median(shares), 0.5);
        verdict("pdf-memory", most, 64.0);
        Ok(())
    }

    /// Milliseconds that the jail adds to a program's start.
    async fn jail(&self) -> Result<(), Failure> {
        let ffmpeg = &self.processor.tools.ffmpeg;
        let spec = Spec {
            program: ffmpeg.clone(),
            args: vec!["-version".to_owned()],
            read: Vec::new(),
            write: Vec::new(),
            limits: Limits {
                address_space_bytes: 1 << 30,
                cpu: Duration::from_secs(5),
                file_bytes: 1 << 20,
                output_bytes: 1 << 20,
                wall: Duration::from_secs(20),
                stall_cpu: Duration::from_secs(5),
            },
        };
        let mut differences = Vec::new();
        for _ in 0..STARTS {
            let begun = Instant::now();
            Command::new(ffmpeg)
                .arg("-version")
                .stdout(Stdio::null())
                .status()?;
            let bare = begun.elapsed().as_secs_f64();
            let begun = Instant::now();
            self.processor.jail.run(&spec, |_| ()).await?;
            differences.push((begun.elapsed().as_secs_f64() - bare) * 1000.0);
        }
        verdict("jail", median(differences), 20.0);
        Ok(())
    }
}

fn ratio(pairs: &[(Used, Used)]) -> f64 {
    median(
        pairs
            .iter()
            .map(|(ours, theirs)| ours.cpu_seconds / theirs.cpu_seconds)
            .collect(),
    )
}

fn say(name: &str, pairs: &[(Used, Used)]) {
    for (ours, theirs) in pairs {
        println!(
            "{name}: CPU s {:.2} against {:.2}, ratio {:.3}; by the clock {:.1} against {:.1} s; largest process {:.0} against {:.0} MiB",
            ours.cpu_seconds,
            theirs.cpu_seconds,
            ours.cpu_seconds / theirs.cpu_seconds,
            ours.wall_seconds,
            theirs.wall_seconds,
            ours.peak_mebibytes,
            theirs.peak_mebibytes
        );
    }
}

//! The ladder: every rung from one decode as HLS with segment files, and the progressive film by remuxing.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc;

use super::growth::Watcher;
use super::plan::Plan;
use super::playlist::{self, MediaPlaylist, Variant};
use super::{boxes, copy, poster};
use crate::error::{MediaError, Reason};
use crate::ffmpeg::{Args, header_only, limits, run, run_sharing};
use crate::folder::{JobFolder, aside};
use crate::jail::Limits;
use crate::processor::Processor;
use crate::renditions::{Growth, RenditionFile, Shows, describe};

/// Every segment begins with a key frame: 0, 2, 4, 8, 12 … seconds. Two short ones first, so that playing can begin early,
/// then longer ones, of which there are fewer.
const KEY_FRAMES: &str = "expr:gte(t,if(lt(n_forced,2),2*n_forced,4*(n_forced-1)))";
/// The packager cuts at the first key frame after each multiple of this; with [`KEY_FRAMES`] at every one.
const SHORTEST_SEGMENT: f64 = 2.0;
/// Constant quality of all rungs, and how hard the encoder tries (`docs/media.md`, "Video").
const CRF: u32 = 23;
const PRESET: &str = "veryfast";
/// Name of the sound's playlist.
const SOUND: &str = "audio";

/// A finished ladder.
pub(super) struct Made {
    pub(super) files: Vec<RenditionFile>,
    /// Length as decoded: of pictures or sound, whichever is longer.
    pub(super) seconds: f64,
}

/// Runs the ladder. `share` is told how much of it is done, `shows` which segments can be shown already. What it used is taken off
/// the limits.
pub(super) async fn make(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
    limits: &mut Limits,
    (share, shows): (&(dyn Fn(f64) + Send + Sync), Shows<'_>),
) -> Result<Made, MediaError> {
    let cells = poster::cells(folder);
    let args = command(plan, &folder.original(), &folder.out(), &cells);
    let expected = plan.expected.as_secs_f64().max(0.1);
    // Segments are read and hashed on another thread; what it finds is told from here.
    let mut watcher = Watcher::new(plan, &folder.out(), SOUND);
    let (tick, mut ticks) = mpsc::channel(1);
    let (found, mut finds) = mpsc::unbounded_channel();
    tokio::task::spawn_blocking(move || {
        while ticks.blocking_recv().is_some() && found.send(watcher.look()).is_ok() {}
    });
    let encoded = async move {
        let (jail, ffmpeg) = (&processor.jail, &processor.tools.ffmpeg);
        run_sharing(jail, ffmpeg, args, folder, limits, |seconds| {
            share(seconds / expected);
            // Whoever is still looking looks again later.
            let _ = tick.try_send(());
        })
        .await
    };
    let told = async {
        while let Some(grown) = finds.recv().await {
            if !grown.is_empty() {
                shows(Growth::Segments(grown));
            }
        }
    };
    let (outcome, ()) = tokio::join!(encoded, told);
    let outcome = outcome?;
    if plan.copy.is_some() && !outcome.stderr.trim().is_empty() {
        // A decoder that complains may still show something; a browser's may not.
        return Err(MediaError::input(
            Reason::Unreadable,
            format!("not fit to be copied: {outcome}"),
        ));
    }
    let (plan, out) = (plan.clone(), folder.out());
    aside(move || collect(&plan, &out)).await
}

/// The whole command; pure.
fn command(plan: &Plan, input: &Path, out: &Path, cells: &Path) -> Args {
    let mut args = Args::ffmpeg("error").words("-stats_period 0.25");
    if plan.forgiving {
        args = args.words("-fflags +discardcorrupt");
    }
    args = args
        .words(plan.opening)
        .input(plan.demuxer, input, Some(plan.longest))
        .words("-filter_threads 2 -filter_complex_threads 2 -filter_complex")
        .word(plan.graph());
    for (number, rung) in plan.rungs.iter().enumerate() {
        args = if number == 0 && plan.copy.is_some() {
            args.words(&format!("-map 0:{}", plan.video_index))
        } else {
            args.words(&format!(
                "-map [v{number}] -profile:v:{number} high -maxrate:v:{number} {0}k -bufsize:v:{number} {1}k",
                rung.max_kbps,
                rung.max_kbps * 2
            ))
        };
    }
    args = args.words(&format!(
        "-c:v libx264 -preset {PRESET} -crf {CRF} -sc_threshold 0 -threads 2 \
         -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv"
    ));
    let mut segment_seconds = SHORTEST_SEGMENT;
    let mut key_frames = KEY_FRAMES.to_owned();
    if let Some(cuts) = &plan.copy {
        // The other rungs are cut where the copied one can be.
        args = args.words("-c:v:0 copy");
        segment_seconds = copy::SEGMENT_SECONDS;
        let times: Vec<_> = cuts.iter().map(|cut| format!("{cut:.6}")).collect();
        key_frames = format!("0,{}", times.join(","));
        key_frames.truncate(key_frames.trim_end_matches(',').len());
    }
    args = args.word("-force_key_frames").word(key_frames);
    if plan.audio.is_some() {
        args = args.words("-map [a] -c:a aac -b:a 128k -ar 48000");
    }
    // With a single stream ffmpeg leaves "%v" in the header's name as it is.
    let several = plan.rungs.len() > 1 || plan.audio.is_some();
    let name = if several {
        "%v".to_owned()
    } else {
        plan.rungs
            .iter()
            .map(|rung| rung.name.to_string())
            .collect()
    };
    let args = args
        .slices_only()
        .anonymous()
        .words(&format!(
            "-f hls -hls_time {segment_seconds} -hls_list_size 0 -hls_playlist_type event -hls_segment_type fmp4 \
             -hls_flags independent_segments+temp_file -hls_fmp4_init_filename {name}_init.mp4 -hls_segment_filename"
        ))
        .path(&out.join(format!("{name}_%04d.m4s")))
        .word("-var_stream_map")
        .word(stream_map(plan))
        .path(&out.join(format!("{name}.m3u8")));
    if plan.cells == 0 {
        return args;
    }
    args.words("-map [cells] -c:v rawvideo -f rawvideo")
        .path(cells)
}

fn stream_map(plan: &Plan) -> String {
    let group = if plan.audio.is_some() {
        ",agroup:sound"
    } else {
        ""
    };
    let mut parts: Vec<String> = plan
        .rungs
        .iter()
        .enumerate()
        .map(|(number, rung)| format!("v:{number}{group},name:{}", rung.name))
        .collect();
    if plan.audio.is_some() {
        parts.push(format!("a:0{group},default:yes,name:{SOUND}"));
    }
    parts.join(" ")
}

/// Reads what ffmpeg wrote, replaces its playlists by ours, and describes all files.
fn collect(plan: &Plan, out: &Path) -> Result<Made, MediaError> {
    let mut files = Vec::new();
    let mut seconds: f64 = 0.0;
    let mut sound_rates = Rates::default();
    if plan.audio.is_some() {
        let sound = adopt(out, SOUND, None, &mut files)?;
        seconds = seconds.max(sound.seconds());
        sound_rates = rates(out, &sound)?;
    }
    let mut variants = Vec::new();
    for rung in &plan.rungs {
        let name = rung.name.to_string();
        let pictures = adopt(out, &name, Some((rung.width, rung.height)), &mut files)?;
        seconds = seconds.max(pictures.seconds());
        let init = fs::read(out.join(&pictures.init))
            .map_err(|error| MediaError::world("read a header", error))?;
        let own = rates(out, &pictures)?;
        variants.push(Variant {
            rung: *rung,
            peak_bps: own.peak_bps + sound_rates.peak_bps,
            mean_bps: own.mean_bps + sound_rates.mean_bps,
            codec: playlist::avc_codec(&init)
                .ok_or_else(|| MediaError::input(Reason::Unreadable, "no codec in the header"))?,
        });
    }
    let master = playlist::render_master(&variants, plan.fps, plan.audio.is_some());
    write(out, "master.m3u8", &master)?;
    files.push(describe(out, "master.m3u8", None)?);
    Ok(Made { files, seconds })
}

/// Takes over one rendition's playlist and segments.
fn adopt(
    out: &Path,
    name: &str,
    size: Option<(u32, u32)>,
    files: &mut Vec<RenditionFile>,
) -> Result<MediaPlaylist, MediaError> {
    let file = format!("{name}.m3u8");
    let text = fs::read_to_string(out.join(&file))
        .map_err(|error| MediaError::input(Reason::Unreadable, format!("{file}: {error}")))?;
    if text.is_empty() {
        return Err(MediaError::world("write a playlist", "it has no text"));
    }
    let playlist = playlist::parse(&text, name)
        .map_err(|error| MediaError::input(Reason::Unreadable, format!("{file}: {error}")))?;
    if !playlist.ended {
        return Err(MediaError::input(
            Reason::Unreadable,
            format!("{file} has no end"),
        ));
    }
    write(out, &file, &playlist.render())?;
    boxes::anonymise(&out.join(&playlist.init))
        .map_err(|error| MediaError::world("clean a header", error))?;
    files.push(describe(out, &file, None)?);
    files.push(describe(out, &playlist.init, size)?);
    for (_, segment) in &playlist.segments {
        files.push(describe(out, segment, size)?);
    }
    Ok(playlist)
}

fn write(out: &Path, name: &str, text: &str) -> Result<(), MediaError> {
    fs::write(out.join(name), text).map_err(|error| MediaError::world("write a playlist", error))
}

#[derive(Clone, Copy, Default)]
struct Rates {
    peak_bps: u64,
    mean_bps: u64,
}

/// Real rates, from the sizes of the segments.
fn rates(out: &Path, playlist: &MediaPlaylist) -> Result<Rates, MediaError> {
    let (mut peak_bps, mut bytes) = (0, 0);
    for (seconds, name) in &playlist.segments {
        let size = out
            .join(name)
            .metadata()
            .map_err(|error| MediaError::world("look at a segment", error))?
            .len();
        bytes += size;
        // The last segment may be so short that its rate says nothing.
        if *seconds > 0.5 || playlist.segments.len() == 1 {
            peak_bps = peak_bps.max(bits_per_second(size, *seconds));
        }
    }
    Ok(Rates {
        peak_bps,
        mean_bps: bits_per_second(bytes, playlist.seconds()),
    })
}

fn bits_per_second(bytes: u64, seconds: f64) -> u64 {
    let micros = Duration::from_secs_f64(seconds.max(0.001)).as_micros();
    u64::try_from(u128::from(bytes) * 8 * 1_000_000 / micros.max(1)).unwrap_or(u64::MAX)
}

/// Removes what a failed attempt left, and nothing else.
pub(super) fn clear(folder: &JobFolder) {
    let Ok(entries) = fs::read_dir(folder.out()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if [".m4s", ".m3u8", ".mp4", ".tmp"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The best rung up to 720 and the sound in one file for browsers without script and for keeping: remuxed, not encoded.
pub(super) async fn progressive(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
) -> Result<RenditionFile, MediaError> {
    const NAME: &str = "video.mp4";
    let rung = plan
        .progressive()
        .ok_or_else(|| MediaError::input(Reason::Unreadable, "no rung"))?;
    let joined = |name: String| {
        let (out, path) = (folder.out(), folder.work().join(format!("{name}.mp4")));
        aside(move || {
            join(&out, &name, &path)
                .map(|()| path)
                .map_err(|error| MediaError::world("join segments", error))
        })
    };
    let trusted = format!("-protocol_whitelist file {} -f mov -i", header_only("mov"));
    let mut args = Args::ffmpeg("error")
        .words(&trusted)
        .path(&joined(rung.name.to_string()).await?);
    if plan.audio.is_some() {
        args = args
            .words(&trusted)
            .path(&joined(SOUND.to_owned()).await?)
            .words("-map 0:v:0 -map 1:a:0");
    } else {
        args = args.words("-map 0:v:0");
    }
    let args = args
        .words("-c copy")
        .anonymous()
        .words("-movflags +faststart -f mp4")
        .path(&folder.out().join(NAME));
    let limits = limits(plan.expected, 1, 2 << 30);
    run(
        &processor.jail,
        &processor.tools.ffmpeg,
        args,
        folder,
        limits,
        |_| (),
    )
    .await?;
    let out = folder.out();
    aside(move || describe(&out, NAME, Some((rung.width, rung.height)))).await
}

/// Header and segments one after the other are a film again.
fn join(out: &Path, name: &str, to: &Path) -> io::Result<()> {
    let text = fs::read_to_string(out.join(format!("{name}.m3u8")))?;
    let playlist = playlist::parse(&text, name).map_err(io::Error::other)?;
    let mut whole = File::create(to)?;
    for part in
        std::iter::once(&playlist.init).chain(playlist.segments.iter().map(|(_, name)| name))
    {
        io::copy(&mut File::open(out.join(part))?, &mut whole)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{AudioTrack, Probe, VideoTrack};
    use crate::processor::MediaLimits;

    fn plan() -> Plan {
        let video = VideoTrack {
            codec: "h264".to_owned(),
            width: 1280,
            height: 720,
            sample_aspect: (1, 1),
            fps: Some((25, 1)),
            ..VideoTrack::default()
        };
        let probe = Probe {
            duration: Some(10.0),
            video: Some(video),
            audio: Some(AudioTrack::default()),
            ..Probe::default()
        };
        Plan::new(&probe, "mov", &MediaLimits::default()).expect("an ordinary film")
    }

    #[test]
    fn a_copied_rung_leads_and_the_others_are_cut_like_it() {
        let mut plan = plan();
        plan.copy = Some(vec![4.0, 8.5]);
        let text = |plan: &Plan| {
            let [input, out, cells] = ["/in", "/out", "/cells"].map(Path::new);
            command(plan, input, out, cells).0.join(" ")
        };
        let copied = text(&plan);
        assert!(
            copied.contains("-map 0:0 -map [v1] -profile:v:1 high -maxrate:v:1 1200k")
                && copied.contains("-c:v:0 copy ")
                && copied.contains("-force_key_frames 0,4.000000,8.500000")
                && copied.contains("-hls_time 4 "),
            "{copied}"
        );
        plan.copy = None;
        let encoded = text(&plan);
        assert!(
            !encoded.contains("copy") && encoded.contains("-hls_time 2 "),
            "{encoded}"
        );
    }
}

//! Processes one file and says what it took: `cargo run --release -p media --example measure -- photo.jpg`.
//! CPU time of all jailed programs is that of this program's children: put `time` in front.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use contest::assets::sniff::{SNIFF_BYTES, sniff};
use media::jail::{Jail, JailConfig, Limits, Spec};
use media::{JobFolder, MediaLimits, Processor, Tools};

fn main() -> ExitCode {
    if let Some(code) = media::helper_main(std::env::args_os()) {
        return code;
    }
    let Some(path) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("one argument is expected: a photo, film or song");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(measure(&path)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The median over 15 pairs of a jailed and a bare start of ffmpeg, in seconds.
async fn overhead(
    jail: &Jail,
    ffmpeg: &std::path::Path,
) -> Result<f64, Box<dyn std::error::Error>> {
    let limits = Limits {
        address_space_bytes: 1 << 30,
        cpu: Duration::from_secs(5),
        file_bytes: 1 << 20,
        output_bytes: 1 << 20,
        wall: Duration::from_secs(20),
        stall_cpu: Duration::from_secs(5),
    };
    let spec = Spec {
        program: ffmpeg.to_owned(),
        args: vec!["-version".to_owned()],
        read: Vec::new(),
        write: Vec::new(),
        limits,
    };
    let mut differences = Vec::new();
    for _ in 0..15 {
        let begun = Instant::now();
        std::process::Command::new(ffmpeg)
            .arg("-version")
            .stdout(std::process::Stdio::null())
            .status()?;
        let bare = begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        jail.run(&spec, |_| ()).await?;
        differences.push(begun.elapsed().as_secs_f64() - bare);
    }
    differences.sort_by(f64::total_cmp);
    Ok(differences[differences.len() / 2])
}

async fn measure(path: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    let jail = Jail::new(JailConfig::current_exe()?);
    let begun = Instant::now();
    jail.prove(&std::env::temp_dir()).await?;
    println!("proof of the jail: {} ms", begun.elapsed().as_millis());
    println!(
        "jail: {:.1} ms a start over a bare one",
        overhead(&jail, &Tools::find()?.ffmpeg).await? * 1000.0
    );
    let processor = Processor {
        jail,
        tools: Tools::find()?,
        limits: MediaLimits::default(),
    };
    let folder = JobFolder::create(&std::env::temp_dir())?;
    std::fs::copy(path, folder.original())?;
    let bytes = std::fs::read(path)?;
    let media_type = sniff(&bytes[..bytes.len().min(SNIFF_BYTES)])?;
    let begun = Instant::now();
    let made = processor.process(media_type, &folder, &|_| ()).await?;
    println!(
        "{media_type}: {:.2} s by the clock, {:?}",
        begun.elapsed().as_secs_f64(),
        made.facts
    );
    for file in &made.files {
        println!("{:>10} {}", file.size, file.name);
    }
    Ok(())
}

//! Processes one file and says what it took: `cargo run --release -p media --example measure -- photo.jpg`.
//! CPU time of all jailed programs is that of this program's children: put `time` in front.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use contest::assets::sniff::{SNIFF_BYTES, sniff};
use media::jail::{Jail, JailConfig};
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

async fn measure(path: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    let jail = Jail::new(JailConfig::current_exe()?);
    let begun = Instant::now();
    jail.prove(&std::env::temp_dir()).await?;
    println!("proof of the jail: {} ms", begun.elapsed().as_millis());
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

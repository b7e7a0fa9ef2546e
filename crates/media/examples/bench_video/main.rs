//! Films, songs and the jail against one ffmpeg per rendition: `bench_video FOLDER ROUNDS`, with the clips that
//! `bench/lib/media-video.sh` makes in that folder. CPU seconds are those of all children, by the kernel's account, and
//! of this program; each round runs both sides one after the other, in turns first, a ladder's in a process of its own.

mod naive;
mod rows;
mod side;
mod used;

use std::path::PathBuf;
use std::process::ExitCode;

/// Whatever ends the measurement.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    if let Some(code) = media::helper_main(std::env::args_os()) {
        return code;
    }
    if let Some(order) = side::ordered(std::env::args().skip(1)) {
        return ended(side::work(&order));
    }
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from);
    let rounds = arguments
        .next()
        .and_then(|text| text.to_str()?.parse::<usize>().ok());
    let (Some(folder), Some(rounds)) = (folder, rounds) else {
        eprintln!("two arguments are expected: the folder of clips, and how many rounds");
        return ExitCode::from(2);
    };
    let only: Vec<_> = arguments
        .filter_map(|name| name.into_string().ok())
        .collect();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    ended(runtime.block_on(rows::all(&folder, rounds.max(1), &only)))
}

fn ended(how: Result<(), Failure>) -> ExitCode {
    match how {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

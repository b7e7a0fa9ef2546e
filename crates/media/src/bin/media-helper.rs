//! The jail's helper alone, for tests: the server's own binary does the same in production.

use std::process::ExitCode;

fn main() -> ExitCode {
    media::helper_main(std::env::args_os()).unwrap_or_else(|| {
        eprintln!("this program is started by the jail");
        ExitCode::from(2)
    })
}

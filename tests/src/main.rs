//! What `dizza` is to itself when it decodes: started by the jail, becomes a decoder.

use std::process::ExitCode;

fn main() -> ExitCode {
    media::helper_main(std::env::args_os()).unwrap_or_else(|| {
        eprintln!("the jail starts this");
        ExitCode::FAILURE
    })
}

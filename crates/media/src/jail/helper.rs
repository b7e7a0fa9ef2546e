//! The child's half: one thread, straight down from limits to exec.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use rlimit::Resource;
use rustix::process::{Pid, Signal, getppid, nice, set_parent_process_death_signal};

use super::{EXIT_EXEC, EXIT_SETUP, Order, landlocked, syscalls};

/// Files a jailed program may hold open.
const OPEN_FILES: u64 = 64;
/// How far it steps back behind the rest of the machine.
const NICENESS: i32 = 10;

/// What the binary does when it is called as `dizza __jail <order>`: jails itself and becomes the ordered program.
///
/// `args` are those behind `__jail`. Returns only if something is missing, with the reason on the error output; then the
/// program was not started.
pub fn helper_main(args: &[OsString]) -> ExitCode {
    let order = match read_order(args).and_then(|order| close(&order).map(|()| order)) {
        Ok(order) => order,
        Err(why) => {
            eprintln!("{why}");
            return exit(EXIT_SETUP);
        }
    };
    let error = Command::new(&order.program)
        .args(&order.args)
        .env_clear()
        .exec();
    eprintln!("start {}: {error}", order.program.display());
    exit(EXIT_EXEC)
}

fn exit(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}

fn read_order(args: &[OsString]) -> Result<Order, String> {
    let [text] = args else {
        return Err("one argument is expected: the order".to_owned());
    };
    let text = text.to_str().ok_or("the order is not text")?;
    serde_json::from_str(text).map_err(|error| format!("the order cannot be read: {error}"))
}

/// Takes every restriction, the irreversible ones last.
fn close(order: &Order) -> Result<(), String> {
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| format!("parent-death signal: {error}"))?;
    // The parent may have died before the signal was asked for.
    if getppid()
        .map(Pid::as_raw_pid)
        .and_then(|pid| u32::try_from(pid).ok())
        != Some(order.parent)
    {
        return Err("the parent is gone".to_owned());
    }
    nice(NICENESS).map_err(|error| format!("nice: {error}"))?;
    if let Some(folder) = order.write.first() {
        std::env::set_current_dir(folder)
            .map_err(|error| format!("enter {}: {error}", folder.display()))?;
    }
    limit(Resource::CORE, 0, 0)?;
    limit(Resource::NOFILE, OPEN_FILES, OPEN_FILES)?;
    limit(
        Resource::FSIZE,
        order.limits.file_bytes,
        order.limits.file_bytes,
    )?;
    let cpu_seconds = order.limits.cpu_seconds();
    limit(Resource::CPU, cpu_seconds, cpu_seconds + 5)?;
    limit(
        Resource::AS,
        order.limits.address_space_bytes,
        order.limits.address_space_bytes,
    )?;
    landlocked::close(order)?;
    syscalls::close()
}

fn limit(resource: Resource, soft: u64, hard: u64) -> Result<(), String> {
    resource
        .set(soft, hard)
        .map_err(|error| format!("limit {resource:?}: {error}"))
}

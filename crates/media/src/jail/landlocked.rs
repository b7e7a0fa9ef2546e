//! Closes the file system, TCP, abstract sockets and signals with Landlock, as far as this kernel knows them.

use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
};

use super::Order;

/// The newest version this list was checked against; older kernels enforce what they know of it.
const CHECKED: ABI = ABI::V7;

/// Shared libraries: readable, not executable (mapping them does not ask Landlock).
const LIBRARIES: &[&str] = &[
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
];
/// The kernel opens the dynamic loader for executing, together with the program.
const LOADERS: &[&str] = &[
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
];
/// Harmless devices.
const DEVICES: &[&str] = &["/dev/null", "/dev/zero", "/dev/urandom"];

/// Leaves only the order's paths reachable.
pub(super) fn close(order: &Order) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Display| format!("Landlock: {error}");
    let read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    let write =
        read | AccessFs::WriteFile | AccessFs::Truncate | AccessFs::MakeReg | AccessFs::RemoveFile;
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(CHECKED))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(CHECKED)))
        .and_then(|rules| rules.scope(Scope::from_all(CHECKED)))
        .and_then(Ruleset::create)
        .map_err(|error| told(&error))?;
    let mut allow =
        |path: &Path, access: BitFlags<AccessFs>, must_exist: bool| -> Result<(), String> {
            let opened = match PathFd::new(path) {
                Ok(opened) => opened,
                Err(_) if !must_exist => return Ok(()),
                Err(error) => return Err(told(&error)),
            };
            let access = if path.is_dir() {
                access
            } else {
                access & AccessFs::from_file(CHECKED)
            };
            (&mut rules)
                .add_rule(PathBeneath::new(opened, access))
                .map(|_| ())
                .map_err(|error| told(&error))
        };
    for path in LIBRARIES {
        allow(Path::new(path), read, false)?;
    }
    for path in LOADERS {
        allow(
            Path::new(path),
            AccessFs::ReadFile | AccessFs::Execute,
            false,
        )?;
    }
    for path in DEVICES {
        allow(
            Path::new(path),
            AccessFs::ReadFile | AccessFs::WriteFile,
            false,
        )?;
    }
    allow(&order.program, AccessFs::ReadFile | AccessFs::Execute, true)?;
    for path in &order.read {
        allow(path, read, true)?;
    }
    for path in &order.write {
        allow(path, write, true)?;
    }
    let status = rules.restrict_self().map_err(|error| told(&error))?;
    if status.ruleset == RulesetStatus::NotEnforced && order.require_landlock {
        return Err("this kernel has no Landlock; start with --no-jail to run without".to_owned());
    }
    Ok(())
}

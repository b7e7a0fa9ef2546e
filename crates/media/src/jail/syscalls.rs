//! Takes away the system calls that no decoder needs.
//!
//! A list of what is refused, not of what is allowed: ffmpeg's needs differ from build to build, and what files hold is
//! already closed by Landlock, on newer kernels TCP and signals too. No Landlock asks who changes the rights, owner or
//! times of a file, and older ones know neither `truncate` nor signals: those are refused here. Refused calls answer
//! `EPERM`, so a program can go on without them; only `clone3` answers `ENOSYS`, which makes the C library fall back to
//! `clone`, whose flags can be looked at.

use std::collections::BTreeMap;

use seccompiler::SeccompCmpArgLen::{Dword, Qword};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// Newer than the C library's list of calls; the same numbers everywhere (Linux 6.6, 6.13, 6.13 and 6.17).
const FCHMODAT2: libc::c_long = 452;
const SETXATTRAT: libc::c_long = 463;
const REMOVEXATTRAT: libc::c_long = 466;
const FILE_SETATTR: libc::c_long = 469;

/// Refused whatever their arguments are.
const REFUSED: &[libc::c_long] = &[
    // The network, and every other socket.
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_bind,
    libc::SYS_connect,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_sendmmsg,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_recvmmsg,
    libc::SYS_shutdown,
    libc::SYS_setsockopt,
    libc::SYS_getsockopt,
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_setsid,
    libc::SYS_setpgid,
    libc::SYS_setpriority,
    libc::SYS_ioprio_set,
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_setattr,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setscheduler,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    libc::SYS_process_madvise,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_msgget,
    libc::SYS_semget,
    libc::SYS_mq_open,
    // Mounts and namespaces.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_mount_setattr,
    libc::SYS_quotactl,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_mknodat,
    // What a file is, apart from what it holds, and what it holds by its path.
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    SETXATTRAT,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    REMOVEXATTRAT,
    FILE_SETATTR,
    libc::SYS_truncate,
    // A program in memory would have no path that Landlock could judge.
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
    libc::SYS_execveat,
    // Other users and privileges.
    libc::SYS_setuid,
    libc::SYS_setgid,
    libc::SYS_setreuid,
    libc::SYS_setregid,
    libc::SYS_setresuid,
    libc::SYS_setresgid,
    libc::SYS_setgroups,
    libc::SYS_setfsuid,
    libc::SYS_setfsgid,
    libc::SYS_capset,
    libc::SYS_personality,
    libc::SYS_setrlimit,
    // The kernel's rarely trodden corners.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_fanotify_init,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_syslog,
    libc::SYS_acct,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_adjtimex,
    libc::SYS_clock_adjtime,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_vhangup,
];

/// Refused calls that only this architecture has.
#[cfg(target_arch = "x86_64")]
const REFUSED_HERE: &[libc::c_long] = &[
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_mknod,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_ioperm,
    libc::SYS_iopl,
    libc::SYS_modify_ldt,
    libc::SYS_kexec_file_load,
];
/// Refused calls that only this architecture has.
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_HERE: &[libc::c_long] = &[libc::SYS_kexec_file_load];

/// Who is signalled when something happens to a file (`fcntl`, asm-generic/fcntl.h; `ioctl`, asm-generic/sockios.h).
const F_SETOWN: u64 = 8;
const F_SETOWN_EX: u64 = 15;
const FIOSETOWN: u64 = 0x8901;
const SIOCSPGRP: u64 = 0x8902;

/// Installs both filters. From here on the process can only lose rights.
pub(super) fn close() -> Result<(), String> {
    install(refusals()?, libc::EPERM)?;
    install(
        by_both_numbers(BTreeMap::from([(libc::SYS_clone3, Vec::new())])),
        libc::ENOSYS,
    )
}

/// Calls by number; without rules a call is refused whatever its arguments are.
type Refusals = BTreeMap<i64, Vec<SeccompRule>>;

fn refusals() -> Result<Refusals, String> {
    let mut rules: Refusals = REFUSED
        .iter()
        .chain(REFUSED_HERE)
        .map(|call| (*call, Vec::new()))
        .collect();
    // `ptrace`, `execve`, sending and receiving have second numbers of their own.
    #[cfg(target_arch = "x86_64")]
    rules.extend((512..548).map(|call| (call | SECOND, Vec::new())));
    // Threads are fine, processes are not.
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    rules.insert(
        libc::SYS_clone,
        when(0, Dword, SeccompCmpOp::MaskedEq(thread), 0)?,
    );
    // `abort` and the C library's threads signal themselves. This process keeps its number when it becomes the program.
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, when(0, Dword, SeccompCmpOp::Ne, own)?);
    // Limits may be read, not set: root could raise them again.
    rules.insert(libc::SYS_prlimit64, when(2, Qword, SeccompCmpOp::Ne, 0)?);
    // The parent-death signal stays.
    let keep = u64::from(libc::PR_SET_PDEATHSIG.unsigned_abs());
    rules.insert(libc::SYS_prctl, when(0, Dword, SeccompCmpOp::Eq, keep)?);
    // Nobody types into a terminal, and no file or pipe sends signals to whom it is told.
    rules.insert(
        libc::SYS_ioctl,
        one_of(1, &[libc::TIOCSTI, FIOSETOWN, SIOCSPGRP])?,
    );
    rules.insert(libc::SYS_fcntl, one_of(1, &[F_SETOWN, F_SETOWN_EX])?);
    Ok(by_both_numbers(rules))
}

/// On x86-64 the same calls exist a second time for 32-bit pointers, under their number plus this bit.
#[cfg(target_arch = "x86_64")]
const SECOND: i64 = 0x4000_0000;

#[cfg(target_arch = "x86_64")]
fn by_both_numbers(mut rules: Refusals) -> Refusals {
    for (call, conditions) in rules.clone() {
        rules.insert(call | SECOND, conditions);
    }
    rules
}
#[cfg(not(target_arch = "x86_64"))]
fn by_both_numbers(rules: Refusals) -> Refusals {
    rules
}

/// One condition for each value that the argument may have, each enough by itself.
fn one_of(argument: u8, values: &[u64]) -> Result<Vec<SeccompRule>, String> {
    let rules = values
        .iter()
        .map(|value| when(argument, Dword, SeccompCmpOp::Eq, *value));
    rules
        .collect::<Result<Vec<_>, _>>()
        .map(|rules| rules.concat())
}

/// A rule with one condition on one argument.
fn when(
    argument: u8,
    length: SeccompCmpArgLen,
    operator: SeccompCmpOp,
    value: u64,
) -> Result<Vec<SeccompRule>, String> {
    SeccompCondition::new(argument, length, operator, value)
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map(|rule| vec![rule])
        .map_err(|error| format!("seccomp: {error}"))
}

fn install(rules: BTreeMap<i64, Vec<SeccompRule>>, errno: i32) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Display| format!("seccomp: {error}");
    let architecture = std::env::consts::ARCH
        .try_into()
        .map_err(|error: seccompiler::BackendError| told(&error))?;
    let program: BpfProgram = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(errno.unsigned_abs()),
        architecture,
    )
    .and_then(TryInto::try_into)
    .map_err(|error| told(&error))?;
    seccompiler::apply_filter(&program).map_err(|error| told(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_fits_into_the_kernel() {
        let rules = refusals().expect("the rules are well formed");
        let architecture = std::env::consts::ARCH
            .try_into()
            .expect("a known architecture");
        let filter = SeccompFilter::new(
            rules,
            SeccompAction::Allow,
            SeccompAction::Errno(1),
            architecture,
        )
        .expect("the rules are consistent");
        let program: BpfProgram = filter.try_into().expect("the program is short enough");
        assert!(program.len() < 4096, "{} instructions", program.len());
    }
}

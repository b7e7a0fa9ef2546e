//! Which system calls are refused inside the jail. Perl stands for a decoder that was taken over, for it can make any.

use std::collections::BTreeMap;

use crate::jail_inside::lines;
use crate::support::jail;

/// Calls by name and number.
macro_rules! calls {
    ($($name:ident)*) => { [$((stringify!($name), libc::$name)),*] };
}

/// Makes each call of its arguments with nonsense and tells number and error. Whoever is a child goes at once.
const NONSENSE: &str = "for my $call (@ARGV) { my $done = syscall($call + 0, -1, -1, -1, -1, -1, -1); exit if $$ != $me; \
                        print \"$call \", $done == -1 ? $! + 0 : 0, \"\\n\" }";

/// The error of each call, 0 where it worked.
async fn errors(calls: &[libc::c_long]) -> BTreeMap<libc::c_long, i32> {
    let args = calls.iter().map(ToString::to_string).collect();
    let program = format!("my $me = $$; {NONSENSE}");
    let told = lines(&jail(), &program, args).await;
    told.iter()
        .map(|line| {
            let (call, error) = line.split_once(' ').expect("two numbers");
            (
                call.parse().expect("a call"),
                error.parse().expect("an error"),
            )
        })
        .collect()
}

#[tokio::test]
async fn what_no_decoder_needs_is_refused_before_the_kernel_looks_at_it() {
    // With such arguments nearly all would answer something else than that they are not permitted, at least to root.
    // Only `setsid` is never permitted to who leads a group. `vhangup` is left out: where the jail is broken it would work.
    let calls = calls! {
        SYS_socket SYS_socketpair SYS_bind SYS_connect SYS_listen SYS_accept SYS_accept4 SYS_sendto SYS_sendmsg
        SYS_sendmmsg SYS_recvfrom SYS_recvmsg SYS_recvmmsg SYS_shutdown SYS_setsockopt SYS_getsockopt
        SYS_ptrace SYS_process_vm_readv SYS_process_vm_writev SYS_kcmp SYS_kill SYS_tkill SYS_rt_sigqueueinfo
        SYS_rt_tgsigqueueinfo SYS_pidfd_open SYS_pidfd_getfd SYS_pidfd_send_signal SYS_setsid SYS_setpgid
        SYS_setpriority SYS_ioprio_set SYS_sched_setaffinity SYS_sched_setattr SYS_sched_setparam
        SYS_sched_setscheduler SYS_migrate_pages SYS_move_pages SYS_process_madvise SYS_shmget SYS_shmat SYS_msgget SYS_semget SYS_mq_open
        SYS_mount SYS_umount2 SYS_pivot_root SYS_chroot SYS_unshare SYS_setns SYS_fsopen SYS_fsconfig SYS_fsmount
        SYS_fspick SYS_move_mount SYS_open_tree SYS_mount_setattr SYS_quotactl SYS_open_by_handle_at
        SYS_name_to_handle_at SYS_mknodat
        SYS_fchmod SYS_fchmodat SYS_fchown SYS_fchownat SYS_utimensat SYS_setxattr SYS_lsetxattr SYS_fsetxattr
        SYS_removexattr SYS_lremovexattr SYS_fremovexattr SYS_truncate
        SYS_memfd_create SYS_memfd_secret SYS_execveat
        SYS_setuid SYS_setgid SYS_setreuid SYS_setregid SYS_setresuid SYS_setresgid SYS_setgroups SYS_setfsuid
        SYS_setfsgid SYS_capset SYS_personality SYS_setrlimit
        SYS_bpf SYS_perf_event_open SYS_userfaultfd SYS_fanotify_init SYS_io_uring_setup SYS_io_uring_enter
        SYS_io_uring_register SYS_keyctl SYS_add_key SYS_request_key SYS_init_module SYS_finit_module
        SYS_delete_module SYS_kexec_load SYS_kexec_file_load SYS_reboot SYS_swapon SYS_swapoff SYS_syslog SYS_acct
        SYS_settimeofday SYS_clock_settime SYS_adjtimex SYS_clock_adjtime SYS_sethostname SYS_setdomainname
        SYS_prlimit64
    };
    // Those that the C library has no names for yet: fchmodat2, setxattrat, removexattrat, file_setattr.
    let unnamed = [452, 463, 466, 469].map(|call| ("unnamed", call));
    let calls: Vec<_> = calls.into_iter().chain(unnamed).collect();
    let told = errors(&calls.iter().map(|(_, call)| *call).collect::<Vec<_>>()).await;
    let through: Vec<_> = calls
        .iter()
        .filter(|(_, call)| told.get(call) != Some(&libc::EPERM))
        .map(|(name, call)| (name, told.get(call)))
        .collect();
    assert!(through.is_empty(), "{through:?}");
}

#[cfg(target_arch = "x86_64")]
#[tokio::test]
async fn old_names_and_second_numbers_are_refused_too() {
    const X32: libc::c_long = 0x4000_0000;
    let old = calls! { SYS_fork SYS_vfork SYS_mknod SYS_chmod SYS_chown SYS_lchown SYS_utime SYS_utimes SYS_futimesat SYS_ioperm SYS_iopl SYS_modify_ldt };
    let calls: Vec<_> = old
        .map(|(_, call)| call)
        .into_iter()
        .chain([libc::SYS_socket, libc::SYS_ptrace, libc::SYS_unshare].map(|call| call | X32))
        // With nonsense as their arguments these are refused like the others.
        .chain([libc::SYS_prlimit64, libc::SYS_tgkill].map(|call| call | X32))
        // Among these are the second ptrace, execve and io_setup: 512 to 547.
        .chain((512..548).map(|call| call | X32))
        .collect();
    for (call, error) in errors(&calls).await {
        assert_eq!(error, libc::EPERM, "{call:#x}");
    }
}

#[tokio::test]
async fn a_new_process_is_refused_and_a_new_thread_is_not() {
    // The C library makes both with `clone3` where it can; then its flags could not be looked at.
    let told = errors(&[libc::SYS_clone3, libc::SYS_clone]).await;
    assert_eq!(told[&libc::SYS_clone3], libc::ENOSYS);
    // These flags contradict each other, but they say "thread": it is the kernel that refuses.
    assert_eq!(told[&libc::SYS_clone], libc::EINVAL);
    let told = lines(
        &jail(),
        "my $pid = fork; print $! + 0, qq(\\n); exit",
        Vec::new(),
    )
    .await;
    assert_eq!(told, [libc::EPERM.to_string()]);
}

#[tokio::test]
async fn calls_with_a_harmless_use_are_refused_only_in_the_other() {
    let call = |call: libc::c_long, more: &str| {
        format!(
            "$! = 0; my $done = syscall({call}, {more}); print $done == -1 ? $! + 0 : 0, qq(\\n);"
        )
    };
    let (eperm, fine) = (libc::EPERM, 0);
    let mut program = "my $room = qq(\\0) x 64;".to_owned();
    let mut expected = Vec::new();
    for (number, more, error) in [
        // Its limits may be read, not set.
        (
            libc::SYS_prlimit64,
            format!("0, {}, 0, $room", libc::RLIMIT_NOFILE),
            fine,
        ),
        (
            libc::SYS_prlimit64,
            format!("0, {}, $room, 0", libc::RLIMIT_NOFILE),
            eperm,
        ),
        // The parent-death signal may be read, not taken back; a name is nobody's business.
        (
            libc::SYS_prctl,
            format!("{}, $room", libc::PR_GET_PDEATHSIG),
            fine,
        ),
        (
            libc::SYS_prctl,
            format!("{}, 0", libc::PR_SET_PDEATHSIG),
            eperm,
        ),
        (
            libc::SYS_prctl,
            format!("{}, $room", libc::PR_SET_NAME),
            fine,
        ),
        // Its input is no terminal, but that is not even looked at.
        (
            libc::SYS_ioctl,
            format!("0, {}, $room", libc::TIOCSTI),
            eperm,
        ),
        (
            libc::SYS_ioctl,
            format!("0, {}, $room", libc::TCGETS),
            libc::ENOTTY,
        ),
        // Its own threads may be signalled, as `abort` does, and nobody else's.
        (libc::SYS_tgkill, "$$ + 0, $$ + 0, 0".to_owned(), fine),
        (
            libc::SYS_tgkill,
            "getppid(), getppid(), 0".to_owned(),
            eperm,
        ),
        // The second number of a call that is looked at.
        #[cfg(target_arch = "x86_64")]
        (
            libc::SYS_clone | 0x4000_0000,
            "0, 0, 0, 0, 0".to_owned(),
            eperm,
        ),
        // No file tells anybody that something happened.
        (libc::SYS_fcntl, format!("1, {}, 0", libc::F_GETFD), fine),
        (libc::SYS_fcntl, format!("1, {}, 0", libc::F_SETOWN), eperm),
        (libc::SYS_fcntl, "1, 15, $room".to_owned(), eperm),
        (libc::SYS_ioctl, "1, 0x8901, $room".to_owned(), eperm),
        (libc::SYS_ioctl, "1, 0x8902, $room".to_owned(), eperm),
    ] {
        program += &call(number, &more);
        expected.push(error.to_string());
    }
    assert_eq!(lines(&jail(), &program, Vec::new()).await, expected);
}

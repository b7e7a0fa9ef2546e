//! What a program finds inside the jail: its limits, its place and its manners. Perl stands for a decoder that was taken
//! over, for it can make any system call.

use std::path::{Path, PathBuf};
use std::time::Duration;

use media::jail::{Jail, Limits, Spec, Stopped};
use tokio::sync::Notify;

use crate::support::{folder, jail, jail_with_helper};

const LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_secs(20),
    file_bytes: 1 << 20,
    output_bytes: 1 << 21,
    wall: Duration::from_mins(1),
    stall_cpu: Duration::from_secs(20),
};

fn perl(program: &str, args: Vec<String>, out: &Path) -> Spec {
    let mut all = vec!["-e".to_owned(), format!("$| = 1; {program}")];
    all.extend(args);
    Spec {
        program: PathBuf::from("/usr/bin/perl"),
        args: all,
        read: Vec::new(),
        write: vec![out.to_path_buf()],
        limits: LIMITS,
    }
}

/// The lines of a program that ends well.
pub async fn lines(jail: &Jail, program: &str, args: Vec<String>) -> Vec<String> {
    let inside = folder();
    let mut lines = Vec::new();
    let outcome = jail
        .run(&perl(program, args, &inside.out()), |line| {
            lines.push(line.to_owned());
        })
        .await
        .expect("the jail works");
    assert_eq!(outcome.stopped, Stopped::Exit(0), "{outcome}");
    lines
}

/// Fields of `/proc/*/stat` behind the name: proc(5) counts the first as the third.
fn stat(pid: &str) -> Vec<i64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it lives");
    let (_, fields) = text.rsplit_once(')').expect("a name");
    fields
        .split_ascii_whitespace()
        .skip(1)
        .map(|field| field.parse().unwrap_or(0))
        .collect()
}

/// Soft and hard limit by their name in `/proc/*/limits`.
fn limit(limits: &str, name: &str) -> (String, String) {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap_or_else(|| panic!("no {name} in {limits}"));
    let mut values = line.split_ascii_whitespace().map(str::to_owned);
    let mut next = || values.next().expect("a value");
    (next(), next())
}

#[tokio::test]
async fn its_limits_its_place_and_its_manners_are_as_ordered() {
    let inside = folder();
    let seen = Notify::new();
    let mut found = None;
    let spec = perl("print qq($$\\n); sleep 50", Vec::new(), &inside.out());
    let running = async {
        let jail = jail();
        let run = jail.run(&spec, |pid| {
            let read = |what: &str| std::fs::read(format!("/proc/{pid}/{what}")).expect("it lives");
            let text = |what: &str| String::from_utf8(read(what)).expect("text");
            let place = std::fs::read_link(format!("/proc/{pid}/cwd")).expect("it lives");
            found = Some((
                pid.to_owned(),
                text("limits"),
                text("status"),
                read("environ"),
                place,
                stat(pid),
            ));
            seen.notify_one();
        });
        tokio::select! {
            outcome = run => panic!("it ended: {outcome:?}"),
            () = seen.notified() => {}
        }
    };
    running.await;
    let (pid, limits, status, environment, place, fields) = found.expect("it told its number");

    let is = |name: &str, soft: u64, hard: u64| {
        assert_eq!(
            limit(&limits, name),
            (soft.to_string(), hard.to_string()),
            "{name}"
        );
    };
    is("Max open files", 64, 64);
    is("Max core file size", 0, 0);
    is("Max file size", LIMITS.file_bytes, LIMITS.file_bytes);
    is("Max cpu time", 20, 25);
    is(
        "Max address space",
        LIMITS.address_space_bytes,
        LIMITS.address_space_bytes,
    );

    // Fields 5 and 19: process group and nice value.
    assert_eq!(fields[1].to_string(), pid, "a process group of its own");
    assert_eq!(fields[15], (stat("self")[15] + 10).min(19), "it steps back");
    assert_eq!(environment, b"");
    assert_eq!(place, inside.out());
    let says = |line: &str| status.lines().any(|other| other == line);
    assert!(says("NoNewPrivs:\t1") && says("Seccomp:\t2"), "{status}");
}

#[tokio::test]
async fn it_dies_with_its_parent() {
    let get = libc::PR_GET_PDEATHSIG.to_string();
    let program = "my $signal = pack 'i', 0; syscall(shift(@ARGV) + 0, shift(@ARGV) + 0, $signal); print unpack 'i', $signal";
    let told = lines(&jail(), program, vec![libc::SYS_prctl.to_string(), get]).await;
    assert_eq!(told, [libc::SIGKILL.to_string()]);
}

#[tokio::test]
async fn the_environment_is_emptied_on_both_sides_of_the_helper() {
    // What the helper is given.
    let (jail, folder) =
        jail_with_helper("#!/bin/sh\ncat /proc/$$/environ > \"${0%/*}/seen\"\nexec $HELPER \"$@\"");
    lines(&jail, "", Vec::new()).await;
    assert!(std::env::vars_os().next().is_some(), "there is one to hide");
    assert_eq!(
        std::fs::read(folder.work().join("seen")).expect("written"),
        b""
    );
    // What it hands on.
    let (jail, _folder) = jail_with_helper("#!/bin/sh\nCANARY=1 exec $HELPER \"$@\"");
    let told = lines(&jail, "print join ',', keys %ENV", Vec::new()).await;
    assert_eq!(told, Vec::<String>::new());
}

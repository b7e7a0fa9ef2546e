//! The jail holds: nothing gets out, limits end programs, and nothing is left behind.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use media::jail::{Limits, Proof, ProveError, Spec, Stopped};

use crate::support::{folder, jail, jail_with_helper};

const LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_secs(20),
    file_bytes: 1 << 20,
    output_bytes: 1 << 30,
    wall: Duration::from_mins(1),
    stall_cpu: Duration::from_secs(20),
};

fn ffmpeg() -> PathBuf {
    media::Tools::find().expect("ffmpeg is installed").ffmpeg
}

fn words(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn it_proves_itself() {
    let proof = jail().prove(&std::env::temp_dir()).await.expect("no hole");
    assert!(proof.holds());
}

#[tokio::test]
async fn the_installed_decoders_are_new_enough() {
    let verdicts = media::versions::check(&jail(), &std::env::temp_dir())
        .await
        .expect("the jail works");
    for (floor, verdict) in &verdicts {
        assert!(
            matches!(verdict, media::versions::Verdict::Good(version) if *version >= floor.oldest),
            "{}: {verdict:?}",
            floor.program
        );
    }
}

#[tokio::test]
async fn a_named_secret_that_can_be_read_is_a_hole() {
    // Libraries are readable inside, so one of them stands for a database that lies in the wrong place.
    let library =
        std::fs::canonicalize("/etc/ld.so.cache").expect("a system with shared libraries");
    let error = jail()
        .prove_hiding(&std::env::temp_dir(), &[library])
        .await
        .expect_err("a hole");
    assert!(error.to_string().contains("reads_outside: true"), "{error}");
}

#[tokio::test]
async fn the_proof_fails_where_there_is_no_jail() {
    // A helper that starts the program without any restriction must be found out, in everything that is tried.
    let (open, _script) = jail_with_helper(
        "#!/usr/bin/python3\nimport json,os,sys\norder=json.loads(sys.argv[2])\n\
         os.execve('$HELPER', ['$HELPER']+order['args'], {'SECRET': '1'})\n",
    );
    let error = open.prove(&std::env::temp_dir()).await.expect_err("a hole");
    let ProveError::Hole(proof) = error else {
        panic!("{error}");
    };
    let everything = Proof {
        reads_input: true,
        writes_folder: true,
        starts_threads: true,
        reads_outside: true,
        sees_environment: true,
        writes_outside: true,
        changes_outside: true,
        changes_input: true,
        makes_special_files: true,
        connects: true,
        opens_socket: true,
        starts_program: true,
        makes_memory_file: true,
        starts_own_file: true,
        sends_signal: true,
        sets_limit: true,
    };
    assert_eq!(*proof, everything);
}

#[test]
fn a_single_hole_is_enough() {
    let whole = Proof {
        reads_input: true,
        writes_folder: true,
        starts_threads: true,
        ..Proof::default()
    };
    assert!(whole.holds());
    let holes: [fn(&mut Proof); 16] = [
        |proof| proof.reads_input = false,
        |proof| proof.writes_folder = false,
        |proof| proof.starts_threads = false,
        |proof| proof.reads_outside = true,
        |proof| proof.sees_environment = true,
        |proof| proof.writes_outside = true,
        |proof| proof.changes_outside = true,
        |proof| proof.changes_input = true,
        |proof| proof.makes_special_files = true,
        |proof| proof.connects = true,
        |proof| proof.opens_socket = true,
        |proof| proof.starts_program = true,
        |proof| proof.makes_memory_file = true,
        |proof| proof.starts_own_file = true,
        |proof| proof.sends_signal = true,
        |proof| proof.sets_limit = true,
    ];
    for (number, hole) in holes.into_iter().enumerate() {
        let mut proof = Proof { ..whole };
        hole(&mut proof);
        assert!(!proof.holds(), "{number}");
    }
}

#[tokio::test]
async fn a_neighbours_file_and_the_network_are_out_of_reach_for_ffmpeg() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("supported");
    let port = listener.local_addr().expect("an address").port();
    let (inside, neighbour) = (folder(), folder());
    std::fs::write(neighbour.original(), "canary").expect("written");
    let out = inside.out().join("leak");
    let neighbour_path = neighbour.original();
    for source in [
        neighbour_path.to_string_lossy().into_owned(),
        "/etc/passwd".to_owned(),
        format!("http://127.0.0.1:{port}/x"),
        format!("tcp://127.0.0.1:{port}"),
    ] {
        let args = words(&format!(
            "-nostdin -v error -y -f data -i {source} -map 0 -c copy -f data {}",
            out.display()
        ));
        let spec = Spec {
            program: ffmpeg(),
            args,
            read: vec![inside.input()],
            write: vec![inside.out()],
            limits: LIMITS,
        };
        let outcome = jail().run(&spec, |_| ()).await.expect("the jail works");
        assert_ne!(outcome.stopped, Stopped::Exit(0), "{source}: {outcome}");
        assert!(
            !out.exists() || std::fs::metadata(&out).is_ok_and(|meta| meta.len() == 0),
            "{source}"
        );
    }
    assert!(listener.accept().is_err(), "somebody connected");
}

#[tokio::test]
async fn the_input_cannot_be_overwritten_and_nothing_lands_outside() {
    let (inside, outside) = (folder(), folder());
    std::fs::write(inside.original(), b"input").expect("written");
    let tone = "-nostdin -v error -y -f lavfi -i sine=duration=1 -f wav";
    for target in [
        inside.original(),
        outside.out().join("x.wav"),
        PathBuf::from("/tmp/dizza-escaped.wav"),
    ] {
        let spec = Spec {
            program: ffmpeg(),
            args: words(&format!("{tone} {}", target.display())),
            read: vec![inside.input()],
            write: vec![inside.out()],
            limits: LIMITS,
        };
        let outcome = jail().run(&spec, |_| ()).await.expect("the jail works");
        assert_ne!(outcome.stopped, Stopped::Exit(0), "{}", target.display());
    }
    assert_eq!(
        std::fs::read(inside.original()).expect("still there"),
        b"input"
    );
    assert!(
        !outside.out().join("x.wav").exists() && !PathBuf::from("/tmp/dizza-escaped.wav").exists()
    );
}

async fn endless(limits: Limits, out: &str) -> Stopped {
    let inside = folder();
    let target = if out == "-" {
        "-".to_owned()
    } else {
        inside.out().join(out).display().to_string()
    };
    let args = words(&format!(
        "-nostdin -v error -y -f lavfi -i testsrc=size=320x240:rate=1000 -f rawvideo {target}"
    ));
    let spec = Spec {
        program: ffmpeg(),
        args,
        read: Vec::new(),
        write: vec![inside.out()],
        limits,
    };
    jail()
        .run(&spec, |_| ())
        .await
        .expect("the jail works")
        .stopped
}

#[tokio::test]
async fn every_limit_ends_the_program() {
    // The kernel counts whole seconds only.
    let short = Limits {
        cpu: Duration::from_millis(1_300),
        ..LIMITS
    };
    assert_eq!(endless(short, "-").await, Stopped::CpuLimit);
    let quick = Limits {
        wall: Duration::from_millis(300),
        ..LIMITS
    };
    assert_eq!(endless(quick, "-").await, Stopped::WallLimit);
    // The same clock, but most of its CPU time was used by then.
    let busy = Limits {
        cpu: Duration::from_millis(50),
        ..quick
    };
    assert_eq!(endless(busy, "-").await, Stopped::CpuLimit);
    let idle = Limits {
        stall_cpu: Duration::from_millis(200),
        ..LIMITS
    };
    assert_eq!(endless(idle, "-").await, Stopped::Stalled);
    let small = Limits {
        file_bytes: 1 << 16,
        ..LIMITS
    };
    // The kernel ends it, long before its folder is full.
    let stopped = endless(small, "x").await;
    assert!(
        matches!(stopped, Stopped::Exit(1..) | Stopped::Signal(_)),
        "{stopped:?}"
    );
    let narrow = Limits {
        address_space_bytes: 1 << 26,
        ..LIMITS
    };
    let stopped = endless(narrow, "-").await;
    assert!(
        matches!(stopped, Stopped::Exit(1..) | Stopped::Signal(_)),
        "{stopped:?}"
    );
    let full = Limits {
        file_bytes: 1 << 40,
        output_bytes: 1 << 20,
        ..LIMITS
    };
    assert_eq!(endless(full, "x").await, Stopped::OutputLimit);
}

#[tokio::test]
async fn what_lay_in_the_folders_before_does_not_count_as_output() {
    let inside = folder();
    std::fs::write(inside.out().join("ladder"), vec![7; 4 << 20]).expect("written");
    // Two seconds of half a megabyte in their own time: it is looked after one.
    let args = words(
        "-nostdin -v error -re -f lavfi -i anullsrc=r=48000:cl=6.1:d=2 -c:a pcm_s16le -f s16le -y",
    );
    let spec = Spec {
        program: ffmpeg(),
        args: [args, vec![inside.out().join("more").display().to_string()]].concat(),
        read: vec![inside.input()],
        write: vec![inside.out()],
        limits: Limits {
            file_bytes: 1 << 40,
            output_bytes: 3 << 20,
            ..LIMITS
        },
    };
    let outcome = jail().run(&spec, |_| ()).await.expect("it runs");
    assert_eq!(outcome.stopped, Stopped::Exit(0), "{outcome}");
}

#[tokio::test]
async fn a_missing_program_is_the_worlds_fault() {
    let inside = folder();
    let spec = Spec {
        program: PathBuf::from("/nonexistent"),
        args: Vec::new(),
        read: Vec::new(),
        write: vec![inside.out()],
        limits: LIMITS,
    };
    assert!(jail().run(&spec, |_| ()).await.is_err());
}

/// Processes that have this word in their arguments.
fn processes_with(word: &str) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| {
            std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| {
                line.windows(word.len())
                    .any(|window| window == word.as_bytes())
            })
        })
        .collect()
}

/// Those among them that have left the helper behind and become the program.
fn programs_with(word: &str) -> Vec<u32> {
    let is_helper = |pid: &u32| {
        std::fs::read(format!("/proc/{pid}/cmdline"))
            .is_ok_and(|line| line.windows(6).any(|window| window == b"__jail"))
    };
    processes_with(word)
        .into_iter()
        .filter(|pid| !is_helper(pid))
        .collect()
}

/// Looks again until it holds; the deadline only ends a failing test.
fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn a_dropped_job_leaves_no_process() {
    let inside = folder();
    let mark = inside.out().join("dropped-job").display().to_string();
    let args = words(&format!(
        "-nostdin -v error -y -re -f lavfi -i testsrc=size=64x64 -f null {mark}"
    ));
    let limits = Limits {
        wall: Duration::from_secs(50),
        ..LIMITS
    };
    let spec = Spec {
        program: ffmpeg(),
        args,
        read: Vec::new(),
        write: vec![inside.out()],
        limits,
    };
    let jail = jail();
    let job = tokio::spawn(async move { jail.run(&spec, |_| ()).await });
    let seen = mark.clone();
    tokio::task::spawn_blocking(move || {
        eventually("it runs", || !programs_with(&seen).is_empty());
    })
    .await
    .expect("seen");
    job.abort();
    let _ = job.await;
    assert_eq!(processes_with(&mark), Vec::<u32>::new());
}

#[test]
fn a_killed_worker_leaves_no_process() {
    // The worker is this test's own binary, running only the test below.
    let inside = folder();
    let mark = inside.out().join("killed-worker").display().to_string();
    let mut worker = Command::new(std::env::current_exe().expect("this binary"))
        .args([
            "--exact",
            "jail::works_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env("KILLED_WORKER_FOLDER", inside.out())
        .env("NEXTEST_EXECUTION_MODE", "process-per-test")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    eventually("it runs", || !programs_with(&mark).is_empty());
    worker.kill().expect("killed");
    worker.wait().expect("buried");
    eventually("its child is gone", || processes_with(&mark).is_empty());
}

#[tokio::test]
#[ignore = "only started and killed by the test above"]
async fn works_until_it_is_killed() {
    let out =
        PathBuf::from(std::env::var_os("KILLED_WORKER_FOLDER").expect("called by the test above"));
    let mark = out.join("killed-worker").display().to_string();
    let args = words(&format!(
        "-nostdin -v error -y -re -f lavfi -i testsrc=size=64x64 -f null {mark}"
    ));
    let spec = Spec {
        program: ffmpeg(),
        args,
        read: Vec::new(),
        write: vec![out],
        limits: LIMITS,
    };
    let _ = jail().run(&spec, |_| ()).await;
}

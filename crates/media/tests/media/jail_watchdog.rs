//! The watchdog: who works without getting on is ended, and nobody else. Perl stands for a decoder, for it can wait,
//! work and talk in one process.

use std::path::PathBuf;
use std::time::Duration;

use media::jail::{Limits, Outcome, Spec, Stopped};

use crate::support::{folder, jail};

/// CPU seconds without progress; the other limits are far away.
const LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_mins(1),
    file_bytes: 1 << 20,
    output_bytes: 1 << 20,
    wall: Duration::from_mins(5),
    stall_cpu: Duration::from_secs(1),
};

/// Runs a program that works for three CPU seconds and does this after each hundredth.
async fn works(each_time: &str) -> Outcome {
    perl(&format!(
        "my $next = 0; while ((my $cpu = (times)[0] + (times)[1]) < 3) {{ \
         if ($cpu >= $next) {{ $next = $cpu + 0.01; $n++; {each_time} }} }}"
    ))
    .await
}

async fn perl(program: &str) -> Outcome {
    let inside = folder();
    let spec = Spec {
        program: PathBuf::from("/usr/bin/perl"),
        args: vec!["-e".to_owned(), format!("$| = 1; {program}")],
        read: Vec::new(),
        write: vec![inside.out()],
        limits: LIMITS,
    };
    jail().run(&spec, |_| ()).await.expect("the jail works")
}

#[tokio::test]
async fn who_waits_long_without_working_is_not_stalled() {
    let outcome = perl("select(undef, undef, undef, 3)").await;
    assert_eq!(outcome.stopped, Stopped::Exit(0), "{outcome}");
}

#[tokio::test]
async fn who_works_long_and_gets_on_is_not_stalled() {
    for tells in ["print qq(out_time_us=$n\\n)", "print qq(step=$n\\n)"] {
        let outcome = works(tells).await;
        assert_eq!(outcome.stopped, Stopped::Exit(0), "{tells}: {outcome}");
    }
}

#[tokio::test]
async fn who_says_the_same_again_and_again_is_stalled() {
    for tells in ["print qq(out_time_us=1\\n)", "print qq(step=1\\n)"] {
        let outcome = works(tells).await;
        assert_eq!(outcome.stopped, Stopped::Stalled, "{tells}: {outcome}");
    }
}

#[tokio::test]
async fn who_talks_of_other_things_is_stalled() {
    // Frames and bytes may be counted without end while the film's time stands still.
    for tells in ["print qq(frame=$n\\n)", "print STDERR qq(step=$n\\n)"] {
        let outcome = works(tells).await;
        assert_eq!(outcome.stopped, Stopped::Stalled, "{tells}: {outcome}");
    }
}

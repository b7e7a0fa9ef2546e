//! Numbered points at which crash tests kill the process or make it stand still (`docs/security.md`, "Numbered kill points").
//!
//! An upload: U1 in the middle of its bytes, U2 all bytes there, U3 object stored and row not committed, U4 committed and
//! not answered, U5 answered and its job just claimed, U6 in the middle of processing, U7 renditions stored and rows not
//! written, U8 rows committed and the job not settled, U10 AVIF stored and rows not
//! written. A vote: V1 before the commit, V2 after it and before the answer, V3
//! its delta folded and not committed.

/// Ends the process at once, as `kill -9` would, when the environment names this point: `DIZZA_KILL_AT=U3`, or `U3:5` for
/// the fifth time it is passed. `DIZZA_STOP_AT` makes it stand still instead, as `kill -STOP` would, until somebody sends it
/// `CONT`. Does nothing in release builds.
#[inline]
pub fn point(name: &str) {
    #[cfg(debug_assertions)]
    armed::pass(name);
    #[cfg(not(debug_assertions))]
    let _ = name;
}

#[cfg(debug_assertions)]
mod armed {
    use std::process::Command;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static KILL: LazyLock<Option<Target>> = LazyLock::new(|| Target::read("DIZZA_KILL_AT"));
    static STOP: LazyLock<Option<Target>> = LazyLock::new(|| Target::read("DIZZA_STOP_AT"));

    struct Target {
        point: String,
        left: AtomicU32,
    }

    impl Target {
        fn read(variable: &str) -> Option<Self> {
            let target = std::env::var(variable).ok()?;
            let (point, times) = target.split_once(':').unwrap_or((&target, "1"));
            Some(Self {
                point: point.to_owned(),
                left: AtomicU32::new(times.parse().unwrap_or(1)),
            })
        }

        fn is_met(&self, point: &str) -> bool {
            self.point == point && self.left.fetch_sub(1, Ordering::SeqCst) == 1
        }
    }

    pub(super) fn pass(point: &str) {
        if KILL.as_ref().is_some_and(|target| target.is_met(point)) {
            // abort() runs no destructors and flushes nothing, like a kill from outside.
            std::process::abort();
        }
        if STOP.as_ref().is_some_and(|target| target.is_met(point)) {
            let own = std::process::id().to_string();
            let sent = Command::new("kill").args(["-STOP", &own]).status();
            assert!(sent.is_ok_and(|sent| sent.success()), "kill -STOP");
        }
    }
}

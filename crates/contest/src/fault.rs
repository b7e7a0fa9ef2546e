//! Numbered points at which crash tests kill the process (`docs/security.md`, "Numbered kill points").

/// Ends the process at once, as `kill -9` would, when the environment names this point: `DIZZA_KILL_AT=U3`, or `U3:5` for
/// the fifth time it is passed. Does nothing in release builds.
#[inline]
pub fn point(name: &str) {
    #[cfg(debug_assertions)]
    armed::pass(name);
    #[cfg(not(debug_assertions))]
    let _ = name;
}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static TARGET: LazyLock<Option<(String, AtomicU32)>> = LazyLock::new(|| {
        let target = std::env::var("DIZZA_KILL_AT").ok()?;
        let (name, times) = target.split_once(':').unwrap_or((&target, "1"));
        Some((name.to_owned(), AtomicU32::new(times.parse().unwrap_or(1))))
    });

    pub(super) fn pass(name: &str) {
        let Some((target, left)) = &*TARGET else {
            return;
        };
        // abort() runs no destructors and flushes nothing, like a kill from outside.
        if target == name && left.fetch_sub(1, Ordering::SeqCst) == 1 {
            std::process::abort();
        }
    }
}

//! Logs: warnings and errors appear in the output of a failed test, and everything is kept for tests that look for what must
//! not be there.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

static CAUGHT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Our own crates say more than others, and more than in production.
const KEPT: &str = "info,api=debug,contest=debug,dizza_http=debug,media=debug,queue=debug,server=debug,storage=debug,web=debug";

struct Catcher;

impl Write for Catcher {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        CAUGHT
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Begins to catch; `RUST_LOG` asks for more in the output. Only the first call of a process does something.
pub(crate) fn catch() {
    let shown = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,tower_sessions_core=error"));
    let on_screen = layer().with_test_writer().with_filter(shown);
    let kept = layer()
        .with_ansi(false)
        .with_writer(|| Catcher)
        .with_filter(EnvFilter::new(KEPT));
    let _ = tracing_subscriber::registry()
        .with(on_screen)
        .with(kept)
        .try_init();
}

/// All that was caught in this process.
pub(crate) fn caught() -> String {
    let lines = CAUGHT.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&lines).into_owned()
}

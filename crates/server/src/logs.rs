//! Log lines on the error output: text for eyes or JSON for machines, in UTC.

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::config::{LogConfig, LogFormat};

/// Starts logging for the whole process.
///
/// # Errors
/// The filter cannot be read.
pub(crate) fn start(config: &LogConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.filter)?;
    let text =
        (config.format == LogFormat::Text).then(|| fmt::layer().with_writer(std::io::stderr));
    let json = (config.format == LogFormat::Json)
        .then(|| fmt::layer().json().with_writer(std::io::stderr));
    // Another subscriber is there already in some tests; theirs wins.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(text)
        .with(json)
        .try_init();
    Ok(())
}

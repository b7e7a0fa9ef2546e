//! The command line. Each command delegates to a function that tests can call.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use contest::audit;
use queue::Lane;

use crate::{Config, app, logs, run};

/// The platform for contests in which school classes show what they think of tobacco.
#[derive(Debug, Parser)]
#[command(name = "dizza", version)]
pub struct Cli {
    /// Configuration file (TOML).
    #[arg(long, global = true, env = "DIZZA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the site, and works on its jobs.
    Serve {
        /// Loads the demo edition and shows the mailbox to callers on this machine.
        #[arg(long)]
        demo: bool,
        /// Leaves the jobs to `dizza worker`.
        #[arg(long)]
        no_worker: bool,
    },
    /// Works on jobs only.
    Worker {
        /// Which lanes: default, mail, media. All of them unless named.
        #[arg(long, value_delimiter = ',', value_parser = lane)]
        lanes: Vec<Lane>,
    },
    /// Brings the database to the newest step. `serve` and `worker` do it too.
    Migrate,
    /// Checks what can be checked from outside.
    #[command(subcommand)]
    Check(Check),
}

#[derive(Debug, Subcommand)]
enum Check {
    /// Reads the configuration and says whether it holds together.
    Config,
    /// Verifies the audit chain of every edition.
    Audit,
}

/// The program: a jailed decoder if it was started as one, else what the command line says.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match Cli::parse_from(arguments).run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("dizza: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Cli {
    fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(self.config.as_deref())?;
        logs::start(&config.log)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        runtime.block_on(self.command.run(config))
    }
}

impl Command {
    async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::Serve { demo, no_worker } => run::serve(config, demo, !no_worker).await?,
            Self::Worker { lanes } => run::work(config, &lanes).await?,
            Self::Migrate => migrations::run(&app::database(&config).await?).await?,
            Self::Check(Check::Config) => println!("the configuration holds together"),
            Self::Check(Check::Audit) => return check_audit(&config).await,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints one line per edition; fails if one chain is broken.
async fn check_audit(config: &Config) -> anyhow::Result<ExitCode> {
    let db = app::database(config).await?;
    let reports = audit::verify_all(db.read()).await?;
    let mut whole = true;
    for report in &reports {
        match &report.fault {
            None => println!("{}: {} rows, whole", report.chain, report.rows),
            Some(fault) => println!("{}: broken: {fault:?}", report.chain),
        }
        whole &= report.fault.is_none();
    }
    println!(
        "{} chains, {}",
        reports.len(),
        if whole { "all whole" } else { "broken" }
    );
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn lane(name: &str) -> Result<Lane, String> {
    let known = Lane::ALL
        .into_iter()
        .find(|lane| format!("{lane:?}").eq_ignore_ascii_case(name));
    known.ok_or_else(|| "default, mail or media".into())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
        let cli = Cli::try_parse_from(["dizza", "worker", "--lanes", "media,default"]).unwrap();
        assert!(
            matches!(cli.command, Command::Worker { lanes } if lanes == [Lane::Media, Lane::Default])
        );
        assert!(Cli::try_parse_from(["dizza", "worker", "--lanes", "fast"]).is_err());
    }
}

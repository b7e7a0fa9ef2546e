//! The command line. Each command delegates to a function that tests can call.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use contest::{
    AppContext,
    accounts::{self, Email},
    audit,
    permissions::{Actor, Role},
    votes,
};
use dizza_http::{Lang, urls};
use queue::Lane;

use crate::{Config, app, edition_file, logs, run};

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
        /// Decodes media even where the kernel has no Landlock. Only for systems where that cannot be helped.
        #[arg(long)]
        no_jail: bool,
    },
    /// Works on jobs only.
    Worker {
        /// Which lanes: default, mail, media, idle. All of them unless named.
        #[arg(long, value_delimiter = ',', value_parser = lane)]
        lanes: Vec<Lane>,
        /// Decodes media even where the kernel has no Landlock. Only for systems where that cannot be helped.
        #[arg(long)]
        no_jail: bool,
    },
    /// Brings the database to the newest step. `serve` and `worker` do it too.
    Migrate,
    /// What the operator does to accounts, on the server itself.
    #[command(subcommand)]
    Admin(Admin),
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
    /// Counts all votes again from the ballot log and compares.
    Votes,
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Prints an address that signs this person in once, within a day. For the first organiser, and for when mail fails.
    SignInLink {
        /// Whom.
        #[arg(value_parser = email)]
        email: Email,
    },
    /// Gives a role to whoever has this address, now or later.
    Grant {
        /// Whom.
        #[arg(value_parser = email)]
        email: Email,
        /// organiser, moderator, juror, teacher or contributor.
        role: Role,
    },
    /// Sets up an edition with its phases, categories and partners from a file (TOML; `docs/operate.md` shows one).
    Edition {
        /// The file.
        file: PathBuf,
    },
    /// Takes a role away, and ends the person's sessions.
    Revoke {
        /// Whom.
        #[arg(value_parser = email)]
        email: Email,
        /// organiser, moderator, juror, teacher or contributor.
        role: Role,
    },
}

/// The program: a jailed decoder if it was started as one, else what the command line says.
pub fn main() -> ExitCode {
    // Before anything else, while the process has one thread.
    if let Some(code) = media::helper_main(std::env::args_os()) {
        return code;
    }
    match Cli::parse().run() {
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
    async fn run(self, mut config: Config) -> anyhow::Result<ExitCode> {
        if let Self::Serve { no_jail: true, .. } | Self::Worker { no_jail: true, .. } = &self {
            config.worker.require_jail = false;
        }
        match self {
            Self::Serve {
                demo, no_worker, ..
            } => run::serve(config, demo, !no_worker).await?,
            Self::Worker { lanes, .. } => run::work(config, &lanes).await?,
            Self::Migrate => migrations::run(&app::database(&config).await?).await?,
            Self::Admin(admin) => admin.run(&config).await?,
            Self::Check(Check::Votes) => return check_votes(&config).await,
            Self::Check(Check::Config) => println!("the configuration holds together"),
            Self::Check(Check::Audit) => return check_audit(&config).await,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Admin {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let ctx = app::context(config).await?;
        match self {
            Self::SignInLink { email } => {
                println!("{}", sign_in_address(config, &ctx, &email).await?);
            }
            Self::Grant { email, role } => {
                accounts::grant(&ctx, &Actor::System, &email, role).await?;
                println!("granted");
            }
            Self::Edition { file } => {
                println!("{}", edition_file::set_up(&ctx, &file).await?);
            }
            Self::Revoke { email, role } => {
                accounts::revoke(&ctx, &Actor::System, &email, role).await?;
                println!("revoked");
            }
        }
        Ok(())
    }
}

/// The address of a page that signs `email` in once, within a day.
///
/// # Errors
/// The database failed.
pub async fn sign_in_address(
    config: &Config,
    ctx: &AppContext,
    email: &Email,
) -> anyhow::Result<String> {
    let token = accounts::admin_sign_in_link(ctx, email, accounts::ADMIN_LINK_MAX).await?;
    Ok(format!(
        "{}{}",
        config.public_origin(),
        urls::sign_in_link(Lang::default(), token)
    ))
}

/// Prints each contribution whose count is not what the log says; fails if there is one.
async fn check_votes(config: &Config) -> anyhow::Result<ExitCode> {
    let wrong = votes::recount(&app::context(config).await?).await?;
    for one in &wrong {
        println!(
            "{}: {} in the log, {} counted",
            one.contribution, one.log, one.score
        );
    }
    println!(
        "{}",
        if wrong.is_empty() {
            "all counts are right"
        } else {
            "counts differ from the log"
        }
    );
    Ok(if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Prints one line per edition; fails if one chain is broken.
async fn check_audit(config: &Config) -> anyhow::Result<ExitCode> {
    let db = app::database(config).await?;
    let reports = audit::verify_all(&db.begin_snapshot().await?).await?;
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

fn email(text: &str) -> Result<Email, String> {
    Email::parse(text).map_err(|error| error.to_string())
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
            matches!(cli.command, Command::Worker { lanes, .. } if lanes == [Lane::Media, Lane::Default])
        );
        assert!(Cli::try_parse_from(["dizza", "worker", "--lanes", "fast"]).is_err());
    }
}

//! The jail proves itself before a worker takes its first job.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::probe::Attempts;
pub use super::probe::Proof;
use super::{Jail, JailError, Limits, PROBE_COMMAND, Spec, Stopped};
use crate::folder::JobFolder;

/// Why the jail cannot be trusted.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The probe could not be prepared.
    #[error("could not prepare the jail's self-check")]
    Prepare(#[from] io::Error),
    /// The jail did not start.
    #[error("could not run the jail's self-check")]
    Jail(#[from] JailError),
    /// The probe gave no answer.
    #[error("the jail's self-check gave no answer: {0}")]
    Silent(String),
    /// Something that must be refused was not, or something that must work did not.
    #[error("the jail has a hole: {0:?}")]
    Hole(Box<Proof>),
}

/// Enough for the probe.
const PROBE_LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_secs(5),
    file_bytes: 1 << 20,
    output_bytes: 1 << 20,
    wall: Duration::from_secs(20),
    stall_cpu: Duration::from_secs(5),
};

impl Jail {
    /// As [`prove_hiding`](Self::prove_hiding), with a secret of its own only.
    ///
    /// # Errors
    /// See there.
    pub async fn prove(&self, parent: &Path) -> Result<Proof, ProveError> {
        self.prove_hiding(parent, &[]).await
    }

    /// Runs a program in the jail that tries to read files outside (a fresh one and those of `secrets`: the database, the
    /// key), open a socket, write or change something outside, make special files, start a shell, signal its parent and
    /// raise its limits. Uses folders below `parent`.
    ///
    /// # Errors
    /// [`ProveError::Hole`] names what got through; then no worker may start.
    pub async fn prove_hiding(
        &self,
        parent: &Path,
        secrets: &[PathBuf],
    ) -> Result<Proof, ProveError> {
        let inside = JobFolder::create(parent)?;
        let outside = JobFolder::create(parent)?;
        std::fs::write(inside.original(), b"input")?;
        std::fs::write(outside.original(), b"secret")?;
        // Somebody really listens, so that a refused connection cannot be mistaken for an empty port.
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let attempts = Attempts {
            input: inside.original(),
            secrets: std::iter::once(outside.original())
                .chain(secrets.iter().cloned())
                .collect(),
            bystander: outside.original(),
            outside: outside.work().join("escaped"),
            folder: inside.work(),
            address: listener.local_addr()?.to_string(),
            program: self.helper().to_path_buf(),
        };
        let spec = Spec {
            program: self.helper().to_path_buf(),
            args: vec![
                PROBE_COMMAND.to_owned(),
                serde_json::to_string(&attempts).map_err(JailError::Spec)?,
            ],
            read: vec![inside.input()],
            write: vec![inside.work()],
            limits: PROBE_LIMITS,
        };
        let mut answer = String::new();
        // The last report counts. Programs that the probe should not have been able to start may talk as well.
        let outcome = self
            .run(&spec, |line| {
                if line.starts_with('{') {
                    line.clone_into(&mut answer);
                }
            })
            .await?;
        let proof: Option<Proof> = serde_json::from_str(&answer).ok();
        match proof {
            Some(proof) if outcome.stopped == Stopped::Exit(0) && proof.holds() => Ok(proof),
            Some(proof) => Err(ProveError::Hole(Box::new(proof))),
            None => Err(ProveError::Silent(outcome.to_string())),
        }
    }
}

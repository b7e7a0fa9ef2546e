//! The loop that claims and runs jobs until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use database::{Clock, Db};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::claim::{Claimed, claim};
use crate::housekeeping::{KEEP_DONE, sweep_done};
use crate::run::{RunOptions, run_one};
use crate::{Lane, Registry, Waker};

const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// How a worker works. The default suits one small machine.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// Which lanes to serve, and how many jobs of each at a time.
    pub lanes: Vec<(Lane, usize)>,
    /// How long a claim holds when its worker dies; renewed at every third of it.
    pub lease: Duration,
    /// How often to look for jobs when nothing wakes us.
    pub poll: Duration,
    /// How long running handlers may go on after the shutdown; then they are dropped and their jobs handed back.
    pub drain: Duration,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            lanes: vec![
                (Lane::Default, 4),
                (Lane::Mail, 2),
                (Lane::Media, 1),
                (Lane::Idle, 1),
            ],
            lease: Duration::from_mins(1),
            poll: Duration::from_secs(1),
            drain: Duration::from_secs(20),
        }
    }
}

/// Runs the registry's jobs on this node.
#[derive(Debug)]
pub struct Worker {
    db: Db,
    clock: Clock,
    registry: Arc<Registry>,
    waker: Waker,
    options: WorkerOptions,
}

impl Worker {
    /// A worker that starts at [`run`](Self::run). `waker` is the one that enqueuing code wakes.
    pub fn new(
        db: Db,
        clock: Clock,
        registry: Arc<Registry>,
        waker: Waker,
        options: WorkerOptions,
    ) -> Self {
        Self {
            db,
            clock,
            registry,
            waker,
            options,
        }
    }

    /// Works until `shutdown` is cancelled. Then it claims nothing more, gives running handlers `options.drain`, drops
    /// those that need longer, hands their jobs back and returns.
    pub async fn run(self, shutdown: CancellationToken) {
        let stop = CancellationToken::new();
        let worker = Arc::new(self);
        let mut loops = JoinSet::new();
        for (lane, slots) in worker.options.lanes.clone() {
            let (worker, shutdown, stop) = (worker.clone(), shutdown.clone(), stop.clone());
            loops.spawn(async move { worker.serve(lane, slots, &shutdown, &stop).await });
        }
        loops.spawn({
            let (worker, shutdown) = (worker.clone(), shutdown.clone());
            async move { worker.keep_house(&shutdown).await }
        });
        shutdown.cancelled().await;
        if timeout(worker.options.drain, all(&mut loops)).await.is_ok() {
            return;
        }
        tracing::warn!("Handlers still run after the drain time and are dropped");
        stop.cancel();
        // Handing back takes moments; a database that is away must not hold up the shutdown, the leases will lapse.
        if timeout(Duration::from_secs(5), all(&mut loops))
            .await
            .is_err()
        {
            tracing::warn!(
                "Some jobs could not be handed back; they run again when their leases lapse"
            );
        }
    }

    /// One lane: claim while a slot is free, else wait.
    async fn serve(
        self: &Arc<Self>,
        lane: Lane,
        slots: usize,
        shutdown: &CancellationToken,
        stop: &CancellationToken,
    ) {
        let kinds = self.registry.kinds(lane);
        let free = Arc::new(Semaphore::new(slots));
        let mut running = JoinSet::new();
        while !shutdown.is_cancelled() {
            let slot = tokio::select! {
                () = shutdown.cancelled() => break,
                slot = free.clone().acquire_owned() => slot,
            };
            while running.try_join_next().is_some() {}
            match claim(&self.db, &self.clock, lane, &kinds, self.options.lease).await {
                Ok(Some(claimed)) => {
                    let (worker, stop) = (self.clone(), stop.clone());
                    running.spawn(async move {
                        worker.attempt(claimed, stop).await;
                        drop(slot);
                    });
                    continue;
                }
                Ok(None) => {}
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, lane = lane.name(), "Could not look for jobs");
                }
            }
            drop(slot);
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.waker.woken(lane) => {}
                () = sleep(self.options.poll) => {}
            }
        }
        all(&mut running).await;
    }

    async fn attempt(&self, claimed: Claimed, stop: CancellationToken) {
        let entry = self.registry.entry(&claimed.job.kind).clone();
        let options = RunOptions {
            lease: self.options.lease,
            stop,
        };
        let id = claimed.job.id;
        if let Err(error) = run_one(&self.db, &self.clock, &entry, claimed, &options).await {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, job.id = %id, "Could not settle the job; it runs again when its lease lapses");
        }
    }

    /// Enqueues recurring jobs and sweeps old done ones.
    async fn keep_house(&self, shutdown: &CancellationToken) {
        let mut sweep_at = Instant::now();
        while !shutdown.is_cancelled() {
            match self.registry.enqueue_scheduled(&self.db, &self.clock).await {
                Ok(0) => {}
                Ok(_) => self.waker.wake(),
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "Could not enqueue the recurring jobs");
                }
            }
            if Instant::now() >= sweep_at {
                sweep_at = Instant::now() + SWEEP_EVERY;
                if let Err(error) = sweep_done(self.db.write(), &self.clock, KEEP_DONE).await {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "Could not sweep the done jobs");
                }
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = sleep(self.options.poll) => {}
            }
        }
    }
}

async fn all(tasks: &mut JoinSet<()>) {
    while tasks.join_next().await.is_some() {}
}

//! The shortcut that starts a job at once on the node that enqueued it.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::Lane;

/// Wakes this process's workers; clones share it. A lost wake-up costs at most one poll interval.
#[derive(Clone, Debug, Default)]
pub struct Waker(Arc<[Notify; Lane::ALL.len()]>);

impl Waker {
    /// A waker that nobody listens to yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes every lane look for jobs now. Call it after the commit: before it, the job cannot be seen.
    pub fn wake(&self) {
        for lane in self.0.iter() {
            lane.notify_one(); // is remembered if the lane is busy just now
        }
    }

    pub(crate) async fn woken(&self, lane: Lane) {
        self.0[lane as usize].notified().await;
    }
}

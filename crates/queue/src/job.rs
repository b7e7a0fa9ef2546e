//! What a job is: a payload with a name, a lane and limits.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Lane;

/// A job's payload: ids only, never personal data (done rows stay for a day, dead ones until somebody looks).
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// The name in the table. Never renamed while such jobs may wait.
    const KIND: &'static str;
    /// Whose workers run it.
    const LANE: Lane = Lane::Default;
    /// Claims before it becomes a dead letter; a worker's death counts as one.
    const MAX_ATTEMPTS: u16 = 5;
    /// The longest one attempt may take. Then it is dropped and retried, so no job stays running for ever.
    const TIMEOUT: Duration = Duration::from_mins(10);
}

/// The wait after attempt number `attempts` (from 1): 10 s, 40 s, 160 s ... at most an hour.
pub(crate) fn backoff(attempts: i32) -> Duration {
    const FIRST: Duration = Duration::from_secs(10);
    const LONGEST: Duration = Duration::from_hours(1);
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10) * 2;
    (FIRST * 2_u32.pow(doublings)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::backoff;

    #[test]
    fn waits_grow_fourfold_up_to_an_hour() {
        let waits: Vec<u64> = (1..=7).map(|n| backoff(n).as_secs()).collect();
        assert_eq!(waits, [10, 40, 160, 640, 2_560, 3_600, 3_600]);
        assert_eq!(backoff(i32::MAX).as_secs(), 3_600);
        assert_eq!(backoff(0).as_secs(), 10);
    }
}

//! The two tables: jobs, and the last time slot of each recurring job.

use sea_orm::entity::prelude::*;

database::uuid_id!(
    /// Names one job: a UUID v7 of the moment it was enqueued.
    JobId
);

/// A group of workers with its own number of slots, so that slow work never delays quick work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Lane {
    /// Short work on the database.
    #[sea_orm(string_value = "default")]
    Default,
    /// Sending mail: waits for a foreign server.
    #[sea_orm(string_value = "mail")]
    Mail,
    /// Encoding: minutes of processor time.
    #[sea_orm(string_value = "media")]
    Media,
    /// What nobody waits for: begins only while no job of [`Media`](Self::Media) is due or runs, on any node.
    #[sea_orm(string_value = "idle")]
    Idle,
}

impl Lane {
    /// Every lane.
    pub const ALL: [Self; 4] = [Self::Default, Self::Mail, Self::Media, Self::Idle];

    /// The lane's name in configuration, logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Mail => "mail",
            Self::Media => "media",
            Self::Idle => "idle",
        }
    }
}

impl std::str::FromStr for Lane {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|lane| lane.name() == text)
            .ok_or_else(|| format!("`{text}` is no lane: choose among default, mail, media, idle"))
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum State {
    /// Waits for its time and a free worker.
    #[sea_orm(string_value = "ready")]
    Ready,
    /// A worker holds the lease, or held it when it died.
    #[sea_orm(string_value = "running")]
    Running,
    /// Finished well; kept for a day.
    #[sea_orm(string_value = "done")]
    Done,
    /// Given up, with the reason in `last_error`; kept until somebody revives it.
    #[sea_orm(string_value = "dead")]
    Dead,
}

/// Table `job`.
pub(crate) mod job {
    use super::{JobId, Lane, State};
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: JobId,
        pub kind: String,
        pub lane: Lane,
        pub payload: Json,
        pub state: State,
        pub run_at: DateTimeUtc,
        pub priority: i32, // higher runs first
        pub attempts: i32, // claims so far
        pub max_attempts: i32,
        pub lease_until: Option<DateTimeUtc>,
        pub lease_token: Option<Uuid>,
        #[sea_orm(unique)]
        pub dedup_key: Option<String>, // of live jobs only: nulled when done or dead
        pub last_error: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `job_schedule`: which slot of a recurring job was enqueued last, so that n nodes enqueue it once.
pub(crate) mod slot {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "job_schedule")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub slot: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

//! Beginning a contribution.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::State;
use super::entity::{contribution, hand_in, member};
use crate::editions::{self, Phase, PhaseWindow};
use crate::ids::{ClassId, ContributionId, EditionId, MembershipId};
use crate::permissions::Actor;
use crate::{AppContext, accounts, audit, classes};

/// Age groups that may take part alone.
pub const SINGLE_AGE_GROUPS: [&str; 2] = ["16-19", "20"];
/// Characters of a public code: 50 random bits, found by nobody who guesses.
const CODE_LENGTH: usize = 10;

/// Why no contribution was begun.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no edition, or the actor may not take part in it.
    #[error("not allowed to take part")]
    NotAllowed,
    /// The edition takes no single persons.
    #[error("this edition is for classes")]
    ClassesOnly,
    /// Younger than 16, or the age group is missing: take part with a class.
    #[error("single persons must be 16 or older")]
    TooYoung,
    /// Submissions are not open.
    #[error("submissions are not open")]
    Closed {
        /// When they are, if the edition says.
        window: Option<PhaseWindow>,
    },
    /// The class handed in another contribution.
    #[error("the class has handed in its contribution")]
    ClassHandedIn,
    /// The database failed; nothing was written.
    #[error("could not store the draft")]
    Db(#[from] DbErr),
}

/// Whom the contribution is for.
#[derive(Clone, Debug)]
pub enum Maker {
    /// The pupil's class.
    Pupil,
    /// A class of the teacher.
    Class(ClassId),
    /// The account alone, in this age group.
    Single {
        /// `16-19` or `20`; anything else is refused.
        age_group: String,
    },
}

/// Begins a draft, or gives the one that the pupil (or, with one contribution per class, the class) is already making.
///
/// # Errors
/// See [`StartError`].
pub async fn start(
    ctx: &AppContext,
    actor: &Actor,
    maker: Maker,
) -> Result<contribution::Model, StartError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let seat = Seat::find(&txn, actor, maker).await?;
    seat.wait_for_others(&txn).await?;
    if let Some(work) = seat.existing(&txn).await? {
        seat.sit_down(&txn, work.id).await?;
        txn.commit().await?;
        return Ok(work);
    }
    let window = editions::queries::phase(&txn, seat.edition, Phase::Submissions).await?;
    if !window.is_some_and(|window| window.is_open_at(now)) {
        return Err(StartError::Closed { window });
    }
    if seat.class_has_handed_in(&txn).await? {
        return Err(StartError::ClassHandedIn);
    }
    let work = contribution::Model {
        captioned: false,
        id: ctx.id(now),
        code: ctx.random_code(CODE_LENGTH),
        edition_id: seat.edition,
        category_id: None,
        class_id: seat.class,
        account_id: if seat.class.is_some() {
            None
        } else {
            actor.account()
        },
        age_group: seat.age_group.clone(),
        title: String::new(),
        text: String::new(),
        language: "sv".into(),
        credits: String::new(),
        state: State::Draft,
        version: 1,
        publish_at: None,
        published_at: None,
        approved_hash: None,
        urgent: false,
        claimed_by: None,
        claimed_until: None,
        created_at: now,
        updated_at: now,
        handed_in_at: None,
    };
    contribution::Entity::insert(work.clone().into_active_model())
        .exec_without_returning(&txn)
        .await?;
    seat.sit_down(&txn, work.id).await?;
    let subject = format!("contribution:{}", work.id);
    audit::append(
        &txn,
        now,
        seat.edition,
        actor,
        "contribution.start",
        &subject,
        &json!({}),
    )
    .await?;
    txn.commit().await?;
    Ok(work)
}

/// Where in which edition somebody takes part.
struct Seat {
    edition: EditionId,
    class: Option<ClassId>,
    one_per_class: bool,
    pupil: Option<MembershipId>,
    account: Option<crate::ids::AccountId>,
    age_group: Option<String>,
}

impl Seat {
    async fn find(
        db: &impl ConnectionTrait,
        actor: &Actor,
        maker: Maker,
    ) -> Result<Self, StartError> {
        let (class, pupil, age_group) = match (actor, maker) {
            (Actor::Pupil { id, class, .. }, Maker::Pupil) => (Some(*class), Some(*id), None),
            (Actor::Account { .. }, Maker::Class(id)) => (Some(id), None, None),
            (Actor::Account { .. }, Maker::Single { age_group }) => (None, None, Some(age_group)),
            _ => return Err(StartError::NotAllowed),
        };
        let edition = if let Some(id) = class {
            let class = classes::queries::find(db, id)
                .await?
                .ok_or(StartError::NotAllowed)?;
            if pupil.is_none() && actor.account() != Some(class.teacher_id) {
                return Err(StartError::NotAllowed);
            }
            editions::queries::get(db, class.edition_id).await?
        } else {
            editions::queries::current(db)
                .await?
                .ok_or(StartError::NotAllowed)?
        };
        if class.is_none() && !edition.singles_allowed {
            return Err(StartError::ClassesOnly);
        }
        if age_group
            .as_ref()
            .is_some_and(|group| !SINGLE_AGE_GROUPS.contains(&group.as_str()))
        {
            return Err(StartError::TooYoung);
        }
        let (edition, one_per_class) = (edition.id, edition.one_per_class);
        Ok(Self {
            edition,
            class,
            one_per_class,
            pupil,
            account: actor.account(),
            age_group,
        })
    }

    /// Two pupils who begin at the same moment begin one draft: the class, or the single person, is the lock.
    async fn wait_for_others(&self, txn: &DatabaseTransaction) -> Result<(), DbErr> {
        if let Some(class) = self.class {
            classes::queries::lock(txn, class).await?;
        } else if let Some(account) = self.account {
            accounts::queries::lock(txn, account).await?;
        }
        Ok(())
    }

    /// What is already being made from this seat.
    async fn existing(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<Option<contribution::Model>, DbErr> {
        if let Some(pupil) = self.pupil
            && let Some(place) = member::Entity::find_by_id(pupil).one(db).await?
            && let Some(work) = super::queries::find(db, place.contribution_id).await?
            && !matches!(
                work.state,
                State::Withdrawn | State::Rejected | State::Erased
            )
        {
            return Ok(Some(work));
        }
        let drafts = contribution::Entity::find()
            .filter(contribution::Column::EditionId.eq(self.edition))
            .filter(contribution::Column::State.is_in([State::Draft, State::ChangesRequested]));
        match self.class {
            Some(class) if self.one_per_class => {
                drafts
                    .filter(contribution::Column::ClassId.eq(class))
                    .one(db)
                    .await
            }
            Some(_) => Ok(None),
            None => {
                drafts
                    .filter(contribution::Column::AccountId.eq(self.account))
                    .one(db)
                    .await
            }
        }
    }

    async fn class_has_handed_in(&self, db: &impl ConnectionTrait) -> Result<bool, DbErr> {
        let Some(class) = self.class.filter(|_| self.one_per_class) else {
            return Ok(false);
        };
        Ok(hand_in::Entity::find_by_id((self.edition, class))
            .one(db)
            .await?
            .is_some())
    }

    /// Puts the pupil into the contribution; they leave the one they were in, which is over.
    async fn sit_down(&self, txn: &DatabaseTransaction, work: ContributionId) -> Result<(), DbErr> {
        let Some(pupil) = self.pupil else {
            return Ok(());
        };
        let place = member::ActiveModel {
            membership_id: Set(pupil),
            contribution_id: Set(work),
        };
        let moved = sea_orm::sea_query::OnConflict::column(member::Column::MembershipId)
            .update_column(member::Column::ContributionId)
            .to_owned();
        member::Entity::insert(place)
            .on_conflict(moved)
            .exec_without_returning(txn)
            .await?;
        Ok(())
    }
}

//! Who is voting.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::{Lane, VoterKey};
use crate::accounts::entity::account;
use crate::editions::entity::edition;
use crate::permissions::Actor;

/// The actor as a voter of `edition`; `None` if they have no vote in it.
///
/// An account votes by its address, as somebody who confirmed that address for voting alone would: one person, one key.
pub(super) async fn identify(
    db: &impl ConnectionTrait,
    actor: &Actor,
    edition: &edition::Model,
) -> Result<Option<(Lane, VoterKey)>, DbErr> {
    Ok(match actor {
        Actor::Pupil {
            id,
            edition: theirs,
            ..
        } if *theirs == edition.id => {
            VoterKey::of_membership(edition, *id).map(|key| (Lane::Membership, key))
        }
        Actor::Voter {
            edition: theirs,
            key,
        } if *theirs == edition.id => Some((Lane::Email, key.clone())),
        Actor::Account { id, .. } => {
            let account = account::Entity::find_by_id(*id).one(db).await?;
            account
                .and_then(|account| VoterKey::of_email(edition, &account.email))
                .map(|key| (Lane::Email, key))
        }
        Actor::Pupil { .. } | Actor::Voter { .. } | Actor::System => None,
    })
}

/// Whether the actor has votes in `edition`.
///
/// # Errors
/// The database failed.
pub async fn is_voter(
    db: &impl ConnectionTrait,
    actor: &Actor,
    edition: &edition::Model,
) -> Result<bool, DbErr> {
    Ok(identify(db, actor, edition).await?.is_some())
}

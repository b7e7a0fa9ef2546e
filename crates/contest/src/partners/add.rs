//! Adding a partner.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::entity::{origin, partner};
use crate::ids::EditionId;
use crate::permissions::{Actor, Role};
use crate::{AppContext, audit};

/// Why no partner was added.
#[derive(Debug, thiserror::Error)]
pub enum AddPartnerError {
    /// Only organisers and the command line add partners.
    #[error("not allowed to add partners")]
    NotAllowed,
    /// Not of the form `https://host` (`http` on this machine only).
    #[error("{0:?} is no origin")]
    Origin(String),
    /// The database failed; nothing was written.
    #[error("could not store the partner")]
    Db(#[from] DbErr),
}

/// Adds a partner with the sites that may frame galleries. If there is one of this name in addresses already, the sites are
/// added to it.
///
/// # Errors
/// See [`AddPartnerError`]; on an error nothing was written.
pub async fn add(
    ctx: &AppContext,
    actor: &Actor,
    edition: EditionId,
    (slug, name): (&str, &str),
    origins: &[&str],
) -> Result<partner::Model, AddPartnerError> {
    if !(actor.has(Role::Organiser) || matches!(actor, Actor::System)) {
        return Err(AddPartnerError::NotAllowed);
    }
    if let Some(bad) = origins.iter().find(|origin| !is_origin(origin)) {
        return Err(AddPartnerError::Origin((*bad).to_owned()));
    }
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let row = if let Some(row) = find(&txn, edition, slug).await? {
        row
    } else {
        let row = partner::Model {
            id: ctx.id(now),
            edition_id: edition,
            slug: slug.into(),
            name: name.into(),
            created_at: now,
        };
        partner::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(&txn)
            .await?;
        let subject = format!("partner:{}", row.id);
        audit::append(
            &txn,
            now,
            edition,
            actor,
            "partner.add",
            &subject,
            &json!({}),
        )
        .await?;
        row
    };
    for site in origins {
        let site = origin::Model {
            partner_id: row.id,
            origin: (*site).to_owned(),
        };
        let once = OnConflict::columns([origin::Column::PartnerId, origin::Column::Origin])
            .do_nothing()
            .to_owned();
        origin::Entity::insert(site.into_active_model())
            .on_conflict(once)
            .exec_without_returning(&txn)
            .await?;
    }
    txn.commit().await?;
    Ok(row)
}

async fn find(
    db: &impl ConnectionTrait,
    edition: EditionId,
    slug: &str,
) -> Result<Option<partner::Model>, DbErr> {
    partner::Entity::find()
        .filter(partner::Column::EditionId.eq(edition))
        .filter(partner::Column::Slug.eq(slug))
        .one(db)
        .await
}

/// Scheme and host, perhaps a port, nothing else: it goes into a header as it is.
fn is_origin(text: &str) -> bool {
    let Some(host) = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://localhost").map(|_| "localhost"))
    else {
        return false;
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:".contains(c);
    let rest = text.rsplit_once("//").map_or("", |(_, rest)| rest);
    !host.is_empty() && rest.chars().all(plain) && !rest.starts_with(['.', ':', '-'])
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn only_scheme_and_host_are_an_origin() {
        for good in [
            "https://example.org",
            "https://www.example.org:8443",
            "http://localhost:3000",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "example.org",
            "http://example.org",
            "https://",
            "https://example.org/",
            "https://a b",
            "https://*.example.org",
            "https://example.org; script-src *",
            "https://Example.org",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}

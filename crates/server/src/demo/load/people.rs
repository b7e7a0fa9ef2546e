//! Staff, teachers and pupils of the demo edition.

use anyhow::Context;
use chrono::Duration;
use contest::AppContext;
use contest::accounts::{self, Email};
use contest::classes::entity::school_class;
use contest::classes::{self, NewClass};
use contest::ids::AccountId;
use contest::permissions::{Actor, Role};

use crate::demo::content::{Class, NICKNAMES, TEACHERS};

/// Addresses of the staff; no mail ever leaves for `.example`.
const STAFF: [(&str, Role); 3] = [
    ("arrangor@demo.example", Role::Organiser),
    ("moderator@demo.example", Role::Moderator),
    ("jury@demo.example", Role::Juror),
];

/// A way in for somebody who tries the demo.
#[derive(Clone, Debug)]
pub struct Link {
    /// As whom.
    pub role: Role,
    /// Goes into the address of the sign-in page.
    pub token: String,
}

/// One-time links for an organiser, a moderator, a teacher and a juror, valid for a day.
///
/// # Errors
/// The database failed.
pub async fn sign_in_links(ctx: &AppContext) -> anyhow::Result<Vec<Link>> {
    staff(ctx).await?;
    grant(ctx, TEACHERS[0], Role::Teacher).await?;
    let mut links = Vec::new();
    for (address, role) in STAFF.into_iter().chain([(TEACHERS[0], Role::Teacher)]) {
        let token =
            accounts::admin_sign_in_link(ctx, &email(address)?, Duration::hours(24)).await?;
        links.push(Link { role, token });
    }
    Ok(links)
}

/// Grants the staff's roles; once is enough.
pub(super) async fn staff(ctx: &AppContext) -> anyhow::Result<()> {
    for (address, role) in STAFF {
        grant(ctx, address, role).await?;
    }
    Ok(())
}

/// The moderator who decides in the demo.
pub(super) async fn moderator(ctx: &AppContext) -> anyhow::Result<Actor> {
    actor(ctx, grant(ctx, STAFF[1].0, Role::Moderator).await?).await
}

/// The teachers, in the order of [`TEACHERS`].
pub(super) async fn teachers(ctx: &AppContext) -> anyhow::Result<Vec<Actor>> {
    let mut actors = Vec::new();
    for address in TEACHERS {
        actors.push(actor(ctx, grant(ctx, address, Role::Teacher).await?).await?);
    }
    Ok(actors)
}

/// The class, opened by its teacher if that has not happened.
pub(super) async fn class(
    ctx: &AppContext,
    teacher: &Actor,
    class: &Class,
) -> anyhow::Result<school_class::Model> {
    let account = teacher.account().context("teachers have accounts")?;
    let theirs = classes::queries::of_teacher(ctx.db.read(), account).await?;
    if let Some(open) = theirs
        .into_iter()
        .find(|open| open.school == class.school && open.name == class.name)
    {
        return Ok(open);
    }
    let new = NewClass {
        school: class.school.into(),
        name: class.name.into(),
        grade: class.grade,
        municipality: class.municipality.into(),
        show_place: class.show_place,
    };
    Ok(classes::open_class(ctx, teacher, &new).await?)
}

/// Two pupils of the class, who join if nobody has.
pub(super) async fn pupils(
    ctx: &AppContext,
    class: &school_class::Model,
    salt: usize,
) -> anyhow::Result<Vec<Actor>> {
    let db = ctx.db.read();
    let mut ids: Vec<_> = classes::queries::pupils(db, class.id)
        .await?
        .into_iter()
        .map(|pupil| pupil.id)
        .collect();
    for i in ids.len()..2 {
        let nickname = NICKNAMES[(salt * 2 + i) % NICKNAMES.len()];
        ids.push(
            classes::join(ctx, &class.join_code, nickname, b"demo")
                .await?
                .membership,
        );
    }
    let mut actors = Vec::new();
    for id in ids {
        actors.extend(classes::queries::actor(db, id).await?);
    }
    Ok(actors)
}

async fn grant(ctx: &AppContext, address: &str, role: Role) -> anyhow::Result<AccountId> {
    Ok(accounts::grant(ctx, &Actor::System, &email(address)?, role).await?)
}

async fn actor(ctx: &AppContext, id: AccountId) -> anyhow::Result<Actor> {
    accounts::queries::actor(ctx.db.read(), id)
        .await?
        .context("the account was suspended")
}

pub(super) fn email(address: &str) -> anyhow::Result<Email> {
    Email::parse(address).with_context(|| format!("{address} is no address"))
}

//! Builders that put rows straight into the database, for tests that begin in the middle of a story.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};

use crate::accounts::entity::{account, role_grant};
use crate::classes::entity::{membership, school_class};
use crate::contributions::answers::{self, Question};
use crate::contributions::entity::{contribution, hand_in, member};
use crate::contributions::{self, State};
use crate::editions::Phase;
use crate::editions::entity::{category, edition, phase};
use crate::ids::{AccountId, EditionId};
use crate::permissions::{Actor, Role};
use crate::{AppContext, DbErr};

/// An edition in which submissions and voting are open: submissions from 10 days ago for 30 days, voting from yesterday for
/// 20 days, publish delay 0, three votes, one contribution per class, single persons allowed, categories image, film, music, poem.
///
/// # Errors
/// The database failed.
pub async fn edition(ctx: &AppContext, slug: &str) -> Result<edition::Model, DbErr> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let edition = edition::Model {
        id: ctx.id(now),
        slug: slug.into(),
        name_sv: "Dizza Tobak".into(),
        name_en: "Dizza Tobacco".into(),
        theme_sv: "Hur får vi unga att inte börja?".into(),
        theme_en: "How do we keep young people from starting?".into(),
        time_zone: "Europe/Stockholm".into(),
        publish_delay_seconds: 0,
        votes_per_voter: 3,
        one_per_class: true,
        singles_allowed: true,
        framing_open: true,
        max_film_seconds: 300,
        max_film_side: 720,
        accent_hue: None,
        voter_secret: Some(ctx.random::<32>().to_vec()),
        created_at: now,
    };
    edition::Entity::insert(edition.clone().into_active_model())
        .exec_without_returning(&txn)
        .await?;
    for (kind, from, days) in [(Phase::Submissions, -10, 30), (Phase::Voting, -1, 20)] {
        let starts_at = now + Duration::days(from);
        let row = phase::Model {
            edition_id: edition.id,
            phase: kind,
            starts_at,
            ends_at: starts_at + Duration::days(days),
        };
        phase::Entity::insert(row.into_active_model())
            .exec_without_returning(&txn)
            .await?;
    }
    for (position, (slug, sv, en)) in [
        ("image", "Bild", "Image"),
        ("film", "Film", "Film"),
        ("music", "Musik", "Music"),
        ("poem", "Dikt", "Poem"),
    ]
    .into_iter()
    .enumerate()
    {
        let row = category::Model {
            id: ctx.id(now),
            edition_id: edition.id,
            slug: slug.into(),
            name_sv: sv.into(),
            name_en: en.into(),
            position: i32::try_from(position).unwrap_or(0),
        };
        category::Entity::insert(row.into_active_model())
            .exec_without_returning(&txn)
            .await?;
    }
    txn.commit().await?;
    Ok(edition)
}

/// An account with these grants.
///
/// # Errors
/// The database failed.
pub async fn account(ctx: &AppContext, email: &str, roles: &[Role]) -> Result<AccountId, DbErr> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let id: AccountId = ctx.id(now);
    let row = account::Model {
        id,
        email: email.into(),
        language: "sv".into(),
        created_at: now,
        suspended_at: None,
    };
    account::Entity::insert(row.into_active_model())
        .exec_without_returning(&txn)
        .await?;
    for role in roles {
        let grant = role_grant::Model {
            account_id: id,
            role: *role,
            granted_at: now,
        };
        role_grant::Entity::insert(grant.into_active_model())
            .exec_without_returning(&txn)
            .await?;
    }
    txn.commit().await?;
    Ok(id)
}

/// A class 7B of a school in Malmö, open to join.
///
/// # Errors
/// The database failed.
pub async fn class(
    ctx: &AppContext,
    edition: EditionId,
    teacher: AccountId,
) -> Result<school_class::Model, DbErr> {
    let now = ctx.clock.wall();
    let row = school_class::Model {
        id: ctx.id(now),
        edition_id: edition,
        teacher_id: teacher,
        school: "Björkskolan".into(),
        name: "7B".into(),
        grade: 7,
        municipality_code: "1280".into(),
        show_place: false,
        join_code: ctx.random_code(8),
        joining_closed_at: None,
        return_misses: 0,
        created_at: now,
    };
    school_class::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(ctx.db.write())
        .await?;
    Ok(row)
}

/// A pupil of the class, whose recovery phrase nobody knows.
///
/// # Errors
/// The database failed.
pub async fn pupil(
    ctx: &AppContext,
    class: &school_class::Model,
    nickname: &str,
) -> Result<membership::Model, DbErr> {
    let now = ctx.clock.wall();
    let row = membership::Model {
        id: ctx.id(now),
        class_id: class.id,
        nickname: nickname.into(),
        phrase_hash: ctx.random::<32>().to_vec(),
        created_at: now,
        removed_at: None,
    };
    membership::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(ctx.db.write())
        .await?;
    Ok(row)
}

/// A poem of the class in `state`, complete as that state wants it. Each call takes the class's one place only if it is
/// free, so several poems of one class are possible in tests of galleries.
///
/// # Errors
/// The database failed.
pub async fn poem(
    ctx: &AppContext,
    class: &school_class::Model,
    title: &str,
    state: State,
) -> Result<contribution::Model, DbErr> {
    let now = ctx.clock.wall();
    let poem = crate::editions::queries::categories(ctx.db.read(), class.edition_id).await?;
    let poem = poem.into_iter().find(|category| category.slug == "poem");
    let mut work = contribution::Model {
        id: ctx.id(now),
        code: ctx.random_code(10),
        edition_id: class.edition_id,
        category_id: poem.map(|category| category.id),
        class_id: Some(class.id),
        account_id: None,
        age_group: None,
        title: title.into(),
        text: format!("{title}\när inte till salu."),
        language: "sv".into(),
        credits: "Räven och Ugglan".into(),
        state,
        version: 1,
        publish_at: None,
        published_at: None,
        approved_hash: None,
        urgent: false,
        captioned: false,
        claimed_by: None,
        claimed_until: None,
        created_at: now,
        updated_at: now,
        handed_in_at: handed_in(state, now),
    };
    let txn = ctx.begin_write().await?;
    if matches!(state, State::Approved | State::Published | State::Hidden) {
        work.approved_hash = contributions::content_hash(&txn, &work).await?;
        work.published_at = (state != State::Approved).then_some(now);
        work.publish_at = (state == State::Approved).then_some(now);
    }
    contribution::Entity::insert(work.clone().into_active_model())
        .exec_without_returning(&txn)
        .await?;
    if !matches!(
        state,
        State::Draft | State::Withdrawn | State::Rejected | State::Erased
    ) {
        let place = hand_in::ActiveModel {
            edition_id: Set(class.edition_id),
            class_id: Set(class.id),
            contribution_id: Set(work.id),
        };
        let taken = sea_orm::sea_query::OnConflict::new()
            .do_nothing()
            .to_owned();
        hand_in::Entity::insert(place)
            .on_conflict(taken)
            .exec_without_returning(&txn)
            .await?;
    }
    txn.commit().await?;
    Ok(work)
}

/// Answers the questions about people and rights so that the draft can be handed in.
///
/// # Errors
/// As [`edit`](contributions::edit()).
pub async fn answer_all(
    ctx: &AppContext,
    maker: &Actor,
    code: &str,
) -> Result<(), contributions::EditError> {
    let given = Question::ALL.map(|question| (question, question.good_answer()));
    answers::answer(ctx, maker, code, &given).await
}

/// Makes `pupil` one of the makers of `work`.
///
/// # Errors
/// The database failed.
pub async fn join(
    ctx: &AppContext,
    work: &contribution::Model,
    pupil: &membership::Model,
) -> Result<(), DbErr> {
    let row = member::Model {
        membership_id: pupil.id,
        contribution_id: work.id,
    };
    member::Entity::insert(row.into_active_model())
        .exec_without_returning(ctx.db.write())
        .await?;
    Ok(())
}

fn handed_in(state: State, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (!matches!(state, State::Draft | State::Submitted)).then_some(now)
}

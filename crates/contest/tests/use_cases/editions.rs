//! Setting editions up, and adding partners.

use chrono::Duration;
use contest::editions::{self, NewEdition, Phase, SetUpError, Words};
use contest::partners::{self, AddPartnerError};
use contest::permissions::Actor;
use contest::{audit, editions::queries};

use crate::common::{TestDb, noon};

fn new_edition() -> NewEdition {
    NewEdition {
        slug: "dizza-2026".into(),
        name: Words::new("Dizza 2026", "Dizza 2026"),
        theme: Words::new("Vad säger ni?", "What do you say?"),
        time_zone: "Europe/Stockholm".into(),
        phases: vec![(Phase::Submissions, noon(), noon() + Duration::days(9))],
        categories: vec![
            ("film".into(), Words::new("Film", "Film")),
            ("poem".into(), Words::new("Dikt", "Poem")),
        ],
        publish_delay_seconds: 0,
        votes_per_voter: 3,
        one_per_class: true,
        singles_allowed: true,
        full_hd: false,
    }
}

#[tokio::test]
async fn an_edition_is_set_up_once_with_its_phases_and_categories_in_order() {
    let test = TestDb::new().await;
    let ctx = &test.ctx;
    let first = editions::set_up(ctx, &Actor::System, &new_edition())
        .await
        .unwrap();
    let changed = NewEdition {
        votes_per_voter: 9,
        ..new_edition()
    };
    let second = editions::set_up(ctx, &Actor::System, &changed)
        .await
        .unwrap();
    assert_eq!(first, second);

    let window = queries::phase(ctx.db.read(), first.id, Phase::Submissions)
        .await
        .unwrap()
        .unwrap();
    assert!(window.is_open_at(noon()) && !window.is_open_at(noon() + Duration::days(9)));
    let slugs: Vec<String> = queries::categories(ctx.db.read(), first.id)
        .await
        .unwrap()
        .into_iter()
        .map(|c| c.slug)
        .collect();
    assert_eq!(slugs, ["film", "poem"]);
    let chains = audit::verify_all(ctx.db.read()).await.unwrap();
    assert!(
        chains
            .iter()
            .any(|chain| chain.rows == 1 && chain.fault.is_none())
    );
}

#[tokio::test]
async fn films_end_at_720_lines_unless_the_edition_asks_for_full_hd() {
    let test = TestDb::new().await;
    for (slug, full_hd, side) in [("modest", false, 720), ("large", true, 1080)] {
        let new = NewEdition {
            slug: slug.into(),
            full_hd,
            ..new_edition()
        };
        let edition = editions::set_up(&test.ctx, &Actor::System, &new)
            .await
            .unwrap();
        assert_eq!(edition.max_film_side, side, "{slug}");
    }
}

#[tokio::test]
async fn what_does_not_hold_together_is_refused() {
    let test = TestDb::new().await;
    let refused = async |change: fn(&mut NewEdition)| {
        let mut new = new_edition();
        change(&mut new);
        editions::set_up(&test.ctx, &Actor::System, &new)
            .await
            .unwrap_err()
    };
    assert!(matches!(
        refused(|n| n.slug = "Dizza 2026".into()).await,
        SetUpError::Slug(_)
    ));
    assert!(matches!(
        refused(|n| n.time_zone = "Stockholm".into()).await,
        SetUpError::TimeZone(_)
    ));
    assert!(matches!(
        refused(|n| n.phases[0].2 = n.phases[0].1).await,
        SetUpError::Phase(Phase::Submissions)
    ));
    assert!(matches!(
        refused(|n| n.phases.push(n.phases[0])).await,
        SetUpError::Phase(_)
    ));
    assert!(matches!(
        refused(|n| n.categories.clear()).await,
        SetUpError::NoCategories
    ));
    assert!(matches!(
        refused(|n| n.categories.push(n.categories[0].clone())).await,
        SetUpError::Slug(_)
    ));
    assert!(queries::list(test.ctx.db.read()).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_organisers_set_up_editions_and_add_partners() {
    let test = TestDb::new().await;
    let ctx = &test.ctx;
    let edition = editions::set_up(ctx, &Actor::System, &new_edition())
        .await
        .unwrap();
    let teacher = Actor::Account {
        id: ctx.id(noon()),
        roles: vec![contest::permissions::Role::Teacher],
        language: "sv".into(),
    };
    let refused = editions::set_up(ctx, &teacher, &new_edition()).await;
    assert!(matches!(refused, Err(SetUpError::NotAllowed)));
    let refused = partners::add(ctx, &teacher, edition.id, ("p", "P"), &[]).await;
    assert!(matches!(refused, Err(AddPartnerError::NotAllowed)));
}

#[tokio::test]
async fn a_partner_is_added_once_and_keeps_all_its_sites() {
    let test = TestDb::new().await;
    let ctx = &test.ctx;
    let edition = editions::set_up(ctx, &Actor::System, &new_edition())
        .await
        .unwrap()
        .id;
    let names = ("friends", "Friends of air");
    let first = partners::add(ctx, &Actor::System, edition, names, &["https://a.example"])
        .await
        .unwrap();
    let both = ["https://a.example", "https://b.example"];
    let second = partners::add(ctx, &Actor::System, edition, names, &both)
        .await
        .unwrap();
    assert_eq!(first.id, second.id);
    let bad = partners::add(
        ctx,
        &Actor::System,
        edition,
        names,
        &["https://a.example/x"],
    )
    .await;
    assert!(matches!(bad, Err(AddPartnerError::Origin(_))));
}

//! Looking: front page, gallery, a contribution's page, and what machines read.

use std::collections::BTreeSet;

use chrono::Duration;
use contest::classes::entity::school_class;
use contest::collections;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::ids::AccountId;
use contest::permissions::{Principal, Role};
use contest::{editions, testing};
use dizza_http::{Lang, urls};
use test_support::{Answer, TestApp, TestOptions};

async fn class(app: &TestApp) -> (school_class::Model, AccountId) {
    let edition = testing::edition(&app.ctx, "dizza-2026").await.unwrap();
    let teacher = testing::account(&app.ctx, "larare@skola.test", &[Role::Teacher])
        .await
        .unwrap();
    (
        testing::class(&app.ctx, edition.id, teacher).await.unwrap(),
        teacher,
    )
}

async fn poems(
    app: &TestApp,
    class: &school_class::Model,
    count: usize,
) -> Vec<contribution::Model> {
    let mut works = Vec::new();
    for n in 0..count {
        app.clock.advance(Duration::seconds(1));
        works.push(
            testing::poem(&app.ctx, class, &format!("Dikt {n}"), State::Published)
                .await
                .unwrap(),
        );
    }
    works
}

/// Codes of the contributions that a page links to.
fn shown(page: &Answer) -> Vec<String> {
    let links = page
        .links()
        .into_iter()
        .filter_map(|link| Some(link.strip_prefix("/sv/c/")?.to_owned()));
    links.filter(|code| !code.contains('/')).collect()
}

fn next(page: &Answer) -> Option<String> {
    page.links()
        .into_iter()
        .find(|link| link.starts_with("/sv/gallery?") && link.contains("after="))
}

#[tokio::test]
async fn the_bare_address_leads_to_the_reader_s_language() {
    let app = TestApp::new().await;
    let answer = app
        .client()
        .with_header("accept-language", "en-GB,en;q=0.9")
        .get(&urls::root())
        .await;
    assert_eq!((answer.status.as_u16(), answer.location()), (307, "/en"));
    assert!(answer.header("vary").contains("accept-language"));
    assert_eq!(app.client().get(&urls::root()).await.location(), "/sv");
    app.client().get("/de").await.assert_status(404);
}

#[tokio::test]
async fn a_site_without_an_edition_still_has_its_pages() {
    let app = TestApp::new().await;
    for page in [
        urls::home,
        urls::gallery,
        urls::how,
        urls::schools,
        urls::privacy,
        urls::accessibility,
    ] {
        for lang in Lang::ALL {
            let answer = app.client().get(&page(lang)).await.assert_status(200);
            assert!(answer.text().contains(&format!("<html lang=\"{lang}\">")));
            assert!(
                answer.header("set-cookie").is_empty(),
                "a cookie before sign-in"
            );
        }
    }
}

#[tokio::test]
async fn the_front_page_shows_what_is_featured_or_else_the_newest() {
    let app = TestApp::new().await;
    let (class, _) = class(&app).await;
    let works = poems(&app, &class, 14).await;
    let page = app
        .client()
        .get(&urls::home(Lang::Sv))
        .await
        .assert_status(200);
    let newest: Vec<_> = works
        .iter()
        .rev()
        .take(12)
        .map(|work| work.code.clone())
        .collect();
    assert_eq!(shown(&page), newest);
    assert!(
        page.main_text().contains("Se alla 14 bidrag"),
        "{}",
        page.main_text()
    );

    let moderator = testing::account(&app.ctx, "m@dizza.test", &[Role::Moderator])
        .await
        .unwrap();
    let actor =
        contest::permissions::Actor::resolve(app.ctx.db.read(), &Principal::Account(moderator))
            .await
            .unwrap();
    collections::put(
        &app.ctx,
        &actor.unwrap(),
        collections::FEATURED,
        &works[3].code,
    )
    .await
    .unwrap();
    let page = app
        .client()
        .get(&urls::home(Lang::Sv))
        .await
        .assert_status(200);
    assert_eq!(shown(&page), [works[3].code.clone()]);
    assert!(page.main_text().contains("Utvalda just nu"));
}

#[tokio::test]
async fn pages_of_the_gallery_show_everything_once_in_both_orders() {
    let app = TestApp::new().await;
    let (class, _) = class(&app).await;
    let works = poems(&app, &class, 53).await;
    collections::shuffle(&app.ctx).await.unwrap();
    let all: BTreeSet<_> = works.iter().map(|work| work.code.clone()).collect();
    let mut orders = Vec::new();
    for first in [
        "/sv/gallery".to_owned(),
        "/sv/gallery?sort=newest".to_owned(),
    ] {
        let (mut address, mut seen, mut sizes) = (Some(first), Vec::new(), Vec::new());
        while let Some(path) = address {
            let page = app.client().get(&path).await.assert_status(200);
            sizes.push(shown(&page).len());
            seen.extend(shown(&page));
            address = next(&page);
        }
        assert_eq!(sizes, [24, 24, 5]);
        assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), all);
        orders.push(seen);
    }
    let newest: Vec<_> = works.iter().rev().map(|work| work.code.clone()).collect();
    assert_eq!(orders[1], newest);
    assert_ne!(orders[0], newest, "the day's order is another one");
}

#[tokio::test]
async fn the_gallery_says_how_much_it_shows_and_lets_go_of_a_forgotten_order() {
    let app = TestApp::new().await;
    let (class, _) = class(&app).await;
    poems(&app, &class, 30).await;
    collections::shuffle(&app.ctx).await.unwrap();
    let page = app.client().get("/sv/gallery").await.assert_status(200);
    assert!(
        page.main_text().contains("Visar 1–24 av 30."),
        "{}",
        page.main_text()
    );
    assert!(page.main_text().contains("Slumpad ordning, ny varje dag."));
    let second = next(&page).unwrap();
    let page = app.client().get(&second).await.assert_status(200);
    assert!(
        page.main_text().contains("Visar 25–30 av 30."),
        "{}",
        page.main_text()
    );
    assert!(page.text().contains("name=\"robots\" content=\"noindex\""));
    app.clock.advance(Duration::days(5));
    collections::shuffle(&app.ctx).await.unwrap();
    let answer = app.client().get(&second).await.assert_status(303);
    assert_eq!(answer.location(), "/sv/gallery");
    app.client()
        .get("/sv/gallery?after=nonsense")
        .await
        .assert_status(200);
}

#[tokio::test]
async fn filters_of_the_gallery_are_links_and_unknown_ones_are_not_found() {
    let app = TestApp::new().await;
    let (class, _) = class(&app).await;
    poems(&app, &class, 2).await;
    let page = app.client().get("/sv/gallery").await.assert_status(200);
    assert!(
        page.links()
            .contains(&"/sv/gallery?category=poem".to_owned()),
        "{:?}",
        page.links()
    );
    let page = app
        .client()
        .get("/sv/gallery?category=poem&grade=7")
        .await
        .assert_status(200);
    assert_eq!(shown(&page).len(), 2);
    let page = app
        .client()
        .get("/sv/gallery?category=film")
        .await
        .assert_status(200);
    assert!(
        page.main_text().contains("Inget bidrag passar"),
        "{}",
        page.main_text()
    );
    for nothing in ["category=opera", "grade=x", "edition=dizza-1809"] {
        app.client()
            .get(&format!("/sv/gallery?{nothing}"))
            .await
            .assert_status(404);
    }
}

#[tokio::test]
async fn a_published_poem_has_a_page_for_people_and_machines() {
    let app = TestApp::new().await;
    let (class, _) = class(&app).await;
    let works = poems(&app, &class, 3).await;
    let work = &works[0];
    let page = app
        .client()
        .get(&urls::contribution(Lang::Sv, &work.code))
        .await
        .assert_status(200);
    let text = page.main_text();
    for words in [
        "Dikt 0",
        "är inte till salu",
        "Räven och Ugglan",
        "Skåne, åk 7",
        "Rösta på bidraget",
        "Fler bidrag",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(
        !text.contains("Björkskolan") && !text.contains("7B"),
        "the school shows without an opt-in"
    );
    let html = page.text();
    for tag in [
        "property=\"og:title\" content=\"Dikt 0\"",
        "application/json+oembed",
        "text/xml+oembed",
        "application/ld+json",
        "hreflang=\"en\"",
        "rel=\"canonical\"",
    ] {
        assert!(html.contains(tag), "{tag}");
    }
    let poster = app
        .client()
        .get(&urls::contribution_poster(Lang::Sv, &work.code))
        .await
        .assert_status(200);
    assert!(poster.main_text().contains("Titta och rösta till och med"));
    let picture = app
        .client()
        .get(&urls::contribution_qr(Lang::Sv, &work.code))
        .await
        .assert_status(200);
    assert_eq!(picture.header("content-type"), "image/svg+xml");
}

#[tokio::test]
async fn what_is_not_public_is_seen_by_its_makers_only() {
    let app = TestApp::new().await;
    let (class, teacher) = class(&app).await;
    for state in [
        State::Draft,
        State::InReview,
        State::Hidden,
        State::Rejected,
    ] {
        let work = testing::poem(&app.ctx, &class, "Hemligt", state)
            .await
            .unwrap();
        let address = urls::contribution(Lang::Sv, &work.code);
        let refused = app.client().get(&address).await.assert_status(404);
        assert!(!refused.text().contains("Hemligt"));
        let answer = app
            .signed_in(&Principal::Account(teacher))
            .await
            .get(&address)
            .await
            .assert_status(200);
        assert!(
            answer
                .main_text()
                .contains("Den här sidan är inte offentlig")
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        app.client()
            .get(&urls::contribution_poster(Lang::Sv, &work.code))
            .await
            .assert_status(404);
    }
}

#[tokio::test]
async fn machines_find_what_they_ask_for() {
    let app = TestApp::with(TestOptions {
        config: Some(|config| config.server.contact = "hej@dizza.test".into()),
        ..Default::default()
    })
    .await;
    let (class, _) = class(&app).await;
    let published = poems(&app, &class, 1).await.remove(0);
    let hidden = testing::poem(&app.ctx, &class, "Dold", State::Hidden)
        .await
        .unwrap();
    let map = app
        .client()
        .get(&urls::sitemap())
        .await
        .assert_status(200)
        .text();
    assert!(
        map.contains(&urls::contribution(Lang::En, &published.code))
            && map.contains(&urls::how(Lang::Sv))
    );
    assert!(!map.contains(&hidden.code));
    let robots = app
        .client()
        .get(&urls::robots())
        .await
        .assert_status(200)
        .text();
    assert!(robots.contains("Disallow: /sv/moderate") && robots.contains("/sitemap.xml"));
    let security = app
        .client()
        .get(&urls::security_txt())
        .await
        .assert_status(200)
        .text();
    assert!(
        security.starts_with("Contact: mailto:hej@dizza.test\nExpires: "),
        "{security}"
    );
    app.client().get(&urls::favicon()).await.assert_status(200);
    app.client().get(&urls::manifest()).await.assert_status(200);
    let theme = app
        .client()
        .get(&urls::theme("264.css"))
        .await
        .assert_status(200);
    assert_eq!(theme.text(), ":root{--accent-h:264;--accent-c:0.15}");
    for nothing in ["360.css", "-1.css", "red.css", "264"] {
        app.client()
            .get(&urls::theme(nothing))
            .await
            .assert_status(404);
    }
    let page = app.client().get(&urls::home(Lang::Sv)).await.text();
    let style = page
        .split("rel=\"stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let style = app.client().get(style).await.assert_status(200);
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(style.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn counts_show_only_when_voting_has_closed() {
    let app = TestApp::new().await;
    let (class, _) = class(&app).await;
    let work = poems(&app, &class, 1).await.remove(0);
    let edition = editions::queries::get(app.ctx.db.read(), class.edition_id)
        .await
        .unwrap();
    for path in [
        "/sv/gallery".to_owned(),
        urls::contribution(Lang::Sv, &work.code),
    ] {
        assert!(!app.client().get(&path).await.text().contains("0 röster"));
    }
    let voting = editions::queries::phase(app.ctx.db.read(), edition.id, editions::Phase::Voting)
        .await
        .unwrap()
        .unwrap();
    app.clock.set(voting.ends_at);
    assert!(
        app.client()
            .get("/sv/gallery")
            .await
            .main_text()
            .contains("0 röster")
    );
    let page = app
        .client()
        .get(&urls::contribution(Lang::Sv, &work.code))
        .await;
    assert!(
        page.main_text().contains("0 röster från publiken"),
        "{}",
        page.main_text()
    );
}

//! Works that look like the one that is reviewed.

use contest::assets::entity::asset;
use contest::assets::fingerprints::fingerprint;
use contest::assets::{AssetKind, AssetState};
use contest::contributions::State;
use contest::contributions::entity::contribution;
use sea_orm::{EntityTrait, IntoActiveModel};

use super::{Room, item};

impl Room {
    /// A picture in the work whose fingerprint has so many ones.
    async fn picture(&self, work: &contribution::Model, ones: usize) {
        let (ctx, now) = (&self.app.ctx, self.app.clock.wall());
        let picture = asset::Model {
            id: ctx.id(now),
            contribution_id: work.id,
            kind: AssetKind::Photo,
            position: 0,
            object_key: None,
            media_type: "jpeg".into(),
            size_bytes: 1,
            sha256: vec![0; 32],
            state: AssetState::Ready,
            progress_percent: 100,
            failure: None,
            held: false,
            alt: String::new(),
            rendition_id: None,
            destroy_original: false,
            created_at: now,
            updated_at: now,
        };
        let mut hash = vec![0; 32];
        for bit in 0..ones {
            hash[bit / 8] |= 1 << (bit % 8);
        }
        let looks = fingerprint::Model {
            asset_id: picture.id,
            hash,
            mirrored: vec![0xAA; 32],
        };
        let db = self.app.db().write();
        let made = asset::Entity::insert(picture.into_active_model());
        made.exec_without_returning(db).await.unwrap();
        let made = fingerprint::Entity::insert(looks.into_active_model());
        made.exec_without_returning(db).await.unwrap();
    }
}

#[tokio::test]
async fn near_doubles_are_named_with_how_near_they_are() {
    let mut room = Room::open().await;
    let work = room.poem("Ny", State::InReview).await;
    room.picture(&work, 0).await;
    let alone = room.anna.get(&item(&work)).await.assert_status(200);
    assert!(!alone.text().contains("Liknar det här"));

    let mut others = Vec::new();
    for (title, state, ones) in [
        ("Ute", State::Published, 20),
        ("Tagen", State::Withdrawn, 6),
        ("Annan", State::Published, 120),
    ] {
        let other = room.poem(title, state).await;
        room.picture(&other, ones).await;
        others.push(other);
    }
    let page = room.anna.get(&item(&work)).await.assert_status(200).text();
    let (_, list) = page.split_once("id=\"doubles\"").expect("a list");
    let list = list.split("</section>").next().unwrap();
    let place = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text}: {list}"));
    let unseen = place("Ett bidrag som moderatorerna inte ser nu");
    assert!(unseen < place("Ute"), "the nearest first");
    assert!(!list.contains("Tagen"), "its title is its makers': {list}");
    place("6 av 256 kännetecken skiljer");
    place("20 av 256 kännetecken skiljer");
    assert!(!list.contains("Annan"), "{list}");
    let links = others.iter().map(|other| list.contains(&item(other)));
    let links: Vec<bool> = links.collect();
    assert_eq!(
        links,
        [true, false, false],
        "what was taken back has no page here"
    );
}

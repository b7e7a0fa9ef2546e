//! Everybody who could come to a contribution's door, and the doors there are.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Method;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{BodyRule, RouteInfo, urls};
use test_support::{Answer, Client, Part, TestApp};

use crate::upload_story::photo;

/// Who asks, seen from the class that made the contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Nobody,
    Voter,
    Pupil,
    OtherPupil,
    Teacher,
    OtherTeacher,
    /// Also moderates, but it is their class.
    TeacherModerator,
    Moderator,
    Organiser,
    Juror,
    Single,
}

impl Who {
    pub fn makes(self) -> bool {
        matches!(self, Self::Pupil | Self::Teacher | Self::TeacherModerator)
    }

    pub fn teaches(self) -> bool {
        matches!(self, Self::Teacher | Self::TeacherModerator)
    }

    pub fn moderates(self) -> bool {
        matches!(
            self,
            Self::Moderator | Self::Organiser | Self::TeacherModerator
        )
    }
}

/// Routes whose values name something else than a contribution; each has its own tests.
pub const OTHER_THINGS: &[&str] = &[
    urls::VOTE_LINK,
    urls::RECEIPT,
    urls::SIGN_IN_LINK,
    urls::JOIN_CODE,
    urls::CLASS,
    urls::CLASS_PROJECTOR,
    urls::CLASS_QR,
    urls::CLASS_RENEW,
    urls::CLASS_CLOSE,
    urls::CLASS_REOPEN,
    urls::CLASS_UNLOCK,
    urls::CLASS_PLACE,
    urls::CLASS_REMOVE,
    urls::TUS_UPLOAD,
    urls::MEDIA,
    urls::REVIEW_MEDIA,
    urls::EMBED_GALLERY,
    urls::ASSET,
    urls::THEME,
    urls::PROBLEM,
    urls::MAILBOX_MAIL,
];

/// A class with its people, and everybody else.
pub struct Cast {
    pub app: TestApp,
    pub class: contest::classes::entity::school_class::Model,
    pub people: BTreeMap<Who, Client>,
}

impl Cast {
    pub async fn gather() -> Self {
        let app = TestApp::new().await;
        let ctx = &app.ctx;
        let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
        let mut people = BTreeMap::from([(Who::Nobody, app.client())]);
        let mut accounts = BTreeMap::new();
        for (who, roles) in [
            (Who::Teacher, &[Role::Teacher][..]),
            (Who::OtherTeacher, &[Role::Teacher]),
            (Who::TeacherModerator, &[Role::Teacher, Role::Moderator]),
            (Who::Moderator, &[Role::Moderator]),
            (Who::Organiser, &[Role::Organiser]),
            (Who::Juror, &[Role::Juror]),
            (Who::Single, &[Role::Contributor]),
        ] {
            let account =
                testing::account(ctx, &format!("{who:?}@example.org").to_lowercase(), roles)
                    .await
                    .unwrap();
            people.insert(who, app.signed_in(&Principal::Account(account)).await);
            accounts.insert(who, account);
        }
        let class = testing::class(ctx, edition.id, accounts[&Who::Teacher])
            .await
            .unwrap();
        let other = testing::class(ctx, edition.id, accounts[&Who::OtherTeacher])
            .await
            .unwrap();
        for (who, class) in [(Who::Pupil, &class), (Who::OtherPupil, &other)] {
            let pupil = testing::pupil(ctx, class, "Räven").await.unwrap();
            people.insert(who, app.signed_in(&Principal::Membership(pupil.id)).await);
        }
        let key = contest::votes::VoterKey::of_email(&edition, "voter@example.org").unwrap();
        people.insert(
            Who::Voter,
            app.signed_in(&Principal::Voter {
                edition: edition.id,
                key,
            })
            .await,
        );
        Self { app, class, people }
    }

    /// The class of which `who` is the teacher or a pupil, for the makers; the same class for everybody else.
    pub async fn work(&self, who: Who, state: State) -> contribution::Model {
        let mut class = self.class.clone();
        if who == Who::TeacherModerator {
            class = self.class_of_the_moderating_teacher().await;
        }
        testing::poem(&self.app.ctx, &class, "Gryning", state)
            .await
            .unwrap()
    }

    async fn class_of_the_moderating_teacher(
        &self,
    ) -> contest::classes::entity::school_class::Model {
        let email = contest::accounts::Email::parse("teachermoderator@example.org").unwrap();
        let account =
            contest::accounts::queries::find_by_email(self.app.db().read(), email.as_str())
                .await
                .unwrap()
                .unwrap();
        testing::class(&self.app.ctx, self.class.edition_id, account.id)
            .await
            .unwrap()
    }
}

/// The route's path for a work; the values that are not about it are those of nothing.
pub fn path(route: &RouteInfo, work: &contribution::Model, act: &str) -> String {
    let class = work.class_id.map(|id| id.to_string()).unwrap_or_default();
    route
        .path
        .replace("{lang}", "sv")
        .replace("{code}", &work.code)
        .replace("{contribution}", &work.code)
        .replace("{class}", &class)
        .replace("{step}", "about")
        .replace("{asset}", "00000000-0000-7000-8000-000000000001")
        .replace("{kind}", "captions")
        .replace("{language}", "sv")
        .replace("{act}", act)
}

/// Whether a contribution is named in the route's path.
pub fn is_about_a_work(route: &RouteInfo) -> bool {
    let named = route.path.contains("{code}") || route.path.contains("{contribution}");
    named && !OTHER_THINGS.contains(&route.path)
}

/// Asks for a route as a browser would: its forms with their kind of body.
pub async fn knock_at(client: &mut Client, route: &RouteInfo, path: &str) -> Answer {
    match (&route.method, route.body) {
        (&Method::POST, BodyRule::Form) => client.post(path).await,
        (&Method::POST, BodyRule::Upload) if route.path != urls::TUS => {
            let files = [Part::file("file", "bild.jpg", photo(10))];
            client.multipart(path, &files).await
        }
        _ => {
            client
                .request(route.method.clone(), path, None, Body::empty())
                .await
        }
    }
}

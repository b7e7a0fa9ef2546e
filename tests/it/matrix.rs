//! The matrix of role, state and route: whatever a contribution's state, nobody gets at it by a route that is not theirs.
//!
//! Made from the router's own table: a route that names a contribution and stands in no rule here fails, and so does a
//! route with a thing in its path that nobody said what it is. (What a role may call at all: `access.rs`.)

use std::collections::BTreeMap;

use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{BodyRule, RouteInfo, urls};
use sea_orm::Iterable;
use test_support::{Client, TestApp};

/// Who asks, seen from the class that made the contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
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
    fn makes(self) -> bool {
        matches!(self, Self::Pupil | Self::Teacher | Self::TeacherModerator)
    }

    fn teaches(self) -> bool {
        matches!(self, Self::Teacher | Self::TeacherModerator)
    }

    fn moderates(self) -> bool {
        matches!(
            self,
            Self::Moderator | Self::Organiser | Self::TeacherModerator
        )
    }
}

/// What may come of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// 401, 403, 404, or the way to sign in; 415 where the form is of a kind that tells nothing about the thing either.
    Shut,
    /// Anything else: shown, done, or refused for a reason that only insiders are told (409, 410, 422).
    Open,
    /// Depends on more than role and state: only an error of ours would be wrong.
    Either,
}

fn when(open: bool) -> Door {
    if open { Door::Open } else { Door::Shut }
}

/// What moderators may look at.
fn reviewable(state: State) -> bool {
    !matches!(
        state,
        State::Draft | State::Submitted | State::Withdrawn | State::Erased
    )
}

/// The rule for one route; `None` if nobody thought about it.
fn rule(path: &str, act: &str, who: Who, state: State) -> Option<Door> {
    let public = state == State::Published;
    Some(match path {
        // Everybody once it is published; its makers see their own before.
        urls::CONTRIBUTION if who.makes() => {
            if state == State::Erased {
                Door::Either
            } else {
                Door::Open
            }
        }
        urls::CONTRIBUTION
        | urls::CONTRIBUTION_POSTER
        | urls::CONTRIBUTION_QR
        | urls::REPORT
        | urls::EMBED_CONTRIBUTION
        | urls::API_CONTRIBUTION => when(public),
        // Says the same about every code.
        urls::REPORT_SENT | urls::VOTE_CODE => Door::Open,
        // Voting: nobody learns whether what is not public exists; one's own is refused.
        urls::VOTE | urls::VOTE_START | urls::VOTE_TAKE_BACK => Door::Either,
        urls::CLASS_APPROVE | urls::CLASS_SEND_BACK => when(who.teaches()),
        urls::MODERATE_ITEM => when(who.moderates() && reviewable(state)),
        urls::MODERATE_ACT => match act {
            // Known acts, from the table in the handler; "nothing" is none.
            "nothing" => Door::Shut,
            "feature" => when(who.moderates() && public && !who.makes()),
            // The last three: the form without its reason is shown again before anybody asks whose it is.
            "unfeature" | "release" | "hide" | "request-changes" | "reject" => {
                when(who.moderates() && reviewable(state))
            }
            // What was looked at is missing: told so before anybody asks whose it is.
            "approve" | "restore" => {
                if who.moderates() {
                    Door::Either
                } else {
                    Door::Shut
                }
            }
            _ => when(who.moderates() && reviewable(state) && !who.makes()),
        },
        // The makers' own rooms: what they may do there depends on the state, strangers may nothing.
        urls::UPLOAD_STEP
        | urls::UPLOAD_FILES
        | urls::MY
        | urls::MY_EVENTS
        | urls::UPLOAD_ASSET
        | urls::HAND_IN
        | urls::WITHDRAW
        | urls::REOPEN => {
            if who.makes() {
                Door::Either
            } else {
                Door::Shut
            }
        }
        _ => return None,
    })
}

/// Routes whose values name something else than a contribution; each has its own tests.
const OTHER_THINGS: &[&str] = &[
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

const ACTS: [&str; 12] = [
    "claim",
    "release",
    "approve",
    "request-changes",
    "reject",
    "hide",
    "restore",
    "undo",
    "keep",
    "feature",
    "unfeature",
    "nothing",
];

struct Cast {
    app: TestApp,
    class: contest::classes::entity::school_class::Model,
    people: BTreeMap<Who, Client>,
}

impl Cast {
    async fn gather() -> Self {
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
    async fn work(&self, who: Who, state: State) -> contribution::Model {
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
fn path(route: &RouteInfo, work: &contribution::Model, act: &str) -> String {
    let class = work.class_id.map(|id| id.to_string()).unwrap_or_default();
    route
        .path
        .replace("{lang}", "sv")
        .replace("{code}", &work.code)
        .replace("{contribution}", &work.code)
        .replace("{class}", &class)
        .replace("{step}", "about")
        .replace("{asset}", "00000000-0000-7000-8000-000000000001")
        .replace("{act}", act)
}

fn is_about_a_work(route: &RouteInfo) -> bool {
    let named = route.path.contains("{code}") || route.path.contains("{contribution}");
    named && !OTHER_THINGS.contains(&route.path)
}

#[test]
fn every_thing_in_a_path_is_known() {
    // `{lang}` alone is no thing.
    let routes = server::router::routes();
    let unknown: Vec<_> = routes
        .table()
        .iter()
        .filter(|route| route.path.replace("{lang}", "").contains('{'))
        .filter(|route| !is_about_a_work(route) && !OTHER_THINGS.contains(&route.path))
        .map(|route| route.path)
        .collect();
    assert!(
        unknown.is_empty(),
        "say in matrix.rs what these are about: {unknown:?}"
    );
}

#[tokio::test]
async fn nobody_gets_at_a_contribution_by_a_route_that_is_not_theirs() {
    let cast = Cast::gather().await;
    let mut wrong = Vec::new();
    let mut cells = 0;
    for route in cast
        .app
        .app
        .table
        .routes()
        .iter()
        .filter(|route| is_about_a_work(route))
    {
        let acts: &[&str] = if route.path == urls::MODERATE_ACT {
            &ACTS
        } else {
            &["up"]
        };
        for act in acts {
            for (who, client) in &cast.people {
                for state in State::iter() {
                    cells += 1;
                    let work = cast.work(*who, state).await;
                    let Some(door) = rule(route.path, act, *who, state) else {
                        wrong.push(format!("{} {}: no rule", route.method, route.path));
                        continue;
                    };
                    let status = knock(&mut client.clone(), route, &path(route, &work, act)).await;
                    let shut = matches!(status.0, 401 | 403 | 404 | 415) || status.1;
                    let right = status.0 < 500
                        && match door {
                            Door::Shut => shut,
                            Door::Open => !shut,
                            Door::Either => true,
                        };
                    if !right {
                        wrong.push(format!(
                            "{} {} {act} by {who:?} when {state:?}: {} but {door:?}",
                            route.method, route.path, status.0
                        ));
                    }
                }
            }
        }
    }
    assert!(cells > 1_000, "only {cells} cells: is the table empty?");
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} of {cells}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Status, and whether the answer leads to signing in.
async fn knock(client: &mut Client, route: &RouteInfo, path: &str) -> (u16, bool) {
    let answer = if route.method == axum::http::Method::POST && route.body == BodyRule::Form {
        client.post(path).await
    } else {
        client
            .request(route.method.clone(), path, None, axum::body::Body::empty())
            .await
    };
    let sign_in = answer.status.is_redirection() && answer.header("location").contains("/sign-in");
    (answer.status.as_u16(), sign_in)
}

//! The matrix of role, state and route: whatever a contribution's state, nobody gets at it by a route that is not theirs.
//!
//! Made from the router's own table: a route that names a contribution and stands in no rule here fails, and so does a
//! route with a thing in its path that nobody said what it is. (What a role may call at all: `access.rs`.)

use contest::contributions::State;
use dizza_http::{RouteInfo, urls};
use sea_orm::Iterable;
use test_support::Client;

use crate::cast::{Cast, OTHER_THINGS, Who, is_about_a_work, knock_at, path};

/// What may come of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// 401, 403, 404, or the way to sign in.
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
        urls::MODERATE_PURGE => when(who.moderates() && reviewable(state) && !who.makes()),
        // Makers and reviewers; whether now depends on the state.
        urls::REDACT => {
            if who.makes() || who.moderates() && reviewable(state) {
                Door::Either
            } else {
                Door::Shut
            }
        }
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
        | urls::UPLOAD_TEXTS
        | urls::UPLOAD_TEXT_REMOVE
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

const ACTS: [&str; 13] = [
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
    "purge",
    "nothing",
];

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
                    let shut = matches!(status.0, 401 | 403 | 404) || status.1;
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
    let answer = knock_at(client, route, path).await;
    let sign_in = answer.status.is_redirection() && answer.header("location").contains("/sign-in");
    (answer.status.as_u16(), sign_in)
}

/// Behind an address that is not theirs nobody learns whether there is anything: what they get is what they get for a
/// code that nobody has. (The role is asked first: a pupil in the moderators' room gets 403 for both.)
#[tokio::test]
async fn what_is_not_ones_own_looks_like_nothing() {
    let cast = Cast::gather().await;
    let mut told = Vec::new();
    let mut cells = 0;
    for state in [State::Draft, State::Submitted, State::Withdrawn] {
        let work = cast.work(Who::Nobody, state).await;
        let nothing = "0".repeat(work.code.len());
        for route in cast.app.app.table.routes() {
            if !is_about_a_work(route) {
                continue;
            }
            for (who, client) in &cast.people {
                if matches!(who, Who::Pupil | Who::Teacher) {
                    continue;
                }
                cells += 1;
                let there = path(route, &work, "up");
                let not_there = there.replace(&work.code, &nothing);
                let one = knock_at(&mut client.clone(), route, &there).await;
                let other = knock_at(&mut client.clone(), route, &not_there).await;
                let same = (one.status, one.text().replace(&work.code, &nothing))
                    == (other.status, other.text())
                    && one.header("location").replace(&work.code, &nothing)
                        == other.header("location");
                if !same {
                    told.push(format!(
                        "{} {} by {who:?} when {state:?}: {} but {} for nothing",
                        route.method, route.path, one.status, other.status
                    ));
                }
            }
        }
    }
    assert!(cells > 500, "only {cells} cells: is the table empty?");
    assert!(told.is_empty(), "{}", told.join("\n"));
}

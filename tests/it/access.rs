//! The role matrix, made from the router's own table: every route is asked by everybody, and nobody gets further than the
//! table says. A route whose table line is wrong, or whose handler forgot to ask, fails here.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use contest::permissions::{Principal, Role};
use dizza_http::{Access, RouteInfo, urls};
use test_support::{Client, TestApp};

use crate::headers::ask;

const ROLES: [Role; 5] = [
    Role::Organiser,
    Role::Moderator,
    Role::Juror,
    Role::Teacher,
    Role::Contributor,
];

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    Nobody,
    Account(Role),
    Pupil,
    Voter,
}

/// Whether the table lets this caller through the door; what is behind it may still be somebody else's.
fn admitted(access: Access, caller: Caller) -> bool {
    match (access, caller) {
        (Access::Everyone, _)
        | (Access::SignedIn | Access::Owner, Caller::Account(_) | Caller::Pupil)
        | (Access::Pupil, Caller::Pupil) => true,
        (Access::Roles(roles), Caller::Account(role)) => {
            roles.contains(&role) || stands_in(role, roles)
        }
        _ => false,
    }
}

/// An organiser may do what moderators and teachers may.
fn stands_in(role: Role, roles: &[Role]) -> bool {
    role == Role::Organiser && (roles.contains(&Role::Moderator) || roles.contains(&Role::Teacher))
}

async fn callers(app: &TestApp) -> BTreeMap<Caller, Client> {
    let ctx = &app.ctx;
    let mut callers = BTreeMap::from([(Caller::Nobody, app.client())]);
    for role in ROLES {
        let account = contest::testing::account(
            ctx,
            &format!("{role:?}@example.org").to_lowercase(),
            &[role],
        )
        .await
        .unwrap();
        callers.insert(
            Caller::Account(role),
            app.signed_in(&Principal::Account(account)).await,
        );
    }
    let edition = contest::testing::edition(ctx, "dizza-test").await.unwrap();
    let teacher = contest::testing::account(ctx, "class@example.org", &[Role::Teacher])
        .await
        .unwrap();
    let class = contest::testing::class(ctx, edition.id, teacher)
        .await
        .unwrap();
    let pupil = contest::testing::pupil(ctx, &class, "Räven").await.unwrap();
    callers.insert(
        Caller::Pupil,
        app.signed_in(&Principal::Membership(pupil.id)).await,
    );
    let key = contest::votes::VoterKey::of_email(&edition, "voter@example.org").unwrap();
    let voter = Principal::Voter {
        edition: edition.id,
        key,
    };
    callers.insert(Caller::Voter, app.signed_in(&voter).await);
    callers
}

/// Not let in: told to sign in, told no, told that no such thing exists, or led to the sign-in page.
fn kept_out(status: StatusCode, location: &str) -> bool {
    matches!(status.as_u16(), 401 | 403 | 404)
        || status.is_redirection() && location.contains("/sign-in")
}

#[tokio::test]
async fn nobody_gets_further_than_the_table_says() {
    let app = TestApp::new().await;
    let callers = callers(&app).await;
    let mut wrong = Vec::new();
    // Signing out comes last: after it everybody is nobody.
    let (last, first): (Vec<_>, Vec<_>) = app
        .app
        .table
        .routes()
        .iter()
        .partition(|route| route.path == urls::SIGN_OUT);
    for route in first.into_iter().chain(last) {
        for (caller, client) in &callers {
            let answer = ask(&mut client.clone(), route).await;
            let out = kept_out(answer.status, answer.header("location"));
            let line = format!(
                "{} {} ({:?}) by {caller:?}: {}",
                route.method, route.path, route.access, answer.status
            );
            if answer.status.is_server_error() || !admitted(route.access, *caller) && !out {
                wrong.push(line);
            } else if admitted(route.access, *caller)
                && matches!(answer.status.as_u16(), 401 | 403)
                && !is_about_the_thing(route)
            {
                wrong.push(format!("{line}, but the table lets them in"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// PostgreSQL refuses a zero character, so it must not get there: in an address there is no such thing, in a form it is a
/// mistake of the client.
#[tokio::test]
async fn a_zero_character_is_nobodys_fault_but_the_clients() {
    let app = TestApp::new().await;
    let callers = callers(&app).await;
    let mut wrong = Vec::new();
    for route in app.app.table.routes() {
        let filled = route.path.replace("{lang}", "sv");
        let mut path = String::new();
        for part in filled.split_inclusive('/') {
            path.push_str(if part.starts_with('{') {
                "a%00b/"
            } else {
                part
            });
        }
        if !filled.ends_with('/') && path.ends_with('/') {
            path.pop();
        }
        let path = path.as_str();
        for caller in [Caller::Account(Role::Organiser), Caller::Pupil] {
            let mut client = callers[&caller].clone();
            let query = format!("{path}?after=%00&day=%00&category=%00&q=%00");
            let answers = if route.method == axum::http::Method::GET {
                [client.get(path).await, client.get(&query).await]
            } else if route.method == axum::http::Method::POST {
                let zero = [("code", "\0"), ("email", "\0"), ("nickname", "\0")];
                [client.post(path).await, client.post_form(path, &zero).await]
            } else {
                continue;
            };
            for answer in answers {
                if answer.status.is_server_error() {
                    wrong.push(format!("{} {path}: {}", route.method, answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Behind these doors stands a thing that belongs to somebody; 403 may be about the thing.
fn is_about_the_thing(route: &RouteInfo) -> bool {
    let parts = route
        .path
        .split('/')
        .filter(|part| part.starts_with('{') && *part != "{lang}");
    parts.count() > 0 || route.path == urls::METRICS
}

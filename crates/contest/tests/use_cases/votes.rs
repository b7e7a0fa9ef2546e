//! A vote counts exactly once.

use std::collections::HashSet;

use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::editions::entity::edition;
use contest::permissions::{Actor, Role};
use contest::votes::{self, CastVoteError, TakeBackError, VoterKey};
use contest::{AppContext, testing};
use database::sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::common::TestDb;

struct Poll {
    db: TestDb,
    edition: edition::Model,
    codes: Vec<String>,
    pupil: Actor,
}

impl Poll {
    async fn open() -> Self {
        let db = TestDb::new().await;
        let edition = testing::edition(&db.ctx, "dizza-2026")
            .await
            .expect("an edition");
        let teacher = testing::account(&db.ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .expect("a teacher");
        let class = testing::class(&db.ctx, edition.id, teacher)
            .await
            .expect("a class");
        let pupil = testing::pupil(&db.ctx, &class, "Räven")
            .await
            .expect("a pupil");
        let pupil = Actor::Pupil {
            id: pupil.id,
            class: class.id,
            edition: edition.id,
            nickname: pupil.nickname,
        };
        let mut codes = Vec::new();
        for title in ["Ett", "Två", "Tre", "Fyra"] {
            codes.push(
                testing::poem(&db.ctx, &class, title, State::Published)
                    .await
                    .expect("a poem")
                    .code,
            );
        }
        Self {
            db,
            edition,
            codes,
            pupil,
        }
    }

    fn ctx(&self) -> &AppContext {
        &self.db.ctx
    }

    fn voter(&self, email: &str) -> Actor {
        let key = VoterKey::of_email(&self.edition, email).expect("the edition's secret");
        Actor::Voter {
            edition: self.edition.id,
            key,
        }
    }

    async fn counts(&self) -> Vec<i64> {
        votes::fold(self.ctx()).await.expect("folded");
        assert_eq!(votes::recount(self.ctx()).await.expect("recounted"), []);
        let mut counts = Vec::new();
        for code in &self.codes {
            let work =
                contest::contributions::queries::find_by_code(self.ctx().db.read(), code).await;
            let id = work.expect("read").expect("there").id;
            let after = self.ctx().clock.wall() + chrono::Duration::days(365);
            let all =
                votes::queries::public_counts(self.ctx().db.read(), self.edition.id, after, &[id])
                    .await;
            counts.push(all.expect("read").expect("closed")[&id]);
        }
        counts
    }
}

#[tokio::test]
async fn a_vote_counts_once_and_is_taken_back() {
    let poll = Poll::open().await;
    let ana = poll.voter("ana@example.org");
    let receipt = votes::cast(poll.ctx(), &ana, &poll.codes[0])
        .await
        .expect("counted");
    assert_eq!(receipt.left, 2);
    let again = votes::cast(poll.ctx(), &poll.voter("Ana+2@example.org"), &poll.codes[0]).await;
    let Err(CastVoteError::AlreadyCast(same)) = again else {
        panic!("{again:?}")
    };
    assert_eq!(same.number, receipt.number);
    assert_eq!(poll.counts().await, [1, 0, 0, 0]);
    votes::take_back(poll.ctx(), &ana, &poll.codes[0])
        .await
        .expect("taken back");
    let twice = votes::take_back(poll.ctx(), &ana, &poll.codes[0]).await;
    assert!(matches!(twice, Err(TakeBackError::NotFound)), "{twice:?}");
    assert_eq!(poll.counts().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn votes_run_out_and_a_taken_back_one_is_free_again() {
    let poll = Poll::open().await;
    let ana = poll.voter("ana@example.org");
    for code in &poll.codes[..3] {
        votes::cast(poll.ctx(), &ana, code).await.expect("counted");
    }
    let fourth = votes::cast(poll.ctx(), &ana, &poll.codes[3]).await;
    assert!(
        matches!(fourth, Err(CastVoteError::NoneLeft(3))),
        "{fourth:?}"
    );
    votes::take_back(poll.ctx(), &ana, &poll.codes[1])
        .await
        .expect("taken back");
    votes::cast(poll.ctx(), &ana, &poll.codes[3])
        .await
        .expect("counted");
    assert_eq!(poll.counts().await, [1, 0, 1, 1]);
}

#[tokio::test]
async fn nobody_votes_for_their_own_class_or_without_being_known() {
    let poll = Poll::open().await;
    let own = votes::cast(poll.ctx(), &poll.pupil, &poll.codes[0]).await;
    assert!(
        matches!(own, Err(CastVoteError::OwnContribution)),
        "{own:?}"
    );
    let nobody = votes::cast(poll.ctx(), &Actor::System, &poll.codes[0]).await;
    assert!(
        matches!(nobody, Err(CastVoteError::NotAVoter)),
        "{nobody:?}"
    );
    let missing = votes::cast(poll.ctx(), &poll.voter("a@b.se"), "0000000000").await;
    assert!(
        matches!(missing, Err(CastVoteError::NotFound)),
        "{missing:?}"
    );
}

/// Those who answer for a class vote for it as little as its pupils.
#[tokio::test]
async fn teachers_and_single_persons_do_not_vote_for_their_own_either() {
    let poll = Poll::open().await;
    let ctx = poll.ctx();
    let account = async |email: &str| {
        let account = contest::accounts::queries::find_by_email(ctx.db.read(), email).await;
        Actor::Account {
            id: account.expect("read").expect("there").id,
            roles: Vec::new(),
            language: "sv".into(),
        }
    };
    testing::account(ctx, "ensam@example.org", &[])
        .await
        .expect("a single person");
    let (teacher, single) = (
        account("larare@skola.se").await,
        account("ensam@example.org").await,
    );
    let theirs = contribution::ActiveModel {
        class_id: Set(None),
        account_id: Set(single.account()),
        ..Default::default()
    };
    contribution::Entity::update_many()
        .set(theirs)
        .filter(contribution::Column::Code.eq(&poll.codes[1]))
        .exec(ctx.db.write())
        .await
        .expect("changed");
    for (actor, code) in [(&teacher, 0), (&single, 1)] {
        let own = votes::cast(ctx, actor, &poll.codes[code]).await;
        assert!(
            matches!(own, Err(CastVoteError::OwnContribution)),
            "{own:?}"
        );
    }
    votes::cast(ctx, &teacher, &poll.codes[1])
        .await
        .expect("counted");
    votes::cast(ctx, &single, &poll.codes[0])
        .await
        .expect("counted");
}

/// An address is one voter, whether it signed in or was confirmed for voting alone; a pupil is another; and a key of one
/// edition is worth nothing in the next.
#[tokio::test]
async fn a_person_has_one_lane_and_an_edition_its_own_keys() {
    let poll = Poll::open().await;
    let ctx = poll.ctx();
    let id = testing::account(ctx, "ana@example.org", &[])
        .await
        .expect("an account");
    let account = Actor::Account {
        id,
        roles: Vec::new(),
        language: "sv".into(),
    };
    votes::cast(ctx, &account, &poll.codes[0])
        .await
        .expect("counted");
    let again = votes::cast(ctx, &poll.voter("ana@example.org"), &poll.codes[0]).await;
    assert!(
        matches!(again, Err(CastVoteError::AlreadyCast(_))),
        "{again:?}"
    );

    let other = testing::edition(ctx, "dizza-2028").await.expect("another");
    let key = VoterKey::of_email(&other, "bo@example.org").expect("a key");
    let Actor::Pupil { id, class, .. } = poll.pupil.clone() else {
        unreachable!("a pupil")
    };
    let strangers = [
        Actor::Voter {
            edition: other.id,
            key,
        },
        Actor::Pupil {
            id,
            class,
            edition: other.id,
            nickname: "Räven".into(),
        },
    ];
    for stranger in strangers {
        let cast = votes::cast(ctx, &stranger, &poll.codes[1]).await;
        assert!(matches!(cast, Err(CastVoteError::NotAVoter)), "{cast:?}");
    }
    assert_eq!(poll.counts().await, [1, 0, 0, 0]);
}

#[tokio::test]
async fn votes_count_from_the_first_moment_until_just_before_the_end() {
    let poll = Poll::open().await;
    let window = contest::editions::queries::phase(
        poll.ctx().db.read(),
        poll.edition.id,
        contest::editions::Phase::Voting,
    )
    .await
    .expect("read")
    .expect("a phase");
    let micro = chrono::Duration::microseconds(1);
    let moments = [
        (window.starts_at - micro, false),
        (window.starts_at, true),
        (window.ends_at - micro, true),
        (window.ends_at, false),
    ];
    for (number, (moment, open)) in moments.into_iter().enumerate() {
        poll.ctx().clock.set(moment);
        let cast = votes::cast(
            poll.ctx(),
            &poll.voter(&format!("{number}@example.org")),
            &poll.codes[0],
        )
        .await;
        assert_eq!(cast.is_ok(), open, "{moment}: {cast:?}");
    }
    let late = votes::take_back(poll.ctx(), &poll.voter("1@example.org"), &poll.codes[0]).await;
    assert!(
        matches!(late, Err(TakeBackError::Closed { .. })),
        "{late:?}"
    );
    assert_eq!(poll.counts().await, [2, 0, 0, 0]);
}

#[tokio::test]
async fn counts_are_nobodys_business_before_the_close() {
    let poll = Poll::open().await;
    votes::cast(poll.ctx(), &poll.voter("ana@example.org"), &poll.codes[0])
        .await
        .expect("counted");
    votes::fold(poll.ctx()).await.expect("folded");
    let now = poll.ctx().clock.wall();
    let hidden = votes::queries::public_counts(poll.ctx().db.read(), poll.edition.id, now, &[])
        .await
        .expect("read");
    assert_eq!(hidden, None);
}

/// 40 voters send the same three votes 16 times each, all at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_requests_of_one_voter_count_once() {
    let poll = Poll::open().await;
    let mut races = tokio::task::JoinSet::new();
    for voter in 0..40 {
        for copy in 0..16 {
            let (ctx, actor) = (
                poll.ctx().clone(),
                poll.voter(&format!("v{voter}@example.org")),
            );
            let code = poll.codes[copy % 3].clone();
            races.spawn(
                async move { (voter, code.clone(), votes::cast(&ctx, &actor, &code).await) },
            );
        }
    }
    let mut counted = HashSet::new();
    while let Some(done) = races.join_next().await {
        match done.expect("no panic") {
            (voter, code, Ok(_)) => assert!(counted.insert((voter, code)), "counted twice"),
            (_, _, Err(CastVoteError::AlreadyCast(_))) => {}
            (_, _, Err(error)) => panic!("{error:?}"),
        }
    }
    assert_eq!(counted.len(), 120);
    assert_eq!(poll.counts().await, [40, 40, 40, 0]);
}

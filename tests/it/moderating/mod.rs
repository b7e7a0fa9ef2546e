//! The moderators' room, the teacher's checklist, reports and the featured collection, through pages and without script.

mod deciding;
mod doubles;
mod hand_work;
mod reports;

use chrono::Duration;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::{Principal, Role};
use contest::{contributions, testing};
use dizza_http::{Lang, urls};
use test_support::{Answer, Client, TestApp};

struct Room {
    app: TestApp,
    class: contest::classes::entity::school_class::Model,
    teacher: Client,
    anna: Client,
    bo: Client,
}

impl Room {
    async fn open() -> Self {
        let app = TestApp::new().await;
        let ctx = &app.ctx;
        let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
        let both = [Role::Teacher, Role::Moderator];
        let teacher = testing::account(ctx, "larare@skola.example", &both)
            .await
            .unwrap();
        let anna = testing::account(ctx, "anna@dizza.test", &[Role::Moderator])
            .await
            .unwrap();
        let bo = testing::account(ctx, "bo@dizza.test", &[Role::Organiser])
            .await
            .unwrap();
        let class = testing::class(ctx, edition.id, teacher).await.unwrap();
        Self {
            teacher: app.signed_in(&Principal::Account(teacher)).await,
            anna: app.signed_in(&Principal::Account(anna)).await,
            bo: app.signed_in(&Principal::Account(bo)).await,
            class,
            app,
        }
    }

    async fn poem(&self, title: &str, state: State) -> contribution::Model {
        testing::poem(&self.app.ctx, &self.class, title, state)
            .await
            .unwrap()
    }

    async fn state(&self, work: &contribution::Model) -> State {
        contributions::queries::find(self.app.db().read(), work.id)
            .await
            .unwrap()
            .unwrap()
            .state
    }

    async fn pass(&self, seconds: i64) {
        self.app.clock.advance(Duration::seconds(seconds));
        self.app.run_jobs().await;
    }
}

fn item(work: &contribution::Model) -> String {
    urls::moderate_item(Lang::Sv, &work.code)
}

fn act(work: &contribution::Model, act: &str) -> String {
    urls::moderate_act(Lang::Sv, &work.code, act)
}

/// Opens the item as a person does and presses one of its buttons.
async fn press(
    client: &mut Client,
    work: &contribution::Model,
    name: &str,
    more: &[(&str, &str)],
) -> Answer {
    let page = client.get(&item(work)).await.assert_status(200);
    let seen = page.field("seen").expect("what was looked at goes along");
    assert!(
        page.forms().contains(&act(work, name)) || name == "reject",
        "no button {name}"
    );
    let mut fields = vec![("seen", seen.as_str())];
    fields.extend(more);
    client.post_form(&act(work, name), &fields).await
}

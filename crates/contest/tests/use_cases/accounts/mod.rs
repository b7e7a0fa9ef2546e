//! Signing in by mail, what is refused on the way, and the rights of accounts.

mod guessing;
mod links;
mod rights;

use chrono::Duration;
use contest::AppContext;
use contest::accounts::entity::{account, outbox_mail};
use contest::accounts::links::{Proof, Refusal};
use contest::accounts::{self, Arrival, Email, RedeemLinkError};
use database::sea_orm::{EntityTrait, PaginatorTrait};

struct Mail {
    token: String,
    code: String,
}

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

/// Asks for a link and reads the mail, as it waits in the outbox.
async fn ask(ctx: &AppContext, address: &str, nonce: &str) -> Mail {
    ctx.clock.advance(Duration::microseconds(1)); // two mails are never from the same moment
    accounts::request_link(ctx, &email(address), nonce, "sv", Some("/sv/classes"))
        .await
        .expect("a link");
    newest_mail(ctx).await
}

async fn newest_mail(ctx: &AppContext) -> Mail {
    let mut mails = outbox_mail::Entity::find()
        .all(ctx.db.read())
        .await
        .expect("mails");
    mails.sort_by_key(|mail| (mail.created_at, mail.id));
    let mail = mails.pop().expect("a mail");
    outbox_mail::Entity::delete_by_id(mail.id)
        .exec(ctx.db.write())
        .await
        .expect("sent");
    let text = |name: &str| mail.params[name].as_str().expect("a text").to_owned();
    Mail {
        token: text("token"),
        code: text("code"),
    }
}

async fn redeem(ctx: &AppContext, proof: Proof<'_>) -> Result<Arrival, RedeemLinkError> {
    accounts::redeem_link(ctx, proof, "sv").await
}

fn refusal(result: Result<Arrival, RedeemLinkError>) -> Refusal {
    match result {
        Err(RedeemLinkError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn wrong(code: &str) -> String {
    if code == "000000" {
        "000001".into()
    } else {
        "000000".into()
    }
}

async fn accounts_in(ctx: &AppContext) -> u64 {
    account::Entity::find()
        .count(ctx.db.read())
        .await
        .expect("a count")
}

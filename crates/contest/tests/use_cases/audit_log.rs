//! The audit chain: whatever is done to it behind our back is found.

use contest::AppContext;
use contest::audit::entity::{event, head};
use contest::audit::{self, verify_all};
use contest::permissions::Actor;
use database::sea_orm::sea_query::Expr;
use database::sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    TransactionTrait,
};
use serde_json::json;

use crate::review::Review;

const ROWS: i64 = 40;
const ATTACKS: usize = 1_200;

/// Numbers from the context's seeded generator, so that a failure repeats.
struct Bits<'a>(&'a AppContext);

impl Bits<'_> {
    fn below(&self, bound: u32) -> u32 {
        self.0.random_below(bound)
    }

    fn row(&self) -> i64 {
        1 + i64::from(self.below(u32::try_from(ROWS).unwrap()))
    }
}

/// One row's columns changed, one of them at a time.
async fn edit(txn: &DatabaseTransaction, bits: &Bits<'_>, seq: i64) -> String {
    let column = [
        event::Column::Actor,
        event::Column::Act,
        event::Column::Subject,
        event::Column::Details,
        event::Column::At,
        event::Column::PreviousHash,
        event::Column::Hash,
    ][usize::try_from(bits.below(7)).unwrap()];
    let row = row(txn, seq).await;
    let garbled = |text: &str, at: u32| {
        let at = usize::try_from(at).unwrap() % (text.len() + 1);
        format!("{}x{}", &text[..at], &text[at..])
    };
    let flipped = |hash: &[u8], bit: u32| {
        let mut hash = hash.to_vec();
        hash[usize::try_from(bit / 8).unwrap() % 32] ^= 1 << (bit % 8);
        hash
    };
    let at = bits.below(256);
    let value = match column {
        event::Column::Actor => Expr::value(garbled(&row.actor, at)),
        event::Column::Act => Expr::value(garbled(&row.act, at)),
        event::Column::Subject => Expr::value(garbled(&row.subject, at)),
        event::Column::Details => Expr::value(garbled(&row.details, at)),
        event::Column::At => {
            Expr::value(row.at + chrono::Duration::microseconds(1 + i64::from(at)))
        }
        event::Column::PreviousHash => Expr::value(flipped(&row.previous_hash, at)),
        _ => Expr::value(flipped(&row.hash, at)),
    };
    set(txn, seq, column, value).await;
    format!("edit {column:?} of {seq}")
}

/// A row changed and its own hash made right again: the next row, or the head, tells.
async fn forge(txn: &DatabaseTransaction, bits: &Bits<'_>, seq: i64) -> String {
    let mut row = row(txn, seq).await;
    row.actor = format!("account:{}", bits.below(1 << 31));
    let hash = hash_by_the_book(&row);
    set(txn, seq, event::Column::Actor, Expr::value(row.actor)).await;
    set(txn, seq, event::Column::Hash, Expr::value(hash)).await;
    format!("forge {seq}")
}

async fn delete(txn: &DatabaseTransaction, from: i64, to: i64) -> String {
    event::Entity::delete_many()
        .filter(event::Column::Seq.between(from, to))
        .exec(txn)
        .await
        .unwrap();
    format!("delete {from} to {to}")
}

/// Two rows change places.
async fn swap(txn: &DatabaseTransaction, one: i64, other: i64) -> String {
    for (from, to) in [(one, -1), (other, one), (-1, other)] {
        set(txn, from, event::Column::Seq, Expr::value(to)).await;
    }
    format!("swap {one} and {other}")
}

/// A row put behind the last one, well made, without the head.
async fn add(txn: &DatabaseTransaction) -> String {
    let mut row = row(txn, ROWS).await;
    row.seq = ROWS + 1;
    row.previous_hash = row.hash;
    row.hash = Vec::new();
    row.hash = hash_by_the_book(&row);
    event::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await
        .unwrap();
    "add behind the end".into()
}

async fn set(txn: &DatabaseTransaction, seq: i64, column: event::Column, value: Expr) {
    event::Entity::update_many()
        .col_expr(column, value)
        .filter(event::Column::Seq.eq(seq))
        .exec(txn)
        .await
        .unwrap();
}

async fn row(txn: &DatabaseTransaction, seq: i64) -> event::Model {
    event::Entity::find()
        .filter(event::Column::Seq.eq(seq))
        .one(txn)
        .await
        .unwrap()
        .unwrap()
}

/// The hash of a row as documented, written a second time.
fn hash_by_the_book(row: &event::Model) -> Vec<u8> {
    use sha2::Digest;
    let parts: [Vec<u8>; 8] = [
        row.chain.as_bytes().to_vec(),
        row.seq.to_be_bytes().to_vec(),
        row.at.timestamp_micros().to_be_bytes().to_vec(),
        row.actor.clone().into_bytes(),
        row.act.clone().into_bytes(),
        row.subject.clone().into_bytes(),
        row.details.clone().into_bytes(),
        row.previous_hash.clone(),
    ];
    let mut all = Vec::new();
    for part in parts {
        all.extend((part.len() as u64).to_be_bytes());
        all.extend(part);
    }
    sha2::Sha256::digest(all).to_vec()
}

#[tokio::test]
async fn every_edit_deletion_swap_and_cut_is_found() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    for n in 0..ROWS {
        let txn = ctx.begin_write().await.unwrap();
        let now = ctx.now(&txn).await.unwrap();
        let details = json!({ "n": n, "from": "in_review" });
        audit::append(
            &txn,
            now,
            story.edition.id,
            &Actor::System,
            "test.act",
            &format!("thing:{n}"),
            &details,
        )
        .await
        .unwrap();
        txn.commit().await.unwrap();
        ctx.clock.advance(chrono::Duration::milliseconds(7));
    }
    let clean = verify_all(ctx.db.read()).await.unwrap();
    assert_eq!(
        (clean.len(), clean[0].rows, &clean[0].fault),
        (1, ROWS.unsigned_abs(), &None)
    );
    let rows = event::Entity::find()
        .order_by_asc(event::Column::Seq)
        .all(ctx.db.read())
        .await
        .unwrap();
    assert!(
        rows.iter().all(|row| row.hash == hash_by_the_book(row)),
        "two implementations agree"
    );

    let bits = Bits(ctx);
    let mut missed = Vec::new();
    for n in 0..ATTACKS {
        let txn = ctx.db.write().begin().await.unwrap();
        let (one, other) = (bits.row(), bits.row());
        let attack = match n % 6 {
            0 => edit(&txn, &bits, one).await,
            1 => forge(&txn, &bits, one).await,
            2 => delete(&txn, one, one).await,
            3 if one != other => swap(&txn, one, other).await,
            4 => delete(&txn, one, ROWS).await,
            5 if n % 12 == 5 => add(&txn).await,
            5 => {
                head::Entity::delete_many().exec(&txn).await.unwrap();
                "delete the head".into()
            }
            _ => edit(&txn, &bits, other).await,
        };
        let found = verify_all(&txn)
            .await
            .unwrap()
            .iter()
            .any(|chain| chain.fault.is_some());
        if !found {
            missed.push(attack);
        }
        txn.rollback().await.unwrap();
    }
    assert_eq!(missed, [""; 0], "of {ATTACKS}");
    assert_eq!(
        verify_all(ctx.db.read()).await.unwrap(),
        clean,
        "and all was rolled back"
    );
}

//! Uploads by tus while the program is killed at U1 to U8 and by surprise.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use contest::AppContext;
use contest::contributions::{self, Maker};
use contest::editions;
use contest::permissions::{Actor, Principal};
use contest::testing;
use hyper::Method;
use image::{ImageFormat, RgbImage};
use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep};

use crate::checker;
use crate::client::{Answer, Client};
use crate::schedule::{reap, seeded};
use crate::site::{DEADLINE, Site, session};

const POINTS: [&str; 8] = ["U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8"];
/// Clients at a time.
const CLIENTS: usize = 3;
/// Bytes of a piece: several of the portions in which the program writes.
const PIECE: usize = 700_000;
/// Uploads that clients may begin before the next death.
const UPLOADS_EACH: usize = 3;

/// Somebody with a draft.
#[derive(Clone, Debug)]
pub struct Person {
    pub cookie: String,
    pub code: String,
}

/// `count` single persons with a draft each.
pub async fn people(ctx: &AppContext, count: usize) -> Vec<Person> {
    if editions::queries::current(ctx.db.read())
        .await
        .unwrap()
        .is_none()
    {
        testing::edition(ctx, "dizza-2027").await.unwrap();
    }
    let mut people = Vec::new();
    for n in 0..count {
        let account = testing::account(ctx, &format!("nr{n}@example.org"), &[])
            .await
            .unwrap();
        let principal = Principal::Account(account);
        let actor = Actor::resolve(ctx.db.read(), &principal)
            .await
            .unwrap()
            .unwrap();
        let single = Maker::Single {
            age_group: "20".into(),
        };
        let work = contributions::start(ctx, &actor, single).await.unwrap();
        people.push(Person {
            cookie: session(ctx, &principal).await,
            code: work.code,
        });
    }
    people
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_upload_is_lost_over_many_kills() {
    let mut rng = seeded();
    let kills: usize =
        std::env::var("DIZZA_FAULT_KILLS").map_or(28, |number| number.parse().unwrap());
    let (mut site, people) = Site::new(async |ctx| people(ctx, 12 + kills / 2).await).await;
    let crowd = Arc::new(Crowd::new(people));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let rng = StdRng::from_rng(&mut rng);
        clients.spawn(send_until_told(site.client(""), crowd.clone(), rng));
    }
    let stir = async || {
        let missing = UPLOADS_EACH.saturating_sub(crowd.may_begin.available_permits());
        crowd.may_begin.add_permits(missing);
    };
    reap(&mut site, &POINTS, &mut rng, stir).await;
    crowd.closing.store(true, Ordering::SeqCst);
    crowd.may_begin.add_permits(CLIENTS);
    site.start(&[]).await;
    while let Some(done) = clients.join_next().await {
        done.unwrap();
    }
    settle(&site).await;
    site.kill("at the end").await;
    checker::insist(site.folder()).await;
}

/// Waits until every file is processed or given up, and every object that nobody needs is deleted.
pub async fn settle(site: &Site) {
    let db = site.look().await;
    let sql = "SELECT count(*) FROM job WHERE kind IN ('process-asset', 'delete-objects', 'give-up-asset') \
               AND state IN ('ready', 'running')";
    let (mut left, mut deadline) = (i64::MAX, Instant::now());
    while left > 0 {
        let row = db
            .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql))
            .await
            .unwrap();
        let now_left = row.unwrap().try_get_by_index::<i64>(0).unwrap();
        // After hundreds of kills many wait: each that is done gives the others more time.
        if now_left != left {
            (left, deadline) = (now_left, Instant::now() + DEADLINE * 2);
        }
        assert!(
            Instant::now() < deadline,
            "{left} jobs are left over: {}",
            site.log()
        );
        sleep(Duration::from_millis(50)).await;
    }
    db.close().await.unwrap();
}

/// All who may send, and whether it is time to go home.
struct Crowd {
    people: Vec<Person>,
    next: std::sync::atomic::AtomicUsize,
    may_begin: Semaphore,
    closing: AtomicBool,
}

impl Crowd {
    fn new(people: Vec<Person>) -> Self {
        Self {
            people,
            next: 0.into(),
            may_begin: Semaphore::new(0),
            closing: false.into(),
        }
    }

    /// Somebody who has not sent too much yet.
    fn next(&self) -> &Person {
        let n = self.next.fetch_add(1, Ordering::SeqCst);
        &self.people[n % self.people.len()]
    }
}

async fn send_until_told(mut client: Client, crowd: Arc<Crowd>, mut rng: StdRng) {
    for turn in 0.. {
        crowd.may_begin.acquire().await.unwrap().forget();
        if crowd.closing.load(Ordering::SeqCst) {
            return;
        }
        let file = match turn % 3 {
            0 => picture(&mut rng),
            1 => noise(&mut rng),
            _ => sound(&mut rng),
        };
        let again = rng.random_range(0..4);
        loop {
            let person = crowd.next();
            client.cookie = format!("s={}", person.cookie);
            if send(&client, &person.code, &file, again).await {
                break;
            }
        }
    }
}

/// Sends a file, whatever happens meanwhile, and finishes it `again` times more. `false`: the person may not send now.
pub async fn send(client: &Client, code: &str, file: &Bytes, again: u32) -> bool {
    let sha256 = hex::encode(Sha256::digest(file));
    let metadata = format!(
        "contribution {},filename {}",
        STANDARD.encode(code),
        STANDARD.encode("bild.jpg")
    );
    let headers = [
        ("upload-length", file.len().to_string()),
        ("upload-metadata", metadata),
    ];
    let created = loop {
        // Nobody knows whether an unanswered creation was one; a second one does no harm.
        match client
            .tus(Method::POST, "/uploads", &headers, Bytes::new())
            .await
        {
            Some(answer) if answer.status == 429 => return false,
            Some(answer) if answer.status == 201 => break answer,
            Some(answer) => assert_eq!(answer.status, 503, "{answer:?}"),
            None => {}
        }
    };
    let upload = created.header("location").unwrap().to_owned();
    client.history.acknowledge(
        &json!({ "told": "begun", "upload": upload, "sha256": sha256, "length": file.len() }),
    );
    let mut offset = 0;
    let mut finished = 0;
    while finished <= again {
        let end = file.len().min(offset + PIECE);
        let headers = [("upload-offset", offset.to_string())];
        let piece = file.slice(offset..end);
        let answer = match client.tus(Method::PATCH, &upload, &headers, piece).await {
            Some(answer) if answer.status == 204 => answer,
            _ => ask(client, &upload).await,
        };
        offset = note(client, &upload, &answer);
        finished += u32::from(offset == file.len());
    }
    true
}

/// Asks how far the upload has come until somebody knows.
async fn ask(client: &Client, upload: &str) -> Answer {
    loop {
        match client.tus(Method::HEAD, upload, &[], Bytes::new()).await {
            Some(answer) if answer.status == 200 => return answer,
            Some(answer) => assert!(matches!(answer.status.as_u16(), 423 | 503), "{answer:?}"),
            None => {}
        }
    }
}

/// Writes down what the answer promises; gives the offset.
fn note(client: &Client, upload: &str, answer: &Answer) -> usize {
    let offset = answer.number("upload-offset").unwrap();
    let asset = answer.header("dizza-asset");
    client.history.acknowledge(
        &json!({ "told": "safe", "upload": upload, "offset": offset, "asset": asset }),
    );
    usize::try_from(offset).unwrap()
}

/// A small picture like no other.
pub fn picture(rng: &mut StdRng) -> Bytes {
    let mut pixels = RgbImage::new(40, 30);
    rng.fill_bytes(&mut pixels);
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner().into()
}

/// What begins as a photo and is none: it is stored and cannot be processed.
fn noise(rng: &mut StdRng) -> Bytes {
    let mut bytes = vec![0; rng.random_range(PIECE..3 * PIECE)];
    rng.fill_bytes(&mut bytes);
    bytes[..6].copy_from_slice(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);
    bytes.into()
}

/// A second of sound like no other. Of pictures no progress is written, of sounds it is: U6 lies there.
fn sound(rng: &mut StdRng) -> Bytes {
    const RATE: u32 = 8_000;
    let mut wave = Vec::new();
    wave.extend_from_slice(b"RIFF");
    wave.extend_from_slice(&(36 + 2 * RATE).to_le_bytes());
    wave.extend_from_slice(b"WAVEfmt ");
    wave.extend_from_slice(&16_u32.to_le_bytes());
    for word in [1_u16, 1] {
        wave.extend_from_slice(&word.to_le_bytes());
    }
    for word in [RATE, 2 * RATE] {
        wave.extend_from_slice(&word.to_le_bytes());
    }
    for word in [2_u16, 16] {
        wave.extend_from_slice(&word.to_le_bytes());
    }
    wave.extend_from_slice(b"data");
    wave.extend_from_slice(&(2 * RATE).to_le_bytes());
    for _ in 0..RATE {
        wave.extend_from_slice(&rng.random_range(-9_000_i16..9_000).to_le_bytes());
    }
    wave.into()
}

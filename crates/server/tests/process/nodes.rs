//! The grown-up form, small: processes that share a database and an S3 server.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Instant,
};

use contest::{
    AppContext, Secrets,
    assets::{self, AssetState, entity::rendition_file, rendition_key},
    contributions::{self, Maker, State, entity::contribution},
    permissions::{Actor, Principal, Role},
    testing,
};
use database::{Clock, Db, PoolOptions, testing::OwnDatabase};
use dizza_http::{Lang, sessions, urls};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use storage::{ObjectStore, S3Store, testing::S3Server};

use crate::{DEADLINE, Server, dizza};

/// 32 bytes in hex: all nodes share the secret.
const SECRET: [u8; 32] = [7; 32];

/// A class with a draft, in a database and a bucket that belong to this test.
struct World {
    ctx: AppContext,
    objects: S3Server,
    /// The value of the pupil's cookie.
    session: String,
    work: contribution::Model,
    database: OwnDatabase,
    folder: tempfile::TempDir,
}

impl World {
    async fn begin(database: OwnDatabase, folder: tempfile::TempDir) -> Self {
        let db = Db::connect(&database.url, &PoolOptions::default())
            .await
            .unwrap();
        migrations::run(&db).await.unwrap();
        let ctx = AppContext::new(db, Clock::database(), Secrets::new(SECRET));
        let edition = testing::edition(&ctx, "2027").await.unwrap();
        let teacher = testing::account(&ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .unwrap();
        let class = testing::class(&ctx, edition.id, teacher).await.unwrap();
        let pupil = testing::pupil(&ctx, &class, "Räven").await.unwrap();
        let principal = Principal::Membership(pupil.id);
        let pupil = Actor::resolve(ctx.db.read(), &principal).await.unwrap();
        let pupil = pupil.unwrap();
        let lifetime = sessions::Lifetime::of(&pupil);
        Self {
            objects: S3Server::start().await,
            session: sessions::open(&ctx, &principal, lifetime).await.unwrap(),
            work: contributions::start(&ctx, &pupil, Maker::Pupil)
                .await
                .unwrap(),
            ctx,
            database,
            folder,
        }
    }

    /// A node of this world with a folder of its own, as on a machine of its own.
    fn node(&self, name: &str, arguments: &[&str]) -> Command {
        let s3 = &self.objects.config;
        let mut command = dizza(&self.folder.path().join(name), arguments);
        command
            .env("DATABASE_URL", &self.database.url)
            .env("DIZZA_SERVER__SECRET", hex::encode(SECRET))
            // However full the disk of whoever runs the tests is.
            .env("DIZZA_UPLOAD__MAX_DISK_PERCENT", "100")
            .env("DIZZA_STORAGE__KIND", "s3")
            .env("DIZZA_STORAGE__ENDPOINT", s3.endpoint.as_ref().unwrap())
            .env("DIZZA_STORAGE__BUCKET", &s3.bucket)
            .env("DIZZA_STORAGE__ACCESS_KEY", &s3.access_key)
            .env("DIZZA_STORAGE__SECRET_KEY", &s3.secret_key);
        command
    }

    /// Sends a photo as the page's own form does.
    fn upload(&self, server: &Server) {
        let photo = photo(self.folder.path());
        let boundary = "----the-form";
        let mut body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bild.jpg\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        )
        .into_bytes();
        body.extend(photo);
        body.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
        let path = urls::upload_files(Lang::Sv, &self.work.code);
        let head = format!(
            "POST {path} HTTP/1.1\r\nCookie: s={}\r\nSec-Fetch-Site: same-origin\r\nAccept: application/json\r\n\
             Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {}\r\n",
            self.session,
            body.len()
        );
        let answer = ask(server, &head, &body);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    async fn asset(&self) -> assets::entity::asset::Model {
        let db = self.ctx.db.read();
        let mut assets = assets::queries::of_contribution(db, self.work.id)
            .await
            .unwrap();
        assert_eq!(assets.len(), 1);
        assets.remove(0)
    }

    /// Waits for the workers, which are processes of their own.
    async fn until_ready(&self) {
        let begin = Instant::now();
        loop {
            match self.asset().await.state {
                AssetState::Ready => return,
                AssetState::Failed => panic!("{:?}", self.asset().await.failure),
                _ => assert!(begin.elapsed() < DEADLINE, "nobody makes it"),
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// The key and the files of the asset's rendition.
    async fn rendition(&self) -> (String, Vec<rendition_file::Model>) {
        let id = self.asset().await.rendition_id.unwrap();
        let db = self.ctx.db.read();
        let rendition = assets::queries::renditions(db, &[id]).await.unwrap();
        let files = assets::queries::files(db, &[id]).await.unwrap();
        (rendition[0].media_key.clone(), files)
    }

    /// The sizes of all objects in the bucket, by key.
    async fn stored(&self) -> Vec<(String, u64)> {
        let store = Arc::new(S3Store::new(&self.objects.config));
        let page = store.list("", None, 1_000).await.unwrap();
        page.objects
            .into_iter()
            .map(|object| (object.key.to_string(), object.len))
            .collect()
    }

    /// Puts the draft before the public, as a moderator's approval and its job would.
    async fn publish(&self) {
        let row = contribution::ActiveModel {
            state: Set(State::Published),
            approved_hash: Set(Some(vec![1])),
            published_at: Set(Some(self.ctx.clock.wall())),
            ..Default::default()
        };
        let update = contribution::Entity::update_many().set(row);
        let update = update.filter(contribution::Column::Id.eq(self.work.id));
        update.exec(self.ctx.db.write()).await.unwrap();
    }

    /// All rows of the job that processes the asset: state and claims.
    async fn jobs(&self) -> Vec<(String, i32)> {
        let sql = "SELECT state, attempts FROM job WHERE kind = 'process-asset'";
        let statement = sea_orm::Statement::from_string(self.ctx.db.backend(), sql);
        let rows = self.ctx.db.read().query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| {
                (
                    row.try_get("", "state").unwrap(),
                    row.try_get("", "attempts").unwrap(),
                )
            })
            .collect()
    }
}

/// A small photo with enough in it to be worth encoding.
fn photo(folder: &Path) -> Vec<u8> {
    let file = folder.join("bild.jpg");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i"])
        .args(["testsrc2=size=1024x768:rate=1:duration=1", "-frames:v", "1"])
        .arg(&file)
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::read(file).unwrap()
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        format!("{}\n{}", self.head, String::from_utf8_lossy(&self.body))
    }
}

/// One request over a connection of its own.
fn ask(server: &Server, head: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(server.address).unwrap();
    write!(
        stream,
        "{head}Host: {}\r\nConnection: close\r\n\r\n",
        server.address
    )
    .unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: answer.split_off(end + 4),
    }
}

fn get(server: &Server, path: &str, range: &str) -> Answer {
    ask(server, &format!("GET {path} HTTP/1.1\r\n{range}"), b"")
}

/// A worker process, killed when the test ends.
struct Worker(Child);

impl Worker {
    fn start(command: &mut Command) -> Self {
        Self(command.stdout(Stdio::null()).spawn().unwrap())
    }

    /// Waits until it has died by itself.
    fn died(&mut self) {
        let begin = Instant::now();
        while self.0.try_wait().unwrap().is_none() {
            assert!(begin.elapsed() < DEADLINE, "it goes on");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_lives_in_s3_from_the_form_to_the_public() {
    let folder = tempfile::tempdir().unwrap();
    let database = OwnDatabase::make(folder.path()).await.unwrap();
    let world = World::begin(database, folder).await;
    let server = Server::run(&mut world.node("one", &["serve"]));
    world.upload(&server);
    world.until_ready().await;

    let (key, files) = world.rendition().await;
    let mut expected: Vec<_> = files
        .iter()
        .map(|file| {
            let size = u64::try_from(file.size_bytes).unwrap();
            (rendition_key(&key, &file.name), size)
        })
        .collect();
    let original = world.asset().await;
    expected.push((
        original.object_key.unwrap(),
        u64::try_from(original.size_bytes).unwrap(),
    ));
    expected.sort();
    assert_eq!(world.stored().await, expected);
    assert!(!world.folder.path().join("one/objects").exists());

    let file = files.iter().find(|file| file.name == "640.webp").unwrap();
    let path = urls::media(&key, &file.name);
    let hidden = get(&server, &path, "");
    assert_eq!(hidden.status, 404);
    world.publish().await;
    // A node may remember for two seconds that the file was not public.
    let begin = Instant::now();
    let whole = loop {
        let answer = get(&server, &path, "");
        if answer.status == 200 {
            break answer;
        }
        assert!(begin.elapsed() < DEADLINE, "{}", answer.text());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert_eq!(i64::try_from(whole.body.len()).unwrap(), file.size_bytes);
    assert!(whole.body.starts_with(b"RIFF"));
    let part = get(&server, &path, "Range: bytes=100-299\r\n");
    assert_eq!(part.status, 206, "{}", part.head);
    assert_eq!(part.body, whole.body[100..300]);
    let range = format!("content-range: bytes 100-299/{}", file.size_bytes);
    assert!(part.head.contains(&range), "{}", part.head);
    let beyond = get(&server, &path, "Range: bytes=90000000-\r\n");
    assert_eq!(beyond.status, 416);
    assert!(get(&server, "/readyz", "").status == 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_on_other_nodes_do_each_job_once_even_if_one_dies_at_the_end_of_it() {
    let Some(database) = OwnDatabase::on_postgres().await.unwrap() else {
        eprintln!("left out: several nodes need PostgreSQL, and DIZZA_TEST_POSTGRES names none");
        return;
    };
    let world = World::begin(database, tempfile::tempdir().unwrap()).await;
    let node = |name: &str, arguments: &[&str]| {
        let mut command = world.node(name, arguments);
        command.env("DIZZA_SERVER__NODES", "4");
        command
    };
    let web = Server::run(&mut node("web", &["serve", "--no-worker"]));
    world.upload(&web);
    assert_eq!(world.asset().await.state, AssetState::Stored);
    assert_eq!(world.jobs().await, [("ready".to_owned(), 0)]);

    // It dies when all is made and stored, just before the commit that says so.
    let lanes = ["worker", "--lanes", "media,default"];
    let mut doomed = Worker::start(node("doomed", &lanes).env("DIZZA_KILL_AT", "U7"));
    doomed.died();
    assert_eq!(world.jobs().await, [("running".to_owned(), 1)]);
    assert_eq!(world.asset().await.state, AssetState::Processing);
    let lapse = "UPDATE job SET lease_until = now() - interval '1 second' WHERE state = 'running'";
    let lapsed = world.ctx.db.write().execute_unprepared(lapse).await;
    assert_eq!(lapsed.unwrap().rows_affected(), 1);

    let _workers = ["second", "third"].map(|name| Worker::start(&mut node(name, &lanes)));
    world.until_ready().await;
    let begin = Instant::now();
    while world.jobs().await != [("done".to_owned(), 2)] {
        assert!(begin.elapsed() < DEADLINE, "{:?}", world.jobs().await);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let (key, files) = world.rendition().await;
    let stored = world.stored().await;
    for file in files {
        let object = (
            rendition_key(&key, &file.name),
            u64::try_from(file.size_bytes).unwrap(),
        );
        assert!(stored.contains(&object), "{object:?}");
    }
    // The makers' page shows it from the web node, whose folder never held a byte of it.
    let review = urls::review_media(&key, "640.webp");
    let cookie = format!("Cookie: s={}\r\n", world.session);
    let shown = get(&web, &review, &cookie);
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert!(shown.body.starts_with(b"RIFF"));
}

/// Before anything listens, before a folder is made: what could only go wrong later.
#[test]
fn nodes_that_could_not_share_do_not_start() {
    const POSTGRES: (&str, &str) = ("DATABASE_URL", "postgres://dizza@127.0.0.1:1/x");
    const TWO: (&str, &str) = ("DIZZA_SERVER__NODES", "2");
    const S3: (&str, &str) = ("DIZZA_STORAGE__KIND", "s3");
    const BUCKET: (&str, &str) = ("DIZZA_STORAGE__BUCKET", "works");
    const NAME: (&str, &str) = ("DIZZA_STORAGE__ACCESS_KEY", "ours");
    const KEY: (&str, &str) = ("DIZZA_STORAGE__SECRET_KEY", "canary-5b1e");
    let cases: [(&[(&str, &str)], &str); 6] = [
        (&[TWO], "database.url"),
        (&[TWO, POSTGRES], "storage.kind"),
        (&[TWO, POSTGRES, S3, BUCKET, NAME, KEY], "server.secret"),
        (&[S3], "storage.bucket"),
        (&[S3, BUCKET], "storage.access_key"),
        (&[S3, BUCKET, NAME], "storage.secret_key"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let var = folder.path().join("var");
    for (environment, field) in cases {
        for command in ["serve", "worker"] {
            let output = dizza(&var, &[command])
                .envs(environment.iter().copied())
                .output()
                .unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{command} {field}: {error}");
            assert!(error.starts_with(&format!("dizza: {field}: ")), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }
    assert!(!var.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_bucket_no_node_starts() {
    let objects = S3Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let endpoint = objects.config.endpoint.clone().unwrap();
    let (bucket, key) = (&objects.config.bucket, &objects.config.secret_key);
    for (endpoint, bucket, key) in [
        (&nobody, bucket.as_str(), key.as_str()),
        (&endpoint, "elsewhere", key),
        (&endpoint, bucket, "guessed"),
    ] {
        for command in ["serve", "worker"] {
            let output = dizza(&folder.path().join("var"), &[command])
                .env("DIZZA_STORAGE__KIND", "s3")
                .env("DIZZA_STORAGE__ENDPOINT", endpoint)
                .env("DIZZA_STORAGE__BUCKET", bucket)
                .env("DIZZA_STORAGE__ACCESS_KEY", &objects.config.access_key)
                .env("DIZZA_STORAGE__SECRET_KEY", key)
                .output()
                .unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{command}: {error}");
            assert!(error.contains("reach the object store"), "{error}");
            assert!(!error.contains(key), "{error}");
        }
    }
}

//! A worker that dies between the objects of an AVIF and their rows: nothing is shown of it, and the next one does it once.

use std::io::Cursor;

use contest::AppContext;
use image::{ImageFormat, Rgb, RgbImage};
use sea_orm::ConnectionTrait;

use crate::checker;
use crate::overtaken::{number, until};
use crate::site::Site;
use crate::uploads::{people, send, settle};

const ROWS: &str = "SELECT count(*) FROM rendition_file WHERE content_type = 'image/avif'";
const NOTED: &str = "SELECT count(*) FROM rendition_avif";

fn photo() -> Vec<u8> {
    let picture = RgbImage::from_fn(900, 600, |x, y| {
        let grain = (x * 7919 + y * 104_729) % 23;
        let at = |value: u32| u8::try_from((value + grain) % 256).unwrap();
        Rgb([at(x / 5), at(y / 4), at((x + y) / 8)])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_worker_began_is_done_once_by_the_next() {
    let (mut site, people) = Site::new(async |ctx: &AppContext| people(ctx, 1).await).await;
    site.start(&[]).await;
    let client = site.client(&people[0].cookie);
    assert!(send(&client, &people[0].code, &photo().into(), 0).await);
    settle(&site).await;
    let db = site.look().await;
    assert_eq!(number(&db, "SELECT count(*) FROM rendition").await, 1);
    let publish = "UPDATE contribution SET state = 'published', approved_hash = x'01'";
    db.execute_unprepared(publish).await.unwrap();
    site.kill("to be asked for AVIF").await;

    let asked = ("DIZZA_WORKER__AVIF", "true".to_owned());
    site.start(&[asked.clone(), ("DIZZA_KILL_AT", "U10".to_owned())])
        .await;
    let mut polls = 0;
    while !site.is_dead() {
        polls += 1;
        assert!(polls < 3000, "it lives on: {}", site.log());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    site.end("at U10").await;
    assert_eq!((number(&db, ROWS).await, number(&db, NOTED).await), (0, 0));

    site.start(&[asked]).await;
    until("the next one has done it", async || {
        number(&db, NOTED).await == 1
    })
    .await;
    assert_eq!(number(&db, ROWS).await, 3);
    let twice = "SELECT count(DISTINCT substr(name, -13)) FROM rendition_file WHERE content_type = 'image/avif'";
    assert_eq!(number(&db, twice).await, 1, "all of one attempt");
    db.close().await.unwrap();
    site.kill("at the end").await;
    checker::insist(site.folder()).await;
}

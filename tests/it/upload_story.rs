//! A class with a draft, and a client that speaks tus.

use axum::body::Body;
use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use contest::assets::entity::{asset, upload};
use contest::assets::{self, AssetKind, NewUpload, StoredFile};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Maker};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, testing};
use dizza_http::urls;
use queue::Registry;
use sea_orm::EntityTrait;
use server::Config;
use sha2::{Digest, Sha256};
use storage::Store;
use test_support::{Answer, Client, TestApp, TestOptions};

/// An app with a class of two pupils, a draft of theirs, and a stranger with an account.
pub struct Story {
    pub app: TestApp,
    pub pupil: Client,
    pub classmate: Client,
    pub stranger: Client,
    pub actor: Actor,
    pub work: contribution::Model,
}

impl Story {
    pub async fn begin() -> Self {
        Self::with(|_| ()).await
    }

    pub async fn with(config: fn(&mut Config)) -> Self {
        let app = TestApp::with(TestOptions {
            config: Some(config),
            ..TestOptions::default()
        })
        .await;
        let ctx = &app.ctx;
        let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
        let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .unwrap();
        let single = testing::account(ctx, "ensam@example.org", &[])
            .await
            .unwrap();
        let class = testing::class(ctx, edition.id, teacher).await.unwrap();
        let [fox, owl] = ["Räven", "Ugglan"].map(|name| testing::pupil(ctx, &class, name));
        let fox = Principal::Membership(fox.await.unwrap().id);
        let owl = Principal::Membership(owl.await.unwrap().id);
        let actor = Actor::resolve(ctx.db.read(), &fox).await.unwrap().unwrap();
        let work = contributions::start(ctx, &actor, Maker::Pupil)
            .await
            .unwrap();
        Self {
            pupil: app.signed_in(&fox).await,
            classmate: app.signed_in(&owl).await,
            stranger: app.signed_in(&Principal::Account(single)).await,
            actor,
            work,
            app,
        }
    }

    /// Moves the time; the pupil signs in again, as sessions end after 8 h without use.
    pub async fn later(&mut self, by: chrono::Duration) {
        self.app.clock.advance(by);
        let principal: Principal = self.actor.reference().parse().unwrap();
        self.pupil = self.app.signed_in(&principal).await;
    }

    /// The classmate's membership.
    pub async fn classmate_membership(&self) -> contest::classes::entity::membership::Model {
        use contest::classes::entity::membership;
        use sea_orm::{ColumnTrait, QueryFilter};
        let row = membership::Entity::find().filter(membership::Column::Nickname.eq("Ugglan"));
        row.one(self.app.db().read()).await.unwrap().unwrap()
    }

    /// The classmate as the domain knows them.
    pub async fn classmate_actor(&self) -> Actor {
        let principal = Principal::Membership(self.classmate_membership().await.id);
        let actor = Actor::resolve(self.app.db().read(), &principal).await;
        actor.unwrap().unwrap()
    }

    /// A file of ten bytes in the draft, worked on by whoever is registered.
    pub async fn worked_on(
        &self,
        (kind, media_type, object_key): (AssetKind, &str, &str),
        register: impl FnOnce(Registry, (AppContext, Store)) -> Registry,
    ) -> AssetId {
        let (ctx, limits) = (&self.app.ctx, &self.app.app.site.config.uploads.limits);
        let new = NewUpload {
            length_bytes: Some(10),
            label: "fil",
        };
        let upload = assets::begin_upload(ctx, limits, &self.actor, &self.work.code, new)
            .await
            .unwrap();
        let file = StoredFile {
            kind,
            media_type: media_type.into(),
            size_bytes: 10,
            sha256: Sha256::digest(object_key).into(),
            object_key: object_key.into(),
        };
        let asset = assets::complete_upload(ctx, limits, &self.actor, &upload.token, file)
            .await
            .unwrap();
        let registry = register(
            Registry::new(),
            (ctx.clone(), self.app.app.site.store.clone()),
        );
        let failed = registry.drain(&ctx.db, &ctx.clock).await.unwrap();
        assert!(failed.is_empty());
        asset.id
    }

    /// The assets of the draft, in their order.
    pub async fn assets(&self) -> Vec<asset::Model> {
        assets::queries::of_contribution(self.app.db().read(), self.work.id)
            .await
            .unwrap()
    }

    /// All rows of uploads.
    pub async fn uploads(&self) -> Vec<upload::Model> {
        upload::Entity::find()
            .all(self.app.db().read())
            .await
            .unwrap()
    }

    /// Bytes in the staging folder.
    pub fn staged(&self) -> u64 {
        let files = std::fs::read_dir(self.app.app.config.staging()).unwrap();
        files
            .map(|file| file.unwrap().metadata().unwrap().len())
            .sum()
    }

    /// Keys of all objects in the store.
    pub async fn objects(&self) -> Vec<String> {
        let page = self.app.app.site.store.list("", None, 1000).await.unwrap();
        page.objects
            .iter()
            .map(|object| object.key.to_string())
            .collect()
    }

    /// `Upload-Metadata` for a file of the draft.
    pub fn metadata(&self, name: &str) -> String {
        metadata(&self.work.code, name)
    }

    /// Begins an upload of this length; gives its path.
    pub async fn create(&self, length: usize) -> String {
        let headers = [
            ("upload-length", length.to_string()),
            ("upload-metadata", self.metadata("bild.jpg")),
        ];
        let answer = post(&self.pupil, &headers, Body::empty()).await;
        answer.assert_status(201).location().to_owned()
    }

    /// Begins an upload whose length is told later; gives its path.
    pub async fn create_without_length(&self) -> String {
        let headers = [
            ("upload-defer-length", "1".to_owned()),
            ("upload-metadata", self.metadata("x")),
        ];
        let answer = post(&self.pupil, &headers, Body::empty()).await;
        answer.assert_status(201).location().to_owned()
    }

    /// Sends a whole file in one request.
    pub async fn send(&self, name: &str, bytes: &[u8]) -> Answer {
        let headers = [
            ("upload-length", bytes.len().to_string()),
            ("upload-metadata", self.metadata(name)),
        ];
        post(&self.pupil, &headers, bytes.to_vec()).await
    }

    /// Appends bytes at an offset.
    pub async fn patch(&self, path: &str, offset: usize, bytes: &[u8]) -> Answer {
        tus(
            &self.pupil,
            Method::PATCH,
            path,
            &[("upload-offset", offset.to_string())],
            bytes.to_vec().into(),
        )
        .await
    }

    /// Asks how far an upload has come.
    pub async fn head(&self, path: &str) -> Answer {
        tus(&self.pupil, Method::HEAD, path, &[], Body::empty()).await
    }

    /// Ends an upload.
    pub async fn delete(&self, path: &str) -> Answer {
        tus(&self.pupil, Method::DELETE, path, &[], Body::empty()).await
    }

    /// Asks for the offset.
    pub async fn offset(&self, path: &str) -> usize {
        let answer = self.head(path).await.assert_status(200);
        answer.header("upload-offset").parse().unwrap()
    }
}

/// Answers the wizard's questions about people and rights so that the work can be handed in.
pub async fn answer_questions(pupil: &mut Client, code: &str) {
    let answers = [
        (
            "people",
            [("faces", "none"), ("names", "none"), ("agree", "yes")],
        ),
        (
            "rights",
            [("music", "none"), ("pictures", "own"), ("brands", "none")],
        ),
    ];
    for (step, fields) in answers {
        let step = urls::upload_step("sv", code, step);
        pupil.post_form(&step, &fields).await.assert_status(303);
    }
}

pub fn metadata(code: &str, name: &str) -> String {
    format!(
        "contribution {},filename {}",
        STANDARD.encode(code),
        STANDARD.encode(name)
    )
}

/// A request for a new upload.
pub async fn post(client: &Client, headers: &[(&str, String)], body: impl Into<Body>) -> Answer {
    tus(client, Method::POST, &urls::tus(), headers, body.into()).await
}

/// One tus request.
pub async fn tus(
    client: &Client,
    method: Method,
    path: &str,
    headers: &[(&str, String)],
    body: Body,
) -> Answer {
    let mut client = client.clone().with_header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        client = client.with_header(name, value);
    }
    client
        .request(method, path, Some("application/offset+octet-stream"), body)
        .await
}

/// Bytes that begin as a photo and go on as noise that can be told apart.
pub fn photo(length: usize) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16];
    bytes.extend(
        (0_u32..)
            .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1])
            .take(length - bytes.len()),
    );
    bytes
}

//! The image's recipe and `docker-compose.yml`, held against what the program needs and understands.

use std::{collections::BTreeMap, path::Path, process::Command};

use figment::Jail;
use serde_json::Value;
use server::{Config, config::StorageKind};

use crate::Server;

const DOCKERFILE: &str = include_str!("../../../../Dockerfile");
const COMPOSE: &str = include_str!("../../../../docker-compose.yml");
const PACKAGES: &str = include_str!("../../../../script/packages.sh");
const WORKSPACE: &str = include_str!("../../../../Cargo.toml");

fn compose() -> Value {
    serde_saphyr::from_str(COMPOSE).unwrap()
}

/// A service's environment, with `${NAME:-value}` as it is when nothing is set.
fn environment(service: &Value) -> BTreeMap<String, String> {
    let variables = service["environment"].as_object().unwrap().iter();
    variables
        .map(|(name, value)| (name.clone(), filled_in(value.as_str().unwrap())))
        .collect()
}

fn filled_in(text: &str) -> String {
    let Some((before, rest)) = text.split_once("${") else {
        return text.to_owned();
    };
    let (variable, after) = rest.split_once('}').unwrap();
    let (_, default) = variable.split_once(":-").unwrap();
    format!("{before}{default}{}", filled_in(after))
}

/// What the image sets.
fn image_environment() -> BTreeMap<String, String> {
    let lines = DOCKERFILE
        .lines()
        .filter_map(|line| line.strip_prefix("ENV "));
    let pairs = lines.flat_map(str::split_whitespace);
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

/// The last stage: what runs.
fn final_stage() -> &'static str {
    let begin = DOCKERFILE.rfind("\nFROM ").unwrap();
    &DOCKERFILE[begin + 1..]
}

/// The configuration that a container of this service has.
#[expect(
    clippy::result_large_err,
    reason = "the shape that figment's Jail wants"
)]
fn configuration(service: &Value) -> Config {
    let mut config = None;
    Jail::expect_with(|jail| {
        for (name, value) in image_environment().iter().chain(&environment(service)) {
            jail.set_env(name, value);
        }
        config = Some(Config::load(None).map_err(|error| error.to_string())?);
        Ok(())
    });
    config.unwrap()
}

#[test]
fn the_program_understands_its_containers_environment() {
    let compose = compose();
    let services = &compose["services"];
    let config = configuration(&services["app"]);
    config.check().unwrap();
    assert_eq!(config.server.var, Path::new("/var/lib/dizza"));
    assert_eq!(config.storage.kind, StorageKind::S3);

    let database = environment(&services["database"]);
    let url = format!(
        "postgres://{}:{}@database/{}",
        database["POSTGRES_USER"], database["POSTGRES_PASSWORD"], database["POSTGRES_DB"]
    );
    assert_eq!(config.database_url(), url);

    let objects = environment(&services["objects"]);
    assert_eq!(
        config.storage.endpoint,
        format!("http://objects{}", objects["VGW_PORT"])
    );
    let keys = [
        config.storage.access_key.expose(),
        config.storage.secret_key.expose(),
    ];
    assert_eq!(
        keys,
        [&objects["ROOT_ACCESS_KEY"], &objects["ROOT_SECRET_KEY"]]
    );
    let bucket = environment(&services["bucket"]);
    assert_eq!(
        keys,
        [
            &bucket["AWS_ACCESS_KEY_ID"],
            &bucket["AWS_SECRET_ACCESS_KEY"]
        ]
    );
    let making = services["bucket"]["command"][0].as_str().unwrap();
    let made = format!("create-bucket --bucket {} ", config.storage.bucket);
    assert!(making.contains(&made) && making.contains(&config.storage.endpoint));
}

#[test]
fn the_compose_file_holds_together() {
    let compose = compose();
    let services = compose["services"].as_object().unwrap();
    for (name, service) in services {
        let image = service["image"]
            .as_str()
            .map(|image| image.rsplit_once(':'));
        match image {
            None => assert_eq!(service["build"], ".", "{name}"),
            Some(tag) => assert!(tag.is_some_and(|(_, tag)| tag != "latest"), "{name}"),
        }
        let after: Vec<&str> = match &service["depends_on"] {
            Value::Object(after) => after.keys().map(String::as_str).collect(),
            Value::Array(after) => after.iter().map(|name| name.as_str().unwrap()).collect(),
            _ => Vec::new(),
        };
        for other in after {
            assert!(services.contains_key(other), "{name} waits for {other}");
        }
        for volume in service["volumes"].as_array().into_iter().flatten() {
            let (volume, _) = volume.as_str().unwrap().split_once(':').unwrap();
            assert!(compose["volumes"].get(volume).is_some(), "{name}: {volume}");
        }
        for port in service["ports"].as_array().into_iter().flatten() {
            assert!(
                port.as_str().unwrap().starts_with("127.0.0.1:"),
                "{name}: {port}"
            );
        }
    }
    let app = &services["app"];
    let config = configuration(app);
    let port = config.listen().unwrap().port();
    assert_eq!(app["ports"][0], format!("127.0.0.1:{port}:{port}"));
    assert_eq!(
        app["volumes"][0],
        format!("state:{}", config.server.var.display())
    );
    assert_eq!(
        (&app["read_only"], &app["cap_drop"][0]),
        (&true.into(), &"ALL".into())
    );
    assert_eq!(app["security_opt"][0], "no-new-privileges:true");
    let grace = app["stop_grace_period"]
        .as_str()
        .unwrap()
        .trim_end_matches('s');
    assert!(grace.parse::<u64>().unwrap() > config.server.drain_seconds);
}

#[test]
fn the_image_has_what_the_program_needs_and_no_rights() {
    let wanted = WORKSPACE
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "));
    let toolchain = format!("FROM rust:{}-", wanted.unwrap().trim_matches('"'));
    assert!(DOCKERFILE.contains(&toolchain), "{toolchain}");

    let stage = final_stage();
    let decoders = ["ffmpeg", "ffprobe", "pdftoppm", "heif-convert"];
    for program in decoders {
        let need = format!("need {program} ");
        let package = PACKAGES.lines().find_map(|line| {
            let (_, package) = line.split_once(&need)?;
            package.split_whitespace().next()
        });
        let package = package.unwrap_or_else(|| panic!("script/packages.sh forgot {program}"));
        assert!(stage.contains(&format!(" {package} ")), "{package}");
    }
    let at = |word: &str| stage.find(word).unwrap_or_else(|| panic!("no {word}"));
    assert!(at("useradd --system") < at("\nUSER dizza"));
    assert!(at("\nUSER dizza") < at("\nENTRYPOINT"));
    let listen = &image_environment()["DIZZA_LISTEN"];
    let (_, port) = listen.rsplit_once(':').unwrap();
    assert!(stage.contains(&format!("\nEXPOSE {port}\n")));
}

#[test]
fn the_images_health_check_tells_a_ready_server_from_none() {
    let check = final_stage()
        .lines()
        .find(|line| line.starts_with("HEALTHCHECK "));
    let (_, command) = check.unwrap().split_once("CMD ").unwrap();
    let command: Vec<String> = serde_json::from_str(command).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let here = format!("127.0.0.1/{}", server.address.port());
    let healthy = || {
        Command::new(&command[0])
            .args(
                command[1..]
                    .iter()
                    .map(|word| word.replace("127.0.0.1/8080", &here)),
            )
            .status()
            .unwrap()
            .success()
    };
    assert!(command.iter().any(|word| word.contains("127.0.0.1/8080")));
    assert!(healthy());
    drop(server);
    assert!(!healthy());
}

//! How we talk to the server: addresses, credentials, patience.

use std::fmt;
use std::time::Duration;

use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Builder, Credentials, Region, RequestChecksumCalculation,
    ResponseChecksumValidation,
};
use aws_sdk_s3::{Client, Config};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// Slower than this, an upload is given up and tried again.
const SLOWEST_BYTES_PER_S: u64 = 256 * 1024;

/// Whether requests carry extra checksums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Checksums {
    /// Only where S3 demands one: every server understands that, and TLS protects the way.
    #[default]
    WhenRequired,
    /// Wherever S3 supports one: for servers known to take them.
    WhenSupported,
}

/// Where the bucket is and how to reach it.
#[derive(Clone)]
pub struct S3Config {
    /// The server's address (`https://s3.example.org`); `None`: Amazon's of the region.
    pub endpoint: Option<String>,
    /// The address that browsers reach the same server at, for presigned addresses; `None`: `endpoint`.
    pub public_endpoint: Option<String>,
    /// The region; for other servers than Amazon's whatever they were configured with.
    pub region: String,
    /// The bucket. It must exist, be private, and keep no old versions: erased means gone.
    pub bucket: String,
    /// The access key's id.
    pub access_key: String,
    /// The access key's secret.
    pub secret_key: String,
    /// `https://server/bucket/key` instead of `https://bucket.server/key`: most servers other than Amazon's want it.
    pub path_style: bool,
    /// Extra checksums.
    pub checksums: Checksums,
    /// How long one attempt at a request may take; uploads get time for their size on top.
    pub attempt_timeout: Duration,
    /// How often to try altogether when the server fails or does not answer.
    pub max_attempts: u32,
}

impl Default for S3Config {
    fn default() -> Self {
        Self {
            endpoint: None,
            public_endpoint: None,
            region: "us-east-1".to_owned(),
            bucket: String::new(),
            access_key: String::new(),
            secret_key: String::new(),
            path_style: true,
            checksums: Checksums::default(),
            attempt_timeout: Duration::from_secs(10),
            max_attempts: 3,
        }
    }
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .finish_non_exhaustive() // the keys stay out of logs
    }
}

pub(super) fn connect(config: &S3Config, endpoint: Option<&str>) -> Client {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let (request, response) = match config.checksums {
        Checksums::WhenRequired => (
            RequestChecksumCalculation::WhenRequired,
            ResponseChecksumValidation::WhenRequired,
        ),
        Checksums::WhenSupported => (
            RequestChecksumCalculation::WhenSupported,
            ResponseChecksumValidation::WhenSupported,
        ),
    };
    let keys = Credentials::new(&config.access_key, &config.secret_key, None, None, "dizza");
    let mut builder = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .region(Region::new(config.region.clone()))
        .credentials_provider(keys)
        .force_path_style(config.path_style)
        .request_checksum_calculation(request)
        .response_checksum_validation(response)
        .retry_config(RetryConfig::standard().with_max_attempts(config.max_attempts))
        .timeout_config(timeouts(config.attempt_timeout));
    builder.set_endpoint_url(endpoint.map(str::to_owned));
    Client::from_conf(builder.build())
}

/// For one upload: time for `len` bytes on a slow line on top of the usual patience. (A body that comes to a standstill is
/// noticed by the client library within seconds, in both directions.)
pub(super) fn attempt_timeout(patience: Duration, len: u64) -> Builder {
    let for_body = Duration::from_secs(len / SLOWEST_BYTES_PER_S);
    Config::builder().timeout_config(timeouts(patience + for_body))
}

fn timeouts(attempt: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(attempt.min(Duration::from_secs(3)))
        .operation_attempt_timeout(attempt)
        .build()
}

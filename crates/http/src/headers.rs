//! Security and cache headers, set in one place by the class of the route (`docs/security.md`, "Headers").

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{SiteConfig, routes::Table, sessions};

/// What kind of answer a route gives. A handler may put another class into its response's extensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A public page: shared caches may keep it for 30 s, unless the reader has a session.
    Page,
    /// A page for one person, and everything that answers a form: never kept.
    #[default]
    Personal,
    /// A page whose address holds a secret: never kept, and its address is told to no other site.
    Token,
    /// A page made to stand inside somebody's page: no forms, framed by whom [`FrameAncestors`] names.
    Embed,
    /// A published rendition.
    Media,
    /// A rendition for reviewers.
    ReviewMedia,
    /// Our own static file at a hashed address: kept for a year.
    Asset,
    /// A file of ours at a fixed address (robots.txt, favicon): kept for an hour.
    File,
    /// JSON for anybody.
    Api,
    /// Machines of the operator: never kept.
    Operator,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Page,
        Self::Personal,
        Self::Token,
        Self::Embed,
        Self::Media,
        Self::ReviewMedia,
        Self::Asset,
        Self::File,
        Self::Api,
        Self::Operator,
    ];

    /// Whether other sites may load it: `Access-Control-Allow-Origin: *` without credentials.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Embed | Self::Media | Self::Asset | Self::File | Self::Api
        )
    }

    /// The value of `Cache-Control` for a good answer to a reader without a session.
    pub fn cache(self) -> &'static str {
        match self {
            Self::Page | Self::Embed | Self::Api => "public, max-age=0, s-maxage=30",
            Self::Media => "public, max-age=60, must-revalidate",
            Self::Asset => "public, max-age=31536000, immutable",
            Self::File => "public, max-age=3600",
            Self::Personal | Self::Token | Self::ReviewMedia | Self::Operator => "no-store",
        }
    }
}

/// Who may show an embed in a frame; a handler leaves it in its response's extensions. Nobody, without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrameAncestors {
    /// Any site.
    Anybody,
    /// These origins, such as `https://www.example.org`. What does not look like an origin is left out.
    Sites(Vec<String>),
}

/// Lets one inline `<style>` block pass the policy; a handler leaves it in its response's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleHash(String);

impl StyleHash {
    /// The hash of exactly this text between `<style>` and `</style>`.
    pub fn of(css: &str) -> Self {
        Self(format!("'sha256-{}'", STANDARD.encode(Sha256::digest(css))))
    }
}

/// The layer's state: the parts of each policy that do not change.
#[derive(Clone, Debug)]
pub struct Headers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    table: Table,
    secure: bool,
    public: String,
    media: String,
    embed: String,
    cookie: &'static str,
}

impl Headers {
    /// For the routes of `table` under the origins of `config`.
    pub fn new(config: &SiteConfig, table: Table) -> Self {
        Self(Arc::new(Inner {
            table,
            secure: config.is_https(),
            public: config.public_origin.clone(),
            media: config.other_origin(&config.media_origin),
            embed: config.other_origin(&config.embed_origin),
            cookie: sessions::cookie_name(config),
        }))
    }

    /// The policy of a page; `styles` are the hashes of its inline style blocks, each with a space before it.
    pub fn page_policy(&self, styles: &str) -> String {
        let Inner { media, embed, .. } = &*self.0;
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self'{media}; \
             media-src 'self'{media} blob:; connect-src 'self'{media}; font-src 'self'; worker-src 'self'; \
             manifest-src 'self'; frame-src 'self'{embed}; form-action 'self'; base-uri 'none'; object-src 'none'; \
             frame-ancestors 'none'"
        )
    }

    /// The policy of an embed. It may run at an opaque origin, where some browsers take `'self'` for nothing, so our
    /// origin is named too.
    fn embed_policy(&self, styles: &str, ancestors: &str) -> String {
        let Inner { media, public, .. } = &*self.0;
        let own = format!("'self' {public}");
        format!(
            "default-src 'none'; script-src {own}; style-src {own}{styles}; img-src {own}{media}; \
             media-src {own}{media} blob:; connect-src {own}{media}; font-src {own}; form-action 'none'; \
             base-uri 'none'; object-src 'none'; frame-ancestors {ancestors}"
        )
    }

    fn policy(&self, class: Class, response: &Response) -> String {
        let hashes = response
            .extensions()
            .get::<Vec<StyleHash>>()
            .into_iter()
            .flatten();
        let hashes = hashes.chain(response.extensions().get::<StyleHash>());
        let styles = hashes.fold(String::new(), |mut all, hash| {
            let _ = write!(all, " {}", hash.0); // writing to a String cannot fail
            all
        });
        match class {
            Class::Page | Class::Personal | Class::Token => self.page_policy(&styles),
            Class::Embed => {
                let ancestors = response.extensions().get::<FrameAncestors>();
                self.embed_policy(&styles, &frame_ancestors(ancestors))
            }
            Class::Media | Class::ReviewMedia => {
                "default-src 'none'; sandbox; frame-ancestors 'none'".into()
            }
            Class::Asset | Class::File | Class::Api | Class::Operator => {
                "default-src 'none'; frame-ancestors 'none'".into()
            }
        }
    }

    /// Sets every header that the class asks for; what a handler chose for `Cache-Control` stands if the answer is good.
    fn apply(&self, class: Class, reading: bool, has_session: bool, response: &mut Response) {
        let class = response
            .extensions()
            .get::<Class>()
            .copied()
            .unwrap_or(class);
        let policy = self.policy(class, response);
        let good = response.status().as_u16() < 400;
        let headers = response.headers_mut();
        set(headers, header::CONTENT_SECURITY_POLICY, &policy);
        set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        let referrer = if class == Class::Token {
            "same-origin"
        } else {
            "strict-origin-when-cross-origin"
        };
        set(headers, header::REFERRER_POLICY, referrer);
        set(
            headers,
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        let resource = if class.is_open() {
            "cross-origin"
        } else {
            "same-origin"
        };
        set(
            headers,
            HeaderName::from_static("cross-origin-resource-policy"),
            resource,
        );
        let permissions = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        set(
            headers,
            HeaderName::from_static("permissions-policy"),
            permissions,
        );
        if class.is_open() {
            set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        if self.0.secure {
            set(
                headers,
                header::STRICT_TRANSPORT_SECURITY,
                "max-age=63072000; includeSubDomains",
            );
        }
        if matches!(
            class,
            Class::Personal | Class::Token | Class::ReviewMedia | Class::Embed
        ) {
            set(headers, HeaderName::from_static("x-robots-tag"), "noindex");
        }
        if class == Class::Page {
            headers.append(header::VARY, HeaderValue::from_static("cookie"));
        }
        let private =
            class == Class::Page && has_session || headers.contains_key(header::SET_COOKIE);
        if !good || !reading || private {
            set(headers, header::CACHE_CONTROL, "no-store");
        } else if !headers.contains_key(header::CACHE_CONTROL) {
            set(headers, header::CACHE_CONTROL, class.cache());
        }
        headers.remove(header::SERVER);
    }
}

/// Layer: sets the headers of every answer, whatever its status.
pub async fn layer(State(headers): State<Headers>, request: Request, next: Next) -> Response {
    let class = headers
        .0
        .table
        .of(&request)
        .map_or(Class::Page, |route| route.class);
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let has_session = sessions::has_cookie(request.headers(), headers.0.cookie);
    let mut response = next.run(request).await;
    headers.apply(class, reading, has_session, &mut response);
    if response.status() == StatusCode::NO_CONTENT {
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    response
}

fn frame_ancestors(ancestors: Option<&FrameAncestors>) -> String {
    match ancestors {
        None => "'none'".into(),
        Some(FrameAncestors::Anybody) => "*".into(),
        Some(FrameAncestors::Sites(sites)) => {
            let sites: Vec<_> = sites
                .iter()
                .filter(|site| is_origin(site))
                .map(String::as_str)
                .collect();
            if sites.is_empty() {
                "'none'".into()
            } else {
                sites.join(" ")
            }
        }
    }
}

/// `https://host[:port]` (or http) and nothing that could end the directive.
fn is_origin(site: &str) -> bool {
    let host = site
        .strip_prefix("https://")
        .or_else(|| site.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]*".contains(&byte))
    })
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // Our own words and checked origins only, so this cannot fail for want of a visible character.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(sites: &[&str]) -> FrameAncestors {
        FrameAncestors::Sites(sites.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn only_origins_reach_frame_ancestors() {
        assert_eq!(frame_ancestors(None), "'none'");
        assert_eq!(frame_ancestors(Some(&FrameAncestors::Anybody)), "*");
        assert_eq!(frame_ancestors(Some(&sites(&[]))), "'none'");
        let mixed = sites(&[
            "https://a.example",
            "https://b.example; script-src *",
            "javascript:x",
            "http://localhost:80",
        ]);
        assert_eq!(
            frame_ancestors(Some(&mixed)),
            "https://a.example http://localhost:80"
        );
    }

    #[test]
    fn a_style_hash_is_what_browsers_compute() {
        // SHA-256 of the empty text, base 64.
        assert_eq!(
            StyleHash::of("").0,
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
        );
    }
}

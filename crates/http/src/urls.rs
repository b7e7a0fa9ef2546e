//! Every path of the site, written once: the constant is the pattern for the route, the function fills it in.
//!
//! ```
//! use dizza_http::{Lang, urls};
//! assert_eq!(urls::CONTRIBUTION, "/{lang}/c/{code}");
//! assert_eq!(urls::contribution(Lang::Sv, "k3x9"), "/sv/c/k3x9");
//! ```

use std::fmt::Display;

macro_rules! paths {
    ($($(#[$doc:meta])* $pattern:ident $name:ident($($arg:ident),*) = $path:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $pattern: &str = $path;
            $(#[$doc])*
            pub fn $name($($arg: impl Display),*) -> String {
                let values: &[&dyn Display] = &[$(&$arg),*];
                fill($path, values)
            }
        )*
        /// All patterns with the names of their functions.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $path)),*];
    };
}

paths! {
    // Everybody's pages
    /// The bare address: leads to the home page in the reader's language.
    ROOT root() = "/";
    /// Home.
    HOME home(lang) = "/{lang}";
    /// The wall of all published contributions; filters in the query.
    GALLERY gallery(lang) = "/{lang}/gallery";
    /// One contribution, by its public code.
    CONTRIBUTION contribution(lang, code) = "/{lang}/c/{code}";
    /// A page with a large QR code of the contribution, made for printing.
    CONTRIBUTION_POSTER contribution_poster(lang, code) = "/{lang}/c/{code}/poster";
    /// The QR code itself, an SVG picture.
    CONTRIBUTION_QR contribution_qr(lang, code) = "/{lang}/c/{code}/qr.svg";
    /// How it works.
    HOW how(lang) = "/{lang}/how-it-works";
    /// For schools.
    SCHOOLS schools(lang) = "/{lang}/for-schools";
    /// For partners: the embed builder and its snippet.
    PARTNERS partners(lang) = "/{lang}/for-partners";
    /// Privacy.
    PRIVACY privacy(lang) = "/{lang}/privacy";
    /// Accessibility statement.
    ACCESSIBILITY accessibility(lang) = "/{lang}/accessibility";

    // Reports
    /// The report form of a contribution (GET, POST).
    REPORT report(lang, code) = "/{lang}/c/{code}/report";
    /// After a report.
    REPORT_SENT report_sent(lang, code) = "/{lang}/c/{code}/report/thanks";

    // Votes
    /// Casts a vote (POST).
    VOTE vote(lang, code) = "/{lang}/c/{code}/vote";
    /// Takes a vote back (POST).
    VOTE_TAKE_BACK vote_take_back(lang, code) = "/{lang}/c/{code}/vote/take-back";
    /// Asks for an e-mail address to vote with (GET, POST).
    VOTE_START vote_start(lang, code) = "/{lang}/c/{code}/vote/start";
    /// "Look in your mail", with the field for the 6-digit code (GET, POST).
    VOTE_CODE vote_code(lang, code) = "/{lang}/c/{code}/vote/code";
    /// Where the voter's mail leads: shows (GET) and confirms (POST).
    VOTE_LINK vote_link(lang, token) = "/{lang}/vote/{token}";
    /// A receipt.
    RECEIPT receipt(lang, receipt) = "/{lang}/receipts/{receipt}";

    // Signing in
    /// Asks for the e-mail address (GET, POST).
    SIGN_IN sign_in(lang) = "/{lang}/sign-in";
    /// "Look in your mail", with the field for the 6-digit code (GET, POST).
    SIGN_IN_CODE sign_in_code(lang) = "/{lang}/sign-in/code";
    /// Where the mail leads: shows (GET) and signs in (POST).
    SIGN_IN_LINK sign_in_link(lang, token) = "/{lang}/sign-in/{token}";
    /// One's own account: the language of mails (GET, POST).
    ACCOUNT account(lang) = "/{lang}/account";
    /// Asks to be a teacher (GET, POST).
    ACCOUNT_TEACHER account_teacher(lang) = "/{lang}/account/teacher";
    /// Signs out (POST).
    SIGN_OUT sign_out(lang) = "/{lang}/sign-out";
    /// The signed-in person's own page: what they handed in, their classes, their rooms.
    MINE mine(lang) = "/{lang}/mine";

    // Classes
    /// A pupil joins a class (GET, POST).
    JOIN join(lang) = "/{lang}/join";
    /// The same with the code filled in: where the projector's QR code leads.
    JOIN_CODE join_code(lang, code) = "/{lang}/join/{code}";
    /// Shows the pupil's three words, once (GET); gives new ones (POST).
    JOINED joined(lang) = "/{lang}/joined";
    /// A pupil comes back with the three words (GET, POST).
    RETURN come_back(lang) = "/{lang}/return";
    /// The teacher's classes; opens one (GET, POST).
    CLASSES classes(lang) = "/{lang}/classes";
    /// The form for a new class.
    CLASS_NEW class_new(lang) = "/{lang}/classes/new";
    /// One class: code, contributions and their states.
    CLASS class(lang, class) = "/{lang}/classes/{class}";
    /// The join code at the size of a wall.
    CLASS_PROJECTOR class_projector(lang, class) = "/{lang}/classes/{class}/projector";
    /// The QR code of the join page, an SVG picture.
    CLASS_QR class_qr(lang, class) = "/{lang}/classes/{class}/qr.svg";
    /// A new join code (GET asks, POST does).
    CLASS_RENEW class_renew(lang, class) = "/{lang}/classes/{class}/renew";
    /// Closes the class for joining (POST).
    CLASS_CLOSE class_close(lang, class) = "/{lang}/classes/{class}/close";
    /// Opens a class again that was closed (POST).
    CLASS_REOPEN class_reopen(lang, class) = "/{lang}/classes/{class}/reopen";
    /// Lets pupils return again after too many wrong words (POST).
    CLASS_UNLOCK class_unlock(lang, class) = "/{lang}/classes/{class}/unlock";
    /// Shows or hides school and class beside their contribution (POST).
    CLASS_PLACE class_place(lang, class) = "/{lang}/classes/{class}/place";
    /// Puts a pupil out of the class (GET asks, POST does).
    CLASS_REMOVE class_remove(lang, class, pupil) = "/{lang}/classes/{class}/pupils/{pupil}/remove";
    /// The teacher looks at a hand-in and ticks the checklist (GET, POST).
    CLASS_APPROVE class_approve(lang, class, contribution) = "/{lang}/classes/{class}/contributions/{contribution}";
    /// The teacher hands a contribution back to the pupils (POST).
    CLASS_SEND_BACK class_send_back(lang, class, contribution) = "/{lang}/classes/{class}/contributions/{contribution}/send-back";

    // Handing in
    /// Starts a contribution (GET, POST).
    UPLOAD upload(lang) = "/{lang}/upload";
    /// One step of the wizard (GET, POST): `category`, `poem`, `files`, `about`, `people`, `rights`, `check`, `done`.
    UPLOAD_STEP upload_step(lang, contribution, step) = "/{lang}/upload/{contribution}/{step}";
    /// Files, descriptions and the order of files by plain form (POST, multipart).
    UPLOAD_FILES upload_files(lang, contribution) = "/{lang}/upload/{contribution}/files/add";
    /// One's own contribution: where it stands, what was decided and why, what comes next.
    MY my(lang, contribution) = "/{lang}/my/{contribution}";
    /// States of its files in words and percent, as server-sent events.
    MY_EVENTS my_events(lang, contribution) = "/{lang}/my/{contribution}/events";
    /// Removes (GET asks) or retries an asset (POST): `remove`, `retry`; `cancel`
    /// ends an upload under way, whose token stands for the asset.
    UPLOAD_ASSET upload_asset(lang, contribution, asset, act) = "/{lang}/upload/{contribution}/assets/{asset}/{act}";
    /// Captions or the transcript of a film or song (GET; POST, multipart); the kind is `captions` or `transcript`.
    UPLOAD_TEXTS upload_texts(lang, contribution, asset, kind) = "/{lang}/upload/{contribution}/texts/{asset}/{kind}";
    /// Takes the captions or the transcript in one language away (GET asks, POST does).
    UPLOAD_TEXT_REMOVE upload_text_remove(lang, contribution, asset, kind, language) = "/{lang}/upload/{contribution}/texts/{asset}/{kind}/{language}/remove";
    /// Hands in (POST).
    HAND_IN hand_in(lang, contribution) = "/{lang}/upload/{contribution}/hand-in/now";
    /// Takes a contribution back from the contest (GET asks, POST does).
    WITHDRAW withdraw(lang, contribution) = "/{lang}/upload/{contribution}/withdraw/ask";
    /// Back to draft after a hand-in or publication (GET asks, POST does).
    REOPEN reopen(lang, contribution) = "/{lang}/upload/{contribution}/reopen/ask";
    /// tus: creates an upload (POST, OPTIONS).
    TUS tus() = "/uploads";
    /// tus: one upload (HEAD, PATCH, DELETE).
    TUS_UPLOAD tus_upload(upload) = "/uploads/{upload}";

    /// Covers a place or silences a stretch of a file (GET, POST).
    REDACT redact(lang, contribution, asset) = "/{lang}/redact/{contribution}/{asset}";

    // Moderation
    /// The queue.
    MODERATE moderate(lang) = "/{lang}/moderate";
    /// One contribution in the queue.
    MODERATE_ITEM moderate_item(lang, contribution) = "/{lang}/moderate/c/{contribution}";
    /// An act on it (POST): `claim`, `release`, `approve`, `request-changes`, `reject`, `hide`, `restore`, `undo`,
    /// `keep` (answers its reports), `feature`, `unfeature`, `purge`.
    MODERATE_ACT moderate_act(lang, contribution, act) = "/{lang}/moderate/c/{contribution}/{act}";
    /// Purging it for ever: what is lost, and whether it is meant (GET); the act `purge` does it.
    MODERATE_PURGE moderate_purge(lang, contribution) = "/{lang}/moderate/c/{contribution}/purge/ask";
    /// The list of keys.
    MODERATE_KEYS moderate_keys(lang) = "/{lang}/moderate/keys";
    /// Those who ask to be teachers; answers one (GET, POST).
    TEACHERS teachers(lang) = "/{lang}/moderate/teachers";
    /// The `featured` collection, in order (GET, POST).
    FEATURED featured(lang) = "/{lang}/moderate/featured";

    // Media
    /// A published rendition. Reads no cookies.
    MEDIA media(key, name) = "/m/{key}/{name}";
    /// A rendition for those who may see it before it is public.
    REVIEW_MEDIA review_media(key, name) = "/review-media/{key}/{name}";

    // Embeds
    /// One contribution inside somebody's page.
    EMBED_CONTRIBUTION embed_contribution(code) = "/embed/v1/c/{code}";
    /// A collection inside somebody's page.
    EMBED_GALLERY embed_gallery(collection) = "/embed/v1/g/{collection}";
    /// oEmbed (JSON and XML).
    OEMBED oembed() = "/oembed";

    // API
    /// Editions.
    API_EDITIONS api_editions() = "/api/v1/editions";
    /// Published contributions, a page at a time.
    API_CONTRIBUTIONS api_contributions() = "/api/v1/contributions";
    /// One published contribution, by its public code.
    API_CONTRIBUTION api_contribution(code) = "/api/v1/contributions/{code}";
    /// The description of the API (OpenAPI 3.1).
    API_OPENAPI api_openapi() = "/api/v1/openapi.json";

    // Files and machines
    /// Our own static files; the first part is the hash of the build.
    ASSET asset(build, path) = "/assets/{build}/{*path}";
    /// A stylesheet that sets the accent's hue: `/theme/264.css`.
    THEME theme(file) = "/theme/{file}";
    /// Favicon.
    FAVICON favicon() = "/favicon.ico";
    /// Web app manifest.
    MANIFEST manifest() = "/manifest.webmanifest";
    /// For crawlers.
    ROBOTS robots() = "/robots.txt";
    /// For search engines.
    SITEMAP sitemap() = "/sitemap.xml";
    /// Where to report a weakness (RFC 9116).
    SECURITY_TXT security_txt() = "/.well-known/security.txt";
    /// What a problem's `type` names (RFC 9457).
    PROBLEM problem(code) = "/problems/{code}";
    /// The mails of the demo; on loopback only.
    MAILBOX mailbox() = "/mailbox";
    /// One mail of the demo.
    MAILBOX_MAIL mailbox_mail(mail) = "/mailbox/{mail}";
    /// Alive.
    HEALTHZ healthz() = "/healthz";
    /// Ready for traffic.
    READYZ readyz() = "/readyz";
    /// Figures for Prometheus.
    METRICS metrics() = "/metrics";
}

/// Whether a path belongs to programs, whose problems stay JSON whatever they say they accept.
pub fn is_api(path: &str) -> bool {
    let machine = [
        "/api/", "/uploads", "/oembed", "/healthz", "/readyz", "/metrics",
    ];
    machine.iter().any(|start| path.starts_with(start))
}

/// Replaces each `{name}` of `pattern` by the next value, percent-encoded; `{*name}` keeps its slashes.
fn fill(pattern: &str, values: &[&dyn Display]) -> String {
    let mut values = values.iter();
    let mut path = String::with_capacity(pattern.len() + 24);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = values.next().map(ToString::to_string).unwrap_or_default();
        encode(&value, name.starts_with('*'), &mut path);
        rest = after;
    }
    path.push_str(rest);
    path
}

/// Percent-encodes all but the unreserved characters (RFC 3986 2.3).
fn encode(value: &str, keep_slashes: bool, path: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'/' if keep_slashes => path.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                path.push(byte.into());
            }
            _ => {
                path.push('%');
                path.push_str(&hex::encode_upper([byte]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::Lang;

    #[test]
    fn values_are_encoded() {
        assert_eq!(contribution(Lang::En, "a/b å?"), "/en/c/a%2Fb%20%C3%A5%3F");
        assert_eq!(asset("3f2a", "js/app.js"), "/assets/3f2a/js/app.js");
        assert_eq!(
            class_approve(Lang::Sv, 1, 2),
            "/sv/classes/1/contributions/2"
        );
    }

    #[test]
    fn no_path_stands_here_twice() {
        let shapes: HashSet<String> = ALL
            .iter()
            .map(|(_, path)| {
                path.split('/')
                    .map(|part| if part.starts_with('{') { "{}" } else { part })
                    .collect::<Vec<_>>()
                    .join("/")
            })
            .collect();
        assert_eq!(shapes.len(), ALL.len());
    }
}

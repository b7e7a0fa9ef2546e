//! `/mailbox`: the mails of the demo, for callers on this machine only. Elsewhere, and without the demo, there is no such
//! page.

pub mod page;

use std::path::PathBuf;

use axum::Extension;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use dizza_http::{Access, Class, Path, Peer, Problem, Routes, Site, client, urls};

use crate::Reader;
use crate::mail::KeptMail;
use page::{MailLine, MailPage, MailRow, MailboxPage};

/// Mails shown at most.
const SHOWN: usize = 200;

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::MAILBOX, Access::Operator, Class::Personal, list)
        .get(urls::MAILBOX_MAIL, Access::Operator, Class::Token, show)
}

/// `GET /mailbox`: newest first.
async fn list(
    reader: Reader,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let folder = folder(&reader.site, peer, &headers)?;
    let mails = read(folder).await?.into_iter().map(|mail| MailRow {
        url: urls::mailbox_mail(&mail.name),
        subject: mail.subject,
        to: mail.to,
        date: mail.date,
    });
    Ok(outside_languages(reader).page(&MailboxPage {
        mails: mails.collect(),
    }))
}

/// `GET /mailbox/{mail}`: one mail.
async fn show(
    reader: Reader,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let folder = folder(&reader.site, peer, &headers)?;
    // Found in the list, never opened by its name.
    let mail = read(folder)
        .await?
        .into_iter()
        .find(|mail| mail.name == name)
        .ok_or_else(Problem::not_found)?;
    let own = &reader.site.config.public_origin;
    let lines = mail.text.lines().map(|line| MailLine {
        url: line
            .strip_prefix(own.as_str())
            .unwrap_or_default()
            .to_owned(),
        text: line.to_owned(),
    });
    let page = MailPage {
        subject: mail.subject.clone(),
        to: mail.to.clone(),
        date: mail.date.clone(),
        lines: lines.collect(),
    };
    Ok(outside_languages(reader).page(&page))
}

/// The folder, if it may be shown: 404 otherwise, as if there were no such page.
fn folder(
    site: &Site,
    peer: Option<Extension<Peer>>,
    headers: &HeaderMap,
) -> Result<PathBuf, Problem> {
    let here = peer.is_some_and(|Extension(Peer(address))| client::is_loopback(address.ip()));
    // A proxy on this machine calls for somebody else.
    let forwarded =
        headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
    let folder = site
        .config
        .mail_folder
        .clone()
        .filter(|_| site.config.demo && here && !forwarded);
    folder.ok_or_else(Problem::not_found)
}

async fn read(folder: PathBuf) -> Result<Vec<KeptMail>, Problem> {
    KeptMail::list(&folder, SHOWN)
        .await
        .map_err(Problem::internal)
}

/// The page has no language in its address, so the way to the other language leads home.
fn outside_languages(mut reader: Reader) -> Reader {
    reader.layout.path = "/".into();
    reader.layout.noindex = true;
    reader
}

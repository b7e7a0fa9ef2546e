//! What `dizza serve --demo` does beside serving: says how to get in, and loads.

use contest::permissions::Role;
use dizza_http::{Lang, urls};

use super::{Link, Loader, load, sign_in_links};
use crate::App;

/// Prints the ways in, then loads the demo edition. What goes wrong is logged; the site goes on.
pub async fn run(app: App) {
    let ctx = &app.site.ctx;
    match sign_in_links(ctx).await {
        Ok(links) => println!(
            "{}",
            welcome(&app.site.config.public_origin, &links, language())
        ),
        Err(error) => tracing::error!(
            error = format!("{error:#}"),
            "Could not make the sign-in links"
        ),
    }
    let loader = Loader {
        ctx: ctx.clone(),
        store: app.site.store.clone(),
        var: app.config.server.var.clone(),
        stop: app.site.shutdown.clone(),
    };
    if let Err(error) = load(&loader).await {
        tracing::error!(
            error = format!("{error:#}"),
            "Could not load the demo edition; the next start goes on"
        );
    }
}

/// The language of the person at the terminal, as far as we speak it.
fn language() -> Lang {
    let of = |name| std::env::var(name).is_ok_and(|value| value.starts_with("sv"));
    if of("LC_ALL") || of("LANG") {
        Lang::Sv
    } else {
        Lang::En
    }
}

fn welcome(origin: &str, links: &[Link], lang: Lang) -> String {
    use std::fmt::Write as _;
    let mut text =
        format!("\n  Dizza is running: {origin}\n\n  Sign in (each link works once, for a day):\n");
    for link in links {
        let who = match link.role {
            Role::Organiser => "organiser",
            Role::Moderator => "moderator",
            Role::Juror => "juror",
            Role::Teacher => "teacher",
            Role::Contributor => "contributor",
        };
        let path = urls::sign_in_link(lang, &link.token);
        let _ = writeln!(text, "    {who:<10} {origin}{path}");
    }
    text.push_str("\n  Mail that the site sends: ");
    let _ = writeln!(text, "{origin}{}", urls::mailbox());
    text.push_str("  The first time, the gallery fills within a few minutes. Ctrl-C stops.\n");
    text
}

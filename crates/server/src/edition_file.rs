//! Setting an edition up from a file, until there are pages for it. `docs/operate.md` shows one.

use std::path::Path;

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use contest::{
    AppContext,
    editions::{self, NewEdition, Phase, Words},
    partners,
    permissions::Actor,
};
use figment::{
    Figment,
    providers::{Format, Toml},
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionFile {
    slug: String,
    name: Both,
    theme: Both,
    time_zone: String,
    votes_per_voter: i32,
    one_per_class: bool,
    singles_allowed: bool,
    publish_delay_seconds: i32,
    #[serde(default)]
    full_hd: bool,
    phases: Phases,
    categories: Vec<Category>,
    #[serde(default)]
    partners: Vec<Partner>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    sv: String,
    en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phases {
    submissions: Option<Span>,
    voting: Option<Span>,
    jury: Option<Span>,
    closed: Option<Span>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    slug: String,
    name: Both,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Partner {
    slug: String,
    name: String,
    sites: Vec<String>,
}

/// Sets up the edition of the file, with its partners; gives its name in addresses. An edition that is there already stays
/// as it is; partners and sites that are missing are added to it.
///
/// # Errors
/// The file cannot be read or has unknown or missing fields, or the edition does not hold together.
pub async fn set_up(ctx: &AppContext, file: &Path) -> anyhow::Result<String> {
    ensure!(file.is_file(), "there is no file {}", file.display());
    let file: EditionFile = Figment::from(Toml::file_exact(file)).extract()?;
    let partners = &file.partners;
    let edition = editions::set_up(ctx, &Actor::System, &file.edition()).await?;
    for partner in partners {
        let sites: Vec<&str> = partner.sites.iter().map(String::as_str).collect();
        let name = (partner.slug.as_str(), partner.name.as_str());
        partners::add(ctx, &Actor::System, edition.id, name, &sites)
            .await
            .with_context(|| format!("add the partner {}", partner.name))?;
    }
    Ok(edition.slug)
}

impl EditionFile {
    fn edition(&self) -> NewEdition {
        let spans = [
            (Phase::Submissions, &self.phases.submissions),
            (Phase::Voting, &self.phases.voting),
            (Phase::Jury, &self.phases.jury),
            (Phase::Closed, &self.phases.closed),
        ];
        NewEdition {
            slug: self.slug.clone(),
            name: self.name.words(),
            theme: self.theme.words(),
            time_zone: self.time_zone.clone(),
            phases: spans
                .into_iter()
                .filter_map(|(phase, span)| {
                    span.as_ref().map(|span| (phase, span.from, span.until))
                })
                .collect(),
            categories: self
                .categories
                .iter()
                .map(|category| (category.slug.clone(), category.name.words()))
                .collect(),
            publish_delay_seconds: self.publish_delay_seconds,
            votes_per_voter: self.votes_per_voter,
            one_per_class: self.one_per_class,
            singles_allowed: self.singles_allowed,
            full_hd: self.full_hd,
        }
    }
}

impl Both {
    fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_are_modest_unless_the_file_asks_for_full_hd() -> anyhow::Result<()> {
        let manual = include_str!("../../../docs/operate.md");
        let (_, rest) = manual.split_once("```toml\nslug").context("an example")?;
        let (example, _) = rest.split_once("```").context("its end")?;
        for (line, full_hd) in [
            ("", false),
            ("full_hd = true\n", true),
            ("full_hd = false\n", false),
        ] {
            let text = format!("{line}slug{example}");
            let file: EditionFile = Figment::from(Toml::string(&text)).extract()?;
            assert_eq!(file.edition().full_hd, full_hd, "{line}");
        }
        Ok(())
    }
}

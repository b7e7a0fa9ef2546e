//! Every page × sample × language renders strictly, and the HTML keeps the rules that a parser can check.

use std::collections::BTreeSet;

use web::{Layout, Locale, i18n, registry, render, render::Renderer};

const LOCALES: [Locale; 3] = [Locale::Sv, Locale::En, Locale::Pseudo];

fn every_page() -> Vec<(String, Locale, String)> {
    let renderer = Renderer::new(true);
    let mut pages = Vec::new();
    for kind in registry::all() {
        for (index, sample) in kind.samples().into_iter().enumerate() {
            for locale in LOCALES {
                let layouts = [
                    Layout::sample(locale, "/gallery"),
                    Layout::sample_full(locale, "/"),
                    Layout::new(locale, "https://dizza.example", "/x?y=1"),
                ];
                for layout in layouts {
                    let name = format!("{} sample {index} {}", kind.template, locale.code());
                    match renderer.value(kind.template, sample.clone(), &layout) {
                        Ok(html) => pages.push((name, locale, html)),
                        Err(error) => panic!("{name}: {}", error.report()),
                    }
                }
            }
        }
    }
    pages
}

#[test]
fn every_page_renders_in_every_language_and_keeps_the_rules_of_html() {
    for (name, _, html) in every_page() {
        let whole = html.contains("<html");
        if whole {
            assert!(
                html.starts_with("<!doctype html>"),
                "{name}: no doctype first"
            );
            assert_eq!(html.matches("<main").count(), 1, "{name}: one main");
            assert_eq!(html.matches("<h1").count(), 1, "{name}: one h1");
        }
        for forbidden in [" style=", " onclick=", " onload=", "javascript:", "http://"] {
            let svg = html.replace("http://www.w3.org/", "");
            assert!(!svg.contains(forbidden), "{name}: {forbidden} in the page");
        }
        let inline = html.matches("<script").count();
        let allowed = html.matches("<script type=\"module\" src=").count()
            + html
                .matches("<script type=\"application/ld+json\">")
                .count();
        assert_eq!(inline, allowed, "{name}: an inline script");
        assert_eq!(
            html.matches("<style").count(),
            0,
            "{name}: an inline style block needs a hash"
        );
        unique_ids(&name, &html);
        images_have_sizes(&name, &html);
        links_lead_somewhere(&name, &html);
    }
}

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(value, _)| value))
        .collect()
}

fn unique_ids(name: &str, html: &str) {
    let ids = attributes(html, "id");
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(
        ids.len(),
        unique.len(),
        "{name}: an id stands twice in {ids:?}"
    );
    for attribute in [
        "for",
        "aria-labelledby",
        "aria-describedby",
        "popovertarget",
    ] {
        for target in attributes(html, attribute)
            .into_iter()
            .flat_map(str::split_whitespace)
        {
            assert!(
                ids.contains(&target),
                "{name}: {attribute} points at {target}, which is not there"
            );
        }
    }
    for target in attributes(html, "href")
        .into_iter()
        .filter_map(|href| href.strip_prefix('#'))
    {
        assert!(
            ids.contains(&target),
            "{name}: a link to #{target}, which is not there"
        );
    }
}

fn images_have_sizes(name: &str, html: &str) {
    for image in html
        .split("<img ")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
    {
        for attribute in ["width=\"", "height=\"", "alt=\""] {
            assert!(
                image.contains(attribute),
                "{name}: an image without {attribute}: {image}"
            );
        }
    }
    assert!(
        html.matches("fetchpriority=\"high\"").count() <= 1,
        "{name}: more than one picture is the most urgent"
    );
}

fn links_lead_somewhere(name: &str, html: &str) {
    for href in attributes(html, "href")
        .into_iter()
        .chain(attributes(html, "action"))
        .chain(attributes(html, "src"))
    {
        assert!(!href.is_empty(), "{name}: an empty address");
    }
}

#[test]
fn every_template_of_a_page_is_registered() {
    let registered: BTreeSet<_> = registry::all()
        .iter()
        .map(|kind| kind.template.to_owned())
        .collect();
    for (path, _) in render::templates() {
        if path.starts_with("pages/") {
            assert!(
                registered.contains(&path),
                "{path} is rendered by no page of the registry"
            );
        }
    }
}

#[test]
fn no_text_stands_in_a_template() {
    // What is left of a template without tags, expressions and comments must hold no words.
    for (path, source) in render::templates() {
        let mut text = String::new();
        let mut rest = source.as_str();
        while let Some(at) = rest.find(['{', '<']) {
            text.push_str(&rest[..at]);
            text.push(' ');
            let end = match &rest[at..] {
                after if after.starts_with("{#") => after.find("#}").map(|end| end + 2),
                after if after.starts_with("{%") => after.find("%}").map(|end| end + 2),
                after if after.starts_with("{{") => after.find("}}").map(|end| end + 2),
                after => tag_end(after),
            };
            rest = &rest[at + end.unwrap_or(1)..];
        }
        text.push_str(rest);
        let words: Vec<_> = text
            .split_whitespace()
            .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
            .collect();
        let allowed = ["English", "Svenska", "Dizza", "iframe", "JSON", "XML"];
        // Macros that write attributes leave `class="`, `hint-` and the like behind.
        let attribute = |word: &&str| {
            word.contains("=\"") || word.ends_with('-') || ["field", "err"].contains(word)
        };
        let left: Vec<_> = words
            .into_iter()
            .filter(|word| !allowed.contains(word) && !attribute(word))
            .collect();
        assert!(
            left.is_empty(),
            "{path} holds text that no catalogue knows: {left:?}"
        );
    }
}

/// Where a tag ends: its `>` outside of the expressions in it.
fn tag_end(tag: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let bytes = tag.as_bytes();
    for at in 0..bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'{', Some(b'{' | b'%')) => depth += 1,
            (b'}' | b'%', Some(b'}')) if depth > 0 => depth -= 1,
            (b'>', _) if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[test]
fn text_of_the_pseudo_language_shows_that_every_word_went_through_a_catalogue() {
    let page = every_page()
        .into_iter()
        .find(|(name, ..)| name.starts_with("pages/home.html sample 0 en-x-pseudo"));
    let (_, _, html) = page.expect("the home page has samples");
    assert!(
        html.contains("Tákést pårt") || html.contains("Táké párt"),
        "{html}"
    );
    assert_eq!(
        i18n::catalogue_files(Locale::Pseudo),
        i18n::catalogue_files(Locale::En)
    );
}

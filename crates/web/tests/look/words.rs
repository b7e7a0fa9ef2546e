//! The catalogues: both languages have the same keys with the same arguments, and every key is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{ast, parser};
use web::{Locale, i18n, render};

/// Key to (file, text as written, names of its arguments).
fn keys(locale: Locale) -> BTreeMap<String, (String, String, BTreeSet<String>)> {
    let mut all = BTreeMap::new();
    for (path, content) in i18n::catalogue_files(locale) {
        let resource = parser::parse(content.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
        for entry in resource.body {
            let ast::Entry::Message(message) = entry else {
                continue;
            };
            let value = message
                .value
                .unwrap_or_else(|| panic!("{path}: {} has no text", message.id.name));
            let mut arguments = BTreeSet::new();
            let mut text = String::new();
            collect(&value, &mut arguments, &mut text);
            let before = all.insert(message.id.name.to_owned(), (path.clone(), text, arguments));
            assert!(before.is_none(), "{path}: {} stands twice", message.id.name);
        }
    }
    all
}

fn collect(pattern: &ast::Pattern<&str>, arguments: &mut BTreeSet<String>, text: &mut String) {
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { value } => text.push_str(value),
            ast::PatternElement::Placeable { expression } => {
                let inline = match expression {
                    ast::Expression::Inline(inline) => inline,
                    ast::Expression::Select { selector, variants } => {
                        for variant in variants {
                            collect(&variant.value, arguments, text);
                        }
                        selector
                    }
                };
                if let ast::InlineExpression::VariableReference { id } = inline {
                    arguments.insert(id.name.to_owned());
                }
                text.push_str("{…}");
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_and_arguments() {
    let (swedish, english) = (keys(Locale::Sv), keys(Locale::En));
    for (key, (path, _, arguments)) in &swedish {
        let Some((_, _, other)) = english.get(key) else {
            panic!("{path}: {key} is missing in English")
        };
        assert_eq!(arguments, other, "{key} takes other arguments in English");
    }
    for (key, (path, ..)) in &english {
        assert!(
            swedish.contains_key(key),
            "{path}: {key} is missing in Swedish"
        );
    }
}

#[test]
fn texts_hold_only_the_few_elements_that_pages_allow() {
    const ALLOWED: [&str; 13] = [
        "<s>",
        "</s>",
        "<mark>",
        "</mark>",
        "<strong>",
        "</strong>",
        "<em>",
        "</em>",
        "<kbd>",
        "</kbd>",
        "<br>",
        "<span class=\"line\">",
        "</span>",
    ];
    for locale in Locale::ALL {
        for (key, (path, text, _)) in keys(locale) {
            let mut rest = text.as_str();
            while let Some(at) = rest.find('<') {
                let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
                let tag = &rest[at..end];
                let link = tag.starts_with("<a href=\"{…}\"") || tag == "</a>";
                assert!(ALLOWED.contains(&tag) || link, "{path}: {key} holds {tag}");
                rest = &rest[end..];
            }
        }
    }
}

/// Sources in which keys are named: templates, and the Rust code of the crates that make text.
fn sources() -> Vec<(String, String)> {
    let mut sources = render::templates();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for krate in ["web", "http", "contest", "media", "api", "server"] {
        rust_files(&root.join(krate).join("src"), &mut sources);
    }
    sources
}

fn rust_files(folder: &Path, into: &mut Vec<(String, String)>) {
    let entries: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).expect("source files can be read");
            // A key that only a test names is not used.
            let code = source
                .split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .to_owned();
            into.push((path.display().to_string(), code));
        }
    }
}

/// What stands in double quotes in `source` (formatting braces end a prefix: `"problem-{code}"` gives `problem-`).
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    source
        .split('"')
        .flat_map(|part| part.split('\''))
        .filter(|part| {
            !part.is_empty()
                && part.chars().all(|c| {
                    c.is_ascii_lowercase()
                        || c.is_ascii_digit()
                        || matches!(c, '-' | '_' | '{' | '}')
                })
        })
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let known = keys(Locale::Sv);
    let sources = sources();
    let mut exact = BTreeSet::new();
    let mut prefixes = BTreeSet::new();
    for (path, source) in &sources {
        for text in quoted(source) {
            match text.split_once('{') {
                Some((prefix, _)) if prefix.ends_with('-') => {
                    prefixes.extend([prefix.to_owned()]);
                }
                None if text.ends_with('-') => prefixes.extend([text.to_owned()]),
                _ => exact.extend([text.to_owned()]),
            }
        }
        for call in ["t(\"", "rich(\"", "prose(\""] {
            for rest in source.split(call).skip(1) {
                let Some((key, after)) = rest.split_once('"') else {
                    continue;
                };
                // `t("home-how-" ~ n)` and paths of other functions that end in t( are not whole keys.
                let whole = after.starts_with([',', ')'])
                    && key.contains('-')
                    && quoted(&format!("\"{key}\"")).next().is_some();
                if whole
                    && !key.ends_with('-')
                    && Path::new(path)
                        .extension()
                        .is_some_and(|kind| kind == "html")
                {
                    assert!(
                        known.contains_key(key),
                        "{path} uses {key}, which no catalogue has"
                    );
                }
            }
        }
    }
    let used = |key: &String| {
        exact.contains(key)
            || prefixes
                .iter()
                .any(|prefix| key.starts_with(prefix.as_str()))
    };
    let unused: Vec<_> = known
        .iter()
        .filter(|(key, _)| !used(key))
        .map(|(key, (path, ..))| format!("{path}: {key}"))
        .collect();
    assert!(
        unused.is_empty(),
        "keys that nothing uses:\n{}",
        unused.join("\n")
    );
}

#[test]
fn every_status_of_the_error_page_has_words() {
    for locale in Locale::ALL {
        for status in web::errors::ErrorPage::STATUSES {
            for part in ["title", "text"] {
                assert!(
                    locale.has(&format!("error-{status}-{part}")),
                    "error-{status}-{part} in {}",
                    locale.code()
                );
            }
        }
    }
}

//! Templates: minijinja, one environment per language so that `t`, `url` and `number` know it.
//!
//! Names in every template: `page` (the page's struct), `layout` ([`Layout`]) and the functions of
//! `docs/pages.md`. Debug builds read `web/templates` from disk at each request; release builds hold them.

use std::sync::LazyLock;

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, context, escape_formatter,
    syntax::SyntaxConfig,
    value::{Kwargs, Rest, Serde, ValueKind},
};
use rust_embed::RustEmbed;

use crate::{
    assets, format,
    i18n::{Arg, Locale},
    links,
    page::{Layout, Page},
};

#[derive(RustEmbed)]
#[folder = "../../web/templates/"]
struct Templates;

/// A template could not be found, read or filled.
#[derive(Debug, thiserror::Error)]
#[error("template {template}")]
pub struct RenderError {
    template: &'static str,
    #[source]
    source: Error,
}

impl RenderError {
    /// The whole chain with the place in the template.
    pub fn report(&self) -> String {
        let mut report = format!("{self}: {}", self.source);
        let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(&self.source);
        while let Some(error) = cause {
            report.push_str(": ");
            report.push_str(&error.to_string());
            cause = error.source();
        }
        report
    }
}

/// The environments of all languages.
pub struct Renderer {
    environments: [Environment<'static>; 3],
}

impl Renderer {
    /// `strict`: an undefined variable, a printed `None`, a missing text or file is an error. Otherwise
    /// it is left out, because a page with a gap serves the visitor better than none.
    pub fn new(strict: bool) -> Self {
        Self {
            environments: [Locale::Sv, Locale::En, Locale::Pseudo]
                .map(|locale| environment(locale, strict)),
        }
    }

    /// `page` inside `layout`, in the layout's language.
    ///
    /// # Errors
    /// [`RenderError`] when the template is missing, wrong, or (strict) lacks something.
    pub fn page<P: Page>(&self, page: &P, layout: &Layout) -> Result<String, RenderError> {
        self.value(P::TEMPLATE, Value::from(Serde(page)), layout)
    }

    /// Like [`Renderer::page`] for a page that was already turned into a value (the registry's samples).
    ///
    /// # Errors
    /// As [`Renderer::page`].
    pub fn value(
        &self,
        template: &'static str,
        page: Value,
        layout: &Layout,
    ) -> Result<String, RenderError> {
        let environment = &self.environments[layout.locale as usize];
        environment
            .get_template(template)
            .and_then(|found| found.render(context! { page, layout => Serde(layout) }))
            .map_err(|source| RenderError { template, source })
    }
}

/// Renders with the process's own renderer: strict in debug builds.
///
/// # Errors
/// As [`Renderer::page`].
pub fn page<P: Page>(page: &P, layout: &Layout) -> Result<String, RenderError> {
    static RENDERER: LazyLock<Renderer> = LazyLock::new(|| Renderer::new(cfg!(debug_assertions)));
    RENDERER.page(page, layout)
}

/// Every template as (path, source), for tests and checks.
pub fn templates() -> Vec<(String, String)> {
    let mut all: Vec<_> = Templates::iter()
        .filter_map(|path| Some((path.to_string(), source(&path)?)))
        .collect();
    all.sort();
    all
}

fn source(path: &str) -> Option<String> {
    Templates::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

fn environment(locale: Locale, strict: bool) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_loader(|path| Ok(source(path)));
    // rust-embed reads from disk in debug builds; asking it anew each time is the reload.
    env.set_auto_reload(false);
    env.set_undefined_behavior(if strict {
        UndefinedBehavior::Strict
    } else {
        UndefinedBehavior::Lenient
    });
    env.set_debug(cfg!(debug_assertions));
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    env.set_syntax(syntax.expect("the usual delimiters"));
    env.set_formatter(move |out, state, value| match (value.is_none(), strict) {
        (true, true) => Err(Error::new(
            ErrorKind::InvalidOperation,
            "prints a None: guard it with `if`",
        )),
        (true, false) => Ok(()),
        (false, _) => match value.as_str() {
            // The built-in writer also escapes every slash, which makes addresses long and hard to read.
            Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
                out.write_str(&escape_html(text)).map_err(Error::from)
            }
            _ => escape_formatter(out, state, value),
        },
    });
    add_texts(&mut env, locale, strict);
    env.add_global("locale", locale.code());
    env.add_function("url", move |name: &str, values: Rest<Value>| {
        links::by_name(locale, name, &values)
    });
    env.add_function("asset", move |path: &str| match assets::url(path) {
        Some(url) => Ok(url),
        None if strict => Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("no file {path} in web/static or web/dist"),
        )),
        None => Ok(String::new()),
    });
    env.add_function("has_asset", |path: &str| assets::url(path).is_some());
    env.add_function("icon", move |name: &str| icon(name, strict));
    env.add_function("logo", || {
        Value::from_safe_string(assets::text("logo-inline.svg").unwrap_or_default())
    });
    env.add_filter("number", move |value: u64| format::number(locale, value));
    env.add_filter("size", move |bytes: u64| format::size(locale, bytes));
    env.add_filter("json_script", |text: &str| {
        Value::from_safe_string(text.replace('<', "\\u003c"))
    });
    env
}

/// `t` gives plain text, `rich` text with the few elements that catalogues may hold (arguments are
/// escaped), `prose` paragraphs and lists of rich text.
fn add_texts(env: &mut Environment<'static>, locale: Locale, strict: bool) {
    let text = move |key: &str, args: &Kwargs, escape: bool| -> Result<String, Error> {
        let args = arguments(args, escape)?;
        let borrowed: Vec<(&str, Arg<'_>)> = args
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        if strict {
            locale
                .try_t(key, &borrowed)
                .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
        } else {
            Ok(locale.t(key, &borrowed))
        }
    };
    env.add_function("t", move |key: &str, args: Kwargs| text(key, &args, false));
    env.add_function("rich", move |key: &str, args: Kwargs| {
        text(key, &args, true).map(Value::from_safe_string)
    });
    env.add_function("prose", move |key: &str, args: Kwargs| {
        text(key, &args, true).map(|text| Value::from_safe_string(prose(&text)))
    });
    env.add_function("has_text", move |key: &str| locale.has(key));
}

fn arguments(args: &Kwargs, escape: bool) -> Result<Vec<(String, Arg<'static>)>, Error> {
    let mut out = Vec::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        let arg = if let Some(number) = value.as_i64().filter(|_| value.kind() == ValueKind::Number)
        {
            Arg::from(number)
        } else if value.is_undefined() || value.is_none() {
            return Err(Error::new(
                ErrorKind::UndefinedError,
                format!("argument `{name}` has no value"),
            ));
        } else if escape && !value.is_safe() {
            Arg::from(escape_html(&value.to_string()))
        } else {
            Arg::from(value.to_string())
        };
        out.push((name.to_owned(), arg));
    }
    Ok(out)
}

/// Text for HTML content and quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            _ => out.push(c),
        }
    }
    out
}

/// Blank lines part paragraphs; a block whose lines begin with `- ` is a list.
fn prose(text: &str) -> String {
    let mut html = String::new();
    for block in text
        .split("\n\n")
        .map(str::trim)
        .filter(|block| !block.is_empty())
    {
        if block.starts_with("- ") {
            let items = block
                .split("\n- ")
                .map(|item| format!("<li>{}</li>", item.trim_start_matches("- ")));
            html.extend(["<ul>", &items.collect::<String>(), "</ul>"]);
        } else {
            html.extend(["<p>", block, "</p>"]);
        }
    }
    html
}

/// An icon of `web/static/icons.svg` (one `<symbol>` each), written into the page: works without a
/// further request and inside embeds.
fn icon(name: &str, strict: bool) -> Result<Value, Error> {
    let sprite = assets::text("icons.svg").unwrap_or_default();
    let shape = sprite
        .split_once(&format!("<symbol id=\"{name}\">"))
        .and_then(|(_, rest)| rest.split_once("</symbol>"))
        .map(|(shape, _)| shape.trim());
    match shape {
        Some(shape) => Ok(Value::from_safe_string(format!(
            "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{shape}</svg>"
        ))),
        None if strict => Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("no icon {name} in icons.svg"),
        )),
        None => Ok(Value::from("")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_makes_paragraphs_and_lists() {
        assert_eq!(
            prose("One\ntwo.\n\n- a\n- b\n\nEnd."),
            "<p>One\ntwo.</p><ul><li>a</li><li>b</li></ul><p>End.</p>"
        );
    }

    #[test]
    fn rich_text_escapes_its_arguments() {
        let renderer = Renderer::new(true);
        let env = &renderer.environments[0];
        let html = env.render_named_str(
            "x.html",
            "{{ rich('error-incident', id=x) }}",
            context! { x => "<script>" },
        );
        let html = html.expect("renders");
        assert!(
            html.contains("&lt;script&gt;") && html.contains("<strong>"),
            "{html}"
        );
    }

    #[test]
    fn strict_pages_refuse_to_print_nothing() {
        let renderer = Renderer::new(true);
        assert!(
            renderer.environments[0]
                .render_named_str("x.html", "{{ x }}", context! { x => () })
                .is_err()
        );
        assert!(
            renderer.environments[0]
                .render_named_str("x.html", "{{ y }}", context! {})
                .is_err()
        );
        assert!(
            renderer.environments[0]
                .render_named_str("x.html", "{{ t('no-such-text') }}", context! {})
                .is_err()
        );
    }
}

//! Budgets of `docs/pages.md`: what a visitor downloads, compressed as the server compresses it.

use std::{fs, io::Write as _, path::Path};

use web::{Layout, Locale, registry, render::Renderer};

const CSS_BYTES: usize = 12 * 1024;
const SCRIPT_BYTES: usize = 12 * 1024;
const FIRST_PAINT_BYTES: usize = 14 * 1024;

fn compressed(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    {
        // Quality 4 is what servers use on the fly; a build could only be smaller.
        let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 4, 22);
        writer.write_all(bytes).expect("memory takes bytes");
    }
    out.len()
}

#[test]
fn the_style_sheet_keeps_its_budget() {
    let size = compressed(web::assets::style().as_bytes());
    assert!(size <= CSS_BYTES, "{size} bytes compressed");
}

#[test]
fn the_public_scripts_keep_their_budget() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/static/js");
    let scripts = ["app.js", "vote.js", "player.js", "reader.js"]
        .map(|name| fs::read(folder.join(name)).expect("a public script"));
    let size: usize = scripts.iter().map(|script| compressed(script)).sum();
    assert!(size <= SCRIPT_BYTES, "{size} bytes compressed");
}

#[test]
fn first_paint_of_every_public_page_keeps_its_budget() {
    let renderer = Renderer::new(true);
    let style = compressed(web::assets::style().as_bytes());
    for kind in registry::all() {
        for (index, sample) in kind.samples().into_iter().enumerate() {
            let html = renderer
                .value(kind.template, sample, &Layout::sample(Locale::Sv, "/"))
                .unwrap_or_else(|error| panic!("{}", error.report()));
            let size = compressed(html.as_bytes()) + style;
            assert!(
                size <= FIRST_PAINT_BYTES,
                "{} sample {index}: {size} bytes of HTML and CSS",
                kind.template
            );
        }
    }
}

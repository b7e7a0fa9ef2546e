//! A template, catalogue or static file that is added must be embedded: without this, cargo only
//! sees changes of files that were there at the last build.

fn main() {
    for folder in ["templates", "static", "locales", "dist"] {
        println!("cargo:rerun-if-changed=../../web/{folder}");
    }
}

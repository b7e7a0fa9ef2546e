//! What needs no database.

/// Longest path to go on to after signing in.
const MAX_RETURN_TO: usize = 200;

/// `path` if it leads to a page of this site: it begins with a language, and nothing in it can make a browser read it as
/// another host's address.
pub fn local_path(path: &str) -> Option<&str> {
    let language = ["/sv", "/en"]
        .into_iter()
        .find_map(|start| path.strip_prefix(start))?;
    let whole_part = language.is_empty() || language.starts_with('/') || language.starts_with('?');
    let harmless = path.len() <= MAX_RETURN_TO
        && !path.contains("//")
        && path
            .chars()
            .all(|c| c.is_ascii_graphic() && c != '\\' && c != '#');
    (whole_part && harmless).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in [
            "/sv",
            "/en/classes",
            "/sv/upload/k3x9/files?from=1",
            "/sv?x=1",
        ] {
            assert_eq!(local_path(good), Some(good));
        }
        let long = format!("/sv/{}", "a".repeat(200));
        for bad in [
            "",
            "sv",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/sv//evil",
            "/svevil.example",
            "/sv/\\x",
            "/de/x",
            "/sv/\r\nX: y",
            "/sv/å",
            "javascript:alert(1)",
            "/uploads",
            &long,
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }
}

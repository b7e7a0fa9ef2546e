//! `Upload-Metadata`: pairs of a key and a value in base 64, with commas between.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dizza_http::Problem;

use super::problems;

/// Clients send three or four; each key is compared with all before it.
const MAX_PAIRS: usize = 32;

/// What we read of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metadata {
    /// Code of the contribution.
    pub contribution: String,
    /// Name of the file, if one was given.
    pub label: String,
}

impl Metadata {
    /// Reads the header strictly: unknown keys are let through, but a key twice, a broken value or a missing
    /// `contribution` is refused.
    pub fn parse(header: &str) -> Result<Self, Problem> {
        let mut found = Vec::new();
        for pair in header.split(',') {
            if found.len() == MAX_PAIRS {
                return Err(problems::bad_metadata());
            }
            let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
            let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
            let value = STANDARD
                .decode(value.trim())
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .filter(|value| !value.contains('\0')); // no database takes it
            let twice = found.iter().any(|(earlier, _)| *earlier == key);
            match value {
                Some(value) if plain && !twice => found.push((key, value)),
                _ => return Err(problems::bad_metadata()),
            }
        }
        let mut take = |name| {
            let at = found.iter().position(|(key, _)| *key == name)?;
            Some(found.swap_remove(at).1)
        };
        let contribution = take("contribution").filter(|code| !code.is_empty());
        Ok(Self {
            contribution: contribution.ok_or_else(problems::bad_metadata)?,
            label: take("filename").unwrap_or_default(),
        })
    }

    /// Writes it again, for HEAD.
    pub fn write(&self) -> String {
        let Self {
            contribution,
            label,
        } = self;
        format!(
            "contribution {},filename {}",
            STANDARD.encode(contribution),
            STANDARD.encode(label)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_strictly() {
        let metadata = Metadata {
            contribution: "k3x9".into(),
            label: "Min film å.mp4".into(),
        };
        assert_eq!(Metadata::parse(&metadata.write()).unwrap(), metadata);
        let read = Metadata::parse("filetype dmlkZW8vbXA0,is_confidential, contribution azN4OQ==")
            .unwrap();
        assert_eq!(
            (read.contribution.as_str(), read.label.as_str()),
            ("k3x9", "")
        );
        for bad in [
            "",
            "filename YQ==",
            "contribution",
            "contribution azN4OQ==,contribution azN4OQ==",
            "contribution k3x9!",
            "contribution azN4OQ==,,",
            "contribution /////w==",
        ] {
            assert!(Metadata::parse(bad).is_err(), "{bad}");
        }
        let pairs: Vec<_> = (1..MAX_PAIRS).map(|n| format!("k{n}")).collect();
        let most = format!("contribution azN4OQ==,{}", pairs.join(","));
        assert!(Metadata::parse(&most).is_ok());
        assert!(Metadata::parse(&format!("{most},k0")).is_err(), "too many");
    }

    /// Headers that get further than noise does.
    fn pairs() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        let value = prop_oneof![
            3 => "[a-z0\\x00]{0,6}".prop_map(|text| STANDARD.encode(text)),
            1 => "[A-Za-z0-9+/=]{0,12}",
        ];
        let pair = ("contribution|filename|k|", value, " ?");
        let pair = pair.prop_map(|(key, value, space)| format!("{key} {value}{space}"));
        proptest::collection::vec(pair, 0..4).prop_map(|pairs| pairs.join(","))
    }

    proptest::proptest! {
        #[test]
        fn any_header_gives_an_answer(header in "[ -~,å\0]{0,200}", pairs in pairs()) {
            for header in [header, pairs] {
                if let Ok(read) = Metadata::parse(&header) {
                    proptest::prop_assert!(!read.contribution.is_empty() && !read.label.contains('\0'));
                    proptest::prop_assert_eq!(Metadata::parse(&read.write()).unwrap(), read);
                }
            }
        }

        #[test]
        fn what_is_written_is_read_again(contribution in "[^\0]{1,20}", label in "[^\0]{0,40}") {
            let metadata = Metadata { contribution, label };
            proptest::prop_assert_eq!(Metadata::parse(&metadata.write()).unwrap(), metadata);
        }
    }
}

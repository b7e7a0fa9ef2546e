//! E-mail addresses, parsed once.

use unicode_normalization::UnicodeNormalization;

/// The text is no e-mail address that we could send mail to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

/// An e-mail address in its canonical form: NFKC, lower case, the domain as A-labels (IDNA, UTS 46). At most 254 bytes.
///
/// Never printed by `Debug`, so that it cannot slip into a log.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Longest address that a mail server must take (RFC 5321 4.5.3.1.3, less the angle brackets).
const MAX_BYTES: usize = 254;
/// Longest part before the @ (RFC 5321 4.5.3.1.1).
const MAX_LOCAL_BYTES: usize = 64;

impl Email {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// It is no address of the usual shape. Quoted local parts, addresses in brackets, and letters outside ASCII before the
    /// @ are refused: they are legal somewhere, but hardly any mail server takes them.
    pub fn parse(raw: &str) -> Result<Self, InvalidEmail> {
        let folded = raw.trim().nfkc().collect::<String>().to_lowercase();
        let (local, domain) = folded.rsplit_once('@').ok_or(InvalidEmail)?;
        let domain =
            idna::domain_to_ascii_strict(domain.trim_end_matches('.')).map_err(|_| InvalidEmail)?;
        if !is_local_part(local) || !is_domain(&domain) {
            return Err(InvalidEmail);
        }
        let address = format!("{local}@{domain}");
        if address.len() > MAX_BYTES {
            return Err(InvalidEmail);
        }
        Ok(Self(address))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(…)")
    }
}

/// A dot-atom (RFC 5322 3.2.3).
fn is_local_part(local: &str) -> bool {
    let atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= MAX_LOCAL_BYTES
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(atext))
}

fn is_domain(domain: &str) -> bool {
    let mut labels = domain.split('.');
    let last = labels.next_back().unwrap_or_default();
    let rest: Vec<&str> = labels.collect();
    // A last label of digits would be an IPv4 address.
    !rest.is_empty()
        && rest.iter().all(|label| !label.is_empty())
        && last.len() >= 2
        && last.contains(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_has_one_spelling() {
        for (typed, canonical) in [
            (" Ana.Ek@Skola.SE ", "ana.ek@skola.se"),
            ("ana@björkskolan.se", "ana@xn--bjrkskolan-fcb.se"),
            ("ana@BJÖRKSKOLAN.se", "ana@xn--bjrkskolan-fcb.se"),
            ("ａｎａ＠skola.se", "ana@skola.se"),
            ("ana+klass@skola.se.", "ana+klass@skola.se"),
        ] {
            assert_eq!(
                Email::parse(typed).map(|email| email.0),
                Ok(canonical.to_owned()),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_no_server_takes_is_refused() {
        let long_local = format!("{}@skola.se", "a".repeat(65));
        let long = format!("ana@{}.se", "a.".repeat(130));
        for bad in [
            "",
            "ana",
            "@skola.se",
            "ana@",
            "ana@skola",
            "ana@@skola.se",
            "a b@skola.se",
            "ana@sko la.se",
            ".ana@skola.se",
            "ana..ek@skola.se",
            "ana@skola..se",
            "ana@127.0.0.1",
            "ana@[::1]",
            "\"a b\"@skola.se",
            "åsa@skola.se",
            "ana@skola.se\r\nBcc: x@y.se",
            "ana@-skola.se",
            "<ana@skola.se>",
            &long_local,
            &long,
        ] {
            assert_eq!(Email::parse(bad), Err(InvalidEmail), "{bad}");
        }
    }

    #[test]
    fn an_address_does_not_print() {
        let email = Email::parse("ana@skola.se").expect("an address");
        assert!(!format!("{email:?}").contains("ana"));
    }
}

//! Who a voter is, as far as we keep it.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::Lane;
use crate::context::hmac_sha256;
use crate::editions::entity::edition;
use crate::ids::MembershipId;

/// HMAC-SHA-256 with the edition's voter secret over lane and credential: 32 bytes. Never an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, DeriveValueType, Serialize, Deserialize)]
pub struct VoterKey(pub Vec<u8>);

impl VoterKey {
    /// The key of a pupil; `None` once the edition's secret was destroyed.
    pub fn of_membership(edition: &edition::Model, id: MembershipId) -> Option<Self> {
        Self::new(edition, Lane::Membership, id.to_string().as_bytes())
    }

    /// The key of whoever reads mail at `email`, however they spell it: see [`canonical_address`]. `None` once the edition's
    /// secret was destroyed.
    pub fn of_email(edition: &edition::Model, email: &str) -> Option<Self> {
        Self::new(edition, Lane::Email, canonical_address(email).as_bytes())
    }

    fn new(edition: &edition::Model, lane: Lane, credential: &[u8]) -> Option<Self> {
        let lane: &[u8] = match lane {
            Lane::Membership => b"membership\0",
            Lane::Email => b"email\0",
        };
        edition
            .voter_secret
            .as_ref()
            .map(|secret| Self(hmac_sha256(secret, &[lane, credential])))
    }
}

/// One spelling for the many of one mailbox: NFKC, lower case, without `+tag`, and without dots where the provider ignores
/// them (Gmail). Only for counting voters; mail goes to the address as it was typed.
pub fn canonical_address(email: &str) -> String {
    let folded: String = email.trim().nfkc().collect::<String>().to_lowercase();
    let Some((local, domain)) = folded.rsplit_once('@') else {
        return folded;
    };
    let domain = domain.trim_end_matches('.');
    let domain = if domain == "googlemail.com" {
        "gmail.com"
    } else {
        domain
    };
    let local = local.split('+').next().unwrap_or(local);
    let local = if domain == "gmail.com" {
        local.replace('.', "")
    } else {
        local.to_owned()
    };
    format!("{local}@{domain}")
}

impl sea_orm::TryFromU64 for VoterKey {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("VoterKey"))
    }
}

impl std::fmt::Display for VoterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::canonical_address;

    #[test]
    fn aliases_of_one_mailbox_are_one_address() {
        for alias in [
            "Ana.Ek@gmail.com",
            "anaek+x@googlemail.com",
            " anaek@GMAIL.com. ",
        ] {
            assert_eq!(canonical_address(alias), "anaek@gmail.com", "{alias}");
        }
        assert_eq!(canonical_address("ana.ek+vote@skola.se"), "ana.ek@skola.se");
    }
}

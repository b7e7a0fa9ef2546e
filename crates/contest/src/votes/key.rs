//! Who a voter is, as far as we keep it.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// HMAC-SHA-256 with the edition's voter secret over lane and credential: 32 bytes. Never an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, DeriveValueType, Serialize, Deserialize)]
pub struct VoterKey(pub Vec<u8>);

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

//! Typed ids: an account's id cannot be passed where a contribution's is wanted.

/// Declares a newtype over UUID v7 that is a sea-orm column and primary key, serialises as its text and parses from it.
///
/// ```
/// database::uuid_id!(
///     /// Names a boat.
///     BoatId
/// );
/// let text = "019ab5c2-8a3e-7000-8000-000000000001";
/// assert_eq!(text.parse::<BoatId>().unwrap().to_string(), text);
/// ```
#[macro_export]
macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            $crate::sea_orm::DeriveValueType, $crate::serde::Serialize, $crate::serde::Deserialize,
        )]
        #[serde(crate = "database::serde")]
        pub struct $name(pub database::uuid::Uuid); // not `$crate`: sea-orm reads the type as text

        impl $crate::sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, $crate::sea_orm::DbErr> {
                Err($crate::sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl From<$crate::uuid::Uuid> for $name {
            fn from(id: $crate::uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

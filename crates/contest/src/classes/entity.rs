//! Tables of classes and their memberships.

/// A class taking part in an edition.
pub mod school_class {
    use crate::ids::{AccountId, ClassId, EditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `school_class`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "school_class")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ClassId,
        /// The edition.
        pub edition_id: EditionId,
        /// Who opened it.
        pub teacher_id: AccountId,
        /// School; public only after the opt-in.
        pub school: String,
        /// Such as `7B`; public only after the opt-in.
        pub name: String,
        /// 1 to 9, or 10 to 13 for upper secondary school.
        pub grade: i32,
        /// Official code of the municipality, four digits.
        pub municipality_code: String,
        /// School and class may be shown.
        pub show_place: bool,
        /// Eight characters of Crockford’s base 32.
        pub join_code: String,
        /// Set when nobody may join any more.
        pub joining_closed_at: Option<DateTimeUtc>,
        /// Wrong recovery phrases since the last reset.
        pub return_misses: i32,
        /// When it was opened.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Join codes that were changed.
pub mod retired_join_code {
    use crate::ids::ClassId;
    use sea_orm::entity::prelude::*;

    /// One row of `retired_join_code`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "retired_join_code")]
    pub struct Model {
        /// The code that was.
        #[sea_orm(primary_key, auto_increment = false)]
        pub join_code: String,
        /// Whose.
        pub class_id: ClassId,
        /// When it was changed.
        pub retired_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A pupil’s place in a class: a nickname and a hash, nothing else.
pub mod membership {
    use crate::ids::{ClassId, MembershipId};
    use sea_orm::entity::prelude::*;

    /// One row of `membership`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "membership")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MembershipId,
        /// The class.
        pub class_id: ClassId,
        /// What the pupil calls themself.
        pub nickname: String,
        /// Keyed hash of the three words.
        pub phrase_hash: Vec<u8>,
        /// When they joined.
        pub created_at: DateTimeUtc,
        /// Set when the teacher removed them.
        pub removed_at: Option<DateTimeUtc>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

//! Typed ids. All are UUID v7 and private: public addresses use random codes instead, because v7 tells the time of creation.

use database::uuid_id;

uuid_id!(
    /// A person who signs in by e-mail.
    AccountId
);
uuid_id!(
    /// An asset of a contribution.
    AssetId
);
uuid_id!(
    /// A category of an edition.
    CategoryId
);
uuid_id!(
    /// A class taking part in an edition.
    ClassId
);
uuid_id!(
    /// A curated, ordered list of contributions.
    CollectionId
);
uuid_id!(
    /// A contribution.
    ContributionId
);
uuid_id!(
    /// A moderator's decision.
    DecisionId
);
uuid_id!(
    /// One year's contest.
    EditionId
);
uuid_id!(
    /// A link sent by mail.
    LinkId
);
uuid_id!(
    /// A mail waiting in the outbox.
    MailId
);
uuid_id!(
    /// A pupil's place in a class.
    MembershipId
);
uuid_id!(
    /// A partner organisation.
    PartnerId
);
uuid_id!(
    /// A place or stretch that is covered or silenced.
    RedactionId
);
uuid_id!(
    /// A set of rendition files made from one asset in one go.
    RenditionId
);
uuid_id!(
    /// Somebody's notice about a contribution.
    ReportId
);
uuid_id!(
    /// A teacher's approval of one version of a contribution.
    ClassApprovalId
);
uuid_id!(
    /// An upload under way.
    UploadId
);

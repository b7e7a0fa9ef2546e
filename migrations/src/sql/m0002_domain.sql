-- What the product is about. {uuid}, {time}, {bytes}, {json} and {serial} become the types of the database at hand.

CREATE TABLE account (
  id {uuid} PRIMARY KEY,
  email varchar(254) NOT NULL UNIQUE,           -- canonical form, see accounts::Email
  language varchar(2) NOT NULL,
  created_at {time} NOT NULL,
  suspended_at {time}
);

CREATE TABLE role_grant (
  account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  role varchar(20) NOT NULL,
  granted_at {time} NOT NULL,
  PRIMARY KEY (account_id, role)
);

CREATE TABLE sign_in_link (
  id {uuid} PRIMARY KEY,
  purpose varchar(10) NOT NULL,                 -- sign_in | vote
  email varchar(254),                           -- sign_in only: a voter's address lives in the outbox alone
  voter_key {bytes},                            -- vote only
  edition_id {uuid},
  return_to varchar(200),
  token_hash {bytes} NOT NULL UNIQUE,
  code_hash {bytes} NOT NULL,
  browser_hash {bytes},
  misses integer NOT NULL,
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  used_at {time}
);
CREATE INDEX sign_in_link_browser ON sign_in_link (browser_hash);
CREATE INDEX sign_in_link_expiry ON sign_in_link (expires_at);

CREATE TABLE outbox_mail (
  id {uuid} PRIMARY KEY,
  recipient varchar(254) NOT NULL,
  language varchar(2) NOT NULL,
  template varchar(40) NOT NULL,
  params {json} NOT NULL,
  created_at {time} NOT NULL,
  worthless_at {time} NOT NULL                  -- not sent later than this, and swept
);
CREATE INDEX outbox_mail_worthless ON outbox_mail (worthless_at);

CREATE TABLE limit_counter (
  bucket {bytes} NOT NULL,                      -- keyed hash: no address is stored
  window_start {time} NOT NULL,
  hits integer NOT NULL,
  PRIMARY KEY (bucket, window_start)
);

CREATE TABLE edition (
  id {uuid} PRIMARY KEY,
  slug varchar(40) NOT NULL UNIQUE,
  name_sv varchar(120) NOT NULL,
  name_en varchar(120) NOT NULL,
  theme_sv varchar(300) NOT NULL,
  theme_en varchar(300) NOT NULL,
  time_zone varchar(40) NOT NULL,
  publish_delay_seconds integer NOT NULL,
  votes_per_voter integer NOT NULL,
  one_per_class boolean NOT NULL,
  singles_allowed boolean NOT NULL,
  framing_open boolean NOT NULL,
  max_film_seconds integer NOT NULL,
  accent_hue integer,
  voter_secret {bytes},                         -- destroyed after the results
  created_at {time} NOT NULL
);

CREATE TABLE edition_phase (
  edition_id {uuid} NOT NULL REFERENCES edition (id) ON DELETE CASCADE,
  phase varchar(12) NOT NULL,                   -- submissions | voting | jury | closed
  starts_at {time} NOT NULL,
  ends_at {time} NOT NULL,
  PRIMARY KEY (edition_id, phase)
);

CREATE TABLE category (
  id {uuid} PRIMARY KEY,
  edition_id {uuid} NOT NULL REFERENCES edition (id) ON DELETE CASCADE,
  slug varchar(40) NOT NULL,
  name_sv varchar(80) NOT NULL,
  name_en varchar(80) NOT NULL,
  position integer NOT NULL,
  UNIQUE (edition_id, slug)
);

CREATE TABLE school_class (
  id {uuid} PRIMARY KEY,
  edition_id {uuid} NOT NULL REFERENCES edition (id),
  teacher_id {uuid} NOT NULL REFERENCES account (id),
  school varchar(120) NOT NULL,
  name varchar(40) NOT NULL,
  grade integer NOT NULL,
  municipality_code varchar(4) NOT NULL,
  show_place boolean NOT NULL,
  join_code varchar(8) NOT NULL UNIQUE,
  joining_closed_at {time},
  return_misses integer NOT NULL,
  created_at {time} NOT NULL
);
CREATE INDEX school_class_teacher ON school_class (teacher_id);

CREATE TABLE retired_join_code (
  join_code varchar(8) PRIMARY KEY,             -- never given out again, and refused with words of its own
  class_id {uuid} NOT NULL REFERENCES school_class (id) ON DELETE CASCADE,
  retired_at {time} NOT NULL
);

CREATE TABLE membership (
  id {uuid} PRIMARY KEY,
  class_id {uuid} NOT NULL REFERENCES school_class (id) ON DELETE CASCADE,
  nickname varchar(30) NOT NULL,
  phrase_hash {bytes} NOT NULL,
  created_at {time} NOT NULL,
  removed_at {time},
  UNIQUE (class_id, nickname)
);

CREATE TABLE contribution (
  id {uuid} PRIMARY KEY,
  code varchar(10) NOT NULL UNIQUE,
  edition_id {uuid} NOT NULL REFERENCES edition (id),
  category_id {uuid} REFERENCES category (id),
  class_id {uuid} REFERENCES school_class (id),
  account_id {uuid} REFERENCES account (id),
  age_group varchar(10),
  title varchar(120) NOT NULL,
  text text NOT NULL,
  language varchar(8) NOT NULL,
  credits varchar(1000) NOT NULL,
  state varchar(20) NOT NULL,
  version integer NOT NULL,                     -- grows with every change of content
  publish_at {time},
  published_at {time},
  approved_hash {bytes},
  urgent boolean NOT NULL,
  claimed_by {uuid} REFERENCES account (id),
  claimed_until {time},
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  handed_in_at {time},
  CHECK (state IN ('draft', 'submitted', 'in_review', 'changes_requested', 'approved', 'published', 'rejected', 'withdrawn', 'hidden', 'erased')),
  CHECK ((class_id IS NULL) <> (account_id IS NULL)),
  CHECK (state NOT IN ('approved', 'published') OR approved_hash IS NOT NULL)
);
CREATE INDEX contribution_gallery ON contribution (edition_id, state, published_at, id);
CREATE INDEX contribution_class ON contribution (class_id);
CREATE INDEX contribution_account ON contribution (account_id);
CREATE INDEX contribution_queue ON contribution (state, urgent, handed_in_at);

CREATE TABLE contribution_answer (
  contribution_id {uuid} NOT NULL REFERENCES contribution (id) ON DELETE CASCADE,
  question varchar(20) NOT NULL,                -- see contributions::answers
  answer varchar(20) NOT NULL,
  PRIMARY KEY (contribution_id, question)
);

CREATE TABLE contribution_member (
  membership_id {uuid} PRIMARY KEY REFERENCES membership (id) ON DELETE CASCADE,  -- a pupil is in one contribution
  contribution_id {uuid} NOT NULL REFERENCES contribution (id) ON DELETE CASCADE
);
CREATE INDEX contribution_member_contribution ON contribution_member (contribution_id);

CREATE TABLE class_hand_in (
  edition_id {uuid} NOT NULL REFERENCES edition (id),
  class_id {uuid} NOT NULL REFERENCES school_class (id),
  contribution_id {uuid} NOT NULL UNIQUE REFERENCES contribution (id),
  PRIMARY KEY (edition_id, class_id)
);

CREATE TABLE class_approval (
  id {uuid} PRIMARY KEY,
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  version integer NOT NULL,
  account_id {uuid} NOT NULL REFERENCES account (id),
  ticks {json} NOT NULL,
  approved_at {time} NOT NULL,
  UNIQUE (contribution_id, version)
);

CREATE TABLE asset (
  id {uuid} PRIMARY KEY,
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  position integer NOT NULL,
  kind varchar(10) NOT NULL,                    -- photo | video | audio | document
  media_type varchar(10) NOT NULL,              -- as sniffed
  state varchar(12) NOT NULL,                   -- stored | processing | ready | failed (receiving = a row in upload)
  progress_percent integer NOT NULL,
  failure varchar(40),
  alt varchar(500) NOT NULL,
  object_key varchar(100),                      -- the original; private for ever
  size_bytes bigint NOT NULL,
  sha256 {bytes} NOT NULL,
  rendition_id {uuid},
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL
);
CREATE INDEX asset_contribution ON asset (contribution_id, position);

CREATE TABLE rendition (
  id {uuid} PRIMARY KEY,
  asset_id {uuid} NOT NULL REFERENCES asset (id),
  media_key varchar(32) NOT NULL UNIQUE,        -- 128 random bits, hex: /m/{media_key}/{name}
  files_hash {bytes} NOT NULL,
  width integer,
  height integer,
  duration_ms bigint,
  has_audio boolean NOT NULL,
  thumbhash varchar(60),
  color varchar(7),
  peaks {bytes},                                -- of sound: 0 to 255 each, evenly over its length
  created_at {time} NOT NULL
);
CREATE INDEX rendition_asset ON rendition (asset_id);

CREATE TABLE rendition_file (
  rendition_id {uuid} NOT NULL REFERENCES rendition (id) ON DELETE CASCADE,
  name varchar(60) NOT NULL,
  content_type varchar(60) NOT NULL,
  size_bytes bigint NOT NULL,
  sha256 {bytes} NOT NULL,
  width integer,
  height integer,
  PRIMARY KEY (rendition_id, name)
);

CREATE TABLE upload (
  id {uuid} PRIMARY KEY,
  token varchar(32) NOT NULL UNIQUE,            -- the public name: /uploads/{token}
  owner varchar(60) NOT NULL,                   -- principal: only its session may go on
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  length_bytes bigint,
  received_bytes bigint NOT NULL,               -- for pages; the staging file is the truth
  label varchar(120) NOT NULL,
  asset_id {uuid} REFERENCES asset (id),        -- set when complete; finishing again answers the same
  failure varchar(40),
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL
);
CREATE INDEX upload_contribution ON upload (contribution_id);
CREATE INDEX upload_expiry ON upload (expires_at);

CREATE TABLE decision (
  id {uuid} PRIMARY KEY,
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  version integer NOT NULL,
  moderator_id {uuid} REFERENCES account (id),  -- none: the rule for privacy reports decided
  kind varchar(20) NOT NULL,                    -- approve | request_changes | reject | hide | restore | ask_restore
  reason varchar(40),
  text_sv varchar(2000) NOT NULL,
  text_en varchar(2000) NOT NULL,
  from_state varchar(20) NOT NULL,
  own_initiative boolean NOT NULL,
  created_at {time} NOT NULL,
  effective_at {time} NOT NULL,
  undone_at {time},
  CHECK (kind IN ('approve', 'request_changes', 'reject', 'hide', 'restore', 'ask_restore')),
  -- Nothing is restricted without saying why, in both languages.
  CHECK (kind IN ('approve', 'restore', 'ask_restore') OR (reason IS NOT NULL AND reason <> '' AND text_sv <> '' AND text_en <> ''))
);
CREATE INDEX decision_contribution ON decision (contribution_id, created_at);

CREATE TABLE report (
  id {uuid} PRIMARY KEY,
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  reason varchar(20) NOT NULL,
  text varchar(2000) NOT NULL,
  contact varchar(254) NOT NULL,
  reporter_key {bytes} NOT NULL,
  created_at {time} NOT NULL,
  handled_at {time},
  UNIQUE (contribution_id, reporter_key, reason)
);
CREATE INDEX report_open ON report (handled_at, contribution_id);

CREATE TABLE collection (
  id {uuid} PRIMARY KEY,
  edition_id {uuid} NOT NULL REFERENCES edition (id),
  slug varchar(40) NOT NULL,
  title_sv varchar(120) NOT NULL,
  title_en varchar(120) NOT NULL,
  UNIQUE (edition_id, slug)
);

CREATE TABLE collection_item (
  collection_id {uuid} NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  position integer NOT NULL,
  PRIMARY KEY (collection_id, contribution_id)
);

CREATE TABLE gallery_order (
  edition_id {uuid} NOT NULL REFERENCES edition (id) ON DELETE CASCADE,
  day varchar(10) NOT NULL,
  position integer NOT NULL,
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  PRIMARY KEY (edition_id, day, position),
  UNIQUE (edition_id, day, contribution_id)
);

CREATE TABLE partner (
  id {uuid} PRIMARY KEY,
  edition_id {uuid} NOT NULL REFERENCES edition (id),
  slug varchar(40) NOT NULL UNIQUE,
  name varchar(120) NOT NULL,
  created_at {time} NOT NULL
);

CREATE TABLE partner_origin (
  partner_id {uuid} NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
  origin varchar(200) NOT NULL,
  PRIMARY KEY (partner_id, origin)
);

-- Votes: inserted, never updated. What they reference is never updated by them either: see docs/decisions.
CREATE TABLE vote (
  edition_id {uuid} NOT NULL REFERENCES edition (id),
  voter_key {bytes} NOT NULL,                   -- HMAC(edition secret, lane + credential), never an address
  contribution_id {uuid} NOT NULL REFERENCES contribution (id),
  slot integer NOT NULL,
  lane varchar(12) NOT NULL,
  receipt varchar(32) NOT NULL UNIQUE,
  cast_at {time} NOT NULL,
  PRIMARY KEY (edition_id, voter_key, contribution_id),
  UNIQUE (edition_id, voter_key, slot)
);
CREATE INDEX vote_contribution ON vote (contribution_id);

CREATE TABLE ballot_log (
  seq {serial},
  edition_id {uuid} NOT NULL REFERENCES edition (id),
  act varchar(10) NOT NULL,                     -- cast | take_back
  lane varchar(12) NOT NULL,
  voter_key {bytes} NOT NULL,
  contribution_id {uuid} NOT NULL,
  receipt varchar(32) NOT NULL,
  at {time} NOT NULL
);
CREATE INDEX ballot_log_edition ON ballot_log (edition_id, seq);

CREATE TABLE vote_delta (
  id {serial},
  contribution_id {uuid} NOT NULL,
  delta integer NOT NULL
);

CREATE TABLE score (
  contribution_id {uuid} PRIMARY KEY,
  votes bigint NOT NULL,
  updated_at {time} NOT NULL
);

CREATE TABLE audit_head (
  chain {uuid} PRIMARY KEY,                     -- an edition's id; zero for the platform
  seq bigint NOT NULL,
  hash {bytes} NOT NULL
);

CREATE TABLE audit_event (
  chain {uuid} NOT NULL,
  seq bigint NOT NULL,
  at {time} NOT NULL,
  actor varchar(60) NOT NULL,
  act varchar(40) NOT NULL,
  subject varchar(60) NOT NULL,
  details text NOT NULL,                        -- canonical JSON: codes, ids and hashes only, no personal data
  previous_hash {bytes} NOT NULL,
  hash {bytes} NOT NULL,
  PRIMARY KEY (chain, seq)
)

-- What is covered or silenced in an asset. Parts of the upright picture in ten-thousandths; none of the four: its sound.
CREATE TABLE redaction (
  id {uuid} PRIMARY KEY,
  asset_id {uuid} NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
  left_part integer,
  top_part integer,
  right_part integer,
  bottom_part integer,
  from_ms bigint,                               -- none: all of it
  to_ms bigint,
  burnt boolean NOT NULL,                       -- the original itself has it: nothing is left to do
  created_at {time} NOT NULL,
  CHECK ((from_ms IS NULL) = (to_ms IS NULL))
);
CREATE INDEX redaction_asset ON redaction (asset_id);

-- The next rendition also replaces the original.
ALTER TABLE asset ADD COLUMN destroy_original boolean NOT NULL DEFAULT false;
-- It looks like a work that was purged: nobody approves it alone.
ALTER TABLE asset ADD COLUMN held boolean NOT NULL DEFAULT false;

-- What a picture, poster or still looks like, 256 bits each: as it is, and mirrored.
CREATE TABLE fingerprint (
  asset_id {uuid} PRIMARY KEY REFERENCES asset (id) ON DELETE CASCADE,
  hash {bytes} NOT NULL,
  mirrored {bytes} NOT NULL
);

-- What purged works looked like, and nothing else about them.
CREATE TABLE purged_fingerprint (
  hash {bytes} PRIMARY KEY
);

-- One moderator wants a work to be purged; another one must agree.
CREATE TABLE purge_request (
  contribution_id {uuid} PRIMARY KEY REFERENCES contribution (id) ON DELETE CASCADE,
  account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  version integer NOT NULL,
  created_at {time} NOT NULL
);

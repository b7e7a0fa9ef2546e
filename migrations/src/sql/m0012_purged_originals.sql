-- Hashes of the files of purged works, and nothing else about them: a file of the same bytes is held.
CREATE TABLE purged_original (
  sha256 {bytes} PRIMARY KEY
);

-- Finds files of the same bytes as one that is purged.
CREATE INDEX asset_sha256 ON asset (sha256);
-- Few are: the queue begins with their works.
CREATE INDEX asset_held ON asset (held);

-- Hashes of a file's originals that were destroyed when something in it was covered: a purge remembers them too.
CREATE TABLE earlier_original (
  asset_id {uuid} NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
  sha256 {bytes} NOT NULL,
  PRIMARY KEY (asset_id, sha256)
);

CREATE INDEX earlier_original_sha256 ON earlier_original (sha256);

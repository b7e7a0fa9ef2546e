-- Sets of files of which AVIF was made, or tried: the files stand in rendition_file beside those that they were made from, but
-- files_hash does not cover them. A row without such files says that they were not worth keeping.
CREATE TABLE rendition_avif (
  rendition_id {uuid} PRIMARY KEY REFERENCES rendition (id) ON DELETE CASCADE,
  created_at {time} NOT NULL
);

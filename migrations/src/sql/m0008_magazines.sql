-- What stands on each page of a magazine, for readers and for those who cannot see it. The hash of the rendition's files
-- covers it, so an approval binds it too.
CREATE TABLE page_text (
  rendition_id {uuid} NOT NULL REFERENCES rendition (id) ON DELETE CASCADE,
  number integer NOT NULL,                      -- from 1
  text text NOT NULL,
  PRIMARY KEY (rendition_id, number)
);

-- What is said in a film or song, written down by its makers: captions, or the whole text. One of each per language.
CREATE TABLE asset_text (
  asset_id {uuid} NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
  kind varchar(10) NOT NULL,                    -- captions | transcript
  language varchar(8) NOT NULL,
  media_key varchar(32) UNIQUE,                 -- of captions: 128 random bits, hex: /m/{media_key}/{language}.vtt
  text text NOT NULL,                           -- captions: WebVTT as we write it
  updated_at {time} NOT NULL,
  PRIMARY KEY (asset_id, kind, language),
  CHECK (kind IN ('captions', 'transcript')),
  CHECK ((kind = 'captions') = (media_key IS NOT NULL))
);
-- Whether everything in it that sounds is written down; decided when it is published.
ALTER TABLE contribution ADD COLUMN captioned boolean NOT NULL DEFAULT false;
CREATE INDEX contribution_captioned ON contribution (edition_id, captioned, state, published_at, id);

-- The page of a magazine on which a mark lies, from 1; with none of the four sides: the page has no text.
ALTER TABLE redaction ADD COLUMN page integer;

-- Short side in pixels of the largest size in which films are shown: 720, or 1080.
ALTER TABLE edition ADD COLUMN max_film_side integer NOT NULL DEFAULT 720;
-- Of a film's segment: its length. The playlist of a film that is still being made is written from these.
ALTER TABLE rendition_file ADD COLUMN duration_us bigint;
-- Of a film's header: its code as in RFC 6381, such as avc1.64001f.
ALTER TABLE rendition_file ADD COLUMN codec varchar(40);

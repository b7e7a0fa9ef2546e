//! Real files through the real jail. Pictures are written by our own code, films and songs by ffmpeg, magazines by a
//! writer of their own, at test time.

mod avif;
mod copying;
mod doubles;
mod film_colours;
mod films;
mod films_read;
mod hostile;
mod jail;
mod jail_calls;
mod jail_inside;
mod jail_watchdog;
mod jobs;
mod kinds;
mod loudness;
mod magazines;
mod pdf;
mod photo_kinds;
mod photo_memory;
mod photo_metadata;
mod photo_profiles;
mod photo_samplings;
mod photos;
mod photos_moving;
mod planted;
mod readers;
mod redaction;
mod redaction_magazines;
mod retries;
mod songs;
mod sprites;
mod support;
mod tagged;
mod texts_read;
mod traces;

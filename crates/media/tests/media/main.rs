//! Real files through the real jail. Pictures are written by our own code, films and songs by ffmpeg, at test time.

mod copying;
mod films;
mod hostile;
mod jail;
mod jobs;
mod kinds;
mod photos;
mod songs;
mod support;
mod traces;

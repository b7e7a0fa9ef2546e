//! Real files through the real jail. Pictures are written by our own code, films and songs by ffmpeg, at test time.

mod films;
mod jail;
mod jobs;
mod photos;
mod songs;
mod support;

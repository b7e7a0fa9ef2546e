//! A plan as ffmpeg's filters: pure text.

use std::fmt::Write;

use super::plan::Plan;
use crate::probe::VideoTrack;

/// Short side in pixels from which on a film counts as HDTV.
const HDTV_SIDE: u32 = 720;

impl Plan {
    /// Filters from a decoded frame to one of a rung's size in 8-bit BT.709, without those for the frame rate.
    pub fn picture_filters(&self, (width, height): (u32, u32)) -> String {
        let deinterlace = if self.interlaced { "yadif," } else { "" };
        let scale = format!("{deinterlace}scale={width}:{height}:flags=bicubic:out_range=tv");
        match (&self.hdr_transfer, self.matrix) {
            // Scaled first: tone-mapping costs four times as much at full size.
            (Some(transfer), _) => format!(
                "{scale},zscale=tin={transfer}:pin=bt2020:min=bt2020nc:t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,\
                 tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
            ),
            // `scale` could do this by itself, at twice the price and less exactly.
            (None, Some(matrix)) => {
                format!("{scale},format=yuv420p,zscale=min={matrix}:m=709:rin=tv:r=tv")
            }
            // Frames that do not tell would be taken for BT.601 where they become pictures: here, if red, green and blue are
            // wanted next, or behind.
            (None, None) => format!("{scale}:in_color_matrix=bt709,setparams=colorspace=bt709"),
        }
    }

    /// The whole graph: one decode, each lower rung made from the one above, and the cells of the sprite from the
    /// smallest. Labels are `[v0]`, `[v1]` … (without that of a copied rung), `[cells]` and `[a]`.
    pub fn graph(&self) -> String {
        let mut graph = String::new();
        let first = usize::from(self.copy.is_some());
        for (number, rung) in self.rungs.iter().enumerate().skip(first) {
            let last = number + 1 == self.rungs.len();
            let after = if last && self.cells == 0 {
                format!("[v{number}]")
            } else {
                format!(",split=2[v{number}][s{number}]")
            };
            let size = (rung.width, rung.height);
            let step = if number == first {
                format!(
                    "[0:{}]fps={}/{},{}",
                    self.video_index,
                    self.fps.0,
                    self.fps.1,
                    self.picture_filters(size)
                )
            } else {
                format!(
                    ";[s{}]scale={}:{}:flags=bicubic",
                    number - 1,
                    rung.width,
                    rung.height
                )
            };
            let _ = write!(graph, "{step},format=yuv420p,setsar=1{after}");
            if last && self.cells > 0 {
                // Of all frames that round to the same number the last is taken: the one in the middle of its stretch.
                let _ = write!(
                    graph,
                    ";[s{number}]fps=1/{:.3},scale={}:{}:flags=bicubic,format=rgb24[cells]",
                    self.cell_seconds, self.cell.0, self.cell.1
                );
            }
        }
        if let Some(sound) = &self.audio {
            let filters = sound_filters(sound.gain_db);
            let _ = write!(graph, ";[0:{}]{filters}[a]", sound.index);
        }
        graph
    }
}

/// The matrix of a film's colours by `zscale`'s name, if it is not BT.709's and can be converted. Most players take a film that
/// tells nothing for BT.709 if it is as large as HDTV, else for BT.601.
pub(super) fn foreign_matrix(video: &VideoTrack) -> Option<&'static str> {
    match video.matrix.as_deref() {
        Some("bt709") => None,
        Some("bt470bg") => Some("470bg"),
        // `scale` has just made BT.601 of red, green and blue.
        Some("smpte170m" | "gbr") => Some("170m"),
        Some("bt2020nc") => Some("2020_ncl"),
        _ if video.width.min(video.height) >= HDTV_SIDE => None,
        _ => Some("170m"),
    }
}

/// Stereo, gaps filled, evenly loud by one linear gain, peaks held by a limiter.
///
/// The channel layout comes first: some filters refuse sound that does not name one.
pub(crate) fn sound_filters(gain_db: f64) -> String {
    format!(
        "aformat=channel_layouts=stereo,aresample=async=1:first_pts=0,volume={gain_db:.2}dB,\
         alimiter=limit=0.84:level=false"
    )
}

#[cfg(test)]
mod tests {
    use super::super::plan::tests::{plan, track};
    use super::*;

    #[test]
    fn the_graph_decodes_once_and_steps_down() {
        let graph = plan(track(1920, 1080)).graph();
        assert_eq!(graph.matches("[0:0]fps").count(), 1);
        assert!(
            graph.contains("split=2[v0][s0];[s0]scale=854:480"),
            "{graph}"
        );
        assert!(
            graph.contains(",split=2[v2][s2];[s2]fps=1/1.000,scale=160:90"),
            "{graph}"
        );
        assert!(graph.contains("[cells];[0:0]aformat"), "{graph}");
    }

    #[test]
    fn colours_are_converted_where_the_film_or_its_size_says_so() {
        let matrix = |matrix: Option<&str>, width, height| {
            plan(VideoTrack {
                matrix: matrix.map(str::to_owned),
                ..track(width, height)
            })
            .matrix
        };
        assert_eq!(matrix(Some("bt709"), 320, 240), None);
        assert_eq!(matrix(Some("smpte170m"), 1920, 1080), Some("170m"));
        assert_eq!(matrix(Some("bt470bg"), 720, 576), Some("470bg"));
        assert_eq!(matrix(None, 1280, 720), None);
        assert_eq!(matrix(None, 640, 480), Some("170m"));
    }

    #[test]
    fn a_copied_rung_is_not_drawn() {
        let mut plan = plan(track(1280, 720));
        plan.copy = Some(vec![4.0]);
        let graph = plan.graph();
        assert!(graph.starts_with("[0:0]fps=30/1,scale=854:480"), "{graph}");
        assert!(
            !graph.contains("[v0]") && graph.contains("[v1]") && graph.contains("[v2]"),
            "{graph}"
        );
    }

    #[test]
    fn high_dynamic_range_is_scaled_before_it_is_mapped() {
        let video = VideoTrack {
            hdr_transfer: Some("smpte2084".to_owned()),
            ..track(3840, 2160)
        };
        let filters = plan(video).picture_filters((1280, 720));
        assert!(
            filters.find("scale=1280").expect("scaled") < filters.find("tonemap").expect("mapped")
        );
    }
}

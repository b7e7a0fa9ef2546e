//! How poppler's programs are called: always in the jail, one page at a time, within what the whole file may cost.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::info::Info;
use super::text::{self, Place, Text};
use crate::error::{MediaError, Reason, check};
use crate::ffmpeg::locate;
use crate::folder::JobFolder;
use crate::jail::{Jail, Limits, Outcome, Spec, Stopped};

/// Where poppler's programs lie.
#[derive(Clone, Debug)]
pub struct Poppler {
    /// Absolute path of `pdfinfo`.
    pub pdfinfo: PathBuf,
    /// Absolute path of `pdftoppm`.
    pub pdftoppm: PathBuf,
    /// Absolute path of `pdftotext`.
    pub pdftotext: PathBuf,
}

impl Poppler {
    /// Looks for the programs along `PATH`.
    ///
    /// # Errors
    /// One of them is not installed.
    pub fn find() -> io::Result<Self> {
        Ok(Self {
            pdfinfo: locate("pdfinfo")?,
            pdftoppm: locate("pdftoppm")?,
            pdftotext: locate("pdftotext")?,
        })
    }
}

/// Fonts of the system, their list, and tables of writing systems: for files that don't bring their own.
const FONTS: [&str; 6] = [
    "/etc/fonts",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/poppler",
    "/var/cache/fontconfig",
];

/// CPU time that all pages of a file may cost poppler together: 3 s for each of 60.
const WHOLE_FILE: Duration = Duration::from_mins(3);
/// CPU time for looking at a file, and for the text of a page.
const LOOK: Duration = Duration::from_secs(10);
/// CPU time for drawing a page.
const DRAW: Duration = Duration::from_secs(20);
/// A page's picture has at most 2048 x 2048 pixels of three bytes; more is no picture of a page.
const PIXMAP_BYTES: u64 = 16 << 20;
/// What a page may need. An ordinary one takes a tenth of it, a scan of A3 with 300 dots per inch in JPEG 2000, which poppler
/// holds whole with four bytes for each colour, 250 MB; one that only claims to be huge ends here.
const ADDRESS_SPACE_BYTES: u64 = 384 << 20;
/// A page's text with all its boxes.
const TEXT_BYTES: u64 = 4 << 20;
/// More lines than this `pdfinfo` needs for no honest file.
const MAX_LINES: usize = 1000;
/// Where readers look for a file's last line (ISO 32000-1, annex H, note 18, says 1024).
const END_BYTES: u64 = 4096;

/// Reads one file.
pub(super) struct Reader<'a> {
    jail: &'a Jail,
    poppler: &'a Poppler,
    folder: &'a JobFolder,
    left: Duration,
}

impl<'a> Reader<'a> {
    pub(super) fn new(jail: &'a Jail, poppler: &'a Poppler, folder: &'a JobFolder) -> Self {
        Self {
            jail,
            poppler,
            folder,
            left: WHOLE_FILE,
        }
    }

    /// Pages, sizes, locks.
    pub(super) async fn info(&mut self) -> Result<Info, MediaError> {
        // One page more than is taken: whoever has that many is told so.
        let last = (contest::assets::MAX_PAGES + 1).to_string();
        let original = self.original();
        let args = ["-enc", "UTF-8", "-f", "1", "-l", &last, &original];
        let mut lines = Vec::new();
        let outcome = self
            .run(&self.poppler.pdfinfo, &args, LOOK, TEXT_BYTES, |line| {
                if lines.len() < MAX_LINES {
                    lines.push(line.to_owned());
                }
            })
            .await?;
        let told = outcome.stderr.to_lowercase();
        if outcome.stopped == Stopped::Exit(1) && told.contains("password") {
            return Err(MediaError::input(Reason::Encrypted, "a password is asked"));
        }
        if matches!(outcome.stopped, Stopped::Exit(1..)) && told.contains("wrong page range") {
            return Err(MediaError::input(Reason::NoPages, "no page to begin with"));
        }
        if told.contains("loop in pages tree") {
            return Err(MediaError::input(
                Reason::Unreadable,
                "the pages are a ring",
            ));
        }
        match check(&outcome, "pdfinfo") {
            Err(MediaError::Input { reason, detail }) if reason == Reason::Unreadable => {
                let cut_off = lacks_its_end(&self.folder.original())?;
                let reason = if cut_off { Reason::Truncated } else { reason };
                Err(MediaError::input(reason, detail))
            }
            Err(error) => Err(error),
            Ok(()) => Ok(Info::read(&lines, told.contains("syntax error"))),
        }
    }

    /// Draws what a page shows, with its long side in pixels. Gives a PPM file in the folder's `work/`.
    pub(super) async fn draw(
        &mut self,
        number: u32,
        long_side: u32,
    ) -> Result<PathBuf, MediaError> {
        let stem = self.folder.work().join(format!("page{number}"));
        let (page, side) = (number.to_string(), long_side.to_string());
        let (original, to) = (self.original(), stem.to_string_lossy().into_owned());
        let args = [
            "-q",
            "-cropbox",
            "-singlefile",
            "-f",
            &page,
            "-l",
            &page,
            "-scale-to",
            &side,
            &original,
            &to,
        ];
        let outcome = self
            .run(&self.poppler.pdftoppm, &args, DRAW, PIXMAP_BYTES, |_| ())
            .await?;
        check(&outcome, "pdftoppm")?;
        let pixels = stem.with_extension("ppm");
        if !pixels.is_file() {
            return Err(MediaError::input(
                Reason::Unreadable,
                format!("page {number} cannot be drawn"),
            ));
        }
        Ok(pixels)
    }

    /// The text that stands on what a page shows, without what is covered. A text that cannot be had makes no page worse:
    /// then it is what came.
    pub(super) async fn text(
        &mut self,
        number: u32,
        is_covered: impl Fn(Option<Place>) -> bool,
    ) -> Result<Text, MediaError> {
        let to = self.folder.work().join("text.xml");
        let page = number.to_string();
        let (original, path) = (self.original(), to.to_string_lossy().into_owned());
        let args = [
            "-q",
            "-cropbox",
            "-bbox-layout",
            "-enc",
            "UTF-8",
            "-f",
            &page,
            "-l",
            &page,
            &original,
            &path,
        ];
        let outcome = self
            .run(&self.poppler.pdftotext, &args, LOOK, TEXT_BYTES, |_| ())
            .await?;
        match check(&outcome, "pdftotext") {
            Err(error @ MediaError::World { .. }) => return Err(error),
            Err(error) => tracing::info!(%error, number, "the text of a page is not whole"),
            Ok(()) => {}
        }
        let bytes = match std::fs::read(&to) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(MediaError::world("read a page's text", error)),
        };
        let _ = std::fs::remove_file(&to);
        Ok(text::read(&String::from_utf8_lossy(&bytes), is_covered))
    }

    fn original(&self) -> String {
        self.folder.original().to_string_lossy().into_owned()
    }

    /// Runs one of the programs, within what is left for the file.
    async fn run(
        &mut self,
        program: &Path,
        args: &[&str],
        cpu: Duration,
        file_bytes: u64,
        on_line: impl FnMut(&str) + Send,
    ) -> Result<Outcome, MediaError> {
        if self.left < Duration::from_secs(1) {
            return Err(MediaError::input(
                Reason::TooComplex,
                format!("poppler needs more than {WHOLE_FILE:?} of CPU time"),
            ));
        }
        let cpu = cpu.min(self.left);
        let fonts = FONTS.iter().map(PathBuf::from).filter(|path| path.exists());
        let spec = Spec {
            program: program.to_path_buf(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            read: [self.folder.input()].into_iter().chain(fonts).collect(),
            write: vec![self.folder.work()],
            limits: Limits {
                address_space_bytes: ADDRESS_SPACE_BYTES,
                cpu,
                file_bytes,
                output_bytes: 3 * PIXMAP_BYTES,
                wall: Duration::from_mins(2),
                stall_cpu: cpu,
            },
        };
        let outcome = self.jail.run(&spec, on_line).await?;
        self.left = self.left.saturating_sub(outcome.cpu);
        tracing::debug!(
            cpu_seconds = outcome.cpu.as_secs_f64(),
            peak_bytes = outcome.peak_bytes,
            "poppler ended"
        );
        Ok(outcome)
    }
}

/// Whether the last line of every PDF is missing (ISO 32000-1, 7.5.5).
pub(super) fn lacks_its_end(original: &Path) -> Result<bool, MediaError> {
    let tail = || {
        let mut file = File::open(original)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(END_BYTES)))?;
        let mut bytes = Vec::new();
        file.take(END_BYTES).read_to_end(&mut bytes)?;
        io::Result::Ok(bytes)
    };
    let tail = tail().map_err(|error| MediaError::world("read the original", error))?;
    Ok(!tail.windows(5).any(|window| window == b"%%EOF"))
}

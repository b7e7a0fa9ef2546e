# Sourced by bench/media: the rows image-*. Photos come from Debian's wallpapers, sharp from npm; nothing is kept in the
# repository. Another folder of photos is measured with DIZZA_BENCH_PHOTOS=FOLDER, another number of rounds with
# DIZZA_BENCH_ROUNDS.

image_cache=$cache/image
mkdir -p "$image_cache/sharp"

# Two builds of the same program: as it is shipped, and without a C decoder for JPEG. The second sees neither cmake nor nasm,
# so that it proves that it needs neither.
without=$image_cache/without-cmake
rm -rf "$without"
mkdir -p "$without"
IFS=: read -ra folders <<<"$PATH"
for folder in "${folders[@]}"; do
  for program in "$folder"/*; do
    case "${program##*/}" in
      cmake | ctest | cpack | nasm | yasm) ;;
      *) [ -e "$without/${program##*/}" ] || ln -sf "$program" "$without/" ;;
    esac
  done
done
# With the same targets both times: the dependencies then have the same features, and are built once.
targets="--bin media-helper --example bench_images"
PATH=$without cargo build --release --locked --quiet --package media --no-default-features $targets >&2
cp "${CARGO_TARGET_DIR:-target}/release/media-helper" "$image_cache/helper-purerust"
cargo build --release --locked --quiet --package media $targets >&2
cp "${CARGO_TARGET_DIR:-target}/release/media-helper" "$image_cache/helper"
bench_images=${CARGO_TARGET_DIR:-target}/release/examples/bench_images

# phone PHOTO FROM WIDTHxHEIGHT ORIENTATION [p3]: noise, camera tags and perhaps another profile.
phone() {
  local plain
  plain=$(mktemp --suffix=.jpg)
  ffmpeg -nostdin -v error -y -i "$2" \
    -vf "scale=${3/x/:}:force_original_aspect_ratio=increase,crop=${3/x/:},noise=alls=7:allf=t,format=yuvj420p" -q:v 3 "$plain"
  "$bench_images" tag "$plain" "$image_photos/$1.jpg" "$4" ${5:-}
  rm -f "$plain"
}

image_photos=$image_cache/photos
if [ -n "${DIZZA_BENCH_PHOTOS:-}" ]; then
  rm -rf "$image_photos"
  ln -sfn "$(realpath "$DIZZA_BENCH_PHOTOS")" "$image_photos"
elif [ ! -f "$image_cache/photos-ready" ]; then
  mkdir -p "$image_photos" "$image_cache/packages"
  (
    cd "$image_cache/packages"
    apt-get download -qq lomiri-wallpapers-20.04 lomiri-wallpapers-16.04 ukui-wallpapers plasma-workspace-wallpapers 2>/dev/null
    for package in *.deb; do dpkg-deb -x "$package" .; done
  )
  lomiri=$image_cache/packages/usr/share/backgrounds
  plasma=$image_cache/packages/usr/share/wallpapers
  cp "$lomiri/Painting-Colors_by__herobrine7gamer.jpg" "$image_photos/24mp-painting.jpg"
  cp "$lomiri/Kleiber_by_Lukas_Baubkus.jpg" "$image_photos/20mp-bird.jpg"
  cp "$lomiri/Infinite-Sea_by_Aury88.jpg" "$image_photos/16mp-sea-progressive.jpg"
  cp "$plasma/SafeLanding/contents/images/5120x2880.jpg" "$image_photos/14mp-landing.jpg"
  cp "$lomiri/sunset_by_Aitzol_Berasategi.jpg" "$image_photos/12mp-sunset-progressive.jpg"
  cp "$lomiri/2004default.jpg" "$image_photos/9mp-hills.jpg"
  phone 12mp-phone-bird "$lomiri/Kleiber_by_Lukas_Baubkus.jpg" 4032x3024 6
  phone 12mp-phone-dragonfly-p3 "$lomiri/Dragonfly_by_Bolly.jpg" 4032x3024 1 p3
  phone 16mp-phone-sea "$lomiri/Infinite-Sea_by_Aury88.jpg" 4608x3456 3
  phone 12mp-phone-landing "$plasma/SafeLanding/contents/images/5120x2880.jpg" 3024x4032 1
  phone 12mp-phone-seeding "$lomiri/seeding_by_Clements_Engelhardt.jpg" 4032x3024 1
  phone 8mp-phone-sunset "$lomiri/sunset_by_Aitzol_Berasategi.jpg" 3264x2448 8
  touch "$image_cache/photos-ready"
fi

if [ ! -d "$image_cache/sharp/node_modules" ]; then
  (cd "$image_cache/sharp" && npm install --no-save --no-audit --no-fund --loglevel=error sharp@0.35.5 thumbhash@0.1.1 >/dev/null)
fi
cp bench/lib/pictures.mjs "$image_cache/sharp/"

judged "$bench_images" compare "$image_cache" "${DIZZA_BENCH_ROUNDS:-5}"

# Sourced by script/run and script/test: which system packages are needed, and how they get here.
# Debian 12 and Ubuntu install by apt-get; elsewhere the names are only printed.

# need COMMAND PACKAGE: notes the package if the command is missing.
missing=()
need() {
  command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

# What the program needs to be built and to run.
need_to_run() {
  need cc build-essential
  need cmake cmake
  need nasm nasm
  need ffmpeg ffmpeg
  need ffprobe ffmpeg
  need pdftoppm poppler-utils
  # Newer releases of libheif renamed their command; the package is the same.
  command -v heif-dec >/dev/null 2>&1 || need heif-convert libheif-examples
  need node nodejs
  need npm npm
}

# What the tests of kills and of foreign clients need.
need_to_kill_and_to_call() {
  need strace strace
  need python3 python3
  python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || missing+=(python3-venv)
}

# install_missing INSTALL: installs what need() noted (INSTALL=yes), or only names it.
install_missing() {
  [ ${#missing[@]} -eq 0 ] && return 0
  local packages
  packages=$(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')
  if [ "$1" != yes ]; then
    echo "Missing packages: $packages"
    return 1
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install: $packages"
    echo "(This script knows apt-get only; the names are those of Debian and Ubuntu.)"
    return 1
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Please install as root: apt-get install $packages"; return 1; }
    as_root=(sudo)
  fi
  echo "Installing: $packages"
  "${as_root[@]}" apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

# A Rust toolchain is asked for, not installed: people have their own way of keeping it.
need_rust() {
  command -v cargo >/dev/null 2>&1 && return 0
  echo "A Rust toolchain is missing (1.95 or newer): see https://www.rust-lang.org/tools/install"
  return 1
}

# build_web: brings the three third-party files of web/ and makes them small, when that has not been done.
build_web() {
  [ -f web/package-lock.json ] || return 0
  if [ web/dist -nt web/package-lock.json ] && [ web/dist -nt web/build.mjs ] && [ -n "$(ls web/dist 2>/dev/null)" ]; then
    return 0
  fi
  echo "Building web/dist (fonts and player, from npm)"
  (cd web && npm ci --no-audit --no-fund --loglevel=error && node build.mjs) && touch web/dist
}

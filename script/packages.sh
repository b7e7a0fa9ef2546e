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

# Where PostgreSQL's programs are, the newest of several; empty if there are none. Debian keeps them out of the PATH.
postgres_programs() {
  local newest
  newest=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
  if [ -z "$newest" ] && command -v initdb >/dev/null 2>&1; then newest=$(dirname "$(command -v initdb)"); fi
  echo "$newest"
}

# for_this_release PACKAGES: the same by the names that this release of Debian or Ubuntu has for them.
for_this_release() {
  local package names=
  for package in $1; do
    case $package in
      # Ubuntu's is a snap behind another name.
      chromium) apt-cache show chromium >/dev/null 2>&1 || package=chromium-browser ;;
      # From libheif 1.16 on the decoder for photos of telephones is a package that is recommended only.
      libheif-examples) apt-cache show libheif-plugin-libde265 >/dev/null 2>&1 && package="$package libheif-plugin-libde265" ;;
    esac
    names+="$package "
  done
  echo "$names"
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
  "${as_root[@]}" apt-get update -qq
  packages=$(for_this_release "$packages")
  echo "Installing: $packages"
  # shellcheck disable=SC2086 # a list of words
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

# A Rust toolchain is asked for, not installed: people have their own way of keeping it. The ones of Debian 12 and
# Ubuntu 24.04 are too old, and what they say about it helps nobody.
need_rust() {
  local wanted version
  wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
  version=$(cargo --version 2>/dev/null | cut -d' ' -f2) || version=
  if [ -n "$version" ] && [ "$(printf '%s\n' "$wanted" "${version%%-*}" | sort -V | head -1)" = "$wanted" ]; then return 0; fi
  echo "A Rust toolchain of $wanted or newer is missing${version:+ (this one is $version)}: see https://www.rust-lang.org/tools/install"
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

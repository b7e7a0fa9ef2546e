# Sourced by the benchmarks, which run in the repository's root.

# ratio NAME MEASURED LIMIT: the line by which a goal is judged.
ratio() {
  awk -v name="$1" -v measured="$2" -v limit="$3" 'BEGIN { printf "ratio %s %.2f goal <= 1.00\n", name, measured / limit }'
}

# The release binary, built if anything it is made of changed; its path is in $binary.
release_binary() {
  . script/packages.sh
  build_web >&2 || echo "web/dist could not be built: measuring with system fonts" >&2
  cargo build --release --locked --quiet --package server >&2
  binary=${CARGO_TARGET_DIR:-target}/release/dizza
}

# now_ms: milliseconds of a clock, for differences.
now_ms() {
  echo $((${EPOCHREALTIME/./} / 1000))
}

# status_of HOST:PORT PATH: the status of a GET, or nothing while nobody answers.
status_of() {
  local line=
  if { exec 3<>"/dev/tcp/${1%:*}/${1##*:}"; } 2>/dev/null; then
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 5 line <&3 || true
    exec 3<&- 3>&-
  fi
  line=${line#* }
  echo "${line%% *}"
}

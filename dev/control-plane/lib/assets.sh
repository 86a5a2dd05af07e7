# Where the executables come from: KUBEBUILDER_ASSETS, the user's cache, the official
# releases, or a build of our own Go module. Sourced after common.sh.
# shellcheck shell=bash

# shellcheck source=download.sh
source "$HERE/lib/download.sh"
# shellcheck source=build.sh
source "$HERE/lib/build.sh"

TRIED=()

# tried WHAT: remembers a way that did not lead to the executables, for the final report.
tried() {
  TRIED+=("$*")
  say "$*"
}

# wanted_names NODES: the executables needed, with those for nodes when NODES is yes.
wanted_names() {
  printf '%s\n' "${SERVER_NAMES[@]}"
  [[ $1 != yes ]] || printf '%s\n' "${NODE_NAMES[@]}"
}

# missing_in FOLDER NODES: names that are wanted and not executable files in the folder.
missing_in() {
  local name
  while read -r name; do
    [[ -f $1/$name && -x $1/$name ]] || printf '%s\n' "$name"
  done < <(wanted_names "$2")
}

# cache_folder: one folder per version, platform and content of our Go module.
cache_folder() {
  local root digest
  root=${CITYHALL_CACHE:-${XDG_CACHE_HOME:-${HOME:?is not set, and CITYHALL_CACHE is not either}/.cache}/cityhall}
  digest=$(cd "$HERE/executables" && cat go.mod go.sum ./*.go | sha256sum | cut -c1-12)
  printf '%s/control-plane/%s-%s-%s-%s' "$(absolute "$root")" "$KUBERNETES_VERSION" "$(host_os)" "$(host_arch)" "$digest"
}

# find_assets NODES BUILD: prints the folder of executables, or ends with what was tried.
find_assets() {
  local nodes=$1 build=$2
  if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then
    given_assets "$nodes"
  else
    cached_assets "$nodes" "$build"
  fi
}

# given_assets NODES: the folder that the user named; never added to, never replaced.
given_assets() {
  local missing
  mapfile -t missing < <(missing_in "$KUBEBUILDER_ASSETS" "$1")
  if [[ ${#missing[@]} -eq 0 ]]; then
    absolute "$KUBEBUILDER_ASSETS"
    echo
    return
  fi
  say "error: KUBEBUILDER_ASSETS is $KUBEBUILDER_ASSETS, and these executables are not in it:"
  printf '  %s\n' "${missing[@]}" >&2
  say "add them ($KUBERNETES_VERSION), or unset KUBEBUILDER_ASSETS so that they are fetched or built"
  exit 1
}

# cached_assets NODES BUILD: fills the cache where it must; one process at a time does so.
cached_assets() {
  local nodes=$1 build=$2 folder missing lock
  folder=$(cache_folder)
  if [[ -z $(missing_in "$folder" "$nodes") ]]; then
    printf '%s\n' "$folder"
    return
  fi
  require flock util-linux sha256sum coreutils
  mkdir -p "$(dirname "$folder")" || fail "cannot create $(dirname "$folder"); name another folder in CITYHALL_CACHE"
  exec {lock}>>"$folder.lock"
  if ! flock --nonblock "$lock"; then
    say "another process is fetching or building the same executables; waiting for it"
    with_heartbeat "waiting" /dev/null flock "$lock"
  fi
  mapfile -t missing < <(missing_in "$folder" "$nodes")
  [[ ${#missing[@]} -eq 0 ]] || fill_cache "$folder" "$build" "${missing[@]}"
  exec {lock}>&-
  printf '%s\n' "$folder"
}

# fill_cache FOLDER BUILD NAME...: gets each missing executable into the folder.
fill_cache() {
  local folder=$1 build=$2 name work servers=() kwok=no
  shift 2
  for name in "$@"; do
    if [[ $name == kwok ]]; then kwok=yes; else servers+=("$name"); fi
  done
  say "not in the cache ($folder): $*"
  work=$(mktemp -d "$folder.part-XXXXXX")
  # Only this very shell clears it: one that was just forked and is killed at once, as a ticker
  # may be, can still hold the trap of its parent.
  # shellcheck disable=SC2064 # the folder and the process of now are meant
  trap "[[ \$BASHPID != $BASHPID ]] || rm -rf -- '$work'" EXIT
  if [[ ${#servers[@]} -gt 0 ]]; then
    get servers "$build" "$work" "$folder" || report_tried "${servers[*]}"
  fi
  if [[ $kwok == yes ]]; then
    get kwok "$build" "$work" "$folder" || report_tried kwok
  fi
  rm -rf -- "$work"
  trap - EXIT
}

# get WHAT BUILD WORK FOLDER: tries the download, then the build, and moves what came into place.
get() {
  local what=$1 build=$2 work=$3 folder=$4
  mkdir -p "$work/$what"
  if [[ $build == yes ]]; then
    tried "download of $what: skipped, told to build"
  elif "download_$what" "$work/$what"; then
    put_in_place "$work/$what" "$folder"
    return
  fi
  rm -rf -- "${work:?}/$what"
  mkdir -p "$work/$what"
  "build_$what" "$work/$what" "$folder" || return 1
  put_in_place "$work/$what" "$folder"
}

# put_in_place FROM FOLDER: a new folder appears whole; into an existing one, file by file.
put_in_place() {
  local from=$1 folder=$2
  if [[ ! -e $folder ]]; then
    mv -T -- "$from" "$folder"
    return
  fi
  mv -f -- "$from"/* "$folder/"
}

# report_tried NAMES: the end, with everything that was tried and what would help.
report_tried() {
  say "error: no way led to: $1"
  say "tried:"
  printf '  - %s\n' "KUBEBUILDER_ASSETS: not set" "the cache: not there" "${TRIED[@]}" >&2
  say "any one of these helps:"
  printf '  - %s\n' \
    "install Go 1.26 or newer (1.21 or newer can fetch it) and run '$HERE/assets --build'" \
    "open the way to the official releases (dl.k8s.io, github.com) and run '$HERE/assets'" \
    "name a folder with $1 of $KUBERNETES_VERSION in KUBEBUILDER_ASSETS" >&2
  exit 1
}

# Shared by every command of the control plane: versions, messages, small checks.
# Sourced, never run. The caller has set HERE to the folder of the commands.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the versions are read by the files that source this one

# One version of Kubernetes for everything; etcd is the one that this version is built with.
# executables/go.mod names the same two: `test` compares them.
readonly KUBERNETES_VERSION=v1.36.3
readonly ETCD_VERSION=v3.6.8
readonly KWOK_VERSION=v0.8.0

readonly SERVER_NAMES=(etcd kube-apiserver kube-controller-manager kubectl)
readonly NODE_NAMES=(kube-scheduler kwok)

PROGRAM=$(basename -- "$0")
readonly PROGRAM

# say MESSAGE...: progress for the reader; results alone go to standard output.
say() { printf '%s: %s\n' "$PROGRAM" "$*" >&2; }

# fail MESSAGE...: ends with status 1.
fail() {
  say "error: $*"
  exit 1
}

# usage_error MESSAGE...: ends with status 2, as for every mistake in the command line.
usage_error() {
  say "$*"
  say "see '$PROGRAM --help'"
  exit 2
}

# value_of FLAG VALUE...: the value of a flag that needs one; what looks like a flag is none.
value_of() {
  [[ $# -ge 2 && -n $2 && $2 != --* ]] || usage_error "$1 needs a value"
  printf '%s' "$2"
}

# whole_number FLAG VALUE: refuses anything that is not 1 or more.
whole_number() {
  [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || usage_error "$1 needs a whole number of 1 or more, not '$2'"
}

# absolute PATH: the same path from the root; the folder need not exist yet.
absolute() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$PWD" "${1#./}" ;;
  esac
}

have() { command -v "$1" >/dev/null 2>&1; }

# require COMMAND PACKAGE...: pairs of a command and what to install when it is missing.
require() {
  local missing=()
  while [[ $# -gt 0 ]]; do
    have "$1" || missing+=("$1 (package $2)")
    shift 2
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  say "error: these commands are needed and not on the PATH; install them and run this again:"
  printf '  %s\n' "${missing[@]}" >&2
  exit 1
}

host_os() { uname -s | tr '[:upper:]' '[:lower:]'; }

host_arch() {
  case $(uname -m) in
    x86_64 | amd64) echo amd64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) uname -m ;;
  esac
}

# leashed COMMAND...: the command ends when this shell does, however that comes about.
leashed() { setpriv --pdeathsig TERM -- "$@"; }

# with_heartbeat LABEL LOG COMMAND...: runs the command with its output in LOG and says every
# 15 seconds how long it has been at it. Its status is the command's.
with_heartbeat() {
  local label=$1 log=$2 ticker status=0
  shift 2
  tick "$label" >/dev/null &
  ticker=$!
  "$@" >>"$log" 2>&1 || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  return "$status"
}

# tick LABEL: speaks every 15 seconds for as long as the program's own shell lives.
tick() {
  local begun=$SECONDS
  while kill -0 "$$" 2>/dev/null; do
    sleep 1 2>/dev/null
    (((SECONDS - begun) % 15 != 0)) || say "$1: still at it after $((SECONDS - begun)) s"
  done
}

# What the tests share: claims, processes of a control plane, a loopback file server, fakes.
# WORK is the folder of the whole run, T that of the test, ASSETS that of the executables.
# shellcheck shell=bash

# claim WHAT COMMAND...: ends the test unless the command succeeds.
claim() {
  local what=$1
  shift
  "$@" && return
  echo "not so: $what"
  exit 1
}

equal() { [[ $1 == "$2" ]] || { printf 'expected: %s\nactual:   %s\n' "$2" "$1"; return 1; }; }

contains() { [[ $1 == *"$2"* ]] || { printf 'no "%s" in: %s\n' "$2" "$1"; return 1; }; }

# eventually SECONDS COMMAND...: asks until it holds.
eventually() {
  local limit=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS <= limit)) || return 1
    sleep 0.1
  done
}

# status_of COMMAND...: its exit status; its output goes where the test's goes.
status_of() {
  local status=0
  "$@" >&2 || status=$?
  printf '%s' "$status"
}

# supervisor_of DIR: the pid under which the supervisor was recorded, dead or alive.
supervisor_of() { cut -d' ' -f1 "$1/run/supervisor.pid"; }

# session_of PID: the living processes of its session: the supervisor and all it started.
session_of() {
  local stat fields
  for stat in /proc/[0-9]*/stat; do
    { read -r stat <"$stat"; } 2>/dev/null || continue
    read -ra fields <<<"${stat##*) }"
    if [[ ${fields[3]} == "$1" && ${fields[0]} != [ZX] ]]; then echo "${stat%% *}"; fi
  done
}

nothing_left() { [[ -z $(session_of "$1") ]]; }

# kubectl_in DIR ARGUMENT...: as administrator.
kubectl_in() {
  local dir=$1
  shift
  KUBERC=off "$ASSETS/kubectl" --kubeconfig "$dir/kubeconfig" "$@"
}

# serve FOLDER: a file server on loopback; its port is in PORT.
serve() { serve_with FileServer "$1"; }

# serve_with CLASS ARGUMENT...: a server that prints its port first, for as long as the test runs.
serve_with() {
  local line=$T/$1.port class=$1
  shift
  setpriv --pdeathsig KILL -- java "$HERE/tests/$class.java" "$@" >"$line" &
  eventually 30 test -s "$line"
  PORT=$(head -n 1 "$line")
}

# program FILE LINE...: an executable shell script.
program() {
  local file=$1
  shift
  mkdir -p "$(dirname "$file")"
  printf '%s\n' '#!/usr/bin/env bash' "$@" >"$file"
  chmod +x "$file"
}

# fake_go FOLDER LINE...: puts a go before the real one that says it is 1.26 and then runs the lines.
fake_go() {
  local folder=$1
  shift
  # shellcheck disable=SC2016 # expanded by the program
  program "$folder/go" '[[ $1 != env ]] || { echo go1.26.0; exit; }' "$@"
  PATH=$folder:$PATH
}

# fake_releases FOLDER: small files under the paths of the official releases, with checksums.
fake_releases() {
  local bin stem name
  bin=$1/$KUBERNETES_VERSION/bin/$(host_os)/$(host_arch)
  for name in kube-apiserver kube-controller-manager kube-scheduler kubectl; do
    program "$bin/$name" "echo downloaded $name"
    sha256sum "$bin/$name" | cut -d' ' -f1 | tr -d '\n' >"$bin/$name.sha256"
  done
  stem=etcd-$ETCD_VERSION-$(host_os)-$(host_arch)
  program "$1/$stem/etcd" "echo downloaded etcd"
  mkdir -p "$1/$ETCD_VERSION"
  tar -czf "$1/$ETCD_VERSION/$stem.tar.gz" -C "$1" "$stem"
  (cd "$1/$ETCD_VERSION" && printf '%064d  other.tar.gz\n' 0 >SHA256SUMS && sha256sum "$stem.tar.gz" >>SHA256SUMS)
  name=$1/$KWOK_VERSION/kwok-$(host_os)-$(host_arch)
  program "$name" "echo downloaded kwok"
  (cd "$(dirname "$name")" && sha256sum "$(basename "$name")" >"$name.sha256")
}

# use_releases ADDRESS: an empty cache, and every download from that address.
use_releases() {
  unset KUBEBUILDER_ASSETS CITYHALL_ASSETS
  export CITYHALL_CACHE=$T/cache
  export CITYHALL_K8S_RELEASES=$1 CITYHALL_ETCD_RELEASES=$1 CITYHALL_KWOK_RELEASES=$1
}

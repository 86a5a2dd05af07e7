# The last resort: build our own Go module, and install KWOK from its own. Sourced after common.sh.
# shellcheck shell=bash

# build_servers INTO FOLDER: one binary, hard-linked to the name of every server and kubectl.
build_servers() {
  local into=$1 log name stamp
  log=$2.build.log
  stamp="-s -w -X k8s.io/component-base/version.gitVersion=$KUBERNETES_VERSION"
  choose_go || return 1
  say "building Kubernetes $KUBERNETES_VERSION and etcd $ETCD_VERSION with Go (about 6 minutes on"
  say "two cores the first time, 4 GB of Go's own caches); output in $log"
  : >"$log"
  if ! with_heartbeat "go build" "$log" in_module run_go build -mod=readonly -buildvcs=false \
    -trimpath -ldflags "$stamp" -o "$into/kube" .; then
    build_failed "go build of $HERE/executables" "$log"
    return 1
  fi
  for name in etcd kube-apiserver kube-controller-manager kube-scheduler kubectl; do
    ln -- "$into/kube" "$into/$name"
  done
  rm -f -- "$into/kube"
}

# build_kwok INTO FOLDER: KWOK as its own module pins it.
build_kwok() {
  local into=$1 log=$2.kwok.log
  choose_go || return 1
  say "installing KWOK $KWOK_VERSION with Go (about 2 minutes the first time); output in $log"
  : >"$log"
  if ! GOBIN=$into with_heartbeat "go install" "$log" run_go install -buildvcs=false -trimpath \
    -ldflags "-s -w" "sigs.k8s.io/kwok/cmd/kwok@$KWOK_VERSION"; then
    build_failed "go install of sigs.k8s.io/kwok/cmd/kwok@$KWOK_VERSION" "$log"
    return 1
  fi
}

build_failed() {
  tried "$1 failed; its output is in $2"
  tail -n 5 "$2" | sed 's/^/  | /' >&2
}

TOOLCHAIN=""

# choose_go: takes the Go that is there; one from 1.21 on may fetch the one that the module asks
# for, and only then is its choice of toolchain overruled.
choose_go() {
  local version minor
  if ! have go; then
    tried "build: go is not on the PATH"
    return 1
  fi
  version=$(cd / && GOTOOLCHAIN=local go env GOVERSION)
  minor=$(sed -n 's/^go1\.\([0-9]*\).*/\1/p' <<<"$version")
  if [[ -z $minor ]] || ((minor >= 26)); then
    TOOLCHAIN=""
  elif ((minor >= 21)); then
    say "$version is too old for the module; it is told to fetch the Go that it needs"
    TOOLCHAIN=auto
  else
    tried "build: go is $version, and 1.26 is needed (1.21 or newer can fetch it)"
    return 1
  fi
}

# run_go ARGUMENT...: go for this machine, whatever the user's settings make it build for.
run_go() {
  leashed env ${TOOLCHAIN:+GOTOOLCHAIN="$TOOLCHAIN"} GO111MODULE=on GOWORK=off CGO_ENABLED=0 \
    GOOS="$(host_os)" GOARCH="$(host_arch)" go "$@"
}

in_module() { (cd "$HERE/executables" && "$@"); }

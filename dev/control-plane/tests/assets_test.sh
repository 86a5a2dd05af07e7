# Where the executables come from. Sourced by ../test.
# shellcheck shell=bash

it_downloads_what_has_the_published_checksum() {
  local folder
  fake_releases "$T/releases"
  serve "$T/releases"
  use_releases "http://127.0.0.1:$PORT"
  fake_go "$T/go" 'exit 1'

  folder=$("$HERE/assets" --nodes)

  for name in etcd kube-apiserver kube-controller-manager kube-scheduler kubectl kwok; do
    claim "$name is the one of the release" equal "$("$folder/$name")" "downloaded $name"
  done
  claim "nothing else is left in the cache" equal "$(ls "$folder" | wc -l)" 6
  claim "no unfinished folder is left" test -z "$(find "$T/cache" -name '*.part-*')"
}

it_takes_the_second_time_from_the_cache() {
  local first second
  fake_releases "$T/releases"
  serve "$T/releases"
  use_releases "http://127.0.0.1:$PORT"
  first=$("$HERE/assets")
  use_releases "http://127.0.0.1:1"
  fake_go "$T/go" 'exit 1'

  second=$("$HERE/assets" 2>"$T/said")

  claim "it is the same folder" equal "$second" "$first"
  claim "there is nothing to say" test ! -s "$T/said"
}

it_refuses_a_wrong_checksum_and_builds_instead() {
  local folder
  fake_releases "$T/releases"
  printf '%064d' 7 >"$(find "$T/releases" -name kubectl.sha256)"
  serve "$T/releases"
  use_releases "http://127.0.0.1:$PORT"
  # shellcheck disable=SC2016 # expanded by the fake
  fake_go "$T/go" 'while [[ $1 != -o ]]; do shift; done; printf "#!/bin/sh\necho built \$(basename \$0)\n" >"$2"; chmod +x "$2"'

  folder=$("$HERE/assets" 2>"$T/said")

  claim "the refusal is said" contains "$(cat "$T/said")" "download of kubectl: refused, its SHA-256 is"
  claim "nothing of the download is used" equal "$("$folder/kube-apiserver")" "built kube-apiserver"
  claim "a wrong file is not used" equal "$("$folder/kubectl")" "built kubectl"
}

it_refuses_an_etcd_archive_with_a_wrong_checksum() {
  fake_releases "$T/releases"
  echo more >>"$(find "$T/releases" -name '*.tar.gz')"
  serve "$T/releases"
  use_releases "http://127.0.0.1:$PORT"
  fake_go "$T/go" 'exit 1'

  claim "it fails" equal "$(status_of "$HERE/assets" 2>"$T/said")" 1

  claim "the refusal is said" contains "$(cat "$T/said")" ".tar.gz: refused, its SHA-256 is"
  claim "nothing is in the cache" test -z "$(find "$T/cache" -type f -name 'kube*')"
}

it_lists_what_it_tried_when_a_file_is_missing_and_the_build_fails() {
  local said
  fake_releases "$T/releases"
  rm "$(find "$T/releases" -name kube-scheduler)"
  serve "$T/releases"
  use_releases "http://127.0.0.1:$PORT"
  fake_go "$T/go" 'echo the compiler is tired; exit 1'

  claim "it fails" equal "$(status_of "$HERE/assets" 2>"$T/said")" 1

  said=$(cat "$T/said")
  claim "the download is listed" contains "$said" "- download of kube-scheduler: http://127.0.0.1:$PORT"
  claim "the build is listed" contains "$said" "- go build of"
  claim "why the build failed is shown" contains "$said" "the compiler is tired"
  claim "what to install is listed" contains "$said" "install Go 1.26"
}

it_installs_kwok_with_go_when_its_release_has_no_checksum() {
  local folder
  fake_releases "$T/releases"
  rm "$(find "$T/releases" -name 'kwok-*.sha256')"
  serve "$T/releases"
  use_releases "http://127.0.0.1:$PORT"
  # shellcheck disable=SC2016 # expanded by the fake
  fake_go "$T/go" 'printf "#!/bin/sh\necho installed ${*: -1}\n" >"$GOBIN/kwok"; chmod +x "$GOBIN/kwok"'

  folder=$("$HERE/assets" --nodes)

  claim "kwok is built" equal "$("$folder/kwok")" "installed sigs.k8s.io/kwok/cmd/kwok@$KWOK_VERSION"
  claim "the rest is downloaded" equal "$("$folder/etcd")" "downloaded etcd"
}

it_leaves_an_unreachable_host_after_the_connect_timeout() {
  local begun
  serve_with DeafServer
  use_releases "http://127.0.0.1:$PORT"
  fake_go "$T/go" 'exit 1'

  begun=$SECONDS
  claim "it fails" equal "$(status_of "$HERE/assets" 2>"$T/said")" 1

  claim "it waited for the connect timeout" test $((SECONDS - begun)) -ge 2
  claim "it did not wait for longer" test $((SECONDS - begun)) -le 6
  claim "it went on to the build" contains "$(cat "$T/said")" "- go build of"
}

it_says_that_go_is_too_old() {
  use_releases "http://127.0.0.1:1"
  program "$T/go/go" 'echo go1.20.3'

  claim "it fails" equal "$(PATH=$T/go:$PATH status_of "$HERE/assets" 2>"$T/said")" 1

  claim "the version is said" contains "$(cat "$T/said")" "- build: go is go1.20.3, and 1.26 is needed"
}

it_lets_a_go_that_is_a_little_old_fetch_the_one_it_needs() {
  use_releases "http://127.0.0.1:1"
  # shellcheck disable=SC2016 # expanded by the fake
  program "$T/go/go" '[[ $1 != env ]] || { echo go1.22.1; exit; }' 'echo "toolchain=$GOTOOLCHAIN"; exit 1'

  claim "it fails" equal "$(GOTOOLCHAIN=local PATH=$T/go:$PATH status_of "$HERE/assets" --build 2>"$T/said")" 1

  claim "the choice is overruled" contains "$(cat "$T/said")" "toolchain=auto"
}

it_skips_the_download_when_told_to_build() {
  fake_releases "$T/releases"
  use_releases "file://$T/releases"
  fake_go "$T/go" 'exit 1'

  claim "it fails" equal "$(CITYHALL_ASSETS=build status_of "$HERE/assets" 2>"$T/said")" 1

  claim "the download is skipped" contains "$(cat "$T/said")" "- download of servers: skipped, told to build"
}

it_builds_once_for_two_callers_at_the_same_time() {
  local first second
  use_releases "http://127.0.0.1:1"
  # shellcheck disable=SC2016 # expanded by the fake
  fake_go "$T/go" 'echo once >>'"$T/builds" 'sleep 1; while [[ $1 != -o ]]; do shift; done; cp /bin/true "$2"'

  "$HERE/assets" --build >"$T/first" &
  first=$!
  "$HERE/assets" --build >"$T/second" &
  second=$!
  wait "$first" "$second"

  claim "both have the same folder" cmp "$T/first" "$T/second"
  claim "one build was enough" equal "$(cat "$T/builds")" once
}

it_uses_kubebuilder_assets_as_it_is() {
  for name in etcd kube-apiserver kube-controller-manager kubectl; do program "$T/mine/$name" true; done

  claim "it is the folder" equal "$(KUBEBUILDER_ASSETS=$T/mine "$HERE/assets")" "$T/mine"
}

it_lists_what_is_missing_in_kubebuilder_assets() {
  local said
  for name in etcd kube-apiserver kubectl; do program "$T/mine/$name" true; done

  claim "it fails" equal "$(KUBEBUILDER_ASSETS=$T/mine status_of "$HERE/assets" --nodes 2>"$T/said")" 1

  said=$(cat "$T/said")
  for name in kube-controller-manager kube-scheduler kwok; do claim "$name is listed" contains "$said" "  $name"; done
  claim "etcd is not listed" test "${said/  etcd/}" == "$said"
}

it_builds_everything_at_one_version() {
  claim "the module is of the version" grep -qF "k8s.io/kubernetes $KUBERNETES_VERSION" "$HERE/executables/go.mod"
  claim "etcd is of the version" grep -qF "go.etcd.io/etcd/server/v3 $ETCD_VERSION" "$HERE/executables/go.mod"
  claim "the staging modules follow" test -z "$(grep ' => k8s.io' "$HERE/executables/go.mod" | grep -vF " v0.${KUBERNETES_VERSION#v1.}")"
  claim "the nodes say so" grep -qF "kubeletVersion: $KUBERNETES_VERSION" "$HERE/kwok/node-ready.yaml"
  claim "the server says so" contains "$("$ASSETS/kube-apiserver" --version)" "$KUBERNETES_VERSION"
  claim "kubectl says so" contains "$("$ASSETS/kubectl" version --client)" "$KUBERNETES_VERSION"
  claim "etcd says so" contains "$("$ASSETS/etcd" --version)" "${ETCD_VERSION#v}"
}

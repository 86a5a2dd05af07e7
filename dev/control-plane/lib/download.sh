# The official releases: each file is taken only when it has the checksum published beside it.
# Sourced after common.sh. The three addresses can be set, so a test serves them on loopback.
# shellcheck shell=bash

readonly K8S_RELEASES=${CITYHALL_K8S_RELEASES:-https://dl.k8s.io/release}
readonly ETCD_RELEASES=${CITYHALL_ETCD_RELEASES:-https://github.com/etcd-io/etcd/releases/download}
readonly KWOK_RELEASES=${CITYHALL_KWOK_RELEASES:-https://github.com/kubernetes-sigs/kwok/releases/download}

readonly CONNECT_SECONDS=3

# download_servers INTO: all the servers and kubectl; false, with the reason noted, when one fails.
download_servers() {
  local into=$1 name base
  base=$K8S_RELEASES/$KUBERNETES_VERSION/bin/$(host_os)/$(host_arch)
  say "downloading Kubernetes $KUBERNETES_VERSION from $K8S_RELEASES"
  for name in kube-apiserver kube-controller-manager kube-scheduler kubectl; do
    download_checked "$base/$name" "$base/$name.sha256" "$into/$name" || return 1
    chmod 755 "$into/$name"
  done
  download_etcd "$into"
}

# download_etcd INTO: etcd out of its release archive.
download_etcd() {
  local into=$1 stem base
  stem=etcd-$ETCD_VERSION-$(host_os)-$(host_arch)
  base=$ETCD_RELEASES/$ETCD_VERSION
  say "downloading etcd $ETCD_VERSION from $ETCD_RELEASES"
  download_checked "$base/$stem.tar.gz" "$base/SHA256SUMS" "$into/$stem.tar.gz" || return 1
  if ! tar -xzf "$into/$stem.tar.gz" -C "$into" --strip-components=1 "$stem/etcd"; then
    tried "download of etcd: the archive has no $stem/etcd"
    return 1
  fi
  rm -f -- "$into/$stem.tar.gz"
  chmod 755 "$into/etcd"
}

# download_kwok INTO: only if the release publishes a checksum for it.
download_kwok() {
  local into=$1 name base
  name=kwok-$(host_os)-$(host_arch)
  base=$KWOK_RELEASES/$KWOK_VERSION
  say "downloading KWOK $KWOK_VERSION from $KWOK_RELEASES"
  download_checked "$base/$name" "$base/$name.sha256" "$into/kwok" || return 1
  chmod 755 "$into/kwok"
}

# download_checked URL SUM_URL FILE: the checksum first, since it is small and tells whether
# there is a server at all. SUM_URL may hold one bare sum or a list of sums with names.
download_checked() {
  local url=$1 sum_url=$2 file=$3 name expected actual
  name=$(basename "$url")
  if ! fetch "$sum_url" "$file.sum"; then
    tried "download of $name: no checksum at $sum_url ($FETCH_REASON)"
    return 1
  fi
  expected=$(awk -v name="$name" 'NF == 1 || $2 == name || $2 == "*" name { print $1; exit }' "$file.sum")
  rm -f -- "$file.sum"
  if [[ ! $expected =~ ^[0-9a-f]{64}$ ]]; then
    tried "download of $name: $sum_url holds no SHA-256 for it"
    return 1
  fi
  say "  $name"
  if ! fetch "$url" "$file"; then
    tried "download of $name: $url ($FETCH_REASON)"
    return 1
  fi
  actual=$(sha256sum "$file" | cut -d' ' -f1)
  if [[ $actual != "$expected" ]]; then
    rm -f -- "$file"
    tried "download of $name: refused, its SHA-256 is $actual and the published one is $expected"
    return 1
  fi
}

FETCH_REASON=""

# fetch URL FILE: one try with a short connect timeout; the reason of a failure is in FETCH_REASON.
# A transfer that has come to a standstill for 30 seconds is given up.
fetch() {
  local url=$1 file=$2 log=$2.log status=0
  if have curl; then
    with_heartbeat "$(basename "$url")" "$log" \
      leashed curl --fail --location --silent --show-error --connect-timeout "$CONNECT_SECONDS" \
      --speed-limit 1000 --speed-time 30 --output "$file" "$url" || status=$?
  elif have wget; then
    with_heartbeat "$(basename "$url")" "$log" \
      leashed wget --no-verbose --tries=1 --dns-timeout="$CONNECT_SECONDS" \
      --connect-timeout="$CONNECT_SECONDS" --read-timeout=30 --output-document="$file" "$url" || status=$?
  else
    echo "neither curl nor wget is installed" >"$log"
    status=127
  fi
  FETCH_REASON=$(tail -n 1 "$log")
  rm -f -- "$log"
  return "$status"
}

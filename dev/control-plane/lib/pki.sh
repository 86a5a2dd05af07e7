# Certificates and kubeconfig files. Sourced after common.sh; DIR is the control plane's folder.
# shellcheck shell=bash

readonly VALID_DAYS=3650

# new_key FILE
new_key() {
  (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$1") 2>&1
}

# quoted VALUE: a part of a subject, with the characters escaped that would end it.
quoted() {
  local value=${1//\\/\\\\}
  value=${value//\//\\/}
  printf '%s' "${value//+/\\+}"
}

# subject NAME GROUP...: Kubernetes takes the common name as user and organisations as groups.
subject() {
  local name=$1 group
  shift
  for group in "$@"; do printf '/O=%s' "$(quoted "$group")"; done
  printf '/CN=%s' "$(quoted "$name")"
}

# certificate STEM EXTENSIONS SUBJECT: STEM.key and STEM.crt, signed by the control plane's CA.
certificate() {
  local stem=$1 extensions=$2 subject=$3 pki=$DIR/pki errors
  errors=$(
    new_key "$stem.key" &&
      openssl req -new -utf8 -key "$stem.key" -subj "$subject" -out "$stem.csr" \
        -config "$HERE/lib/openssl.cnf" 2>&1 &&
      openssl x509 -req -in "$stem.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -out "$stem.crt" \
        -set_serial "0x$(openssl rand -hex 16)" -days "$VALID_DAYS" -sha256 \
        -extfile "$HERE/lib/openssl.cnf" -extensions "$extensions" 2>&1
  ) || {
    [[ $errors != *"string too long"* ]] ||
      fail "a certificate holds names of at most 64 characters, and one of these is longer: $subject"
    fail "no certificate for $subject: $errors"
  }
  rm -f -- "$stem.csr"
}

# make_pki: everything that is not there yet; a kept folder keeps its certificates.
make_pki() {
  local pki=$DIR/pki name
  mkdir -p "$pki" "$DIR/users"
  chmod 700 "$pki" "$DIR/users"
  if [[ ! -f $pki/ca.crt ]]; then
    new_key "$pki/ca.key"
    openssl req -x509 -new -sha256 -key "$pki/ca.key" -subj /CN=cityhall-local-control-plane \
      -days "$VALID_DAYS" -config "$HERE/lib/openssl.cnf" -extensions authority -out "$pki/ca.crt"
  fi
  if [[ ! -f $pki/service-account.pub ]]; then
    new_key "$pki/service-account.key"
    openssl pkey -in "$pki/service-account.key" -pubout -out "$pki/service-account.pub"
  fi
  [[ -f $pki/server.crt ]] || certificate "$pki/server" server /CN=kube-apiserver
  [[ -f $pki/admin.crt ]] || certificate "$pki/admin" client "$(subject admin system:masters)"
  [[ -f $pki/kwok.crt ]] || certificate "$pki/kwok" client "$(subject kwok system:masters)"
  for name in kube-controller-manager kube-scheduler; do
    [[ -f $pki/$name.crt ]] || certificate "$pki/$name" client "$(subject "system:$name")"
  done
}

# encoded FILE: its content in one line of Base64.
encoded() { openssl base64 -A -in "$1"; }

# credentials STEM: the lines of a kubeconfig that carry a client certificate.
credentials() {
  printf 'client-certificate-data: %s\n' "$(encoded "$1.crt")"
  printf '    client-key-data: %s' "$(encoded "$1.key")"
}

# kubeconfig FILE PORT CREDENTIALS [NAMESPACE]: complete in itself, so it can be copied anywhere.
kubeconfig() {
  local file=$1 port=$2 credentials=$3 namespace=${4:-default}
  (umask 077 && cat >"$file.new") <<EOF
apiVersion: v1
kind: Config
clusters:
- name: cityhall-local
  cluster:
    server: https://127.0.0.1:$port
    certificate-authority-data: $(encoded "$DIR/pki/ca.crt")
users:
- name: user
  user:
    $credentials
contexts:
- name: cityhall-local
  context:
    cluster: cityhall-local
    user: user
    namespace: "$namespace"
current-context: cityhall-local
EOF
  mv -f -- "$file.new" "$file"
}

# write_kubeconfigs PORT: the administrator's and the servers' own; those of users follow the port.
write_kubeconfigs() {
  local port=$1 name file
  for name in kube-controller-manager kube-scheduler kwok; do
    kubeconfig "$DIR/pki/$name.kubeconfig" "$port" "$(credentials "$DIR/pki/$name")"
  done
  kubeconfig "$DIR/kubeconfig" "$port" "$(credentials "$DIR/pki/admin")"
  for file in "$DIR"/users/*.kubeconfig; do
    [[ ! -f $file ]] || sed -i "s|server: https://127.0.0.1:[0-9]*|server: https://127.0.0.1:$port|" "$file"
  done
}

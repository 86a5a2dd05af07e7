# The command line of every server. Each listens on the loopback address only.
# Sourced after process.sh; DIR, ASSETS, the ports and the settings of `up` are set.
# shellcheck shell=bash

# server NAME ARGUMENT...
server() {
  local name=$1
  shift
  say "starting $name"
  spawn "$DIR/run" "$DIR/logs/$name.log" "$name" "$ASSETS/$name" "$@"
}

start_etcd() {
  server etcd \
    --name=default \
    --data-dir="$DIR/etcd" \
    --listen-client-urls="http://127.0.0.1:$ETCD_PORT" \
    --advertise-client-urls="http://127.0.0.1:$ETCD_PORT" \
    --listen-peer-urls="http://127.0.0.1:$ETCD_PEER_PORT" \
    --initial-advertise-peer-urls="http://127.0.0.1:$ETCD_PEER_PORT" \
    --initial-cluster="default=http://127.0.0.1:$ETCD_PEER_PORT" \
    --quota-backend-bytes=8589934592 \
    --unsafe-no-fsync
}

start_kube_apiserver() {
  local more=()
  if [[ $AUDIT != none ]]; then
    audit_policy >"$DIR/run/audit-policy.yaml"
    more+=(
      --audit-policy-file="$DIR/run/audit-policy.yaml"
      --audit-log-path="$DIR/audit.log"
      --audit-log-maxsize=1000000 # MB, so that everything stays in one file
    )
  fi
  if [[ $BENCH_LIMITS == yes ]]; then
    more+=(
      --enable-priority-and-fairness=false
      --max-requests-inflight=0
      --max-mutating-requests-inflight=0
    )
  fi
  [[ -z $ADMISSION_CONFIG ]] || more+=(--admission-control-config-file="$ADMISSION_CONFIG")
  server kube-apiserver \
    --bind-address=127.0.0.1 \
    --advertise-address=127.0.0.1 \
    --secure-port="$API_PORT" \
    --endpoint-reconciler-type=none \
    --etcd-servers="http://127.0.0.1:$ETCD_PORT" \
    --tls-cert-file="$DIR/pki/server.crt" \
    --tls-private-key-file="$DIR/pki/server.key" \
    --client-ca-file="$DIR/pki/ca.crt" \
    --service-account-key-file="$DIR/pki/service-account.pub" \
    --service-account-signing-key-file="$DIR/pki/service-account.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-cluster-ip-range=10.96.0.0/16 \
    --authorization-mode=RBAC \
    --allow-privileged=true \
    "${more[@]}"
}

# audit_policy: one line per finished request; long watches appear when they start and end.
audit_policy() {
  cat <<EOF
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: ${AUDIT^}
EOF
}

start_kube_controller_manager() {
  local config=$DIR/pki/kube-controller-manager.kubeconfig more=()
  mapfile -t more < <(rate_flags)
  server kube-controller-manager \
    --bind-address=127.0.0.1 \
    --secure-port="$CONTROLLER_PORT" \
    --tls-cert-file="$DIR/pki/server.crt" \
    --tls-private-key-file="$DIR/pki/server.key" \
    --client-ca-file="$DIR/pki/ca.crt" \
    --kubeconfig="$config" \
    --authentication-kubeconfig="$config" \
    --authorization-kubeconfig="$config" \
    --root-ca-file="$DIR/pki/ca.crt" \
    --cluster-signing-cert-file="$DIR/pki/ca.crt" \
    --cluster-signing-key-file="$DIR/pki/ca.key" \
    --service-account-private-key-file="$DIR/pki/service-account.key" \
    --use-service-account-credentials=true \
    --leader-elect=false \
    "${more[@]}"
}

start_kube_scheduler() {
  local config=$DIR/pki/kube-scheduler.kubeconfig more=()
  mapfile -t more < <(rate_flags)
  server kube-scheduler \
    --bind-address=127.0.0.1 \
    --secure-port="$SCHEDULER_PORT" \
    --tls-cert-file="$DIR/pki/server.crt" \
    --tls-private-key-file="$DIR/pki/server.key" \
    --client-ca-file="$DIR/pki/ca.crt" \
    --kubeconfig="$config" \
    --authentication-kubeconfig="$config" \
    --authorization-kubeconfig="$config" \
    --leader-elect=false \
    "${more[@]}"
}

# rate_flags: none unless asked for, so that the rates are those of a user's cluster.
rate_flags() {
  [[ -n $KUBE_API_QPS ]] || return 0
  printf '%s\n' "--kube-api-qps=$KUBE_API_QPS" "--kube-api-burst=$((KUBE_API_QPS * 2))"
}

# start_kwok: without an address of its own it listens nowhere; our stages are all it knows.
start_kwok() {
  server kwok \
    --kubeconfig="$DIR/pki/kwok.kubeconfig" \
    --config="$HERE/kwok/node-ready.yaml" \
    --config="$HERE/kwok/pod-run.yaml" \
    --config="$HERE/kwok/pod-delete.yaml" \
    --manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake \
    --node-lease-duration-seconds=40 \
    --node-ip=127.0.0.1 \
    --cidr=10.244.0.0/16
}

# When each server counts as ready, and the nodes. Sourced by supervise, after servers.sh.
# shellcheck shell=bash

export KUBERC=off
export KUBECACHEDIR=$DIR/run/kubectl-cache
export KWOK_WORKDIR=$DIR/run/kwok

# kube ARGUMENT...: kubectl as administrator.
kube() { "$ASSETS/kubectl" --kubeconfig "$DIR/kubeconfig" "$@" 3>&- 4<&-; }

# until_true NAME SECONDS CONDITION...: asks until the condition holds. A server that ended ends
# the attempt: with 1 if its port was taken, otherwise with the tail of its log and for good.
until_true() {
  local name=$1 limit=$((SECONDS + $2)) server
  shift 2
  until "$@" >/dev/null 2>&1; do
    for server in "${STARTED[@]}"; do
      pid_of "$RUN" "$server" >/dev/null && continue
      ! port_was_taken "$server" || return 1
      show_log "$server"
      give_up "$server ended while it was started"
    done
    [[ -z $STDIN_WATCHER ]] || start_time "$STDIN_WATCHER" >/dev/null ||
      give_up "standard input ended before it was ready"
    if ((SECONDS > limit)); then
      show_log "$name"
      give_up "$name is not ready in time"
    fi
    sleep 0.1
  done
}

port_was_taken() { tail -n 30 "$DIR/logs/$1.log" | grep -qi "address already in use"; }

show_log() {
  tell "the last lines of $DIR/logs/$1.log:"
  tail -n 12 "$DIR/logs/$1.log" | cut -c1-400 >&3 || true
}

apiserver_ready() { listens "$RUN" kube-apiserver "$API_PORT" && kube get --request-timeout=5s --raw /readyz; }

# controllers_ready: a controller is on the list once it has been started; besides, the first
# thing that they do in a new cluster is done.
controllers_ready() {
  listens "$RUN" kube-controller-manager "$CONTROLLER_PORT" &&
    kube --server "https://127.0.0.1:$CONTROLLER_PORT" get --request-timeout=5s --raw \
      '/healthz?verbose' | grep serviceaccount-controller &&
    kube get --request-timeout=5s serviceaccount default --namespace default
}

# create_accounts: those of the controllers. The controller-manager would create them one by one
# within its rate limit, which takes it 4 s. Each controller has a role of the same name.
create_accounts() {
  local names
  [[ ! -f $DIR/run/accounts ]] || return 0
  names=$(kube get --request-timeout=5s --raw '/apis/rbac.authorization.k8s.io/v1/clusterroles' |
    grep -o '"name":"system:controller:[^"]*"' | sed 's/.*://; s/"//' | sort -u)
  account_objects "$names" >"$DIR/run/accounts"
  kube create --validate=false --filename - <"$DIR/run/accounts" >/dev/null 2>&1 || true
}

account_objects() {
  local name
  for name in $1; do
    printf -- '---\n{apiVersion: v1, kind: ServiceAccount, metadata: {namespace: kube-system, name: %s}}\n' "$name"
  done
}

scheduler_ready() {
  listens "$RUN" kube-scheduler "$SCHEDULER_PORT" &&
    kube --server "https://127.0.0.1:$SCHEDULER_PORT" get --request-timeout=5s --raw /healthz
}

# create_nodes: exactly the nodes that were asked for; a kept folder may know others.
create_nodes() {
  local name surplus=()
  tell "creating $NODES nodes"
  node_objects >"$DIR/run/nodes.yaml"
  kube apply --server-side --force-conflicts --filename - <"$DIR/run/nodes.yaml" >/dev/null ||
    give_up "the nodes could not be created"
  for name in $(kube get nodes --selector type=kwok --output name); do
    if ((10#${name#node/node-} >= NODES)); then surplus+=("$name"); fi
  done
  [[ ${#surplus[@]} -eq 0 ]] || kube delete "${surplus[@]}" >/dev/null
}

# node_objects: three zones in turn, 32 cores, 256 GiB and 110 pods each.
node_objects() {
  local i name
  for ((i = 0; i < NODES; i++)); do
    printf -v name 'node-%03d' "$i"
    cat <<EOF
---
apiVersion: v1
kind: Node
metadata:
  name: $name
  annotations:
    kwok.x-k8s.io/node: fake
  labels:
    type: kwok
    kubernetes.io/hostname: $name
    kubernetes.io/os: linux
    kubernetes.io/arch: amd64
    topology.kubernetes.io/region: city
    topology.kubernetes.io/zone: zone-$((i % 3 + 1))
status:
  capacity: {cpu: "32", memory: 256Gi, ephemeral-storage: 1Ti, pods: "110"}
  allocatable: {cpu: "32", memory: 256Gi, ephemeral-storage: 1Ti, pods: "110"}
EOF
  done
}

# nodes_ready: one list; `kubectl wait` would ask node by node, slowly.
nodes_ready() {
  local ready
  ready=$(kube get --request-timeout=5s nodes --selector type=kwok \
    --output 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}')
  [[ $(grep -ow True <<<"$ready" | wc -l) -eq $NODES ]]
}

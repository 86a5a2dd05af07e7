# What the control plane does for those who use it: one of them, with two nodes, for all tests of
# this file; each test has a namespace of its own. Sourced by ../test.
# shellcheck shell=bash

# shared NAMESPACE [LABEL]: the control plane is up and the namespace is there.
shared() {
  CP=$WORK/shared
  "$HERE/up" --dir "$CP" --nodes 2 >/dev/null
  k create namespace "$1"
  [[ $# -lt 2 ]] || k label namespace "$1" "$2"
  eventually 20 k get serviceaccount default --namespace "$1" >/dev/null
}

k() { kubectl_in "$CP" "$@"; }

# pod NAME [FIELD]: a pod whose container has the field, in JSON.
pod() {
  printf '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
    "spec": {"containers": [{"name": "main", "image": "app:1" %s}]}}' "$1" "${2:+, $2}"
}

# as KUBECONFIG ARGUMENT...: kubectl as another user.
as() {
  local config=$1
  shift
  KUBERC=off "$ASSETS/kubectl" --kubeconfig "$config" "$@"
}

it_listens_on_loopback_only() {
  local pid inode inodes="" open
  shared listen
  for pid in $(session_of "$(supervisor_of "$CP")"); do
    inodes+=$(find "/proc/$pid/fd" -lname 'socket:*' -printf '%l ' 2>/dev/null || true)
  done
  open=$(cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 |
    awk '($4 == "0A" || $4 == "07") { print $10, $2 }' |
    while read -r inode address; do
      if [[ $inodes == *"socket:[$inode]"* ]]; then echo "${address%:*}"; fi
    done | sort)

  claim "two of etcd, one each of the others but kwok" equal "$(wc -l <<<"$open")" 5
  claim "all are 127.0.0.1" equal "$(uniq <<<"$open")" 0100007F
}

it_runs_pods_on_nodes() {
  shared run
  k create deployment web --image=app:1 --replicas=3 --namespace run

  claim "they are available" k wait --for=condition=Available deployment/web --namespace run --timeout=20s
  claim "they have addresses" equal "$(k get pods --namespace run -o 'jsonpath={.items[*].status.podIP}' | wc -w)" 3
  claim "they are on both nodes" equal "$(k get pods --namespace run \
    -o 'jsonpath={range .items[*]}{.spec.nodeName}{"\n"}{end}' | sort -u | wc -l)" 2
  claim "nodes are ready" k wait --for=condition=Ready node/node-000 node/node-001 --timeout=5s

  k scale deployment web --replicas=0 --namespace run
  claim "they go" eventually 10 no_pods run
}

no_pods() { [[ -z $(k get pods --namespace "$1" --output name) ]]; }

it_holds_a_quota() {
  shared quota
  k create quota pods --hard=pods=2 --namespace quota
  claim "it is acknowledged" k wait quota/pods --for=jsonpath='{.status.hard.pods}'=2 --namespace quota --timeout=10s
  k create deployment web --image=app:1 --replicas=3 --namespace quota

  claim "the refusal is an event" eventually 10 has_event quota "exceeded quota: pods"
  claim "two pods are there" equal "$(k get pods --namespace quota --output name | wc -l)" 2
}

has_event() { k get events --namespace "$1" -o 'jsonpath={.items[*].message}' | grep -qF "$2"; }

it_holds_the_pod_security_standard() {
  shared standard pod-security.kubernetes.io/enforce=restricted

  claim "a privileged pod is refused" equal \
    "$(pod bad '"securityContext": {"privileged": true}' | status_of k create -n standard -f - 2>"$T/said")" 1
  claim "the reason is said" contains "$(cat "$T/said")" 'violates PodSecurity "restricted:latest"'
}

it_applies_a_limit_range() {
  shared limits
  k apply --namespace limits -f - <<'EOF'
{apiVersion: v1, kind: LimitRange, metadata: {name: default},
 spec: {limits: [{type: Container, default: {cpu: 200m}, max: {cpu: "1"}}]}}
EOF
  pod plain | k create --namespace limits -f -
  claim "the default is set" equal \
    "$(k get pod plain --namespace limits -o 'jsonpath={.spec.containers[0].resources.limits.cpu}')" 200m

  claim "more is refused" equal "$(pod large '"resources": {"limits": {"cpu": "2"}}' |
    status_of k create --namespace limits -f - 2>"$T/said")" 1
  claim "the reason is said" contains "$(cat "$T/said")" "maximum cpu usage per Container is 1"
}

it_judges_by_admission_policies() {
  shared policy guarded=yes
  k apply -f - <<'EOF'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: no-latest}
spec:
  matchConstraints:
    namespaceSelector: {matchLabels: {guarded: "yes"}}
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  validations:
  - {expression: "!object.spec.containers.exists(c, c.image.endsWith(':latest'))", message: name a version}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: no-latest}
spec: {policyName: no-latest, validationActions: [Deny]}
EOF
  claim "it is in force" eventually 20 refuses_latest
  pod versioned | k create --namespace policy -f -
}

refuses_latest() {
  local answer
  answer=$(pod latest | sed 's/app:1/app:latest/' | k create --dry-run=server --namespace policy -f - 2>&1) || true
  [[ $answer == *"denied request: name a version"* ]]
}

it_deletes_a_namespace_with_all_in_it() {
  shared gone
  k create deployment web --image=app:1 --namespace gone
  k wait --for=condition=Available deployment/web --namespace gone --timeout=20s

  claim "it goes" k delete namespace gone --timeout=30s
}

it_lets_users_act_under_their_own_names() {
  local name config who
  shared users
  for name in plain '李雷' 'system:serviceaccount:users:robot' 'a/b+c\d=e,f #"$x'; do
    config=$("$HERE/user" --dir "$CP" --name "$name" --group 财政局:devops --group g/2)
    who=$(as "$config" auth whoami -o 'jsonpath={.status.userInfo.username}{"|"}{.status.userInfo.groups}')
    claim "$name is known" equal "${who%%|*}" "$name"
    claim "the groups of $name are known" contains "${who#*|}" '"财政局:devops","g/2"'
  done
  claim "a name that is too long is refused" equal \
    "$(status_of "$HERE/user" --dir "$CP" --name "$(printf '%065d' 0)" 2>"$T/said")" 1
  claim "it is said why" contains "$(cat "$T/said")" "at most 64 characters"
}

it_gives_rights_by_role_bindings_alone() {
  local config
  shared rights
  config=$("$HERE/user" --dir "$CP" --name 韩梅梅 --namespace rights)
  claim "no rights at first" equal "$(status_of as "$config" get configmaps)" 1

  k create rolebinding view --clusterrole=view --user=韩梅梅 --namespace rights

  claim "the rights are there" eventually 5 as "$config" get configmaps
  claim "not elsewhere" equal "$(status_of as "$config" get configmaps --namespace default)" 1
}

it_gives_tokens_of_service_accounts() {
  local config
  shared tokens
  k create serviceaccount robot --namespace tokens
  config=$("$HERE/user" --dir "$CP" --token-of-serviceaccount tokens/robot)
  claim "it is the account" contains "$(as "$config" auth whoami)" "system:serviceaccount:tokens:robot"
  claim "an unknown account is refused" equal \
    "$(status_of "$HERE/user" --dir "$CP" --token-of-serviceaccount tokens/nobody)" 1
}

it_writes_an_audit_log() {
  local config
  shared audit
  config=$("$HERE/user" --dir "$CP" --name 审计员)
  as "$config" get pods --namespace audit || true
  claim "the request is in it" grep -q '"username":"审计员".*"resource":"pods"' "$CP/audit.log"
  claim "bodies are not" equal "$(grep -c requestObject "$CP/audit.log")" 0
}

it_passes_rates_and_limits_on() {
  local dir=$T/cp
  "$HERE/up" --dir "$dir" --kube-api-qps 70 --bench-limits --audit none
  claim "the rate" contains "$(command_of kube-controller-manager)" " --kube-api-qps=70 --kube-api-burst=140"
  claim "the limits" contains "$(command_of kube-apiserver)" " --enable-priority-and-fairness=false"
  claim "no audit log" test ! -e "$dir/audit.log"
  "$HERE/down" --dir "$dir"
}

command_of() { tr '\0' ' ' <"/proc/$(pid_of "$T/cp/run" "$1")/cmdline"; }

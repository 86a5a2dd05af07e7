# How a control plane starts and ends. Sourced by ../test.
# shellcheck shell=bash

it_starts_and_leaves_nothing_behind() {
  local session last
  last=$("$HERE/up" --dir "$T/cp" | tail -n 1)
  session=$(supervisor_of "$T/cp")

  claim "the last line is the kubeconfig" equal "$last" "$T/cp/kubeconfig"
  claim "it answers" equal "$(kubectl_in "$T/cp" get --raw /readyz)" ok
  claim "its processes are one session" equal "$(session_of "$session" | wc -l)" 4

  "$HERE/down" --dir "$T/cp"

  claim "nothing is left" nothing_left "$session"
  claim "no pid file is left" test -z "$(ls "$T/cp/run" | grep '\.pid$')"
  claim "a second down is no error" "$HERE/down" --dir "$T/cp"
}

it_is_ready_within_ten_seconds() {
  local begun
  begun=$(date +%s%N)
  "$HERE/up" --dir "$T/cp"
  claim "it took at most 10 s" test $((($(date +%s%N) - begun) / 1000000)) -le 10000
  "$HERE/down" --dir "$T/cp"
}

it_says_when_it_is_up_already() {
  local session again
  "$HERE/up" --dir "$T/cp"
  session=$(supervisor_of "$T/cp")

  again=$("$HERE/up" --dir "$T/cp" 2>"$T/said")

  claim "it is said" contains "$(cat "$T/said")" "is up already"
  claim "the kubeconfig is printed" equal "$again" "$T/cp/kubeconfig"
  claim "it is the same one" equal "$(supervisor_of "$T/cp")" "$session"
  claim "it is not cleared" equal "$(status_of "$HERE/up" --dir "$T/cp" --fresh)" 1
  claim "it is not tied to another's input" equal "$(status_of "$HERE/up" --dir "$T/cp" --while-stdin-open)" 1
  "$HERE/down" --dir "$T/cp"
}

it_starts_once_for_two_callers_at_the_same_time() {
  local first second
  "$HERE/up" --dir "$T/cp" >"$T/first" &
  first=$!
  "$HERE/up" --dir "$T/cp" >"$T/second" &
  second=$!
  wait "$first"
  wait "$second"

  claim "both have the same kubeconfig" cmp "$T/first" "$T/second"
  claim "there is one of each server" equal "$(session_of "$(supervisor_of "$T/cp")" | wc -l)" 4
  "$HERE/down" --dir "$T/cp"
}

it_restarts_the_api_server_alone() {
  local way before after
  "$HERE/up" --dir "$T/cp"
  for way in "" --kill; do
    before=$(cat "$T/cp/run/kube-apiserver.pid")
    after=$(cat "$T/cp/run/etcd.pid" "$T/cp/run/kube-controller-manager.pid" "$T/cp/ports")
    kubectl_in "$T/cp" create namespace "kept${way#--}"

    "$HERE/restart" --dir "$T/cp" $way

    claim "it is another process" test "$(cat "$T/cp/run/kube-apiserver.pid")" != "$before"
    claim "the others and the ports stay" equal \
      "$(cat "$T/cp/run/etcd.pid" "$T/cp/run/kube-controller-manager.pid" "$T/cp/ports")" "$after"
    claim "the data is there" kubectl_in "$T/cp" get namespace "kept${way#--}"
  done
  "$HERE/down" --dir "$T/cp"
  claim "what is down is not restarted" equal "$(status_of "$HERE/restart" --dir "$T/cp")" 1
}

it_dies_with_its_supervisor() {
  local session
  "$HERE/up" --dir "$T/cp" --nodes 1
  session=$(supervisor_of "$T/cp")
  claim "all six processes run" equal "$(session_of "$session" | wc -l)" 6

  kill -KILL "$session"

  claim "nothing is left after 2 s" eventually 2 nothing_left "$session"
  claim "the folder can be used again" "$HERE/up" --dir "$T/cp"
  "$HERE/down" --dir "$T/cp"
}

# owner FOLDER: a program that owns a control plane by a pipe, as a test's JVM does.
owner() {
  # shellcheck disable=SC2016 # expanded by the program
  program "$T/owner" 'coproc UP { exec "$1/up" --dir "$2" --while-stdin-open; }' \
    'echo "$UP_PID" >"$2.up"; read -r line <&"${UP[0]}"; echo "$line" >"$2.line"; sleep 600'
  "$T/owner" "$HERE" "$1" &
  OWNER=$!
  eventually 30 test -s "$1.line"
  UP_PID=$(cat "$1.up")
  SESSION=$(supervisor_of "$1")
}

it_ends_when_standard_input_does() {
  local session up
  mkfifo "$T/input"
  "$HERE/up" --dir "$T/cp" --while-stdin-open <"$T/input" >"$T/line" &
  up=$!
  exec 7>"$T/input"
  eventually 30 test -s "$T/line"
  session=$(supervisor_of "$T/cp")
  claim "it stays in the foreground" kill -0 "$up"

  exec 7>&-

  wait "$up"
  claim "nothing is left when up has ended" nothing_left "$session"
}

it_ends_when_its_owner_is_killed() {
  owner "$T/cp"

  kill -KILL "$OWNER"

  claim "nothing is left" eventually 10 nothing_left "$SESSION"
  claim "up has ended" eventually 2 test ! -e "/proc/$UP_PID"
}

it_ends_when_up_in_the_foreground_is_killed() {
  owner "$T/cp"

  kill -KILL "$UP_PID"

  claim "nothing is left" eventually 10 nothing_left "$SESSION"
  kill -KILL "$OWNER"
}

it_ends_when_up_in_the_foreground_is_told_to() {
  owner "$T/cp"

  kill -TERM "$UP_PID"

  claim "nothing is left" eventually 10 nothing_left "$SESSION"
  claim "up has ended" eventually 2 test ! -e "/proc/$UP_PID"
  kill -KILL "$OWNER"
}

it_leaves_nothing_when_up_is_killed_while_it_starts() {
  local up session
  "$HERE/up" --dir "$T/cp" &
  up=$!
  eventually 10 test -s "$T/cp/run/kube-apiserver.pid"
  session=$(supervisor_of "$T/cp")

  kill -KILL "$up"

  claim "nothing is left" eventually 15 nothing_left "$session"
}

it_ends_as_a_whole_when_a_server_ends() {
  local session
  "$HERE/up" --dir "$T/cp"
  session=$(supervisor_of "$T/cp")

  kill -KILL "$(pid_of "$T/cp/run" kube-controller-manager)"

  claim "nothing is left" eventually 10 nothing_left "$session"
  claim "the reason is in the log" grep -q "kube-controller-manager ended by itself" "$T/cp/logs/supervisor.log"
}

it_keeps_data_and_kubeconfig() {
  "$HERE/up" --dir "$T/cp"
  "$HERE/user" --dir "$T/cp" --name kept
  kubectl_in "$T/cp" create configmap kept --from-literal=a=b
  cp "$T/cp/kubeconfig" "$T/before"
  "$HERE/down" --dir "$T/cp"

  "$HERE/up" --dir "$T/cp"

  claim "the kubeconfig is the same" cmp "$T/before" "$T/cp/kubeconfig"
  claim "the object is there" equal "$(kubectl_in "$T/cp" get configmap kept -o 'jsonpath={.data.a}')" b
  claim "the user is known" contains \
    "$("$ASSETS/kubectl" --kubeconfig "$T/cp/users/kept.kubeconfig" auth whoami)" kept
  "$HERE/down" --dir "$T/cp"

  "$HERE/up" --dir "$T/cp" --fresh

  claim "a fresh one has no such object" equal "$(status_of kubectl_in "$T/cp" get configmap kept)" 1
  "$HERE/down" --dir "$T/cp"
}

it_takes_other_ports_when_those_of_last_time_are_taken() {
  local wanted
  mkdir "$T/empty"
  serve "$T/empty"
  wanted=$PORT
  "$HERE/up" --dir "$T/cp"
  "$HERE/user" --dir "$T/cp" --name kept
  "$HERE/down" --dir "$T/cp"
  sed -i "3s/.*/$wanted/" "$T/cp/ports"

  "$HERE/up" --dir "$T/cp"

  claim "another port is used" test "$(sed -n 3p "$T/cp/ports")" -ne "$wanted"
  claim "the users follow" contains \
    "$("$ASSETS/kubectl" --kubeconfig "$T/cp/users/kept.kubeconfig" auth whoami)" kept
  "$HERE/down" --dir "$T/cp"
}

it_has_the_nodes_that_were_asked_for_last() {
  "$HERE/up" --dir "$T/cp" --nodes 30
  claim "thirty are ready" equal "$(kubectl_in "$T/cp" get nodes --no-headers | grep -cw Ready)" 30
  "$HERE/down" --dir "$T/cp"

  "$HERE/up" --dir "$T/cp" --nodes 2

  claim "two are left" equal "$(kubectl_in "$T/cp" get nodes --output name | tr '\n' ' ')" "node/node-000 node/node-001 "
  "$HERE/down" --dir "$T/cp"
}

# with_other_etcd LINE...: executables of which etcd is a script; REAL is the real one.
with_other_etcd() {
  mkdir "$T/mine"
  ln -s "$ASSETS"/* "$T/mine/"
  rm "$T/mine/etcd"
  program "$T/mine/etcd" "REAL=$ASSETS/etcd" "$@"
  export KUBEBUILDER_ASSETS=$T/mine
}

it_tries_other_ports_when_one_was_taken_in_between() {
  # shellcheck disable=SC2016 # expanded by the program
  with_other_etcd '[[ -f '"$T/tried"' ]] && exec -a etcd "$REAL" "$@"' \
    "touch '$T/tried'; echo 'listen tcp 127.0.0.1:1: bind: address already in use'; exit 1"

  "$HERE/up" --dir "$T/cp" 2>"$T/said"

  claim "it is said" contains "$(cat "$T/said")" "a port was taken meanwhile"
  claim "it answers" equal "$(kubectl_in "$T/cp" get --raw /readyz)" ok
  "$HERE/down" --dir "$T/cp"
}

it_shows_why_a_server_did_not_start() {
  with_other_etcd 'echo the disk is made of cheese; exit 1'

  claim "it fails" equal "$(status_of "$HERE/up" --dir "$T/cp" 2>"$T/said")" 1

  claim "it says which" contains "$(cat "$T/said")" "failed: etcd ended while it was started"
  claim "it says why" contains "$(cat "$T/said")" "the disk is made of cheese"
}

it_says_that_the_folder_cannot_be_used() {
  touch "$T/file"

  claim "it fails" equal "$(status_of "$HERE/up" --dir "$T/file/cp" 2>"$T/said")" 1

  claim "it says so" contains "$(cat "$T/said")" "cannot create folders in $T/file/cp"
}

it_works_in_a_folder_with_spaces_and_chinese_characters() {
  local last
  last=$(cd "$T" && "$HERE/up" --dir "城市 大厅, 1" --nodes 1 --kube-api-qps 100 | tail -n 1)
  claim "the path is absolute" equal "$last" "$T/城市 大厅, 1/kubeconfig"
  claim "it answers" equal "$(kubectl_in "$T/城市 大厅, 1" get --raw /readyz)" ok
  "$HERE/down" --dir "$T/城市 大厅, 1"
}

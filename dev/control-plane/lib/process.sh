# Processes of one control plane: started on a leash, known by pid and start time, never by name.
# Sourced after common.sh. A file RUN/NAME.pid holds the pid and the start time of the process, so
# that a pid which the system has given to somebody else since is not taken for ours.
# shellcheck shell=bash

readonly STOP_SECONDS=8

# start_time PID: ticks since boot; nothing for a process that is gone or only waits to be reaped.
start_time() {
  local stat fields
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} != [ZX] ]] || return 1
  printf '%s' "${fields[19]}"
}

# record RUN NAME PID
record() {
  printf '%s %s\n' "$3" "$(start_time "$3")" >"$1/$2.pid"
}

# pid_of RUN NAME: prints the pid if that process is alive and the one that was recorded.
pid_of() {
  local pid start now
  { read -r pid start <"$1/$2.pid"; } 2>/dev/null || return 1
  now=$(start_time "$pid") || return 1
  [[ $now == "$start" ]] || return 1
  printf '%s' "$pid"
}

# spawn RUN LOG NAME COMMAND...: a child that the kernel kills when this shell dies, also by
# SIGKILL; the inner shell covers the moment before that is arranged.
spawn() {
  local run=$1 log=$2 name=$3
  shift 3
  # shellcheck disable=SC2016 # expanded by the inner shell
  setpriv --pdeathsig KILL -- bash -c '[[ $PPID == "$0" ]] || exit 1; exec "$@"' "$$" "$@" \
    </dev/null >>"$log" 2>&1 3>&- 4<&- &
  record "$run" "$name" "$!"
}

# await_end PID START SECONDS: true as soon as that process is gone.
await_end() {
  local tenths=$(($3 * 10))
  while [[ $(start_time "$1") == "$2" ]]; do
    ((tenths-- > 0)) || return 1
    sleep 0.1
  done
}

# end RUN NAME: SIGTERM, and SIGKILL if that does not help; waits until the process is gone.
end() {
  local pid start
  if pid=$(pid_of "$1" "$2"); then
    start=$(start_time "$pid") || start=gone
    kill -TERM "$pid" 2>/dev/null || true
    if ! await_end "$pid" "$start" "$STOP_SECONDS"; then
      kill -KILL "$pid" 2>/dev/null || true
      await_end "$pid" "$start" 5 || say "process $pid ($2) does not end"
    fi
  fi
  rm -f -- "$1/$2.pid"
}

# listens RUN NAME PORT: that very process listens there, on the loopback address. To ask whether
# anything answers would not do: a server of another control plane may have been faster.
listens() {
  local pid inode
  pid=$(pid_of "$1" "$2") || return 1
  inode=$(awk -v at="$(printf '0100007F:%04X' "$3")" '$2 == at && $4 == "0A" { print $10 }' /proc/net/tcp)
  [[ -n $inode && -n $(find "/proc/$pid/fd" -lname "socket:\[$inode\]" -print -quit 2>/dev/null) ]]
}

# used_ports: every TCP port on which somebody listens, on any address. What is left of ended
# connections (TIME_WAIT) does not count: it does not keep a server from listening.
used_ports() {
  local address state
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r _ address _ state _; do
    if [[ $state == 0A ]]; then printf '%d\n' "$((16#${address##*:}))"; fi
  done | sort -u
}

# await_free PORT SECONDS: true as soon as nobody listens there. A process that was killed counts as
# ended once its first thread has; its sockets are closed when the last one has, a moment later.
await_free() {
  local looks=$(($2 * 20))
  while grep -qx "$1" <<<"$(used_ports)"; do
    ((looks-- > 0)) || return 1
    sleep 0.05
  done
}

# free_ports COUNT: that many ports below the range from which the system hands out its own.
free_ports() {
  local used port picked=" "
  used=" $(used_ports | tr '\n' ' ') "
  while (($(wc -w <<<"$picked") < $1)); do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    [[ $used$picked == *" $port "* ]] || picked+="$port "
  done
  printf '%s\n' "$picked"
}

# What the commands say about themselves. Sourced by ../test.
# shellcheck shell=bash

readonly COMMANDS=(assets up down restart user test)

it_explains_every_flag() {
  local command flag
  for command in "${COMMANDS[@]}"; do
    claim "$command has a help" "$HERE/$command" --help >"$T/help"
    while read -r flag; do
      [[ $flag == --run ]] || claim "$command --help explains $flag" grep -qF -- "$flag" "$T/help"
    done < <(sed -n 's/^ *\(--[a-z-]*\)[ )|].*/\1/p' "$HERE/$command" | sort -u)
  done
}

it_refuses_what_it_does_not_know() {
  local command
  for command in "${COMMANDS[@]}"; do
    claim "$command refuses" equal "$(status_of "$HERE/$command" --bogus 2>"$T/said")" 2
    claim "$command names the flag" contains "$(cat "$T/said")" "'--bogus'"
    claim "$command points to its help" contains "$(cat "$T/said")" "$command --help"
  done
}

it_refuses_values_that_make_no_sense() {
  refuses "--dir DIR is missing" up
  refuses "--dir DIR is missing" down
  refuses "--dir DIR is missing" restart
  refuses "--dir DIR is missing" user --name x
  refuses "--dir needs a value" up --dir
  refuses "--dir needs a value" up --dir --nodes 3
  refuses "--nodes needs a whole number" up --dir "$T/cp" --nodes 0
  refuses "--kube-api-qps needs a whole number" up --dir "$T/cp" --kube-api-qps fast
  refuses "not 'all'" up --dir "$T/cp" --audit all
  refuses "no readable file" up --dir "$T/cp" --admission-config "$T/absent.yaml"
  refuses "exclude each other" user --dir "$T/cp" --name a --token-of-serviceaccount b/c
  claim "nothing was created" test ! -e "$T/cp"
}

refuses() {
  local message=$1 command=$2
  shift 2
  claim "$command $* is refused" equal "$(status_of "$HERE/$command" "$@" 2>"$T/said")" 2
  claim "it says: $message" contains "$(cat "$T/said")" "$message"
}

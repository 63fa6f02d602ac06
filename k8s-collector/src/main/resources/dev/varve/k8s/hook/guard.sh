# Runs in the container: sh -c THIS varve-guard SECONDS COMMAND [ARGUMENT...]
#
# Runs COMMAND and ends as it does; ends it after SECONDS (TERM, and KILL two seconds later), because a lost
# connection does not end a command in a container.
seconds=$1
shift

kill_later() {
  nap=
  trap '[ -n "$nap" ] && kill "$nap"; exit 0' TERM
  sleep "$seconds" &
  nap=$!
  wait "$nap"
  kill -TERM "$1"
  sleep 2 &
  nap=$!
  wait "$nap"
  kill -KILL "$1"
}

"$@" </dev/null &
command=$!
kill_later "$command" </dev/null >/dev/null 2>&1 &
guard=$!
wait "$command" 2>/dev/null
status=$?
kill "$guard" 2>/dev/null
exit "$status"

# Runs in the container: sh -c THIS varve-guard SECONDS COMMAND [ARGUMENT...]
#
# Runs COMMAND and ends as it does; ends it after SECONDS (TERM, and KILL two seconds later), because a lost
# connection does not end a command in a container.
seconds=$1 grace=2
shift

"$@" </dev/null &
command=$!
end_later "$command" "$seconds" </dev/null >/dev/null 2>&1 &
guard=$!
wait "$command" 2>/dev/null
status=$?
kill "$guard" 2>/dev/null
exit "$status"

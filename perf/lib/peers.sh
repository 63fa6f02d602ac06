# Sourced by perf/bench: how each tool does each verb. Every round has fresh repositories and fresh caches.
#
# TOOL_open DIRECTORY       makes the repository below DIRECTORY, sets store_TOOL
# TOOL_backup NAME PATH     prints the command line that backs PATH up, one word a line
# TOOL_restore NAME TARGET BASE PATH [POINT]  … that restores the newest version of NAME, or POINT, to TARGET
# TOOL_check LEVEL          … that checks: metadata or data; borg: archives, too
# TOOL_points NAME          prints the points of NAME, oldest first
# TOOL_expire NAME KEEP     … that ends all but the newest KEEP points of NAME, and gives their space back
# TOOL_close
# kopia has neither of the last but one, and restores the newest only.
# In all of them the source's base name is the file or folder that is restored below the target.

export RESTIC_PASSWORD=varve-bench BORG_PASSPHRASE=varve-bench KOPIA_PASSWORD=varve-bench
export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no KOPIA_CHECK_FOR_UPDATES=false

words() {
  printf '%s\n' "$@"
}

# --- Varve: a daemon on the loopback, TLS and encryption on.

varve_open() {
  store_varve=$1/data
  profile=$1/profile
  daemon_start "$store_varve"
  enroll "$store_varve" bench bench "$profile"
}

varve_backup() {
  words "$varve" backup "$2" --profile "$profile" --chain "$1" --json
}

varve_restore() {
  words "$varve" restore "${5:-latest:$1}" "$2/$3" --profile "$profile"
}

varve_check() {
  words "$varve" check --level "$1" --profile "$profile" --json
}

varve_points() {
  "$varve" points list --chain "$1" --profile "$profile" --json | jq -r '.points[].point'
}

# One point by its name; more by the policy and the job that looks after it.
varve_expire() {
  local surplus ends='"$1" points delete "$3" --data "$2" --vault bench'
  mapfile -t surplus < <(varve_points "$1" | head -n "-$2")
  if [ "${#surplus[@]}" != 1 ]; then
    surplus=("$2")
    ends='"$1" policy set --keep-last "$3" --data "$2" --vault bench && "$1" jobs run expiry --wait --data "$2"'
  fi
  words bash -c "$ends"' && "$1" jobs run compaction --wait --data "$2"' bash "$varve" "$store_varve" "${surplus[0]}"
}

varve_close() {
  daemon_stop
}

# --- restic, its default compression.

restic_open() {
  store_restic=$1/repository
  export RESTIC_REPOSITORY=$store_restic RESTIC_CACHE_DIR=$1/cache
  restic -q init
}

restic_backup() {
  words restic -q backup "$2"
}

restic_restore() {
  words restic -q restore "${5:-latest}" --target "$2" --path "$4"
}

restic_check() {
  case $1 in
    metadata) words restic -q check ;;
    data) words restic -q check --read-data ;;
  esac
}

restic_points() {
  restic -q snapshots --json | jq -r 'sort_by(.time)[].id'
}

restic_expire() {
  words restic -q forget --keep-last "$2" --prune
}

restic_close() { :; }

# --- borg, zstd level 1.

borg_open() {
  store_borg=$1/repository
  export BORG_REPO=$store_borg BORG_BASE_DIR=$1/base
  borg init --encryption repokey-blake2 >/dev/null 2>&1
}

borg_backup() {
  words borg create --compression zstd,1 "::$1-$(date +%s%N)" "$2"
}

borg_restore() {
  words bash -c 'cd "$1" && exec borg extract --sparse "::$2"' bash "$2" \
    "${5:-$(borg_points "$1" | tail -n 1)}"
}

borg_check() {
  case $1 in
    metadata) words borg check --repository-only ;;
    archives) words borg check --archives-only ;;
    data) words borg check --verify-data ;;
  esac
}

borg_points() {
  borg list --short --glob-archives "$1-*"
}

borg_expire() {
  words bash -c 'borg prune --glob-archives "$1-*" --keep-last "$2" && borg compact' bash "$1" "$2"
}

borg_close() { :; }

# --- kopia, zstd at its fastest level.

kopia_open() {
  store_kopia=$1/repository
  export KOPIA_CONFIG_PATH=$1/config KOPIA_CACHE_DIRECTORY=$1/cache KOPIA_LOG_DIR=$1/logs
  kopia repository create filesystem --path "$store_kopia" >/dev/null 2>&1
  kopia policy set --global --compression zstd-fastest >/dev/null 2>&1
}

kopia_backup() {
  words kopia snapshot create --no-progress "$2"
}

kopia_restore() {
  words kopia restore --no-progress --snapshot-time latest "$4" "$2/$3"
}

kopia_check() {
  case $1 in
    metadata) words kopia snapshot verify --verify-files-percent 0 ;;
    data) words kopia snapshot verify --verify-files-percent 100 ;;
  esac
}

kopia_close() { :; }

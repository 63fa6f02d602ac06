# Medians of perf/bench's results, and the budgets. First file: the generators' JSON lines; second: results.tsv.

function median(list, sorted, count, i, j, kept) {
  count = split(list, sorted, " ")
  for (i = 2; i <= count; i++) {
    kept = sorted[i] + 0
    for (j = i - 1; j >= 1 && sorted[j] + 0 > kept; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = kept
  }
  if (count % 2) return sorted[(count + 1) / 2] + 0
  return (sorted[count / 2] + sorted[count / 2 + 1]) / 2
}

function number(name, text) {
  if (!match($0, "\"" name "\":[0-9]+")) return 0
  text = substr($0, RSTART, RLENGTH)
  sub(/.*:/, "", text)
  return text + 0
}

function has(step, tool) { return (step, tool, "wall") in all }

function value(step, tool, what) { return median(all[step, tool, what]) }

function verdict(name, figure, limit, unit) {
  if (json) {
    printf "%s\n    {\"budget\": \"%s\", \"figure\": %.3f, \"limit\": %s, \"met\": %s}", (budgets++ ? "," : ""), name, figure, limit, (figure <= limit ? "true" : "false")
    return
  }
  printf "%-52s %10.2f  %8s  %s\n", name, figure, "<= " limit unit, (figure <= limit ? "met" : "NOT MET")
}

function missing(name) {
  if (!json) printf "%-52s %10s  %8s  %s\n", name, "-", "", "not measured"
}

function ratio(name, step, what, peer, limit) {
  name = name " vs " peer
  if (has(step, "varve") && has(step, peer)) verdict(name, value(step, "varve", what) / value(step, peer, what), limit, "")
  else missing(name)
}

FILENAME == ARGV[1] {
  if (/"workload":"w2","pattern":"scatter"/) {
    if (number("generation") < 1000) changed3 = changed3 " " number("zstd3Bytes")
  }
  next
}

BEGIN { FS = "\t" }

{
  key = $2 SUBSEP $3
  if (!(key in seen)) { seen[key] = 1; order[++keys] = key }
  all[$2, $3, "wall"] = all[$2, $3, "wall"] " " $4
  all[$2, $3, "cpu"] = all[$2, $3, "cpu"] " " $5
  all[$2, $3, "client"] = all[$2, $3, "client"] " " $6 / 1024
  all[$2, $3, "daemon"] = all[$2, $3, "daemon"] " " $7 / 1024
  all[$2, $3, "stored"] = all[$2, $3, "stored"] " " $8
  all[$2, $3, "added"] = all[$2, $3, "added"] " " $9
  if ($3 == "varve") {
    if ($6 / 1024 > most_client) most_client = $6 / 1024
    if ($7 / 1024 > most_daemon) most_daemon = $7 / 1024
  }
}

END {
  budgets = 0
  if (json) printf "{\"steps\": ["
  else printf "\n%-15s %-7s %9s %9s %11s %11s %12s %12s\n", "step", "tool", "wall s", "CPU s", "client MiB", "daemon MiB", "stored MB", "added MB"
  for (i = 1; i <= keys; i++) {
    split(order[i], part, SUBSEP)
    s = part[1]; t = part[2]
    if (json) printf "%s\n    {\"step\": \"%s\", \"tool\": \"%s\", \"wallSeconds\": %.2f, \"cpuSeconds\": %.2f, \"clientPeakMiB\": %.0f, \"daemonPeakMiB\": %.0f, \"storedBytes\": %.0f, \"addedBytes\": %.0f}", (i > 1 ? "," : ""), s, t, value(s, t, "wall"), value(s, t, "cpu"), value(s, t, "client"), value(s, t, "daemon"), value(s, t, "stored"), value(s, t, "added")
    else printf "%-15s %-7s %9.2f %9.2f %11.0f %11.0f %12.1f %12.1f\n", s, t, value(s, t, "wall"), value(s, t, "cpu"), value(s, t, "client"), value(s, t, "daemon"), value(s, t, "stored") / 1e6, value(s, t, "added") / 1e6
  }
  if (json) printf "\n  ],\n  \"budgets\": ["
  else printf "\n%-52s %10s  %8s\n", "budget (first)", "figure", "limit"
  ratio("W1 full, wall,", "w1-full", "wall", "borg", 0.6)
  ratio("W1 full, wall,", "w1-full", "wall", "restic", 0.25)
  ratio("W1 full, CPU,", "w1-full", "cpu", "borg", 0.9)
  ratio("W1 full, CPU,", "w1-full", "cpu", "restic", 0.3)
  ratio("W1 stored bytes", "w1-full", "stored", "restic", 1.1)
  ratio("W2 scatter, CPU,", "w2-scatter", "cpu", "borg", 0.4)
  if (has("w2-extents", "varve")) verdict("W2 scatter, extents given, CPU after start-up", value("w2-extents", "varve", "cpu") - value("idle", "varve", "cpu"), 1.5, " s")
  else missing("W2 scatter, extents given, CPU after start-up")
  if (has("w2-scatter", "varve") && changed3 != "") verdict("W2 added vs changed blocks by zstd 3", value("w2-scatter", "varve", "added") / median(changed3), 1.3, "")
  else missing("W2 added vs changed blocks by zstd 3")
  ratio("W3 full, wall,", "w3-full", "wall", "restic", 0.5)
  ratio("W3 full, wall,", "w3-full", "wall", "borg", 0.5)
  ratio("W3 1 % changed, wall,", "w3-changed", "wall", "restic", 0.6)
  ratio("W5 stored", "w5-full", "stored", "restic", 1.1)
  ratio("Restore W1, wall,", "restore-w1", "wall", "borg", 0.6)
  ratio("Restore W1, wall,", "restore-w1", "wall", "restic", 0.6)
  ratio("Check metadata, CPU,", "check-metadata", "cpu", "restic", 2)
  ratio("Check metadata, CPU, (repository only)", "check-metadata", "cpu", "borg", 0.2)
  ratio("Check data, CPU,", "check-data", "cpu", "restic", 0.6)
  ratio("Check data, CPU,", "check-data", "cpu", "borg", 0.4)
  expired = "Expire 1 of " (points ? points : 100) " points + reclaim,"
  ratio(expired " CPU,", "expire-oldest", "cpu", "restic", 0.3)
  ratio(expired " CPU,", "expire-oldest", "cpu", "borg", 0.3)
  ratio(expired " wall,", "expire-oldest", "wall", "restic", 0.3)
  ratio(expired " wall,", "expire-oldest", "wall", "borg", 0.3)
  if (most_daemon) verdict("Memory, client, peak", most_client, 300, " MB")
  else missing("Memory, client, peak")
  if (most_daemon) verdict("Memory, daemon, peak", most_daemon, 600, " MB")
  else missing("Memory, daemon, peak")
  if (has("help", "varve")) verdict("varve --help, wall", value("help", "varve", "wall"), 0.6, " s")
  else missing("varve --help, wall")
  if (json) printf "\n  ]\n}\n"
}

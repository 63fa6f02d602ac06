package dev.varve.tools.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures of each step, and what was compared. */
final class Steps {
    /** Two trees, two volumes and the check; fewer means that something was left out. */
    private static final int COMPARISONS = 5;

    private static final double MIB = 1 << 20;

    private final List<Step> all = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private int equal;
    private long files;
    private long bytes;
    private long attributes;

    private record Step(
            String name, long readBytes, long sentBytes, long storedBytes, double seconds) {}

    void add(String name, JsonNode result) {
        long read =
                result.has("readBytes")
                        ? result.get("readBytes").asLong()
                        : result.path("restoredBytes").asLong();
        all.add(
                new Step(
                        name,
                        read,
                        result.path("sentBytes").asLong(),
                        result.path("storedBytes").asLong(),
                        result.path("seconds").asDouble()));
    }

    void killed(String name, long storedBytes) {
        all.add(new Step(name, 0, 0, storedBytes, 0));
    }

    /** The outcome of one comparison; null: equal. */
    void compared(String name, @Nullable String difference) {
        if (difference == null) {
            equal++;
        } else {
            differences.add(name + ": " + difference);
        }
    }

    void counted(TreeComparison.Result result) {
        files += result.files();
        bytes += result.bytes();
        attributes += result.attributes();
    }

    void counted(long volumeBytes) {
        bytes += volumeBytes;
    }

    boolean allEqual() {
        return differences.isEmpty() && equal == COMPARISONS;
    }

    List<String> differences() {
        return differences;
    }

    String summary() {
        return files
                + " files, "
                + attributes
                + " extended attributes and "
                + Sizes.bytes(bytes)
                + " compared";
    }

    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(row("STEP", "READ", "SENT", "STORED", "SECONDS", "RATE", ""));
        for (Step step : all) {
            lines.add(
                    row(
                            step.name,
                            size(step.readBytes),
                            size(step.sentBytes),
                            size(step.storedBytes),
                            step.seconds > 0
                                    ? String.format(Locale.ROOT, "%.2f", step.seconds)
                                    : "",
                            rate(step),
                            ""));
        }
        return lines;
    }

    ObjectNode describe() {
        ObjectNode object = Output.object();
        ArrayNode list = object.putArray("steps");
        for (Step step : all) {
            list.addObject()
                    .put("step", step.name)
                    .put("readBytes", step.readBytes)
                    .put("sentBytes", step.sentBytes)
                    .put("storedBytes", step.storedBytes)
                    .put("seconds", step.seconds);
        }
        ArrayNode wrong = object.putArray("differences");
        differences.forEach(wrong::add);
        return object.put("comparedFiles", files).put("comparedBytes", bytes);
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-28s %11s %11s %11s %8s %11s  %s", cells)
                .stripTrailing();
    }

    private static String size(long count) {
        return count == 0 ? "-" : Sizes.bytes(count);
    }

    private static String rate(Step step) {
        return step.seconds > 0 && step.readBytes > 0
                ? String.format(Locale.ROOT, "%.0f MiB/s", step.readBytes / MIB / step.seconds)
                : "";
    }
}

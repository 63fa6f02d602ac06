package dev.varve.tools.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.restore.PlanItem;
import dev.varve.k8s.restore.RestorePlan;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows plans of restores to people and to machines. */
final class PlanView {
    private final Output output;

    PlanView(Output output) {
        this.output = output;
    }

    /** Shows a plan; gives the exit code that tells whether it can be carried out whole. */
    int show(RestorePlan plan) throws IOException {
        Table table = new Table("ACTION", "OBJECT", "INTO", "WHY");
        for (PlanItem item : plan.items()) {
            table.add(
                    action(item),
                    item.source(),
                    item.source().equals(item.target()) ? "" : item.target(),
                    why(item));
        }
        table.print(output);
        plan.risks().forEach(risk -> output.line("risk: " + risk));
        output.line(summary(plan));
        output.event((ObjectNode) new ObjectMapper().readTree(plan.toJson()));
        return plan.conflicts().isEmpty() ? VarveCommand.DONE : ErrorCode.INCOMPLETE.exitCode();
    }

    static String summary(RestorePlan plan) {
        String counts =
                plan.counts().entrySet().stream()
                        .map(each ->
                                each.getValue()
                                        + " "
                                        + each.getKey().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        int conflicts = plan.conflicts().size();
        return counts + (conflicts > 0 ? "; " + conflicts + " conflict" : "");
    }

    private static String action(PlanItem item) {
        return item.isConflict() ? "conflict" : item.action().name().toLowerCase(Locale.ROOT);
    }

    private static String why(PlanItem item) {
        String why = item.isConflict() ? item.dryRun() : item.reason();
        String warnings =
                item.notes().stream()
                        .filter(note -> !note.startsWith("change:"))
                        .collect(Collectors.joining("; "));
        return Stream.of(why, item.data(), warnings)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }
}

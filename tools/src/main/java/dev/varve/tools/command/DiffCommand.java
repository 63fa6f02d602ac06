package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.tree.TreeWalks;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What differs between two tree images. */
@Command(
        name = "diff",
        description = {
            "Show what differs between two tree images.",
            "  + added   - removed   M content   a attributes only"
        },
        footer = {"", "Example:", "  varve diff 0193ab latest:etc"})
final class DiffCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();

    @Parameters(index = "0", paramLabel = "POINT", description = "Before.")
    String before = "";

    @Parameters(index = "1", paramLabel = "POINT", description = "After.")
    String after = "";

    @Option(
            names = "--chain",
            paramLabel = "NAME",
            description = "Which image, when the points have several.")
    @Nullable String chain;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        Map<TreeWalks.Difference.Kind, Long> counts =
                new EnumMap<>(TreeWalks.Difference.Kind.class);
        try (Connection connection = profile.connect()) {
            TreeImage one = TreeImage.open(connection, profile.secret(), before, chain);
            TreeImage other = TreeImage.open(connection, profile.secret(), after, chain);
            one.walks()
                    .diff(
                            one.entry(),
                            other.entry(),
                            difference -> {
                                counts.merge(difference.kind(), 1L, Long::sum);
                                say(output, difference);
                            });
        }
        ObjectNode object = Output.object();
        for (TreeWalks.Difference.Kind kind : TreeWalks.Difference.Kind.values()) {
            object.put(kind.name().toLowerCase(Locale.ROOT), counts.getOrDefault(kind, 0L));
        }
        output.event(object);
        return DONE;
    }

    private static void say(Output output, TreeWalks.Difference difference) {
        String sign =
                switch (difference.kind()) {
                    case ADDED -> "+";
                    case REMOVED -> "-";
                    case MODIFIED -> "M";
                    case ATTRIBUTES -> "a";
                };
        output.line(sign + " " + difference.path());
        output.event(
                Output.object()
                        .put("difference", difference.kind().name().toLowerCase(Locale.ROOT))
                        .put("path", difference.path()));
    }
}

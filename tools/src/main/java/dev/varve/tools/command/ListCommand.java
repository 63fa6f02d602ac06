package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a directory of a tree image. */
@Command(
        name = "ls",
        description = "List a directory of a tree image, or one file of it.",
        footer = {"", "Examples:", "  varve ls latest:etc", "  varve ls 0193ab:ssh --json"})
final class ListCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();

    @Parameters(paramLabel = "POINT[:PATH]", description = "What to list.")
    String place = "";

    @Option(
            names = "--chain",
            paramLabel = "NAME",
            description = "Which image, when the point has several.")
    @Nullable String chain;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        try (Connection connection = profile.connect()) {
            TreeImage image = TreeImage.open(connection, profile.secret(), place, chain);
            TreeEntry entry = image.entry();
            List<TreeEntry> entries =
                    entry.isDirectory() ? image.walks().list(entry) : List.of(entry);
            ObjectNode all = Output.object();
            ArrayNode list = all.putArray("entries");
            for (TreeEntry each : entries) {
                list.add(TreeImage.describe(each));
                output.line(line(each));
            }
            output.event(all);
        }
        return DONE;
    }

    private static String line(TreeEntry entry) {
        String link = entry.linkTarget().length == 0 ? "" : " -> " + TreeImage.linkTarget(entry);
        return String.format(
                Locale.ROOT,
                "%-10s %04o %5d %5d %12d %s %s%s",
                TreeImage.type(entry),
                entry.status().permissions(),
                entry.status().uid(),
                entry.status().gid(),
                entry.status().sizeBytes(),
                Instant.ofEpochSecond(
                        entry.status().modified().seconds(), entry.status().modified().nanos()),
                entry.name(),
                link);
    }
}

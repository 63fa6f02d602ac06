package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.message.Statistics;
import dev.varve.repo.daemon.OfflineRepository;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.store.segment.SegmentDump;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Work on a repository that no daemon serves just now. */
@Command(
        name = "repo",
        description = "Work on a repository's files while no daemon serves it.",
        subcommands = {
            RepositoryCommands.Stat.class,
            RepositoryCommands.RebuildIndex.class,
            RepositoryCommands.DumpSegment.class
        })
final class RepositoryCommands extends GroupCommand {

    /** What the three share. */
    abstract static class Offline extends VarveCommand {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "The repository's directory.")
        Path data = Path.of("");
    }

    @Command(
            name = "stat",
            description = "Count what the repository holds.",
            footer = {"", "Example:", "  varve repo stat --data /srv/varve --json"})
    static final class Stat extends Offline {
        @Override
        int run(Output output) throws IOException {
            say(output, OfflineRepository.statistics(data), Output.object());
            return DONE;
        }
    }

    @Command(
            name = "rebuild-index",
            description = "Throw the index away and derive it anew from the segments alone.",
            footer = {"", "Example:", "  varve repo rebuild-index --data /srv/varve"})
    static final class RebuildIndex extends Offline {
        @Override
        int run(Output output) throws IOException {
            long startNanos = System.nanoTime();
            Statistics statistics = OfflineRepository.rebuildIndex(data);
            Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
            output.line("index rebuilt in " + Sizes.seconds(time) + " s");
            ObjectNode object = Output.object().put("rebuilt", true);
            say(output, statistics, object.put("seconds", time.toMillis() / 1000.0));
            return DONE;
        }
    }

    @Command(
            name = "dump-segment",
            description = "Print what a segment holds, record by record.",
            footer = {
                "",
                "Example:",
                "  varve repo dump-segment data/0000000000000001.seg --data /srv/varve"
            })
    static final class DumpSegment extends Offline {
        @Parameters(
                paramLabel = "SEGMENT",
                description = "Its file below DIR/segments, like meta/0000000000000002.seg.")
        String segment = "";

        @Override
        int run(Output output) throws IOException {
            Path root = DataDirectory.open(data).root();
            Path file = root.resolve("segments").resolve(segment).normalize();
            if (!file.startsWith(root)) {
                throw usage(segment + " is not below " + root, "name a file below DIR/segments");
            }
            StringBuilder text = new StringBuilder();
            boolean good =
                    SegmentDump.print(
                            new FileStorageDirectory(root), root.relativize(file).toString(), text);
            output.line(text.toString().stripTrailing());
            output.event(
                    Output.object()
                            .put("segment", segment)
                            .put("good", good)
                            .put("text", text.toString()));
            return good ? DONE : ErrorCode.DAMAGED.exitCode();
        }
    }

    private static void say(Output output, Statistics statistics, ObjectNode object) {
        output.line("points             " + statistics.getPoints());
        output.line("chunks             " + statistics.getChunks());
        output.line("nodes              " + statistics.getNodes());
        output.line("segments           " + statistics.getSegments());
        output.line("stored             " + Sizes.bytes(statistics.getStoredBytes()));
        output.line("referenced chunks  " + statistics.getReferencedChunks());
        output.line("references         " + statistics.getReferences());
        output.event(
                object.put("points", statistics.getPoints())
                        .put("chunks", statistics.getChunks())
                        .put("nodes", statistics.getNodes())
                        .put("segments", statistics.getSegments())
                        .put("storedBytes", statistics.getStoredBytes())
                        .put("referencedChunks", statistics.getReferencedChunks())
                        .put("references", statistics.getReferences()));
    }
}

package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.message.Statistics;
import dev.varve.repo.daemon.OfflineRepository;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Work on a repository that no daemon serves just now. */
@Command(
        name = "repo",
        description = "Work on a repository's files while no daemon serves it.",
        subcommands = {
            RepositoryCommands.Stat.class,
            RepositoryCommands.RebuildIndex.class,
            MaintenanceCommands.Compact.class,
            MaintenanceCommands.AuditCounts.class,
            DumpSegmentCommand.class
        })
final class RepositoryCommands extends GroupCommand {

    /** What counts and rebuilding share. */
    abstract static class WholeRepository extends OfflineCommand {
        @Parameters(
                arity = "0..1",
                paramLabel = "DIR",
                description = "The repository's directory, unless --data names it.")
        @Nullable Path directory;
    }

    @Command(
            name = "stat",
            description = "Count what the repository holds.",
            footer = {"", "Example:", "  varve repo stat /srv/varve --json"})
    static final class Stat extends WholeRepository {
        @Override
        int run(Output output) throws IOException {
            say(output, OfflineRepository.statistics(repository(directory)), Output.object());
            return DONE;
        }
    }

    @Command(
            name = "rebuild-index",
            description = "Throw the index away and derive it anew from the segments alone.",
            footer = {"", "Example:", "  varve repo rebuild-index /srv/varve"})
    static final class RebuildIndex extends WholeRepository {
        @Override
        int run(Output output) throws IOException {
            long startNanos = System.nanoTime();
            Statistics statistics = OfflineRepository.rebuildIndex(repository(directory));
            Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
            output.line("index rebuilt in " + Sizes.seconds(time) + " s");
            ObjectNode object = Output.object().put("rebuilt", true);
            say(output, statistics, object.put("seconds", time.toMillis() / 1000.0));
            return DONE;
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

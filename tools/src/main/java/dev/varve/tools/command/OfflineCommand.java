package dev.varve.tools.command;

import dev.varve.protocol.error.ProtocolException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command on a repository's files. Its directory is named by --data, or alone. */
abstract class OfflineCommand extends VarveCommand {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The repository's directory; the same as DIR alone.")
    @Nullable Path data;

    /**
     * The directory, however it was named.
     *
     * @param alone what was given without an option
     * @throws ProtocolException USAGE when it was named twice, or not at all
     */
    final Path repository(@Nullable Path alone) throws ProtocolException {
        if (data != null && alone != null) {
            throw usage(
                    "the repository's directory is named twice: " + alone + " and --data " + data,
                    "name it once: DIR, or --data DIR");
        }
        Path named = data == null ? alone : data;
        if (named == null) {
            throw usage(
                    "the repository's directory is not named",
                    "name it: " + spec.qualifiedName() + " DIR, or --data DIR");
        }
        return named;
    }
}

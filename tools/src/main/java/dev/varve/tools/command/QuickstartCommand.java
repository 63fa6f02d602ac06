package dev.varve.tools.command;

import dev.varve.tools.output.Output;
import dev.varve.tools.quickstart.Quickstart;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A whole round on this machine. */
@Command(
        name = "quickstart",
        description = {
            "Try all of it on this machine, in about a minute, and leave nothing behind:",
            "a daemon on loopback with TLS and encryption; a backup of PATH, an increment of",
            "a changed copy, a push killed in the middle and resumed, restores, and a",
            "comparison byte for byte and attribute by attribute. Ends with 0 only when all",
            "is equal."
        },
        footer = {"", "Examples:", "  varve quickstart", "  varve quickstart /usr/share/doc"})
final class QuickstartCommand extends VarveCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "The directory to try it on. Default: the running JDK's own folder.")
    @Nullable Path path;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        Path source = path == null ? Path.of(System.getProperty("java.home")) : path;
        return new Quickstart(output, CommandTree::commandLine, Interruption.cancellation())
                .run(source);
    }
}

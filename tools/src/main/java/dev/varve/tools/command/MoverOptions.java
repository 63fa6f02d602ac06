package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.profile.Profile;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.rate.RateSchedule;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every mover is told, and how it tells its end. */
final class MoverOptions {
    static final String PROFILE = "profile.json";

    /** A daemon may be away for a while; the Pod's own deadline ends it at last. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int STREAMS = 2;

    @Option(
            names = "--task",
            required = true,
            paramLabel = "NAME",
            description = "What this move is called: the name of its Pod.")
    String task = "";

    @Option(
            names = "--credentials",
            required = true,
            paramLabel = "DIR",
            description = "Where " + PROFILE + " is, as client enroll wrote it.")
    Path credentials = Path.of("");

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "The volume, as a directory of files.")
    @Nullable Path directory;

    @Option(names = "--device", paramLabel = "FILE", description = "The volume, as a device.")
    @Nullable Path device;

    @Option(
            names = "--chain",
            required = true,
            paramLabel = "NAME",
            description = "The volume's chain.")
    String chain = "";

    @Option(
            names = "--result",
            paramLabel = "FILE",
            defaultValue = "/dev/termination-log",
            description = "Where the result goes. Default: ${DEFAULT-VALUE}.")
    Path result = Path.of("");

    /** A move that gives the bytes moved and the image. */
    @FunctionalInterface
    interface Move {
        Moved run(Connection connection) throws IOException, InterruptedException;
    }

    /**
     * What was moved.
     *
     * @param point the restore point that has the image
     * @param how a device was read; empty where there is nothing to say
     */
    record Moved(long bytes, String point, String how) {
        Moved(long bytes, String point) {
            this(bytes, point, "");
        }
    }

    int streams() {
        return STREAMS;
    }

    /** The volume. */
    Path volume() throws ProtocolException {
        Path volume = directory == null ? device : directory;
        if (volume == null || (directory != null && device != null)) {
            throw VarveCommand.usage("name the volume by --directory or by --device", "not both");
        }
        return volume;
    }

    boolean isDevice() {
        return device != null;
    }

    /** Runs a move and leaves its result: whole, or why not. */
    int run(Output output, Move move) throws IOException, InterruptedException {
        Path _ = volume();
        try (Connection connection =
                Connection.open(
                        Profile.read(credentials.resolve(PROFILE)),
                        STREAMS,
                        PATIENCE,
                        RateSchedule.NONE)) {
            Moved moved = move.run(connection);
            ObjectNode whole =
                    Output.object()
                            .put("task", task)
                            .put("whole", true)
                            .put("bytes", moved.bytes())
                            .put("image", moved.point())
                            .put("how", moved.how());
            Files.writeString(result, whole.toString());
            output.line("moved " + moved.bytes() + " bytes, restore point " + moved.point());
            output.event(whole);
            return VarveCommand.DONE;
        } catch (IOException e) {
            Files.writeString(result, String.valueOf(e.getMessage()));
            throw e;
        }
    }
}

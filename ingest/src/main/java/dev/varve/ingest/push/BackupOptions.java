package dev.varve.ingest.push;

import dev.varve.ingest.record.CompressionLevel;
import dev.varve.protocol.message.RetentionAsked;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * How a run pushes.
 *
 * @param streams lanes at once; the daemon may allow fewer
 * @param stateDirectory where journals are kept
 * @param notes what the point says of itself; asked when all is pushed, before each commit
 * @param takeover goes on with an open session of the same client and sources when there is no
 *     journal of it here (it was begun on another machine)
 */
public record BackupOptions(
        CompressionLevel level,
        int streams,
        Path stateDirectory,
        Supplier<PointNotes> notes,
        RetentionAsked retention,
        boolean takeover) {
    public BackupOptions {
        if (streams < 1 || streams > 64) {
            throw new IllegalArgumentException("streams " + streams + " is not in 1 to 64");
        }
    }
}

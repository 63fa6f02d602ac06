package dev.varve.protocol.client;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.message.Welcome;
import dev.varve.protocol.model.Id;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One vault of one daemon, over as many connections as there are streams. Safe for use by many
 * threads. A lost connection is made again, and what was under way is asked again, until the
 * configured patience ends; only then do futures fail, with UNAVAILABLE. Futures fail with {@link
 * ProtocolException}.
 */
public interface RepositoryClient extends AutoCloseable {
    /** What the daemon said of itself, its limits, and the vault with its key slots. */
    Welcome welcome();

    /** Opens a session, or goes on with one. */
    PushSession openSession(OpenSession request) throws ProtocolException, InterruptedException;

    /**
     * Asks for nodes, at most {@code Limits.ids_per_request} at once. {@code sink} is called on a
     * network thread, once for each record, before the future completes.
     */
    CompletableFuture<ReadEnd> getNodes(List<Id> ids, RecordSink sink);

    /**
     * Asks for chunks, in this order; a record that holds several of them comes once. Otherwise
     * like {@link #getNodes}.
     */
    CompletableFuture<ReadEnd> readChunks(List<Id> ids, RecordSink sink);

    Points listPoints(ListPoints request) throws ProtocolException, InterruptedException;

    CheckResult check(Check request, Consumer<CheckProgress> progress)
            throws ProtocolException, InterruptedException;

    VaultDocument updateKeys(UpdateKeys request) throws ProtocolException, InterruptedException;

    Statistics statistics() throws ProtocolException, InterruptedException;

    @Override
    void close();
}

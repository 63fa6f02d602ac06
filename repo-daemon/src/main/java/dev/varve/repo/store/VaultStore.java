package dev.varve.repo.store;

import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One vault's share of the repository. Nothing here reaches another vault's data. */
public interface VaultStore {
    /** Takes the records of an answer, one call for each record. */
    @FunctionalInterface
    interface RecordConsumer {
        /**
         * Takes over {@code record}: a whole record as it lies in its segment, header, body and
         * padding, its body CRC checked. May wait, and so slows the reading down.
         */
        void accept(ByteBuf record) throws IOException, InterruptedException;
    }

    /**
     * Opens a session, or finds the one meant:
     *
     * <ul>
     *   <li>a known session id with its resume token: that session, resumed;
     *   <li>a known session id of the same client that has not sent anything yet, without token:
     *       the same session with a new token, so that a lost answer can be asked for again;
     *   <li>an unknown id without token, {@code takeover} set: the newest open session of this
     *       client with equal sources, under the id that it has;
     *   <li>an unknown id without token: a new one, durable on return.
     * </ul>
     *
     * A session that was committed answers with its receipt. Every connection of a session opens it
     * with id and token; all get the same {@link PushStore}.
     *
     * @param client name from the client's certificate; sessions of others are SESSION_UNKNOWN
     * @throws dev.varve.protocol.error.ProtocolException SESSION_UNKNOWN, LIMIT_REACHED,
     *     BAD_MESSAGE; QUOTA_EXCEEDED for a new one whose sources could need more than is left
     */
    PushStore openSession(String client, OpenSession request) throws IOException;

    /**
     * The open session with this id, for a caller that opened it before; null when there is none.
     */
    @Nullable PushStore session(String client, Uid sessionId);

    /** Open sessions of all clients, oldest first. */
    List<SessionSummary> sessions();

    /**
     * Gives up sessions that nobody touched since {@code idleSinceMillis}; those that a daemon
     * before this one opened, and nobody came back for, within a day and a half of the start.
     */
    int expireSessions(long idleSinceMillis) throws IOException;

    /** Gives up all sessions, and opens none until {@link #reopen}; says how many there were. */
    int shut() throws IOException;

    /** Sessions may be opened again. */
    void reopen();

    /** Appends the vault's own document: segments, and an index made anew, know it from here on. */
    void appendVault(VaultDocument document) throws IOException;

    /** Sends each record that holds one of these nodes once. */
    ReadEnd readNodes(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException;

    /** Sends, in the order of the ids, each record that holds one of these chunks once. */
    ReadEnd readChunks(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException;

    /** Points of this vault, oldest first. */
    Points listPoints(ListPoints request) throws IOException;

    /**
     * Who may delete a point, and when.
     *
     * @throws dev.varve.protocol.error.ProtocolException POINT_UNKNOWN
     */
    Label label(Uid point) throws IOException;

    /**
     * Joins more to a point's label, which only grows. In the ledger before it takes effect.
     *
     * @param actor for the ledger, such as "operator anna"
     * @throws dev.varve.protocol.error.ProtocolException POINT_UNKNOWN
     */
    void addLabel(Uid point, Label more, String actor) throws IOException;

    /**
     * Returns when no point of the vault is locked now; a refusal is in the ledger.
     *
     * @param what that is attempted, for the ledger and the error
     * @throws dev.varve.protocol.error.ProtocolException RETENTION_LOCKED
     */
    void requireNothingLocked(String actor, String what) throws IOException;

    /**
     * Ends a point, when its label and the retention clock allow it: it is gone on return. Its
     * space comes back by compaction. Costs what it differs from its neighbours by.
     *
     * @param why for the ledger
     * @throws dev.varve.protocol.error.ProtocolException POINT_UNKNOWN, RETENTION_LOCKED
     */
    void expire(Uid point, String actor, String why) throws IOException;

    /**
     * Checks this vault, or one of its points. Runs until done or cancelled.
     *
     * @throws dev.varve.protocol.error.ProtocolException POINT_UNKNOWN, CANCELLED
     */
    CheckResult check(Check request, CheckMonitor monitor) throws IOException;

    /**
     * Checks the metadata of points that no check has looked at yet, and again of damaged ones,
     * which a push may have healed. Costs what they differ from their bases by.
     *
     * @throws dev.varve.protocol.error.ProtocolException CANCELLED
     */
    CheckResult checkNew(CheckMonitor monitor) throws IOException;

    /**
     * Reads sealed segments whole, those first that were not read for the longest time.
     *
     * @param budgetBytes about so much is read
     * @throws dev.varve.protocol.error.ProtocolException CANCELLED; what was read is remembered
     */
    ScrubResult scrub(long budgetBytes, CheckMonitor monitor) throws IOException;

    /** Points that a check found damaged and none found whole since, each with its chains. */
    Map<Uid, List<String>> damaged() throws IOException;

    /** What is known of the vault's wholeness, without looking again. */
    VaultIntegrity integrity() throws IOException;

    /**
     * Counts all references again from the roots, beside running work.
     *
     * @param repair sets right what differs
     * @throws dev.varve.protocol.error.ProtocolException DAMAGED when an image cannot be walked,
     *     CANCELLED
     */
    CountAuditResult auditCounts(boolean repair, CheckMonitor monitor) throws IOException;

    /**
     * Gives back the space of what nothing refers to: rewrites segments with much of it, within
     * bounds. Does nothing while a check or audit of the vault runs.
     *
     * @param monitor ends the pass early, which leaves nothing half done
     * @throws dev.varve.protocol.error.ProtocolException DISK_FULL when the disk has room for no
     *     copy that is needed; nothing was written then
     */
    CompactionResult compact(CompactionLimits limits, CheckMonitor monitor) throws IOException;

    Statistics statistics() throws IOException;

    /** What the vault holds and may hold. Cheap. */
    VaultUsage usage() throws IOException;

    /**
     * How the newest image of each chain lies on the disk now. Walks them: not for every minute.
     */
    List<ChainOrder> order() throws IOException;

    /**
     * The same as it was found last, by {@link #order} or a pass of compaction since the start; the
     * most fragmented first. Cheap.
     */
    List<ChainOrder> knownOrder();
}

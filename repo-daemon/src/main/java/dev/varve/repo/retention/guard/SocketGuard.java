package dev.varve.repo.retention.guard;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Label;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.inode.Inode;
import dev.varve.repo.retention.guard.GuardReply.Outcome;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The helper behind its socket. Safe for many threads. */
public final class SocketGuard implements Guard {
    private static final Logger LOGGER = LoggerFactory.getLogger(SocketGuard.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A status that is older is looked at again. */
    private static final long FRESH_NANOS = Duration.ofSeconds(60).toNanos();

    private final StorageDirectory directory;
    private final SegmentRef probe;
    private final GuardLine line;
    private final LongSupplier nanoTime;
    private @Nullable Seen last;

    private SocketGuard(
            StorageDirectory directory, SegmentRef probe, GuardLine line, LongSupplier nanoTime) {
        this.directory = directory;
        this.probe = probe;
        this.line = line;
        this.nanoTime = nanoTime;
    }

    private record Seen(GuardStatus status, long atNanos) {}

    /** Of the daemon; connects when it is asked something. */
    public static SocketGuard ofDaemon(
            StorageDirectory directory, Path socket, LongSupplier nanoTime) {
        return new SocketGuard(
                directory,
                SegmentRef.daemonProbe(),
                new GuardLine(socket, PATIENCE, nanoTime),
                nanoTime);
    }

    /** Of a command beside a daemon, with a probe of its own. */
    public static SocketGuard ofCommand(
            StorageDirectory directory, Path socket, LongSupplier nanoTime) {
        return new SocketGuard(
                directory,
                SegmentRef.commandProbe(),
                new GuardLine(socket, PATIENCE, nanoTime),
                nanoTime);
    }

    @Override
    public synchronized GuardStatus status() {
        Seen seen = last;
        if (seen == null || nanoTime.getAsLong() - seen.atNanos() > FRESH_NANOS) {
            return probe();
        }
        // A helper that died or came back is seen at once; one that hangs, when this is old.
        boolean guarded = seen.status().level() != GuardLevel.NONE;
        return guarded == line.answers() ? seen.status() : probe();
    }

    @Override
    public synchronized GuardStatus probe() {
        GuardStatus status = look();
        if (last == null || last.status().level() != status.level()) {
            LOGGER.atInfo()
                    .addKeyValue("level", status.level())
                    .addKeyValue("reason", status.reason())
                    .log("guard level");
        }
        last = new Seen(status, nanoTime.getAsLong());
        return status;
    }

    @Override
    public void seal(SegmentRef segment, Label label) throws IOException {
        require(new GuardRequest(GuardVerb.SEAL, segment, Lock.of(label)));
    }

    @Override
    public void extend(SegmentRef segment, Label label) throws IOException {
        require(new GuardRequest(GuardVerb.EXTEND, segment, Lock.of(label)));
    }

    @Override
    public void release(SegmentRef segment) throws IOException {
        GuardRequest request = new GuardRequest(GuardVerb.RELEASE, segment, Lock.NONE);
        GuardReply reply = line.ask(request);
        // Gone already is gone: an answer before this one may have been lost.
        if (reply.outcome() != Outcome.ABSENT) {
            require(request, reply);
        }
    }

    private void require(GuardRequest request) throws IOException {
        require(request, line.ask(request));
    }

    private static void require(GuardRequest request, GuardReply reply) throws IOException {
        if (reply.outcome() == Outcome.DONE) {
            return;
        }
        String what =
                "the helper did not "
                        + request.verb()
                        + " segment "
                        + request.segment()
                        + ": "
                        + reply.words();
        if (reply.outcome().refusal()) {
            throw new ProtocolException(
                    ErrorCode.RETENTION_LOCKED,
                    what,
                    "The helper looks at clock, label and ledger itself: see varve clock status.");
        }
        throw new IOException(what + " (" + reply.outcome() + ")");
    }

    /** By doing it: a file is sealed, looked at, and released. */
    private GuardStatus look() {
        try {
            release(probe);
            make();
            require(new GuardRequest(GuardVerb.SEAL, probe, Lock.NONE));
            boolean flagged = flagged();
            release(probe);
            return flagged
                    ? GuardStatus.FLAGS
                    : GuardStatus.none("the helper answers, but the flag it set is not there");
        } catch (IOException failed) {
            return GuardStatus.none(String.valueOf(failed.getMessage()));
        }
    }

    private void make() throws IOException {
        try {
            directory.create(probe.path()).close();
        } catch (FileAlreadyExistsException left) {
            throw new IOException(probe.path() + " is there, and cannot be removed", left);
        }
    }

    private boolean flagged() throws IOException {
        try (Inode root = Inode.folder(directory.path());
                Inode above = root.folder(SegmentFolder.ABOVE);
                Inode folder = above.folder(probe.folder().folder());
                Inode file = folder.file(probe.fileName())) {
            return file.flags().immutable();
        }
    }
}

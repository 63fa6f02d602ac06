package dev.varve.repo.retention.guard;

import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.inode.Inode;
import dev.varve.repo.io.inode.InodeException;
import dev.varve.repo.retention.clock.ClockSource;
import dev.varve.repo.retention.guard.GuardReply.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the three verbs say, and before a deletion looks at clock, label and ledger itself: the
 * daemon is believed in nothing that would shorten a lock. Confined to one thread.
 */
public final class GuardHelper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GuardHelper.class);

    private final SealedFiles files;
    private final LabelLog log;
    private final BoundedClock clock;
    private final IntentSource intents;

    private GuardHelper(SealedFiles files, LabelLog log, BoundedClock clock, IntentSource intents) {
        this.files = files;
        this.log = log;
        this.clock = clock;
        this.intents = intents;
    }

    /**
     * Opens the folders and the log of labels of a repository.
     *
     * @param clock reads the signed record
     * @param source the machine's own clocks, by which the record is doubted
     */
    public static GuardHelper open(
            Path data,
            Uid repositoryId,
            ClockReader clock,
            ClockSource source,
            IntentSource intents)
            throws IOException {
        try (Inode root = Inode.folder(data)) {
            SealedFiles files = SealedFiles.open(root);
            boolean opened = false;
            try {
                LabelLog log = LabelLog.open(root, repositoryId);
                GuardHelper helper =
                        new GuardHelper(files, log, new BoundedClock(clock, source), intents);
                opened = true;
                helper.refreeze();
                return helper;
            } finally {
                if (!opened) {
                    files.close();
                }
            }
        }
    }

    /** Segments that are sealed now. */
    public int sealed() {
        return log.segments().size();
    }

    /** Never throws for anything that a peer or a disk may do. */
    GuardReply handle(byte[] request) {
        Optional<GuardRequest> said = GuardRequest.decode(request);
        if (said.isEmpty()) {
            return new GuardReply(Outcome.MALFORMED, "not a request of version 1");
        }
        GuardReply reply = handle(said.get());
        LOGGER.atInfo()
                .addKeyValue("verb", said.get().verb())
                .addKeyValue("segment", said.get().segment())
                .addKeyValue("outcome", reply.outcome())
                .log("asked");
        return reply;
    }

    @Override
    public void close() {
        log.close();
        files.close();
    }

    private GuardReply handle(GuardRequest request) {
        try {
            return switch (request.verb()) {
                case SEAL -> seal(request.segment(), request.lock());
                case EXTEND -> extend(request.segment(), request.lock());
                case RELEASE -> release(request.segment());
            };
        } catch (SealedFiles.NotASegmentException hostile) {
            return reply(Outcome.NOT_A_SEGMENT, hostile);
        } catch (InodeException failed) {
            return reply(failed.absent() ? Outcome.ABSENT : Outcome.FAILED, failed);
        } catch (IOException failed) {
            return reply(Outcome.FAILED, failed);
        }
    }

    /** The folder first: where it takes no flag, nothing is entered that will not hold. */
    private GuardReply seal(SegmentRef segment, Lock lock) throws IOException {
        try (Inode file = files.open(segment)) {
            try {
                files.freeze(segment.folder());
            } catch (InodeException cannot) {
                return reply(Outcome.NO_FLAGS, cannot);
            }
            if (!segment.probe()) {
                log.append(LogRecord.Kind.SEALED, segment, joined(segment, lock), 0);
            }
            files.seal(segment, file);
            return GuardReply.done();
        }
    }

    private GuardReply extend(SegmentRef segment, Lock lock) throws IOException {
        if (log.segments().find(segment).isEmpty()) {
            return new GuardReply(Outcome.ABSENT, segment + " was never sealed");
        }
        log.append(LogRecord.Kind.EXTENDED, segment, joined(segment, lock), 0);
        return GuardReply.done();
    }

    private GuardReply release(SegmentRef segment) throws IOException {
        Optional<SealedSegments.Entry> known = log.segments().find(segment);
        Inode file;
        try {
            file = files.open(segment);
        } catch (InodeException absent) {
            if (absent.absent() && known.map(SealedSegments.Entry::releasing).orElse(false)) {
                files.syncFolder(segment);
                log.append(LogRecord.Kind.RELEASED, segment, Lock.NONE, 0);
                return GuardReply.done();
            }
            throw absent;
        }
        try (file) {
            // Neither flagged nor known: its owner could empty it at will, so nothing is promised.
            boolean promised = known.isPresent() || file.flags().immutable();
            if (segment.probe() || !promised) {
                files.delete(segment, file);
                return GuardReply.done();
            }
            return releaseSealed(segment, file, known);
        }
    }

    private GuardReply releaseSealed(
            SegmentRef segment, Inode file, Optional<SealedSegments.Entry> known)
            throws IOException {
        BoundedClock.Reading now = clock.read();
        Optional<GuardReply> refusal = refusal(segment, known, now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        long rcMillis = now.status().rcMillis();
        log.append(LogRecord.Kind.RELEASING, segment, Lock.NONE, rcMillis);
        files.delete(segment, file);
        log.append(LogRecord.Kind.RELEASED, segment, Lock.NONE, rcMillis);
        return GuardReply.done();
    }

    /** Why a sealed segment may not be deleted now. */
    private Optional<GuardReply> refusal(
            SegmentRef segment, Optional<SealedSegments.Entry> known, BoundedClock.Reading now)
            throws IOException {
        if (log.damaged()) {
            return refused(Outcome.LOG_DAMAGED, "the log of labels is damaged");
        }
        if (known.isEmpty()) {
            return refused(
                    Outcome.LOG_DAMAGED,
                    segment + " is immutable, and the log of labels does not know it");
        }
        Lock lock = known.get().lock();
        if (lock.locks(now.status().rcMillis())) {
            return refused(
                    Outcome.LOCKED,
                    segment
                            + " is locked ("
                            + lock.word()
                            + ") until "
                            + Instant.ofEpochMilli(lock.retainUntilMillis())
                            + " by the retention clock");
        }
        if (now.doubt().isPresent()) {
            return refused(Outcome.CLOCK_IN_DOUBT, now.doubt().get());
        }
        if (!intents.intended(segment.id())) {
            return refused(
                    Outcome.NO_INTENT, "the ledger has no intent to delete segment " + segment);
        }
        return Optional.empty();
    }

    private Lock joined(SegmentRef segment, Lock lock) {
        return log.segments()
                .find(segment)
                .map(SealedSegments.Entry::lock)
                .orElse(Lock.NONE)
                .join(lock);
    }

    /** A helper that ended in the middle of a deletion left a folder open. */
    private void refreeze() throws IOException {
        if (log.segments().size() == 0) {
            return;
        }
        for (SegmentFolder folder : SegmentFolder.values()) {
            try {
                files.freeze(folder);
            } catch (InodeException cannot) {
                LOGGER.atWarn()
                        .addKeyValue("folder", folder)
                        .addKeyValue("reason", cannot.getMessage())
                        .log("cannot be made append-only");
            }
        }
    }

    private static Optional<GuardReply> refused(Outcome outcome, String words) {
        return Optional.of(new GuardReply(outcome, words));
    }

    private static GuardReply reply(Outcome outcome, IOException why) {
        return new GuardReply(outcome, String.valueOf(why.getMessage()));
    }
}

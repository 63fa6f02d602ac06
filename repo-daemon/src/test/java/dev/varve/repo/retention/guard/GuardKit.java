package dev.varve.repo.retention.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.clock.ClockInstants;
import dev.varve.repo.retention.clock.ClockReading;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.Doubt;
import dev.varve.repo.retention.guard.GuardReply.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A data directory, a helper on it, and a clock and a ledger that do what the test says. */
final class GuardKit implements AutoCloseable {
    static final Uid REPOSITORY = new Uid(7, 9);
    static final long NOW = 1_800_000_000_000L;
    static final long HOUR = 3_600_000;
    static final SegmentRef SEGMENT = new SegmentRef(SegmentFolder.DATA, 0x1a);

    final Path data;
    final FakeIntentSource intents = new FakeIntentSource();
    long clockMillis = NOW;
    long rawNanos = 5_000_000_000L;
    boolean doubted;
    GuardHelper helper;

    GuardKit(Path data) throws IOException {
        this.data = data;
        Files.createDirectories(data.resolve("segments/data"));
        Files.createDirectories(data.resolve("segments/meta"));
        helper = open();
    }

    /** Stands for the ledger, which comes with another part. */
    static final class FakeIntentSource implements IntentSource {
        final Set<Long> intended = new HashSet<>();

        @Override
        public boolean intended(long segmentId) {
            return intended.contains(segmentId);
        }
    }

    void restart() throws IOException {
        helper.close();
        helper = open();
    }

    Path file(SegmentRef segment) {
        return data.resolve(segment.path());
    }

    Path write(SegmentRef segment) throws IOException {
        return Files.writeString(file(segment), "varve segment");
    }

    Outcome seal(SegmentRef segment, LockMode mode, long until) {
        return ask(GuardVerb.SEAL, segment, new Lock(mode, until));
    }

    Outcome extend(SegmentRef segment, long until) {
        return ask(GuardVerb.EXTEND, segment, new Lock(LockMode.LOCK_MODE_COMPLIANCE, until));
    }

    Outcome release(SegmentRef segment) {
        return ask(GuardVerb.RELEASE, segment, Lock.NONE);
    }

    Outcome ask(GuardVerb verb, SegmentRef segment, Lock lock) {
        return helper.handle(new GuardRequest(verb, segment, lock).encode()).outcome();
    }

    static void assertImmutable(Path file) throws IOException {
        assertThat(flags(file)).contains("i");
    }

    static void assertAppendOnly(Path folder) throws IOException {
        assertThat(flags(folder)).contains("a");
    }

    /** As lsattr shows them. */
    static String flags(Path file) throws IOException {
        String said = Commands.run("lsattr", "-d", file.toString()).said();
        return said.substring(0, Math.max(0, said.indexOf(' ')));
    }

    @Override
    public void close() {
        helper.close();
    }

    private GuardHelper open() throws IOException {
        return GuardHelper.open(
                data,
                REPOSITORY,
                this::status,
                () ->
                        new ClockReading(
                                new ClockInstants(
                                        new Uid(1, 1), 0, rawNanos, rawNanos, rawNanos, NOW),
                                false,
                                false),
                intents);
    }

    private ClockStatus status() {
        return doubted
                ? new ClockStatus(
                        ClockState.Name.SUSPECT,
                        false,
                        clockMillis,
                        0,
                        0,
                        0,
                        0,
                        Set.of(Doubt.WALL_STEP))
                : new ClockStatus(ClockState.Name.RUNNING, true, clockMillis, 0, 0, 0, 0, Set.of());
    }
}

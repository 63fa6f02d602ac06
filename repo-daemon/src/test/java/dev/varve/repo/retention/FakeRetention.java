package dev.varve.repo.retention;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A fake: a retention clock that a test turns, and a ledger in memory that fails when told. */
public final class FakeRetention implements Ledger {
    private final List<LedgerEntry> entries = new CopyOnWriteArrayList<>();
    private final AtomicLong clockMillis = new AtomicLong(1_700_000_000_000L);
    private volatile boolean believed = true;
    private volatile boolean failing;
    private volatile LedgerKind failingKind = LedgerKind.UNRECOGNIZED;

    public Retention retention() {
        return new Retention(this::status, this);
    }

    private ClockStatus status() {
        return new ClockStatus(
                believed ? ClockState.Name.RUNNING : ClockState.Name.SUSPECT,
                believed,
                clockMillis.get(),
                0,
                0,
                0,
                clockMillis.get(),
                Set.of());
    }

    public long nowMillis() {
        return clockMillis.get();
    }

    public void pass(Duration time) {
        clockMillis.addAndGet(time.toMillis());
    }

    public void believe(boolean yes) {
        believed = yes;
    }

    public void fail(boolean yes) {
        failing = yes;
    }

    /** Entries of this kind fail; UNRECOGNIZED: none. */
    public void failKind(LedgerKind kind) {
        failingKind = kind;
    }

    public List<LedgerEntry> entries() {
        return entries;
    }

    public List<LedgerKind> kinds() {
        return entries.stream().map(LedgerEntry::getKind).toList();
    }

    @Override
    public LedgerEntry append(LedgerEntry draft) throws IOException {
        if (failing || draft.getKind() == failingKind) {
            throw new IOException("the ledger fails as told");
        }
        LedgerEntry entry = draft.toBuilder().setClockMillis(clockMillis.get()).build();
        entries.add(entry);
        return entry;
    }
}

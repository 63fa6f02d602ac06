package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.store.segment.Admission;
import dev.varve.repo.store.segment.AppendedRun;
import dev.varve.repo.store.segment.RecordRun;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one vault within its quota: sessions reserve what their sources could need, and no run of
 * theirs is written that does not fit beside the reservations of the others. What the daemon writes
 * by itself (commits, ends of points, copies of compaction) is not asked about; of a commit's
 * pages, the room is kept when their deltas come. docs/decisions/0017-quotas.md. Safe for several
 * threads.
 */
final class VaultQuota {
    /** Where less is left, no session is opened: it could not send anything. */
    static final long LEAST_ROOM_BYTES = 64 << 10;

    /** A reservation lapses when its session was silent for so long. */
    static final Duration SILENCE = Duration.ofMinutes(15);

    private static final long NOT_ADMITTED = -1;
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final VaultContext vault;

    // Guarded by this.
    private final Set<Reservation> reservations = new HashSet<>();

    private volatile Limit limit = new Limit(0, System.nanoTime() - LOOK_AGAIN_NANOS);

    /** The quota as it was read; 0: none. */
    private record Limit(long bytes, long readNanos) {}

    VaultQuota(VaultContext vault) {
        this.vault = vault;
    }

    /**
     * Keeps room for a new session.
     *
     * @throws ProtocolException QUOTA_EXCEEDED
     */
    Reservation reserve(long expectedBytes) throws IOException {
        Reservation own = new Reservation(expectedBytes, 0, vault.nowMillis());
        long need = Math.max(expectedBytes, LEAST_ROOM_BYTES);
        long quota = readQuota();
        vault.records()
                .admit(
                        vault.vaultNumber(),
                        (storedBytes, runBytes) -> open(own, need, storedBytes, quota));
        return own;
    }

    /** For a session that outlived a daemon: what it sent needs its commit. */
    Reservation resume(long owedBytes) {
        Reservation own = new Reservation(0, owedBytes, vault.nowMillis());
        add(own);
        return own;
    }

    private synchronized void add(Reservation own) {
        reservations.add(own);
    }

    /** The session ended. Again is harmless. */
    synchronized void end(Reservation own) {
        reservations.remove(own);
    }

    /**
     * Appends a session's run.
     *
     * @throws ProtocolException QUOTA_EXCEEDED, nothing was written; and as {@code
     *     RecordStore.append}
     */
    CompletableFuture<AppendedRun> append(Reservation own, RecordRun run)
            throws IOException, InterruptedException {
        long quota = quota();
        try {
            return append(own, run, quota);
        } catch (ProtocolException e) {
            long now = e.code() == ErrorCode.QUOTA_EXCEEDED ? readQuota() : quota;
            if (now == quota) {
                throw e;
            }
            return append(own, run, now); // It was changed a moment ago.
        }
    }

    private CompletableFuture<AppendedRun> append(Reservation own, RecordRun run, long quota)
            throws IOException, InterruptedException {
        long owed = SessionNeed.owedBytes(run);
        AtomicLong used = new AtomicLong(NOT_ADMITTED);
        Admission admission =
                (storedBytes, runBytes) -> used.set(take(own, runBytes, owed, storedBytes, quota));
        CompletableFuture<AppendedRun> appended = null;
        try {
            appended = vault.records().append(vault.vaultNumber(), run, admission);
            return appended;
        } finally {
            if (appended == null && used.get() != NOT_ADMITTED) {
                giveBack(own, used.get(), owed);
            }
        }
    }

    private synchronized void open(Reservation own, long need, long storedBytes, long quota)
            throws ProtocolException {
        long others = others(own);
        if (quota > 0 && need > quota - storedBytes - others) {
            throw exceeded(
                    quota,
                    storedBytes,
                    others,
                    "this session could need " + need + " bytes and is not opened");
        }
        reservations.add(own);
    }

    /** How much of what was expected of the session this uses up. */
    private synchronized long take(
            Reservation own, long runBytes, long owed, long storedBytes, long quota)
            throws ProtocolException {
        long others = others(own);
        long need = runBytes + owed + own.owedBytes();
        if (quota > 0 && need > quota - storedBytes - others) {
            throw exceeded(
                    quota, storedBytes, others, "what this session sends does not fit any more");
        }
        return own.came(runBytes, owed);
    }

    private synchronized void giveBack(Reservation own, long used, long owed) {
        own.failed(used, owed);
    }

    /** Guarded by this. */
    private long others(@Nullable Reservation own) {
        long silentSince = vault.nowMillis() - SILENCE.toMillis();
        long bytes = 0;
        for (Reservation each : reservations) {
            if (each != own) {
                each.lapseWhenSilentSince(silentSince);
                bytes += each.bytes();
            }
        }
        return bytes;
    }

    private ProtocolException exceeded(long quota, long stored, long others, String what) {
        return new ProtocolException(
                ErrorCode.QUOTA_EXCEEDED,
                "vault "
                        + vault.vaultName()
                        + " has a quota of "
                        + quota
                        + " bytes, holds "
                        + stored
                        + ", and other sessions reserve "
                        + others
                        + ": "
                        + what,
                "Raise it (varve vault quota "
                        + vault.vaultName()
                        + " --bytes N), or end restore points and compact. What was acknowledged"
                        + " is safe, and the same backup goes on where it stopped.");
    }

    /** As it stands. */
    VaultUsage usage() throws IOException {
        return new VaultUsage(
                readQuota(), vault.records().storedBytes(vault.vaultNumber()), reservedBytes());
    }

    private synchronized long reservedBytes() {
        return others(null);
    }

    private long quota() throws IOException {
        Limit now = limit;
        return System.nanoTime() - now.readNanos() < LOOK_AGAIN_NANOS ? now.bytes() : readQuota();
    }

    private long readQuota() throws IOException {
        VaultDocument current = vault.parts().vaults().current(vault.vaultNumber());
        Limit read = new Limit(current == null ? 0 : current.getQuotaBytes(), System.nanoTime());
        limit = read;
        return read.bytes();
    }
}

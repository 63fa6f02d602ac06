package dev.varve.repo.retention.ledger;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.clock.LedgerHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves a ledger from its files alone: the chain of hashes, the checkpoints, what the clock's
 * record knows of it, and that nothing ended before its label allowed it. Reads only. Confined to
 * one thread.
 */
public final class LedgerAudit {
    private final LedgerChain chain = new LedgerChain();
    private final Map<Long, LedgerHead> heads = new HashMap<>();
    private final Set<Long> wanted = new HashSet<>();
    private final AuditedActs acts = new AuditedActs();
    private final List<String> findings = new ArrayList<>();
    private @Nullable Forged forged;

    private LedgerAudit() {}

    /**
     * The first entry that does not fit; nothing behind it is believed.
     *
     * @param sequence the number that the entry there has to have
     * @param offsetBytes where it is in the file
     */
    public record Forged(long sequence, String file, long offsetBytes, String what) {}

    /**
     * What an audit found.
     *
     * @param entries proved, from the first on
     * @param kinds how many of each
     * @param refused refused deletions, the first thousand
     * @param deleted ends of points and deletions of segments, the first thousand
     * @param labelled labels and holds, the first thousand
     * @param forged empty: the chain is whole, as far as it goes
     * @param findings what is wrong, the place first; empty: the ledger is whole
     */
    public record Result(
            long entries,
            int checkpoints,
            Map<LedgerKind, Long> kinds,
            List<LedgerEntry> refused,
            List<LedgerEntry> deleted,
            List<LedgerEntry> labelled,
            Optional<Forged> forged,
            List<String> findings) {
        public boolean whole() {
            return findings.isEmpty();
        }
    }

    /**
     * Audits.
     *
     * @param clock the ledger's head that the clock's record has; empty: it cannot be read
     */
    public static Result run(Path data, Checkpoints checkpoints, Optional<LedgerHead> clock)
            throws IOException {
        return new LedgerAudit().audit(data, checkpoints.all(), clock);
    }

    private Result audit(Path data, List<Checkpoints.Kept> checkpoints, Optional<LedgerHead> clock)
            throws IOException {
        for (Checkpoints.Kept each : checkpoints) {
            if (each instanceof Checkpoints.Kept.Signed signed) {
                wanted.add(signed.head().size());
            }
        }
        clock.ifPresent(head -> wanted.add(head.size()));
        QueueExcerpts.Unreadable bad =
                new QueueExcerpts(new FileStorageDirectory(data), QueueLedger.FOLDER)
                        .forEach(this::entry);
        if (bad != null) {
            forged = new Forged(chain.size() + 1, bad.file(), bad.offsetBytes(), bad.what());
            findings.add(bad.file() + " at offset " + bad.offsetBytes() + ": " + bad.what());
        }
        checkpoints.forEach(this::compare);
        if (clock.isEmpty()) {
            findings.add("the record of the retention clock cannot be read");
        } else {
            compare("the record of the retention clock", clock.get());
        }
        return new Result(
                chain.size(),
                checkpoints.size(),
                acts.kinds(),
                acts.refused(),
                acts.deleted(),
                acts.labelled(),
                Optional.ofNullable(forged),
                findings);
    }

    private void compare(Checkpoints.Kept checkpoint) {
        switch (checkpoint) {
            case Checkpoints.Kept.Signed signed -> compare(signed.file(), signed.head());
            case Checkpoints.Kept.Bad bad -> findings.add(bad.file() + ": " + bad.why());
        }
    }

    private void compare(String what, LedgerHead head) {
        if (head.size() == 0) {
            return;
        }
        LedgerHead found = heads.get(head.size());
        if (found == null) {
            findings.add(
                    what
                            + " speaks of "
                            + head.size()
                            + " entries, and "
                            + chain.size()
                            + " are proved");
        } else if (!found.equals(head)) {
            findings.add(what + " has another root of the first " + head.size() + " entries");
        }
    }

    private boolean entry(String file, long offset, byte[] excerpt) {
        try {
            LedgerEntry entry = chain.follow(excerpt);
            if (wanted.contains(chain.size())) {
                heads.put(chain.size(), chain.head());
            }
            acts.take(entry)
                    .ifPresent(wrong ->
                            findings.add(place(file, offset, chain.size()) + ": " + wrong));
            return true;
        } catch (LedgerChain.BrokenException e) {
            long sequence = chain.size() + 1;
            forged = new Forged(sequence, file, offset, String.valueOf(e.getMessage()));
            findings.add(
                    place(file, offset, sequence) + " is forged or damaged: " + e.getMessage());
            return false;
        }
    }

    private static String place(String file, long offset, long sequence) {
        return file + " at offset " + offset + ", entry " + sequence;
    }
}

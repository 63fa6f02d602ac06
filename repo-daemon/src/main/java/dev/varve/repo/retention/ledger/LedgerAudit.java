package dev.varve.repo.retention.ledger;

import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.clock.LedgerHead;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Proves a ledger from its files alone: the chain of hashes, the checkpoints, what the clock's
 * record knows of it, and that nothing ended before its label allowed it. Reads only. Confined to
 * one thread.
 */
public final class LedgerAudit {
    private static final int MOST_LISTED = 1000;

    private final LedgerChain chain = new LedgerChain();
    private final Map<Long, LedgerHead> heads = new HashMap<>();
    private final Set<Long> wanted = new HashSet<>();
    private final Map<LedgerKind, Long> kinds = new EnumMap<>(LedgerKind.class);
    private final Map<String, Label> labels = new HashMap<>();
    private final Set<String> intended = new HashSet<>();

    /** Points of which two officers agreed to end governance. */
    private final Set<String> agreed = new HashSet<>();

    private final List<String> findings = new ArrayList<>();
    private final List<LedgerEntry> refused = new ArrayList<>();

    private LedgerAudit() {}

    /**
     * What an audit found.
     *
     * @param entries proved, from the first on
     * @param kinds how many of each
     * @param refused refused deletions, the first thousand
     * @param findings what is wrong, the place first; empty: the ledger is whole
     */
    public record Result(
            long entries,
            int checkpoints,
            Map<LedgerKind, Long> kinds,
            List<LedgerEntry> refused,
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
        checkpoints.forEach(each -> each.head().ifPresent(head -> wanted.add(head.size())));
        clock.ifPresent(head -> wanted.add(head.size()));
        QueueExcerpts.Unreadable bad =
                new QueueExcerpts(new FileStorageDirectory(data), QueueLedger.FOLDER)
                        .forEach(this::entry);
        if (bad != null) {
            findings.add(bad.file() + " at offset " + bad.offsetBytes() + ": " + bad.what());
        }
        for (Checkpoints.Kept each : checkpoints) {
            if (each.head().isEmpty()) {
                findings.add(each.file() + ": the key of this repository did not sign it");
            } else {
                compare(each.file(), each.head().get());
            }
        }
        if (clock.isEmpty()) {
            findings.add("the record of the retention clock cannot be read");
        } else {
            compare("the record of the retention clock", clock.get());
        }
        return new Result(chain.size(), checkpoints.size(), kinds, refused, findings);
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
            kinds.merge(entry.getKind(), 1L, Long::sum);
            judge(entry, file + " at offset " + offset + ", entry " + chain.size() + ": ");
            return true;
        } catch (LedgerChain.BrokenException e) {
            findings.add(
                    file
                            + " at offset "
                            + offset
                            + ", entry "
                            + (chain.size() + 1)
                            + " is forged or damaged: "
                            + e.getMessage());
            return false;
        }
    }

    private void judge(LedgerEntry entry, String place) {
        String subject =
                entry.getVaultNumber()
                        + "/"
                        + HexFormat.of().formatHex(entry.getSubject().toByteArray());
        switch (entry.getKind()) {
            case LEDGER_KIND_OFFICER_EXECUTION -> agreed.add(ofPoint(entry));
            case LEDGER_KIND_POINT, LEDGER_KIND_LABEL, LEDGER_KIND_HOLD -> {
                Label before = labels.getOrDefault(subject, Label.getDefaultInstance());
                if (entry.getLabel().getReleasedUntilMillis() > before.getReleasedUntilMillis()
                        && !agreed.contains(ofPoint(entry))) {
                    findings.add(place + "no act of officers stands before it: " + entry.getWhat());
                }
                labels.put(subject, Labels.join(before, entry.getLabel()));
            }
            case LEDGER_KIND_EXPIRY_INTENT -> {
                intended.add(subject);
                if (Labels.locked(
                        labels.getOrDefault(subject, Label.getDefaultInstance()),
                        entry.getClockMillis())) {
                    findings.add(place + "a point ended while it was locked: " + entry.getWhat());
                }
            }
            case LEDGER_KIND_SEGMENT_DELETE_INTENT -> intended.add(subject);
            case LEDGER_KIND_EXPIRY_DONE, LEDGER_KIND_SEGMENT_DELETED -> {
                if (!intended.contains(subject)) {
                    findings.add(place + "no intent stands before it: " + entry.getWhat());
                }
            }
            case LEDGER_KIND_REFUSED -> {
                if (refused.size() < MOST_LISTED) {
                    refused.add(entry);
                }
            }
            default -> {}
        }
    }

    private static String ofPoint(LedgerEntry entry) {
        return entry.getVault() + "/" + HexFormat.of().formatHex(entry.getSubject().toByteArray());
    }
}

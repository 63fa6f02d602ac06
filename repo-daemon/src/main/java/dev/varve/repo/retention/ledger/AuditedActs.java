package dev.varve.repo.retention.ledger;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.retention.label.Labels;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What proved entries say was done, in their order, and whether it might be done then: each end of
 * a point and each deletion uses up an intent before it, and no point ends while its label locks
 * it. Confined to one thread.
 */
final class AuditedActs {
    private static final int MOST_LISTED = 1000;

    private final Map<LedgerKind, Long> kinds = new EnumMap<>(LedgerKind.class);
    private final Map<Subject, Label> labels = new HashMap<>();
    private final Set<Subject> intended = new HashSet<>();
    private final Set<Subject> ended = new HashSet<>();

    /** Points of which two officers agreed to end governance. */
    private final Set<PointOfVault> agreed = new HashSet<>();

    private final List<LedgerEntry> refused = new ArrayList<>();
    private final List<LedgerEntry> deleted = new ArrayList<>();
    private final List<LedgerEntry> labelled = new ArrayList<>();

    /** A point or a segment. */
    private record Subject(int vaultNumber, ByteString id) {
        static Subject of(LedgerEntry entry) {
            return new Subject(entry.getVaultNumber(), entry.getSubject());
        }
    }

    /** As officers name it. */
    private record PointOfVault(String vault, ByteString id) {}

    /** How many of each kind. */
    Map<LedgerKind, Long> kinds() {
        return kinds;
    }

    /** Refused deletions, the first thousand. */
    List<LedgerEntry> refused() {
        return refused;
    }

    /** Ends of points and deletions of segments, the first thousand. */
    List<LedgerEntry> deleted() {
        return deleted;
    }

    /** Labels and holds, the first thousand. */
    List<LedgerEntry> labelled() {
        return labelled;
    }

    /** Takes the next entry; what is wrong with it, empty when nothing is. */
    Optional<String> take(LedgerEntry entry) {
        kinds.merge(entry.getKind(), 1L, Long::sum);
        Subject subject = Subject.of(entry);
        switch (entry.getKind()) {
            case LEDGER_KIND_POINT -> {
                return label(entry, subject);
            }
            case LEDGER_KIND_LABEL, LEDGER_KIND_HOLD -> {
                list(labelled, entry);
                intended.remove(subject); // given before the label was known
                return label(entry, subject);
            }
            case LEDGER_KIND_OFFICER_EXECUTION -> agreed.add(ofPoint(entry));
            case LEDGER_KIND_EXPIRY_INTENT -> {
                intended.add(subject);
                if (isLocked(subject, entry.getClockMillis())) {
                    return Optional.of("a point ended while it was locked: " + entry.getWhat());
                }
            }
            case LEDGER_KIND_SEGMENT_DELETE_INTENT -> intended.add(subject);
            case LEDGER_KIND_EXPIRY_DONE, LEDGER_KIND_SEGMENT_DELETED -> {
                return deleted(entry, subject);
            }
            case LEDGER_KIND_REFUSED -> list(refused, entry);
            default -> {}
        }
        return Optional.empty();
    }

    private Optional<String> label(LedgerEntry entry, Subject subject) {
        Label before = labels.getOrDefault(subject, Label.getDefaultInstance());
        labels.put(subject, Labels.join(before, entry.getLabel()));
        boolean released =
                entry.getLabel().getReleasedUntilMillis() > before.getReleasedUntilMillis();
        return released && !agreed.contains(ofPoint(entry))
                ? Optional.of("no act of officers stands before it: " + entry.getWhat())
                : Optional.empty();
    }

    private static PointOfVault ofPoint(LedgerEntry entry) {
        return new PointOfVault(entry.getVault(), entry.getSubject());
    }

    private boolean isLocked(Subject subject, long clockMillis) {
        return Labels.locked(labels.getOrDefault(subject, Label.getDefaultInstance()), clockMillis);
    }

    private Optional<String> deleted(LedgerEntry entry, Subject subject) {
        list(deleted, entry);
        boolean hadIntent = intended.remove(subject);
        // A crash may let an end be entered once more; no other point or segment has its id.
        boolean again = !ended.add(subject);
        return hadIntent || again
                ? Optional.empty()
                : Optional.of("no intent stands before it: " + entry.getWhat());
    }

    private static void list(List<LedgerEntry> entries, LedgerEntry entry) {
        if (entries.size() < MOST_LISTED) {
            entries.add(entry);
        }
    }
}

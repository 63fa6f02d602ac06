package dev.varve.repo.officer;

import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.ClockInstants;
import dev.varve.repo.retention.clock.ClockReading;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.OperatorRegistry;
import dev.varve.repo.vault.Role;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A data directory, a clock on a machine that a test turns, a ledger and labels in memory. */
final class OfficerKit implements Ledger {
    static final String VAULT = "team";
    static final Uid POINT = new Uid(1, 2);

    final DataDirectory directory;
    final RetentionClock clock;
    final Retention retention;
    final List<LedgerEntry> entries = new ArrayList<>();
    final Map<Uid, Label> labels = new HashMap<>();
    final OperatorRegistry.Known eva;
    final OperatorRegistry.Known ben;

    /** Appends that still work; below 0: all do. */
    int appendsLeft = -1;

    /** The effect of a release fails, after its entry in the ledger. */
    boolean storeFails;

    private long nanos = 5_000_000_000L;
    private long boot = 1;
    private long wallOffsetMillis = 1_800_000_000_000L;
    OfficerActs acts;

    OfficerKit(Path root) throws IOException {
        directory = DataDirectory.openOrInitialise(root);
        clock =
                RetentionClock.open(
                        RetentionClock.slots(root),
                        directory.keys().receipt(),
                        directory.repositoryId(),
                        this::read);
        retention = new Retention(clock, this);
        eva = officer("eva");
        ben = officer("ben");
        acts = open();
    }

    private ClockReading read() {
        return new ClockReading(
                new ClockInstants(
                        new Uid(7, boot),
                        0,
                        nanos,
                        nanos,
                        nanos,
                        wallOffsetMillis + nanos / 1_000_000),
                false,
                false);
    }

    OperatorRegistry.Known officer(String name) throws IOException {
        return person(name, Role.SECURITY_OFFICER);
    }

    OperatorRegistry.Known person(String name, Role role) throws IOException {
        return known(directory.operators().add(name, role));
    }

    OperatorRegistry.Known known(String token) throws IOException {
        return directory.operators().authenticate(token).orElseThrow();
    }

    /** What a daemon makes at its start. */
    OfficerActs open() {
        acts =
                new OfficerActs(
                        directory.officerActs(),
                        directory.operators(),
                        new ActExecution(vault -> store(), directory.vaults(), clock, retention),
                        new ActTimes(clock::status, this::read),
                        this);
        return acts;
    }

    private VaultStore store() {
        return (VaultStore)
                Proxy.newProxyInstance(
                        VaultStore.class.getClassLoader(),
                        new Class<?>[] {VaultStore.class},
                        (self, method, arguments) ->
                                switch (method.getName()) {
                                    case "label" -> label((Uid) arguments[0]);
                                    case "addLabel" ->
                                            addLabel(
                                                    (Uid) arguments[0],
                                                    (Label) arguments[1],
                                                    (String) arguments[2]);
                                    default -> throw new UnsupportedOperationException();
                                });
    }

    Label label(Uid point) {
        return labels.getOrDefault(point, Label.getDefaultInstance());
    }

    private Label addLabel(Uid point, Label more, String actor) throws IOException {
        append(
                LedgerEntry.newBuilder()
                        .setKind(LedgerKind.LEDGER_KIND_LABEL)
                        .setActor(actor)
                        .setLabel(more)
                        .build());
        if (storeFails) {
            throw new IOException("the disk fails as told");
        }
        labels.merge(point, more, Labels::join);
        return label(point);
    }

    @Override
    public LedgerEntry append(LedgerEntry draft) throws IOException {
        if (appendsLeft == 0) {
            throw new IOException("the ledger fails as told");
        }
        appendsLeft--;
        entries.add(draft);
        return draft;
    }

    List<LedgerKind> kinds() {
        return entries.stream().map(LedgerEntry::getKind).toList();
    }

    OfficerAct act(String name) throws IOException {
        return directory.officerActs().find(name).orElseThrow();
    }

    /** Time passes for all clocks, in steps that the retention clock credits. */
    void pass(Duration time) throws IOException {
        nanos += time.toNanos();
        clock.tick();
    }

    /** The retention clock stands still from here on. */
    void moveWall(Duration by) throws IOException {
        wallOffsetMillis += by.toMillis();
        clock.tick();
    }

    /** Power off, and up again after so long; the wall clock may not know. */
    void reboot() {
        boot++;
        wallOffsetMillis += nanos / 1_000_000;
        nanos = 1_000_000_000L;
    }
}

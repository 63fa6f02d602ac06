package dev.varve.perf.year;

import dev.varve.ingest.block.ChangedExtents;
import dev.varve.ingest.push.BackupResult;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.ChainOrder;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.CompactionLimits;
import dev.varve.repo.store.CompactionResult;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.upkeep.PolicyExpiry;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lives through a year: a backup, expiry by policy and compaction each day. One thread. */
final class Year implements AutoCloseable {
    private static final int TOLD_EVERY_DAYS = 30;

    private final YearPlan plan;
    private final Path folder;
    private final TurnedClock clock = new TurnedClock();
    private final DataDirectory data;
    private final Person person;
    private final DailyVolume volume;
    private final Map<Uid, ByteBuffer> digests = new HashMap<>();
    private House house;
    private Id newestRoot = Id.ZERO;
    private long movedBytes;
    private long orderedBytes;

    Year(YearPlan plan, Path folder) throws Exception {
        this.plan = plan;
        this.folder = folder;
        data = DataDirectory.openOrInitialise(folder.resolve("data"));
        person = Person.of(data, "year", folder.resolve("state"));
        volume = new DailyVolume(folder.resolve("volume"), plan.seed(), plan.mebibytes());
        house = House.open(data, clock, plan.segmentBytes());
        person.makeKeys(house);
        data.vaults().updatePolicy("year", now -> plan.policy());
    }

    House house() {
        return house;
    }

    Person person() {
        return person;
    }

    DailyVolume volume() {
        return volume;
    }

    Id newestRoot() {
        return newestRoot;
    }

    DataDirectory data() {
        return data;
    }

    long movedBytes() {
        return movedBytes;
    }

    long orderedBytes() {
        return orderedBytes;
    }

    /** All days, each with its backup and its upkeep. */
    void live() throws Exception {
        int changed = volume.blocks(plan.changedShare());
        for (int day = 0; day < plan.days(); day++) {
            backUp(day == 0 ? null : volume.change(day, changed));
            upkeep();
            if (day % TOLD_EVERY_DAYS == 0 || day == plan.days() - 1) {
                tell(day);
            }
            clock.pass(Duration.ofDays(1));
        }
    }

    private void backUp(@Nullable ChangedExtents changed) throws Exception {
        BackupResult result = person.backUp(house, volume.file(), changed);
        digests.put(result.point(), volume.digest());
        newestRoot = result.roots().getFirst();
        reopen();
    }

    /** What was open is sealed, as it is in a day of rest. */
    void reopen() throws Exception {
        house.close();
        house = House.open(data, clock, plan.segmentBytes());
    }

    private CompactionResult upkeep() throws Exception {
        VaultStore vault = vault();
        PolicyExpiry.run(vault, plan.policy(), clock.millis(), "year", () -> false);
        CompactionResult result =
                vault.compact(
                        new CompactionLimits(
                                CompactionLimits.DEFAULT.deadShare(),
                                CompactionLimits.DEFAULT.movedBytes(),
                                CompactionLimits.DEFAULT.besidePushes(),
                                plan.runsPerGib()),
                        CheckMonitor.NONE);
        movedBytes += result.movedBytes();
        orderedBytes += result.orderedBytes();
        return result;
    }

    /** Locks end, and upkeep goes on until it has nothing to do. */
    void unlock() throws Exception {
        clock.pass(plan.lock());
        CompactionResult result;
        do {
            result = upkeep();
            reopen();
        } while (result.segments() > 0 || result.orderedBytes() > 0);
    }

    /**
     * Restores every point that is kept.
     *
     * @return how many there are
     * @throws IllegalStateException one differs from the volume of its day
     */
    int verify() throws Exception {
        int points = 0;
        for (PointDocument point :
                vault().listPoints(ListPoints.getDefaultInstance()).getPointsList()) {
            Uid id = Uid.of(point.getPointId().toByteArray());
            Path target = folder.resolve("restored");
            person.restore(house, Id.at(point.getImages(0).getRoot().toByteArray(), 0), target);
            ByteBuffer digest = DailyVolume.digest(target);
            Files.delete(target);
            if (!digest.equals(digests.get(id))) {
                throw new IllegalStateException("point " + id + " is not what its day was");
            }
            points++;
        }
        return points;
    }

    Space space() throws Exception {
        return Space.of(house, data.root(), person.vault().getVaultNumber());
    }

    ChainOrder order() throws Exception {
        return vault().order().getFirst();
    }

    private VaultStore vault() throws Exception {
        return house.vault(person.vault());
    }

    private void tell(int day) throws Exception {
        reopen();
        Space space = space();
        System.err.printf(
                Locale.ROOT,
                "day %3d: %d MiB, %.3f of what is alive, %d runs a GiB; moved %d MiB so far, of"
                        + " which %d in order%n",
                day,
                space.fileBytes() >> 20,
                space.ratio(),
                order().runsPerGib(),
                movedBytes >> 20,
                orderedBytes >> 20);
    }

    @Override
    public void close() throws IOException {
        house.close();
    }
}

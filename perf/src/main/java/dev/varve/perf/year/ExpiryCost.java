package dev.varve.perf.year;

import dev.varve.ingest.push.BackupResult;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.DataDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Ends points of a small and of a large volume in turn, in which the same blocks changed: what the
 * end of a point costs is to follow the change alone.
 */
@Command(
        name = "expiry-cost",
        mixinStandardHelpOptions = true,
        description = "Time and index work of ending one point, in a small and a large volume.")
public final class ExpiryCost implements Callable<Integer> {
    /** Half of the points are ended as the oldest, half between two others. */
    private static final int WARM_UP = 5;

    @Option(names = "--work", required = true, description = "A folder that is empty.")
    private Path work = Path.of("");

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--mib", defaultValue = "1024", description = "Size of the small volume.")
    private int mebibytes;

    @Option(names = "--factor", defaultValue = "10", description = "Of the large one.")
    private int factor;

    @Option(names = "--points", defaultValue = "20", description = "Measured, of each sort.")
    private int points;

    @Option(names = "--blocks", defaultValue = "300", description = "Changed between two points.")
    private int blocks;

    private ExpiryCost() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ExpiryCost()).execute(arguments));
    }

    /** One end of a point. */
    private record Cost(double millis, long reads, long writes) {}

    /** A repository with a chain. */
    private record Chain(House house, VaultStore vault, List<Uid> points) {
        Cost expire(Uid point) throws Exception {
            long reads = house.index().reads();
            long writes = house.index().writes();
            long begin = System.nanoTime();
            vault.expire(point, "expiry-cost", "measured");
            double millis = (System.nanoTime() - begin) / 1e6;
            points.remove(point);
            return new Cost(millis, house.index().reads() - reads, house.index().writes() - writes);
        }

        Uid oldest() {
            return points.getFirst();
        }

        /** Its neighbours are those it was made between. */
        Uid middle() {
            return points.get(points.size() / 2);
        }
    }

    private Chain chain(String name, int size) throws Exception {
        Path folder = work.resolve(name);
        TurnedClock clock = new TurnedClock();
        DataDirectory data = DataDirectory.openOrInitialise(folder.resolve("data"));
        Person person = Person.of(data, "cost", folder.resolve("state"));
        DailyVolume volume = new DailyVolume(folder.resolve("volume"), seed, size);
        House house = House.open(data, clock, 256L << 20);
        person.makeKeys(house);
        int within = Math.toIntExact(((long) mebibytes << 20) / (64 << 10));
        List<Uid> made = new ArrayList<>();
        for (int day = 0; day < 4 * (points + WARM_UP); day++) {
            BackupResult result =
                    person.backUp(
                            house,
                            volume.file(),
                            day == 0 ? null : volume.change(day, blocks, within));
            made.add(result.point());
            clock.pass(Duration.ofDays(1));
        }
        return new Chain(house, house.vault(person.vault()), made);
    }

    @Override
    public Integer call() throws Exception {
        Chain small = chain("small", mebibytes);
        Chain large = chain("large", mebibytes * factor);
        race("oldest", small, large, true);
        race("middle", small, large, false);
        small.house.close();
        large.house.close();
        return 0;
    }

    private void race(String name, Chain small, Chain large, boolean oldest) throws Exception {
        List<Cost> ofSmall = new ArrayList<>();
        List<Cost> ofLarge = new ArrayList<>();
        for (int i = 0; i < points + WARM_UP; i++) {
            Cost first = small.expire(oldest ? small.oldest() : small.middle());
            Cost second = large.expire(oldest ? large.oldest() : large.middle());
            if (i >= WARM_UP) {
                ofSmall.add(first);
                ofLarge.add(second);
            }
        }
        double before = median(ofSmall);
        double after = median(ofLarge);
        System.out.printf(
                Locale.ROOT,
                "{\"ended\":\"%s\",\"smallMillis\":%.2f,\"largeMillis\":%.2f,\"ratio\":%.2f,"
                        + "\"smallReads\":%d,\"largeReads\":%d,\"smallWrites\":%d,"
                        + "\"largeWrites\":%d}%n",
                name,
                before,
                after,
                after / before,
                sum(ofSmall, true),
                sum(ofLarge, true),
                sum(ofSmall, false),
                sum(ofLarge, false));
    }

    private static double median(List<Cost> costs) {
        return RestoreRace.median(costs.stream().map(Cost::millis).toList());
    }

    /** A point. */
    private static long sum(List<Cost> costs, boolean reads) {
        return costs.stream().mapToLong(cost -> reads ? cost.reads : cost.writes).sum()
                / costs.size();
    }
}

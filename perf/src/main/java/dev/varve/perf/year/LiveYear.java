package dev.varve.perf.year;

import dev.varve.repo.store.ChainOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** W6 as a program: prints one JSON object of what came of the year. */
@Command(
        name = "year",
        mixinStandardHelpOptions = true,
        description = "Daily increments, expiry and compaction on a clock that is turned by hand.")
public final class LiveYear implements Callable<Integer> {
    @Option(names = "--work", required = true, description = "A folder that is empty.")
    private Path work = Path.of("");

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--mib", defaultValue = "2048", description = "Size of the volume.")
    private int mebibytes;

    @Option(names = "--days", defaultValue = "365")
    private int days;

    @Option(names = "--changed", defaultValue = "0.02", description = "Share of blocks, a day.")
    private double changed;

    @Option(names = "--lock-days", defaultValue = "0")
    private int lockDays;

    @Option(names = "--segment-mib", defaultValue = "256")
    private int segmentMebibytes;

    @Option(
            names = "--runs-per-gib",
            defaultValue = "0",
            description = "Order is made above this; 0: what the daemon does.")
    private long runsPerGib;

    @Option(names = "--rounds", defaultValue = "5")
    private int rounds;

    private LiveYear() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LiveYear()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        YearPlan plan =
                new YearPlan(
                        seed,
                        mebibytes,
                        days,
                        changed,
                        Duration.ofDays(lockDays),
                        (long) segmentMebibytes << 20,
                        YearPlan.runsOr(runsPerGib),
                        rounds);
        try (Year year = new Year(plan, work)) {
            year.live();
            Space locked = year.space();
            year.unlock();
            Space space = year.space();
            ChainOrder order = year.order();
            int points = year.verify();
            RestoreRace race = new RestoreRace(year, work);
            RestoreRace.Times warm = race.run("warm", rounds, false);
            double cold = RestoreRace.mayDropCaches() ? race.run("cold", rounds, true).speed() : 0;
            System.out.printf(
                    Locale.ROOT,
                    "{\"points\":%d,\"fileBytes\":%d,\"liveBytes\":%d,\"space\":%.3f,"
                            + "\"spaceByObjects\":%.3f,\"spaceLocked\":%.3f,\"runsPerGib\":%d,"
                            + "\"movedBytes\":%d,\"orderedBytes\":%d,\"newestSeconds\":%.2f,"
                            + "\"firstSeconds\":%.2f,\"speedWarm\":%.3f,\"speedCold\":%.3f}%n",
                    points,
                    space.fileBytes(),
                    space.liveBytes(),
                    space.ratio(),
                    space.exactRatio(),
                    locked.ratio(),
                    order.runsPerGib(),
                    year.movedBytes(),
                    year.orderedBytes(),
                    warm.newestSeconds(),
                    warm.firstSeconds(),
                    warm.speed(),
                    cold);
        }
        return 0;
    }
}

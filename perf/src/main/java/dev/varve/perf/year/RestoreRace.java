package dev.varve.perf.year;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Restores the newest image of a year and a fresh first image of the same bytes, in turn: what is
 * different is where the chunks lie.
 */
record RestoreRace(Year year, Path folder) {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    /**
     * Medians of some rounds.
     *
     * @param newestSeconds of the newest image of the year
     * @param firstSeconds of the fresh one
     */
    record Times(double newestSeconds, double firstSeconds) {
        /** 1: as fast as the first. */
        double speed() {
            return firstSeconds / newestSeconds;
        }
    }

    private record Runner(Person person, Id root) {}

    static boolean mayDropCaches() {
        return Files.isWritable(DROP_CACHES);
    }

    /** Pushes the fresh one to a vault of its own. */
    Times run(String vault, int rounds, boolean cold) throws Exception {
        Person fresh = Person.of(year.data(), vault, folder.resolve("state-" + vault));
        fresh.makeKeys(year.house());
        Id root = fresh.backUp(year.house(), year.volume().file(), null).roots().getFirst();
        year.reopen();
        Runner newest = new Runner(year.person(), year.newestRoot());
        Runner first = new Runner(fresh, root);
        time(newest, cold);
        time(first, cold);
        List<Double> newestTimes = new ArrayList<>();
        List<Double> firstTimes = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            newestTimes.add(time(newest, cold));
            firstTimes.add(time(first, cold));
        }
        return new Times(median(newestTimes), median(firstTimes));
    }

    private double time(Runner runner, boolean cold) throws Exception {
        Path target = folder.resolve("raced");
        if (cold) {
            dropCaches();
        }
        try {
            return runner.person.restore(year.house(), runner.root, target);
        } finally {
            Files.deleteIfExists(target);
        }
    }

    private static void dropCaches() throws IOException, InterruptedException {
        new ProcessBuilder("sync").start().waitFor();
        Files.writeString(DROP_CACHES, "3");
    }

    static double median(List<Double> times) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}

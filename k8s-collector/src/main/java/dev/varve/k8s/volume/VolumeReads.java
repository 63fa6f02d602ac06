package dev.varve.k8s.volume;

import dev.varve.k8s.act.ActException;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.cluster.ClusterException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;

/**
 * Reads the volumes of a run side by side: no more than the run may, and each only when its driver
 * and its node have room. A volume that has to wait lets later ones pass. Confined to one thread,
 * which looks and waits; each volume that is being read has a thread of its own.
 *
 * <p>What ends a reading and is no failure of its volume (an API server that does not answer, an
 * interruption) ends all: the others are interrupted, which leaves of them what the end of the
 * process would, and the run goes on from its journal later.
 */
final class VolumeReads {
    private static final ThreadFactory READERS =
            Thread.ofVirtual().name("read-volume-", 0).factory();

    private final VolumeTools tools;
    private final ReadingLimits limits;
    private final List<WaitingVolume> volumes;
    private final List<Integer> left;
    private final Map<Integer, Future<VolumeOutcome>> running = new TreeMap<>();
    private final Map<Integer, VolumeOutcome> read = new TreeMap<>();

    VolumeReads(VolumeTools tools, ReadingLimits limits, List<WaitingVolume> volumes) {
        this.tools = tools;
        this.limits = limits;
        this.volumes = List.copyOf(volumes);
        left = new ArrayList<>(inTurn(this.volumes));
    }

    /** First those whose movers may run already, so that these count before any other is made. */
    private static List<Integer> inTurn(List<WaitingVolume> volumes) {
        return IntStream.range(0, volumes.size())
                .boxed()
                .sorted(Comparator.comparing(each -> !volumes.get(each).mayHaveMover()))
                .toList();
    }

    /** What became of each volume, in the order in which they were given. */
    List<VolumeOutcome> read() throws IOException, InterruptedException {
        Waiting waiting = tools.waiting().uncancellable();
        Duration limit = tools.patience().reading().multipliedBy(Math.max(1, volumes.size()));
        boolean whole = false;
        ExecutorService threads = Executors.newThreadPerTaskExecutor(READERS);
        try {
            whole = waiting.await(volumes.size() + " volumes", limit, () -> advance(threads));
        } finally {
            if (!whole) {
                List<Runnable> _ = threads.shutdownNow();
            }
            threads.close();
        }
        return List.copyOf(read.values());
    }

    /** Takes what has ended, and begins what may; true at the end of all. */
    private Optional<Boolean> advance(ExecutorService threads)
            throws IOException, InterruptedException {
        settle();
        Iterator<Integer> next = left.iterator();
        while (running.size() < limits.movers() && next.hasNext()) {
            int volume = next.next();
            Optional<MoverPlaces.Place> place = place(volumes.get(volume).wish());
            if (place.isPresent()) {
                next.remove();
                running.put(volume, threads.submit(() -> read(volumes.get(volume), place.get())));
            }
        }
        return running.isEmpty() && left.isEmpty() ? Optional.of(true) : Optional.empty();
    }

    private void settle() throws IOException, InterruptedException {
        Iterator<Map.Entry<Integer, Future<VolumeOutcome>>> each = running.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Integer, Future<VolumeOutcome>> entry = each.next();
            switch (entry.getValue().state()) {
                case SUCCESS -> {
                    read.put(entry.getKey(), entry.getValue().resultNow());
                    each.remove();
                }
                case FAILED -> rethrow(entry.getValue().exceptionNow());
                case RUNNING, CANCELLED -> {}
            }
        }
    }

    /** After a cancel nothing is read: each volume refuses its next step, room or not. */
    private Optional<MoverPlaces.Place> place(MoverPlaces.Wish wish) {
        return tools.waiting().isCancelled()
                ? Optional.of(limits.places().takeAnyway(wish))
                : limits.places().take(wish);
    }

    private VolumeOutcome read(WaitingVolume volume, MoverPlaces.Place place)
            throws IOException, InterruptedException {
        try (place) {
            return new VolumeReader(tools.withTurn(place)).read(volume);
        } catch (ActException | ClusterException e) {
            return SnapshotCuts.refused(volume.volume().key(), e);
        }
    }

    private static void rethrow(Throwable failure) throws IOException, InterruptedException {
        switch (failure) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(failure);
        }
    }
}

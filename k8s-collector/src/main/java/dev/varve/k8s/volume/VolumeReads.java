package dev.varve.k8s.volume;

import dev.varve.k8s.act.ActException;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.cluster.ClusterException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

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

    /** In which captures of every kind end. */
    private static final Set<String> ENDS = Set.of("Captured", "Failed");

    private final VolumeTools tools;
    private final ReadingLimits limits;
    private final List<WaitingVolume> volumes;
    private final List<Integer> left = new ArrayList<>();
    private final Map<Integer, MoverPlaces.Place> earlier = new TreeMap<>();
    private final Map<Integer, Future<VolumeOutcome>> running = new TreeMap<>();
    private final Map<Integer, VolumeOutcome> read = new TreeMap<>();

    VolumeReads(VolumeTools tools, ReadingLimits limits, List<WaitingVolume> volumes) {
        this.tools = tools;
        this.limits = limits;
        this.volumes = List.copyOf(volumes);
    }

    /** What became of each volume, in the order in which they were given. */
    List<VolumeOutcome> read() throws IOException, InterruptedException {
        if (volumes.isEmpty()) {
            return List.of();
        }
        Waiting waiting = tools.waiting().uncancellable();
        Duration limit = tools.patience().reading().multipliedBy(volumes.size());
        boolean whole = false;
        ExecutorService threads = Executors.newThreadPerTaskExecutor(READERS);
        try {
            queue();
            whole = waiting.await(volumes.size() + " volumes", limit, () -> advance(threads));
        } finally {
            if (!whole) {
                List<Runnable> _ = threads.shutdownNow();
            }
            threads.close();
            earlier.values().forEach(MoverPlaces.Place::close);
        }
        return List.copyOf(read.values());
    }

    /**
     * What an earlier process brought to its end is told at once. Then come those whose movers work
     * already: all of these count before any other is made.
     */
    private void queue() throws IOException, InterruptedException {
        EarlierMovers movers = new EarlierMovers(tools);
        for (int i = 0; i < volumes.size(); i++) {
            WaitingVolume volume = volumes.get(i);
            Optional<String> node = movers.node(volume.volume().key());
            if (hasEnded(volume)) {
                read.put(i, read(volume, tools));
            } else if (node.isPresent()) {
                MoverPlaces.Place place = limits.places().takeAnyway(volume.wish());
                place.isThere(node.get());
                earlier.put(i, place);
            } else {
                left.add(i);
            }
        }
        left.addAll(0, earlier.keySet());
    }

    private boolean hasEnded(WaitingVolume volume) {
        return tools.acts()
                .journal()
                .progress(volume.volume().key())
                .filter(progress -> ENDS.contains(progress.state()))
                .isPresent();
    }

    /** Takes what has ended, and begins what may; true at the end of all. */
    private Optional<Boolean> advance(ExecutorService threads)
            throws IOException, InterruptedException {
        settle();
        Iterator<Integer> next = left.iterator();
        while (running.size() < limits.movers() && next.hasNext()) {
            int volume = next.next();
            Optional<MoverPlaces.Place> place = place(volume);
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
    private Optional<MoverPlaces.Place> place(int volume) {
        MoverPlaces.Wish wish = volumes.get(volume).wish();
        if (earlier.containsKey(volume)) {
            return Optional.ofNullable(earlier.get(volume));
        }
        return tools.waiting().isCancelled()
                ? Optional.of(limits.places().takeAnyway(wish))
                : limits.places().take(wish);
    }

    private VolumeOutcome read(WaitingVolume volume, MoverPlaces.Place place)
            throws IOException, InterruptedException {
        try (place) {
            return read(volume, tools.withTurn(place));
        }
    }

    private static VolumeOutcome read(WaitingVolume volume, VolumeTools tools)
            throws IOException, InterruptedException {
        try {
            return new VolumeReader(tools).read(volume);
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

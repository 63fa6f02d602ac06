package dev.varve.k8s.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Places for movers that read volumes, counted for each driver and each node over all runs that
 * share this. A mover that is on no node yet may come to any, and counts on each: no node gets more
 * than its limit, however the scheduler places them. Safe for use by many threads.
 */
public final class MoverPlaces {
    private final List<Place> taken = new ArrayList<>();

    /**
     * What a volume needs.
     *
     * @param driver by which its storage is counted
     * @param node on which alone its mover can run; empty: not known
     */
    record Wish(String driver, String node, MoverLimits limits) {}

    /** Where a mover is. */
    private sealed interface Where {
        /** Its Pod is not made yet, and on which node it will be is not known. */
        record NotYet() implements Where {}

        /** Its Pod waits for the scheduler. */
        record Anywhere() implements Where {}

        record On(String node) implements Where {}
    }

    /** A place for the mover of one volume, from before it is made until it is gone. */
    final class Place implements MoverTurn, AutoCloseable {
        private final Wish wish;
        private Where where;

        private Place(Wish wish) {
            this.wish = wish;
            where = wish.node().isEmpty() ? new Where.NotYet() : new Where.On(wish.node());
        }

        @Override
        public boolean mayBegin() {
            return begin(this);
        }

        @Override
        public void isThere(String node) {
            synchronized (MoverPlaces.this) {
                where = node.isEmpty() ? new Where.Anywhere() : new Where.On(node);
            }
        }

        @Override
        public void close() {
            synchronized (MoverPlaces.this) {
                taken.remove(this);
            }
        }
    }

    /** A place, where the driver has room for one more, and the node, if that is known. */
    synchronized Optional<Place> take(Wish wish) {
        boolean fits =
                hasRoom(
                                wish,
                                each -> each.wish.driver().equals(wish.driver()),
                                MoverLimits::perDriver)
                        && (wish.node().isEmpty() || hasRoomOn(wish.node(), wish));
        return fits ? Optional.of(takeAnyway(wish)) : Optional.empty();
    }

    /** A place, whether there is room or not: for a volume of which nothing will be read. */
    synchronized Place takeAnyway(Wish wish) {
        Place place = new Place(wish);
        taken.add(place);
        return place;
    }

    private synchronized boolean begin(Place place) {
        if (!(place.where instanceof Where.NotYet)) {
            return true;
        }
        boolean fits = nodes().stream().allMatch(node -> hasRoomOn(node, place.wish));
        if (fits) {
            place.where = new Where.Anywhere();
        }
        return fits;
    }

    /** Those with movers, and one that has none. */
    private Set<String> nodes() {
        Set<String> nodes = new TreeSet<>(Set.of(""));
        for (Place each : taken) {
            if (each.where instanceof Where.On(String node)) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private boolean hasRoomOn(String node, Wish wish) {
        return hasRoom(
                wish,
                each ->
                        switch (each.where) {
                            case Where.NotYet _ -> false;
                            case Where.Anywhere _ -> true;
                            case Where.On(String there) -> there.equals(node);
                        },
                MoverLimits::perNode);
    }

    private boolean hasRoom(Wish wish, Predicate<Place> counts, ToIntFunction<MoverLimits> limit) {
        List<Place> others = taken.stream().filter(counts).toList();
        int most = limit.applyAsInt(wish.limits());
        for (Place each : others) {
            most = Math.min(most, limit.applyAsInt(each.wish.limits()));
        }
        return others.size() < most;
    }
}

package dev.varve.k8s.act;

import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of objects that no live run owns.
 *
 * @param removed objects that the collector had made, and that are gone or told to go
 * @param released objects of others: the collector's change taken back, its marks taken off
 * @param kept left as they are, each with the reason
 */
public record RemovalReport(List<ObjectKey> removed, List<ObjectKey> released, List<Kept> kept) {
    /** One object that is left, and why. */
    public record Kept(ObjectKey object, String why) {}

    public RemovalReport {
        removed = List.copyOf(removed);
        released = List.copyOf(released);
        kept = List.copyOf(kept);
    }

    /** What became of these and of others. */
    public RemovalReport and(RemovalReport other) {
        return new RemovalReport(
                joined(removed, other.removed),
                joined(released, other.released),
                joined(kept, other.kept));
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Collects a report. Confined to one thread. */
    static final class Builder {
        private final List<ObjectKey> removed = new ArrayList<>();
        private final List<ObjectKey> released = new ArrayList<>();
        private final List<Kept> kept = new ArrayList<>();

        void removed(ObjectKey key) {
            removed.add(key);
        }

        void released(ObjectKey key) {
            released.add(key);
        }

        void kept(ObjectKey key, String why) {
            kept.add(new Kept(key, why));
        }

        RemovalReport build() {
            return new RemovalReport(removed, released, kept);
        }
    }
}

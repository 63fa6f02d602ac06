package dev.varve.k8s.order;

import java.util.List;

/**
 * The way of a whole restore.
 *
 * @param stages only those with objects
 * @param notes which cycles of references were broken, and where
 */
public record Schedule(List<Stage> stages, List<String> notes) {
    public Schedule {
        stages = List.copyOf(stages);
        notes = List.copyOf(notes);
    }
}

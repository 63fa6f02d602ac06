package dev.varve.k8s.order;

import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sorts keys so that each comes after what it needs; among those that may come, the alphabetically
 * first. A cycle is broken before its alphabetically first member. Works once.
 */
final class Sorting {
    private final TreeMap<ObjectKey, Set<ObjectKey>> open = new TreeMap<>();
    private final Map<ObjectKey, List<ObjectKey>> dependents = new HashMap<>();
    private final PriorityQueue<ObjectKey> ready = new PriorityQueue<>();
    private final List<ObjectKey> sorted = new ArrayList<>();
    private final List<String> notes;

    private Sorting(Map<ObjectKey, Set<ObjectKey>> needs, List<String> notes) {
        this.notes = notes;
        needs.forEach((key, needed) -> {
            Set<ObjectKey> inside = new TreeSet<>(needed);
            inside.retainAll(needs.keySet());
            inside.remove(key);
            open.put(key, inside);
            inside.forEach(
                    each -> dependents.computeIfAbsent(each, none -> new ArrayList<>()).add(key));
            if (inside.isEmpty()) {
                ready.add(key);
            }
        });
    }

    /**
     * Sorts the keys of a map.
     *
     * @param needs what each key needs; what is no key itself does not count
     * @param notes gets a sentence for each broken cycle
     */
    static List<ObjectKey> sort(Map<ObjectKey, Set<ObjectKey>> needs, List<String> notes) {
        Sorting sorting = new Sorting(needs, notes);
        sorting.run();
        return sorting.sorted;
    }

    private void run() {
        while (!open.isEmpty()) {
            ObjectKey next = ready.poll();
            if (next == null) {
                breakCycle();
            } else {
                place(next);
            }
        }
    }

    private void place(ObjectKey key) {
        open.remove(key);
        sorted.add(key);
        for (ObjectKey each : dependents.getOrDefault(key, List.of())) {
            satisfy(each, key);
        }
    }

    private void satisfy(ObjectKey key, ObjectKey needed) {
        Set<ObjectKey> needs = open.get(key);
        if (needs != null && needs.remove(needed) && needs.isEmpty()) {
            ready.add(key);
        }
    }

    /** None is ready, so following what each needs must come back to where it was. */
    private void breakCycle() {
        LinkedHashSet<ObjectKey> path = new LinkedHashSet<>();
        ObjectKey step = open.firstKey();
        while (path.add(step)) {
            step = firstNeed(step);
        }
        ObjectKey start = step;
        List<ObjectKey> cycle = path.stream().dropWhile(each -> !each.equals(start)).toList();
        ObjectKey first = cycle.stream().min(ObjectKey::compareTo).orElseThrow();
        ObjectKey second = firstNeed(first);
        notes.add(
                cycle.stream().map(ObjectKey::toString).collect(Collectors.joining(" needs "))
                        + " needs "
                        + start
                        + ": "
                        + first
                        + " comes before "
                        + second);
        satisfy(first, second);
    }

    private ObjectKey firstNeed(ObjectKey key) {
        return open.getOrDefault(key, Set.of()).iterator().next();
    }
}

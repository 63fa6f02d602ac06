package dev.varve.k8s.order;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Collects the objects of a restore and puts them in order. The order does not depend on the order
 * in which they are added. Confined to one thread.
 */
public final class RestoreOrder {
    private static final GroupKind CLAIM = new GroupKind("", "PersistentVolumeClaim");
    private static final GroupKind SERVICE = new GroupKind("", "Service");
    private static final GroupKind CRON_JOB = GroupKind.parse("CronJob.batch");

    private final Items items = new Items();
    private final Map<ObjectKey, Phase> phases = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Adds an object as it was captured, with its uid and owners. */
    public void add(ObjectNode captured) {
        items.add(Item.of(captured));
    }

    /** The stages of all objects added so far. */
    public Schedule schedule() {
        notes.clear();
        assignPhases();
        Map<Phase, Map<ObjectKey, Set<ObjectKey>>> graphs = new EnumMap<>(Phase.class);
        for (Item item : items.all()) {
            graphs.computeIfAbsent(phase(item.key()), none -> new TreeMap<>())
                    .put(item.key(), items.needs(item));
        }
        List<Stage> stages = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            List<ObjectKey> keys = keys(phase, graphs.getOrDefault(phase, Map.of()));
            if (!keys.isEmpty()) {
                stages.add(new Stage(phase, keys));
            }
        }
        return new Schedule(stages, notes);
    }

    /** An object of no rung that an earlier rung needs comes with that: a Pod's RuntimeClass. */
    private void assignPhases() {
        phases.clear();
        for (Item item : items.all()) {
            phases.put(item.key(), Phase.of(item.key().kind()));
        }
        for (Item item : items.all()) {
            Phase phase = Phase.of(item.key().kind());
            if (phase.compareTo(Phase.CRDS) > 0 && phase.compareTo(Phase.OTHERS) < 0) {
                pull(item, phase);
            }
        }
    }

    private void pull(Item item, Phase phase) {
        for (ObjectKey key : items.referred(item)) {
            if (Phase.of(key.kind()) == Phase.OTHERS && phase.compareTo(phase(key)) < 0) {
                phases.put(key, phase);
                pull(items.get(key), phase);
            }
        }
    }

    private Phase phase(ObjectKey key) {
        return phases.getOrDefault(key, Phase.OTHERS);
    }

    private List<ObjectKey> keys(Phase phase, Map<ObjectKey, Set<ObjectKey>> graph) {
        return switch (phase) {
            case VOLUME_DATA -> all(CLAIM);
            case CRON_JOBS_RESUME -> all(CRON_JOB);
            case WEBHOOK_SERVICES -> webhookServices();
            default -> Sorting.sort(graph, notes);
        };
    }

    private List<ObjectKey> all(GroupKind kind) {
        return items.all().stream()
                .map(Item::key)
                .filter(key -> key.kind().equals(kind))
                .sorted()
                .toList();
    }

    /** Also those that are not restored: they must be in the target then. */
    private List<ObjectKey> webhookServices() {
        Set<ObjectKey> services = new TreeSet<>();
        for (Item item : items.all()) {
            if (Phase.of(item.key().kind()) == Phase.WEBHOOKS) {
                item.references().stream()
                        .filter(each -> each.kind().equals(SERVICE))
                        .map(each -> new ObjectKey(SERVICE, each.namespace(), each.name()))
                        .forEach(services::add);
            }
        }
        return List.copyOf(services);
    }
}

package dev.varve.k8s.restore;

import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settles what two objects of a point do that would become one in the target, for both their
 * namespaces are mapped to it, or one to the other: neither may silently win.
 */
final class Collisions {
    private static final GroupKind NAMESPACE = new GroupKind("", "Namespace");

    /** One that is there is merged with, whoever made it. */
    private static final GroupKind ACCOUNT = new GroupKind("", "ServiceAccount");

    private Collisions() {}

    /** Changes the items of a plan, by their sources: of equal objects one is left, others none. */
    static void settle(Map<ObjectKey, PlanItem> items) {
        Map<ObjectKey, List<PlanItem>> places = new TreeMap<>();
        for (Map.Entry<ObjectKey, PlanItem> each : new TreeMap<>(items).entrySet()) {
            PlanItem item = each.getValue();
            if (item.action().writes() && !item.target().kind().equals(ACCOUNT)) {
                places.computeIfAbsent(item.target(), key -> new ArrayList<>()).add(item);
            }
        }
        places.forEach((target, sources) -> {
            if (sources.size() > 1) {
                settle(target, sources, items);
            }
        });
    }

    private static void settle(
            ObjectKey target, List<PlanItem> sources, Map<ObjectKey, PlanItem> items) {
        Set<String> contents = sources.stream().map(PlanItem::digest).collect(Collectors.toSet());
        PlanItem first = sources.getFirst();
        if (target.kind().equals(NAMESPACE) || contents.size() == 1) {
            sources.stream()
                    .skip(1)
                    .forEach(each ->
                            items.put(
                                    each.source(),
                                    each.skipped(first.source() + " is made in its place")));
            return;
        }
        String all =
                sources.stream()
                        .map(each -> each.source().toString())
                        .collect(Collectors.joining(" and "));
        sources.forEach(each ->
                items.put(
                        each.source(),
                        each.refused(
                                all
                                        + " would all become "
                                        + target
                                        + ", and they differ: map their namespaces to different"
                                        + " ones, or restore one of them")));
    }
}

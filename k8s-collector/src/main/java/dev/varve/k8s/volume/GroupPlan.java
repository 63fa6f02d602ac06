package dev.varve.k8s.volume;

import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;

/**
 * Volumes of one namespace and one driver that are cut in the same moment.
 *
 * @param name tells groups of a namespace apart
 * @param members each planned as if alone; their snapshots go with the group
 */
public record GroupPlan(
        String namespace, String name, String groupClass, List<SnapshotPlan> members) {
    public GroupPlan {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a group without volumes");
        }
        for (SnapshotPlan member : members) {
            if (!member.namespace().equals(namespace) || member.standing()) {
                throw new IllegalArgumentException(
                        member.claim() + " is of another namespace, or is to stand by itself");
            }
            if (!member.driver().equals(members.getFirst().driver())) {
                throw new IllegalArgumentException("one group, but several drivers");
            }
        }
    }

    ObjectKey subject() {
        return new ObjectKey(Served.GROUP, namespace, name);
    }
}

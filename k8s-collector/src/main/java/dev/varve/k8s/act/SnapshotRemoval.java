package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes back snapshots and their contents. Two contents may name one snapshot of the storage; it is
 * deleted with one of them only when no content that stays names it too: else that content's policy
 * becomes Retain first.
 */
final class SnapshotRemoval {
    private static final String POLICY = "deletionPolicy";

    private final Removal removal;
    private final List<Touched> touched;
    private final RemovalReport.Builder report;
    private final List<Touched> contents = new ArrayList<>();
    private final Set<String> going = new HashSet<>();

    SnapshotRemoval(Removal removal, List<Touched> touched, RemovalReport.Builder report) {
        this.removal = removal;
        this.touched = touched;
        this.report = report;
    }

    void remove() throws IOException, InterruptedException {
        ApiResource resource = removal.served().find(Served.CONTENT).orElse(null);
        if (resource == null) {
            return;
        }
        ListQuery all = ListQuery.all(resource, "");
        for (ObjectNode content : Served.list(removal.acts().cluster(), all)) {
            contents.add(new Touched(resource, content));
        }
        List<Touched> snapshots = Removal.of(touched, Served.SNAPSHOT);
        snapshots.forEach(snapshot -> content(snapshot).ifPresent(each -> going.add(each.uid())));
        List<Touched> marked = Removal.of(touched, Served.CONTENT);
        marked.forEach(content -> going.add(content.uid()));
        List<Touched> groups = groups();
        for (Touched snapshot : snapshots) {
            removeSnapshot(snapshot);
        }
        for (Touched content : marked) {
            removeContent(content);
        }
        for (Touched group : groups) {
            removal.take(group, report);
        }
    }

    private void removeSnapshot(Touched snapshot) throws IOException, InterruptedException {
        Optional<Touched> content = content(snapshot);
        if (content.isPresent()) {
            boolean wanted = isWanted(content.get());
            boolean deletes = deletes(content.get().object());
            if (wanted && deletes) {
                retain(content.get());
            } else if (!wanted && !deletes && isCut(snapshot.object())) {
                patch(content.get(), Json.spec(POLICY, "Delete"));
            }
        }
        removal.take(snapshot, report);
        if (content.isPresent()) {
            removeContent(content.get());
        }
    }

    private void removeContent(Touched known) throws IOException, InterruptedException {
        Optional<Touched> now = removal.current(known);
        if (now.isEmpty() || report.build().removed().contains(known.key())) {
            return;
        }
        Touched content = now.get();
        boolean wanted = isWanted(content);
        if (wanted && deletes(content.object())) {
            retain(content);
        } else if (!wanted && Marks.undo(content.object()).isPresent()) {
            // Held for a copy that goes too: the storage's snapshot goes with this one.
            patch(content, Marks.undo(content.object()).orElseThrow());
        }
        removal.delete(content, report);
    }

    private void retain(Touched content) throws IOException, InterruptedException {
        ObjectNode patch = Json.spec(POLICY, "Retain");
        Marks.stamp(patch, removal.purpose(content));
        patch(content, patch);
    }

    private void patch(Touched content, ObjectNode patch) throws IOException, InterruptedException {
        removal.acts().patch(content.resource(), content.object(), patch, removal.purpose(content));
    }

    /** Whether the storage's snapshot was taken for it, so that it is to go with it. */
    private static boolean isCut(ObjectNode snapshot) {
        return snapshot.at("/spec/source").has("persistentVolumeClaimName");
    }

    /** Group snapshots of which every member may go. */
    private List<Touched> groups() throws IOException, InterruptedException {
        List<Touched> free = new ArrayList<>();
        for (Touched group : Removal.of(touched, Served.GROUP)) {
            List<Touched> members = members(group);
            members.forEach(member -> going.add(member.uid()));
            if (members.stream().anyMatch(this::isWanted)) {
                members.forEach(member -> going.remove(member.uid()));
                report.kept(group.key(), "another content names a snapshot of the group");
            } else {
                free.add(group);
            }
        }
        return free;
    }

    private List<Touched> members(Touched group) throws IOException, InterruptedException {
        ApiResource snapshots = removal.served().require(Served.SNAPSHOT);
        ListQuery all = ListQuery.all(snapshots, group.namespace());
        List<Touched> members = new ArrayList<>();
        for (ObjectNode snapshot : Served.list(removal.acts().cluster(), all)) {
            for (JsonNode owner : snapshot.at("/metadata/ownerReferences")) {
                if (owner.path("uid").asText().equals(group.uid())) {
                    content(new Touched(snapshots, snapshot)).ifPresent(members::add);
                }
            }
        }
        return members;
    }

    /** Whether a content that stays names the same snapshot of the storage. */
    private boolean isWanted(Touched content) {
        String handle = handle(content.object());
        return !handle.isEmpty()
                && contents.stream()
                        .filter(other -> !going.contains(other.uid()))
                        .filter(other -> !other.uid().equals(content.uid()))
                        .anyMatch(other -> handle(other.object()).equals(handle));
    }

    private Optional<Touched> content(Touched snapshot) {
        String bound = snapshot.object().at("/status/boundVolumeSnapshotContentName").asText("");
        String given = snapshot.object().at("/spec/source/volumeSnapshotContentName").asText("");
        String name = bound.isEmpty() ? given : bound;
        return contents.stream()
                .filter(content -> content.name().equals(name))
                .filter(content -> pointsBack(content.object(), snapshot))
                .findFirst();
    }

    private static boolean pointsBack(JsonNode content, Touched snapshot) {
        JsonNode ref = content.at("/spec/volumeSnapshotRef");
        return ref.path("namespace").asText().equals(snapshot.namespace())
                && ref.path("name").asText().equals(snapshot.name());
    }

    private static boolean deletes(JsonNode content) {
        return content.path("spec").path(POLICY).asText().equals("Delete");
    }

    private static String handle(JsonNode content) {
        String taken = content.at("/status/snapshotHandle").asText("");
        return taken.isEmpty() ? content.at("/spec/source/snapshotHandle").asText("") : taken;
    }
}

package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.ListQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the snapshots that stand of the volume behind a claim. Those of a volume that the claim had
 * before, as after a restore in place, are none: what differs between two volumes no driver has to
 * know.
 */
final class StandingHandles {
    private final VolumeTools tools;

    StandingHandles(VolumeTools tools) {
        this.tools = tools;
    }

    /** Handles of earlier snapshots of the same volume; none when it is not known which it is. */
    List<String> find(CaptureState.Taken taken) throws IOException, InterruptedException {
        SnapshotPlan plan = taken.plan();
        String volume = content(taken.content()).map(StandingHandles::volume).orElse("");
        ListQuery query =
                new ListQuery(
                        tools.served().require(Served.SNAPSHOT),
                        "",
                        Marks.standingOf(plan.subject()),
                        "");
        List<String> handles = new ArrayList<>();
        for (ObjectNode snapshot : Served.list(tools.acts().cluster(), query)) {
            if (!volume.isEmpty()
                    && snapshot.at("/metadata/namespace").asText().equals(plan.namespace())
                    && isWhole(snapshot)) {
                content(snapshot.at("/status/boundVolumeSnapshotContentName").asText(""))
                        .filter(each -> isOf(each, volume, plan.driver()))
                        .map(Snapshots::handle)
                        .filter(each -> !each.isEmpty() && !each.equals(taken.handle()))
                        .ifPresent(handles::add);
            }
        }
        return handles;
    }

    private static boolean isWhole(ObjectNode snapshot) {
        return snapshot.at("/status/readyToUse").asBoolean() && !isGoing(snapshot);
    }

    private static boolean isOf(ObjectNode content, String volume, String driver) {
        return content.at("/spec/driver").asText().equals(driver)
                && volume(content).equals(volume)
                && !isGoing(content);
    }

    private static boolean isGoing(ObjectNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }

    /** Handle of the volume that was cut; empty for a snapshot that was given by its handle. */
    private static String volume(ObjectNode content) {
        return content.at("/spec/source/volumeHandle").asText("");
    }

    private Optional<ObjectNode> content(String name) throws IOException, InterruptedException {
        return name.isEmpty()
                ? Optional.empty()
                : tools.acts().cluster().get(tools.served().require(Served.CONTENT), "", name);
    }
}

package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActException;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Puts volumes back that a restore in place had set aside before it died half way: all of them, for
 * an application that uses several must not find old and new ones beside each other. To be done
 * before the workloads that it stopped are started.
 */
public final class AbandonedVolumes {
    private final VolumeTools tools;
    private final Predicate<String> isLive;

    /**
     * Works through a sweep's own journal.
     *
     * @param isLive whether a run goes on, or will
     */
    public AbandonedVolumes(VolumeTools tools, Predicate<String> isLive) {
        this.tools = tools.uncancellable();
        this.isLive = isLive;
    }

    /** What was put back is released; what could not be is kept, with the reason. */
    public RemovalReport putBack() throws IOException, InterruptedException {
        ApiResource volumes = tools.served().require(Served.VOLUME);
        List<ObjectKey> released = new ArrayList<>();
        List<RemovalReport.Kept> kept = new ArrayList<>();
        List<ObjectNode> abandoned = abandoned(volumes);
        if (abandoned.isEmpty()) {
            return new RemovalReport(List.of(), released, kept);
        }
        KeptVolumes keeper = new KeptVolumes(tools);
        List<ObjectNode> ready = new ArrayList<>();
        for (ObjectNode volume : abandoned) {
            attempt(volumes, volume, () -> stop(keeper.claim(volume)), kept)
                    .ifPresent(_ -> ready.add(volume));
        }
        for (ObjectNode volume : ready) {
            String name = volume.at("/metadata/name").asText();
            attempt(volumes, volume, () -> keeper.putBack(name), kept).ifPresent(released::add);
        }
        Set<String> namespaces = new TreeSet<>();
        for (ObjectNode volume : abandoned) {
            namespaces.add(keeper.claim(volume).namespace());
        }
        for (String each : namespaces) {
            new Workloads(tools).startAll(each);
        }
        return new RemovalReport(List.of(), released, kept);
    }

    private List<ObjectNode> abandoned(ApiResource volumes)
            throws IOException, InterruptedException {
        ListQuery query = new ListQuery(volumes, "", KeptVolumes.REPLACING, "");
        String collector = tools.acts().journal().collector();
        return Served.list(tools.acts().cluster(), query).stream()
                .filter(each -> KeptVolumes.isBy(each, collector))
                .filter(each ->
                        !isLive.test(each.at("/metadata/labels").path(Marks.KEPT).asText("")))
                .toList();
    }

    /** What a dead run stopped is stopped still; what was started since is stopped again. */
    private void stop(ObjectKey claim) throws IOException, InterruptedException {
        ClaimUsers.Found found = new ClaimUsers(tools.acts().cluster(), tools.served()).of(claim);
        if (!found.problems().isEmpty()) {
            throw new VolumeException(found.problems().getFirst());
        }
        for (ObjectKey workload : found.workloads()) {
            ApiResource resource = tools.served().require(workload.kind());
            Optional<ObjectNode> object =
                    tools.acts().cluster().get(resource, workload.namespace(), workload.name());
            if (object.filter(each -> Marks.run(each).isEmpty()).isPresent()) {
                new Workloads(tools).stop(workload);
            }
        }
    }

    @FunctionalInterface
    private interface Act {
        void go() throws IOException, InterruptedException;
    }

    /** The volume, when it went well. */
    private static Optional<ObjectKey> attempt(
            ApiResource volumes, ObjectNode volume, Act act, List<RemovalReport.Kept> kept)
            throws IOException, InterruptedException {
        ObjectKey key = Acts.key(volumes, volume);
        try {
            act.go();
            return Optional.of(key);
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
            kept.add(new RemovalReport.Kept(key, "not put back: " + e.getMessage()));
        } catch (ActException e) {
            kept.add(new RemovalReport.Kept(key, "not put back: " + e.getMessage()));
        }
        return Optional.empty();
    }
}

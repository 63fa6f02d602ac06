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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts volumes back that a restore in place had set aside before it died half way: all of them, for
 * an application that uses several must not find old and new ones beside each other. To be done
 * before the workloads that it stopped are started; in a namespace where one is not put back they
 * stay stopped, until a later sweep can.
 */
public final class AbandonedVolumes {
    private static final Logger LOGGER = LoggerFactory.getLogger(AbandonedVolumes.class);

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

    /**
     * What became of them.
     *
     * @param report what was put back is released; what could not be is kept, with the reason
     * @param left runs of which nothing may be taken back before all is put back
     */
    public record Result(RemovalReport report, Set<String> left) {
        public Result {
            left = Set.copyOf(left);
        }
    }

    public Result putBack() throws IOException, InterruptedException {
        ApiResource volumes = tools.served().require(Served.VOLUME);
        List<ObjectKey> released = new ArrayList<>();
        List<RemovalReport.Kept> kept = new ArrayList<>();
        KeptVolumes keeper = new KeptVolumes(tools);
        List<ObjectNode> abandoned = abandoned(volumes);
        List<ObjectNode> ready = new ArrayList<>();
        for (ObjectNode volume : abandoned) {
            attempt(volumes, volume, () -> stop(keeper.claim(volume)), kept)
                    .ifPresent(_ -> ready.add(volume));
        }
        for (ObjectNode volume : ready) {
            String name = volume.at("/metadata/name").asText();
            attempt(volumes, volume, () -> keeper.putBack(name), kept).ifPresent(released::add);
        }
        Set<String> left = start(volumes, abandoned, Set.copyOf(released), keeper);
        return new Result(new RemovalReport(List.of(), released, kept), left);
    }

    /** Starts what is whole again; gives the runs that something was left of. */
    private Set<String> start(
            ApiResource volumes,
            List<ObjectNode> abandoned,
            Set<ObjectKey> released,
            KeptVolumes keeper)
            throws IOException, InterruptedException {
        Set<String> namespaces = new TreeSet<>();
        Set<String> notWhole = new TreeSet<>();
        Set<String> left = new TreeSet<>();
        for (ObjectNode volume : abandoned) {
            String namespace = keeper.claim(volume).namespace();
            namespaces.add(namespace);
            if (!released.contains(Acts.key(volumes, volume))) {
                notWhole.add(namespace);
                left.add(volume.at("/metadata/labels").path(Marks.KEPT).asText(""));
            }
        }
        Workloads workloads = new Workloads(tools);
        for (String each : namespaces) {
            if (notWhole.contains(each)) {
                left.addAll(workloads.runs(each));
            } else {
                workloads.startAll(each);
            }
        }
        return left;
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
            kept.add(notPutBack(key, e));
        } catch (ActException e) {
            kept.add(notPutBack(key, e));
        }
        return Optional.empty();
    }

    private static RemovalReport.Kept notPutBack(ObjectKey volume, IOException why) {
        LOGGER.atWarn()
                .addKeyValue("object", volume)
                .addKeyValue("why", why.getMessage())
                .log("a volume is not put back; what uses it stays stopped");
        return new RemovalReport.Kept(
                volume,
                "not put back, and what was stopped beside it stays so: " + why.getMessage());
    }
}

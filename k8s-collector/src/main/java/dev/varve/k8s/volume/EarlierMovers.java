package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Movers that an earlier process of the run made: they work on, whatever the limits say. */
final class EarlierMovers {
    private final VolumeTools tools;
    private final Map<String, String> nodes = new TreeMap<>();

    /** Looks for them; who may not look finds none. */
    EarlierMovers(VolumeTools tools) throws IOException, InterruptedException {
        this.tools = tools;
        try {
            find();
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
        }
    }

    private void find() throws IOException, InterruptedException {
        String ofRun = Marks.RUN + "=" + tools.acts().journal().run();
        ListQuery query =
                new ListQuery(
                        tools.served().require(Served.POD),
                        "",
                        ofRun + "," + Marks.STEP + "=" + Mover.STEP,
                        "");
        for (ObjectNode pod : Served.list(tools.acts().cluster(), query)) {
            nodes.put(pod.at("/metadata/name").asText(), MoverWatch.node(pod));
        }
    }

    /**
     * The node of a claim's mover, empty when it is on none yet; nothing when there is no mover.
     */
    Optional<String> node(ObjectKey claim) {
        String name = ActNames.of(tools.acts().purpose(claim, Mover.STEP));
        return Optional.ofNullable(nodes.get(name));
    }
}

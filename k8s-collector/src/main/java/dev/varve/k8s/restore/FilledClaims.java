package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.volume.ClaimRestore;
import dev.varve.k8s.volume.InPlaceRestore;
import dev.varve.k8s.volume.RestoreFrom;
import dev.varve.k8s.volume.VolumeRestore;
import dev.varve.k8s.volume.VolumeRestorePlan;
import dev.varve.k8s.volume.VolumeTools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes claims with the data of a point in them. Confined to one thread. */
public final class FilledClaims implements ClaimMaker {
    private static final int REFUSED = 422;

    private final ClusterPoint point;
    private final VolumeTools tools;
    private final RestoreFrom from;
    private final ClaimWays ways;

    public FilledClaims(ClusterPoint point, VolumeTools tools, RestoreFrom from) {
        this.point = point;
        this.tools = tools;
        this.from = from;
        ways = new ClaimWays(point, tools.acts().cluster(), tools.served());
    }

    @Override
    public String make(ObjectKey source, ObjectNode claim)
            throws IOException, InterruptedException {
        ClaimRestore.End end =
                new ClaimRestore(tools)
                        .run(
                                plan(source, claim),
                                ways.of(source, claim, from),
                                VolumeRestore.BeforeHandOver.NOTHING);
        return require(source, end);
    }

    @Override
    public Map<ObjectKey, ClaimRestore.End> replace(Map<ObjectKey, ObjectNode> claims)
            throws IOException, InterruptedException {
        List<InPlaceRestore.Item> items = new ArrayList<>();
        Map<ObjectKey, ObjectKey> sources = new HashMap<>();
        for (Map.Entry<ObjectKey, ObjectNode> each : claims.entrySet()) {
            ObjectNode claim = each.getValue();
            items.add(
                    new InPlaceRestore.Item(
                            plan(each.getKey(), claim), ways.of(each.getKey(), claim, from)));
            sources.put(items.getLast().claim(), each.getKey());
        }
        Map<ObjectKey, ClaimRestore.End> ends = new HashMap<>();
        new InPlaceRestore(tools)
                .run(items)
                .forEach((claim, end) -> ends.put(sources.get(claim), end));
        return ends;
    }

    /** From where the data came. */
    static String require(ObjectKey source, ClaimRestore.@Nullable End end)
            throws ClusterException {
        return switch (end) {
            case null ->
                    throw new ClusterException(REFUSED, "Volume", source + " was not looked at");
            case ClaimRestore.End.Done done -> done.how();
            case ClaimRestore.End.Failed failed ->
                    throw new ClusterException(REFUSED, "Volume", source + ": " + failed.reason());
        };
    }

    private VolumeRestorePlan plan(ObjectKey source, ObjectNode claim) {
        return new VolumeRestorePlan(
                VolumeRestorePlan.claim(
                        claim,
                        claim.at("/metadata/namespace").asText(),
                        claim.at("/metadata/name").asText(),
                        "",
                        0),
                MissingNode.getInstance(),
                List.of("--chain=" + ways.chain(source), "--point=" + point.id()));
    }
}

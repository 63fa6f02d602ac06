package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.volume.RestoreState;
import dev.varve.k8s.volume.VolumeRestore;
import dev.varve.k8s.volume.VolumeRestorePlan;
import dev.varve.k8s.volume.VolumeTools;
import java.io.IOException;
import java.util.List;

/** Makes claims through movers, with the data of a point. Confined to one thread. */
public final class FilledClaims implements ClaimMaker {
    private static final int REFUSED = 422;

    private final ClusterPoint point;
    private final VolumeTools tools;

    public FilledClaims(ClusterPoint point, VolumeTools tools) {
        this.point = point;
        this.tools = tools;
    }

    @Override
    public void make(ObjectKey source, ObjectNode claim) throws IOException, InterruptedException {
        VolumeRestorePlan plan =
                new VolumeRestorePlan(
                        VolumeRestorePlan.claim(
                                claim,
                                claim.at("/metadata/namespace").asText(),
                                claim.at("/metadata/name").asText(),
                                "",
                                0),
                        MissingNode.getInstance(),
                        List.of("--chain=" + chain(source), "--point=" + point.id()));
        RestoreState end = new VolumeRestore(tools).run(plan, VolumeRestore.BeforeHandOver.NOTHING);
        if (end instanceof RestoreState.Failed failed) {
            throw new ClusterException(REFUSED, "Volume", source + ": " + failed.reason());
        }
    }

    private String chain(ObjectKey source) {
        return point.description().volumes().stream()
                .filter(each ->
                        each.namespace().equals(source.namespace())
                                && each.claim().equals(source.name()))
                .map(PointDescription.Volume::chain)
                .findFirst()
                .orElseThrow();
    }
}

package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.ClaimRestore;
import java.io.IOException;
import java.util.Map;

/** Makes a claim with its data in it. */
@FunctionalInterface
public interface ClaimMaker {
    /** For restores of objects only. */
    ClaimMaker NONE =
            (source, claim) -> {
                throw new IllegalStateException("no volumes were asked for");
            };

    /**
     * Returns when the claim is there and bound to the whole data, or can be bound to nothing else;
     * else it is not there.
     *
     * @param source the claim as it was called in the point
     * @param claim as it shall be
     * @return from where the data came, for people
     * @throws dev.varve.k8s.cluster.ClusterException says why there is none
     */
    String make(ObjectKey source, ObjectNode claim) throws IOException, InterruptedException;

    /**
     * Gives claims that are there their data, all of them or none: what uses them is stopped
     * meanwhile, and their volumes are kept.
     *
     * @param claims as they shall be, by their names in the point
     * @return for each of them how it ended
     */
    default Map<ObjectKey, ClaimRestore.End> replace(Map<ObjectKey, ObjectNode> claims)
            throws IOException, InterruptedException {
        throw new IllegalStateException("no claims are restored in place here");
    }
}

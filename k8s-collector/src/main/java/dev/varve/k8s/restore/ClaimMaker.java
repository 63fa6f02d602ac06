package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;

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
}

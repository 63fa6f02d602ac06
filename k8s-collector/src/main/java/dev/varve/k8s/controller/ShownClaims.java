package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.restore.ClaimMaker;
import dev.varve.k8s.volume.ClaimRestore;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the claims of a RestoreRun, and shows in their tasks what became of them. */
final class ShownClaims implements ClaimMaker {
    private final ClaimMaker claims;
    private final VolumeTasks tasks;
    private final String ownNamespace;

    /**
     * Shows what another makes.
     *
     * @param ownNamespace of movers: there the controller acts by its own rights, and nobody
     *     restores
     */
    ShownClaims(ClaimMaker claims, VolumeTasks tasks, String ownNamespace) {
        this.claims = claims;
        this.tasks = tasks;
        this.ownNamespace = ownNamespace;
    }

    @Override
    public String make(ObjectKey source, ObjectNode claim)
            throws IOException, InterruptedException {
        ObjectKey key = key(source, claim);
        try {
            refuseOwn(key);
            String how = claims.make(source, claim);
            tasks.restored(key, how);
            return how;
        } catch (ClusterException e) {
            tasks.failed(key, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    @Override
    public Map<ObjectKey, ClaimRestore.End> replace(Map<ObjectKey, ObjectNode> inPlace)
            throws IOException, InterruptedException {
        for (Map.Entry<ObjectKey, ObjectNode> each : inPlace.entrySet()) {
            refuseOwn(key(each.getKey(), each.getValue()));
        }
        Map<ObjectKey, ClaimRestore.End> ends = claims.replace(inPlace);
        inPlace.forEach((source, claim) -> show(key(source, claim), ends.get(source)));
        return ends;
    }

    private void show(ObjectKey claim, ClaimRestore.@Nullable End end) {
        switch (end) {
            case null -> tasks.failed(claim, "it was not looked at");
            case ClaimRestore.End.Done done -> tasks.restored(claim, done.how());
            case ClaimRestore.End.Failed failed -> tasks.failed(claim, failed.reason());
        }
    }

    private void refuseOwn(ObjectKey claim) throws ClusterException {
        if (claim.namespace().equals(ownNamespace)) {
            throw new ClusterException(
                    403, "Forbidden", claim + " would lie in the namespace of movers");
        }
    }

    private static ObjectKey key(ObjectKey source, ObjectNode claim) {
        return new ObjectKey(
                source.kind(),
                claim.at("/metadata/namespace").asText(),
                claim.at("/metadata/name").asText());
    }
}

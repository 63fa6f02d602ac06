package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Takes an object out of the way of the one that is restored in its place. */
final class Removal {
    private static final GroupKind VOLUME = new GroupKind("", "PersistentVolume");

    private final Target target;
    private final Waiting waiting;
    private final Duration limit;

    Removal(Target target, Waiting waiting, Duration limit) {
        this.target = target;
        this.waiting = waiting;
        this.limit = limit;
    }

    /** Returns when it is gone. */
    void remove(ObjectKey key, Verdict.Removal how) throws IOException, InterruptedException {
        Optional<ObjectNode> found = target.get(key);
        if (found.isEmpty()) {
            return;
        }
        ObjectNode object = found.get();
        ApiResource resource = target.resource(key.kind()).orElseThrow();
        if (how == Verdict.Removal.KEEP_VOLUME_AND_DELETE) {
            keepVolume(key, object);
        }
        String uid = object.path("metadata").path("uid").asText();
        if (how != Verdict.Removal.AWAIT_END) {
            boolean _ =
                    target.cluster()
                            .delete(
                                    resource,
                                    key.namespace(),
                                    key.name(),
                                    new Deletion(uid, Deletion.Dependents.BACKGROUND));
        }
        waiting.until(
                "the end of " + key + finalizers(object),
                limit,
                () ->
                        target.get(key)
                                .filter(now ->
                                        now.path("metadata").path("uid").asText().equals(uid))
                                .isEmpty());
    }

    /** The old volume is the undo: it must outlive its claim. */
    private void keepVolume(ObjectKey key, ObjectNode object)
            throws IOException, InterruptedException {
        String name =
                key.kind().equals(VOLUME)
                        ? key.name()
                        : object.path("spec").path("volumeName").asText();
        Optional<ApiResource> volumes = target.resource(VOLUME);
        if (name.isEmpty() || volumes.isEmpty()) {
            return;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("persistentVolumeReclaimPolicy", "Retain");
        ObjectNode _ = target.cluster().mergePatch(volumes.get(), "", name, "", patch, Write.REAL);
    }

    private static String finalizers(ObjectNode object) {
        return object.path("metadata").path("finalizers").isEmpty()
                ? ""
                : " (its finalizers: " + object.path("metadata").path("finalizers") + ")";
    }
}

package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Optional;

/**
 * Changes a cluster, each time with the intent in the journal before and the answer after. Every
 * act may be repeated: a second time it finds what the first one did. Safe for use by many threads.
 */
public final class Acts {
    private final Cluster cluster;
    private final ActJournal journal;

    public Acts(Cluster cluster, ActJournal journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    public Cluster cluster() {
        return cluster;
    }

    public ActJournal journal() {
        return journal;
    }

    public Purpose purpose(ObjectKey subject, String step) {
        return new Purpose(journal.collector(), journal.run(), subject, step);
    }

    /**
     * Makes an object with the marks of its purpose. One that is there already is taken when it was
     * made for the same purpose.
     */
    public ObjectNode create(ApiResource resource, ObjectNode object, Purpose purpose)
            throws IOException, InterruptedException {
        Marks.stamp(object, purpose);
        String namespace = object.path("metadata").path("namespace").asText("");
        String name = object.path("metadata").path("name").asText("");
        return journalled(
                new Act(
                        Act.Verb.CREATE,
                        new ObjectKey(resource.groupKind(), namespace, name),
                        purpose.subject(),
                        purpose.step()),
                () -> {
                    try {
                        return cluster.create(resource, namespace, object, Write.REAL);
                    } catch (ClusterException e) {
                        if (!e.isAlreadyExists()) {
                            throw e;
                        }
                        return adopt(resource, namespace, name, purpose);
                    }
                });
    }

    /** Changes an object that this run made. */
    public ObjectNode patch(
            ApiResource resource, ObjectNode object, ObjectNode patch, Purpose purpose)
            throws IOException, InterruptedException {
        ObjectKey target = key(resource, object);
        return journalled(
                new Act(Act.Verb.PATCH, target, purpose.subject(), purpose.step()),
                () ->
                        cluster.mergePatch(
                                resource,
                                target.namespace(),
                                target.name(),
                                "",
                                patch,
                                Write.REAL));
    }

    /**
     * Changes an object of somebody else, and writes on it, in the same request, whose change it is
     * and how to take it back.
     */
    public ObjectNode change(
            ApiResource resource,
            ObjectNode object,
            ObjectNode patch,
            ObjectNode undo,
            Purpose purpose)
            throws IOException, InterruptedException {
        if (Marks.isOf(object, purpose)) {
            return object;
        }
        if (!Marks.run(object).isEmpty()) {
            throw new ActException(
                    key(resource, object) + " is in the hands of run " + Marks.run(object));
        }
        return patch(resource, object, Marks.marking(patch, undo, purpose), purpose);
    }

    /** Takes the marks off, applying {@code patch} in the same request. */
    public ObjectNode release(
            ApiResource resource, ObjectNode object, ObjectNode patch, Purpose purpose)
            throws IOException, InterruptedException {
        return patch(resource, object, Marks.unmarking(patch), purpose);
    }

    /** Has just this object deleted, not one that came after it under the same name. */
    public void delete(ApiResource resource, ObjectNode object, Purpose purpose)
            throws IOException, InterruptedException {
        ObjectKey target = key(resource, object);
        String uid = object.path("metadata").path("uid").asText("");
        journalled(
                new Act(Act.Verb.DELETE, target, purpose.subject(), purpose.step()),
                () -> {
                    try {
                        cluster.delete(
                                resource,
                                target.namespace(),
                                target.name(),
                                new Deletion(uid, Deletion.Dependents.BACKGROUND));
                    } catch (ClusterException e) {
                        if (!e.isConflict()) {
                            throw e;
                        }
                        // Another object has the name by now; the one meant is gone.
                    }
                    return object;
                });
    }

    public static ObjectKey key(ApiResource resource, ObjectNode object) {
        return new ObjectKey(
                resource.groupKind(),
                object.path("metadata").path("namespace").asText(""),
                object.path("metadata").path("name").asText(""));
    }

    private ObjectNode adopt(ApiResource resource, String namespace, String name, Purpose purpose)
            throws IOException, InterruptedException {
        Optional<ObjectNode> there = cluster.get(resource, namespace, name);
        String key = new ObjectKey(resource.groupKind(), namespace, name).toString();
        if (there.isEmpty() || there.get().path("metadata").has("deletionTimestamp")) {
            throw new ActException(key + " is being deleted by somebody, so it cannot be made");
        }
        if (!Marks.isOf(there.get(), purpose)) {
            throw new ActException(key + " is there already, and not of this run");
        }
        return there.get();
    }

    @FunctionalInterface
    private interface Request {
        ObjectNode send() throws IOException, InterruptedException;
    }

    private ObjectNode journalled(Act act, Request request)
            throws IOException, InterruptedException {
        int line = journal.intend(act);
        try {
            ObjectNode answer = request.send();
            journal.done(line, answer.path("metadata").path("uid").asText(""));
            return answer;
        } catch (ClusterException e) {
            if (!e.isPassing()) {
                journal.refused(line, String.valueOf(e.getMessage()));
            }
            throw e;
        } catch (ActException e) {
            journal.refused(line, String.valueOf(e.getMessage()));
            throw e;
        }
    }
}

package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes back what runs did to a cluster, in the order in which nothing is lost: Pods first, for
 * they hold claims; workloads are started again; claims; snapshots; contents; volumes last. What
 * the collector made is deleted, what it changed is changed back, and what has no marks is not
 * touched.
 */
public final class Removal {
    private static final String STEP = "remove";

    private final Acts acts;
    private final Served served;
    private final Waiting waiting;
    private final Duration goneLimit;

    /**
     * Removes through {@code acts}.
     *
     * @param goneLimit how long one object may take to go after it was deleted
     */
    public Removal(Acts acts, Served served, Waiting waiting, Duration goneLimit) {
        this.acts = acts;
        this.served = served;
        this.waiting = waiting.uncancellable();
        this.goneLimit = goneLimit;
    }

    /** Takes back all that the journal's run did for one subject. */
    public RemovalReport remove(ObjectKey subject) throws IOException, InterruptedException {
        return remove(Marks.selector(acts.journal().run(), Optional.of(subject)), object -> true);
    }

    /** Takes back what runs did that {@code dead} names. */
    RemovalReport removeRuns(Predicate<String> dead) throws IOException, InterruptedException {
        return remove(Marks.RUN, object -> dead.test(Marks.run(object)));
    }

    private RemovalReport remove(String selector, Predicate<ObjectNode> wanted)
            throws IOException, InterruptedException {
        List<Touched> touched = find(selector, wanted);
        RemovalReport.Builder report = new RemovalReport.Builder();
        for (Touched pod : of(touched, Served.POD)) {
            take(pod, report);
        }
        for (Touched each : touched) {
            if (each.kind().group().equals("apps")) {
                release(each, report);
            }
        }
        VolumeRemoval volumes = new VolumeRemoval(this, of(touched, Served.VOLUME), report);
        volumes.removeClaims(of(touched, Served.CLAIM));
        new SnapshotRemoval(this, touched, report).remove();
        volumes.releaseVolumes();
        return report.build();
    }

    private List<Touched> find(String selector, Predicate<ObjectNode> wanted)
            throws IOException, InterruptedException {
        List<Touched> touched = new ArrayList<>();
        for (GroupKind kind : Served.TOUCHED) {
            ApiResource resource = served.find(kind).orElse(null);
            if (resource == null) {
                continue;
            }
            ListQuery query = new ListQuery(resource, "", selector, "");
            for (ObjectNode object : Served.list(acts.cluster(), query)) {
                if (Marks.isOf(object, acts.journal().collector()) && wanted.test(object)) {
                    touched.add(new Touched(resource, object));
                }
            }
        }
        return touched;
    }

    static List<Touched> of(List<Touched> touched, GroupKind kind) {
        return touched.stream().filter(each -> each.kind().equals(kind)).toList();
    }

    /** Deletes what the collector made; an object of somebody else is released instead. */
    void take(Touched made, RemovalReport.Builder report) throws IOException, InterruptedException {
        if (Marks.undo(made.object()).isPresent()) {
            release(made, report);
        } else {
            delete(made, report);
        }
    }

    void delete(Touched made, RemovalReport.Builder report)
            throws IOException, InterruptedException {
        acts.delete(made.resource(), made.object(), purpose(made));
        try {
            awaitGone(made);
            report.removed(made.key());
        } catch (ActException.Expired e) {
            report.kept(made.key(), "deleted, but something holds it: " + e.getMessage());
        }
    }

    void release(Touched changed, RemovalReport.Builder report)
            throws IOException, InterruptedException {
        release(changed, Marks.undo(changed.object()).orElse(Json.object()), report);
    }

    void release(Touched changed, ObjectNode patch, RemovalReport.Builder report)
            throws IOException, InterruptedException {
        acts.release(changed.resource(), changed.object(), patch, purpose(changed));
        report.released(changed.key());
    }

    void awaitGone(Touched made) throws IOException, InterruptedException {
        waiting.await(
                made.key() + " to be gone",
                goneLimit,
                () -> current(made).isEmpty() ? Optional.of(true) : Optional.empty());
    }

    /** The object as it is now, unless it is gone or another one by the same name. */
    Optional<Touched> current(Touched known) throws IOException, InterruptedException {
        return acts.cluster()
                .get(known.resource(), known.namespace(), known.name())
                .map(object -> new Touched(known.resource(), object))
                .filter(now -> now.uid().equals(known.uid()));
    }

    Acts acts() {
        return acts;
    }

    Served served() {
        return served;
    }

    Purpose purpose(Touched touched) {
        return acts.purpose(touched.key(), STEP);
    }
}

package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.rule.ExistingPolicy;
import dev.varve.k8s.rule.Redaction;
import dev.varve.k8s.rule.RestoreRules;
import dev.varve.k8s.rule.Verdict;
import java.io.IOException;

/**
 * Compares the objects of a point with those of a cluster as they are now: what a restore with the
 * policy {@code update} would change. Confined to one thread.
 */
public final class Comparison {
    private final Cluster cluster;
    private final PointObjects objects;

    public Comparison(Cluster cluster, PointObjects objects) {
        this.cluster = cluster;
        this.objects = objects;
    }

    /** One object that differs. */
    public sealed interface Difference {
        /** The object in the cluster. */
        ObjectKey object();

        /** The point has it, the cluster has not. */
        record Missing(ObjectKey object) implements Difference {}

        /**
         * Both have it.
         *
         * @param patch JSON merge patch from the cluster's to the point's; values of Secrets are
         *     hidden
         */
        record Changed(ObjectKey object, ObjectNode patch) implements Difference {}
    }

    /** Takes differences one by one. */
    @FunctionalInterface
    public interface Sink {
        void accept(Difference difference);
    }

    /** Compares what the request takes, under the names that it maps to. */
    public void run(RestoreRequest request, Sink sink) throws IOException, InterruptedException {
        RestoreRequest update = request.with(ExistingPolicy.UPDATE);
        PointIndex index = Selection.of(objects, update);
        Target target = new Target(cluster, index.broughtKinds());
        RestoreRules rules = new RestoreRules(update.options(), new RuleContext(index, target));
        for (ObjectKey key : index.keys()) {
            ObjectNode captured = index.read(key).orElseThrow();
            switch (RuleContext.within(() -> rules.judge(captured))) {
                case Verdict.Create create -> sink.accept(new Difference.Missing(create.target()));
                case Verdict.Merge merge ->
                        sink.accept(
                                new Difference.Changed(
                                        merge.target(), Redaction.redact(merge.patch())));
                case Verdict.Replace replace ->
                        sink.accept(new Difference.Missing(replace.target()));
                case Verdict.Skip _, Verdict.Refuse _ -> {}
            }
        }
    }
}

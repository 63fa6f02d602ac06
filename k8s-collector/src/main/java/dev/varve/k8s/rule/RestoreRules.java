package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what a restore does with each captured object. Asks only its {@link Context}, modifies
 * nothing that it is given, and answers the same when asked again.
 *
 * <p>A run creates what {@link #judge} gives, in the order of {@code dev.varve.k8s.order}; then it
 * links children to owners by {@link #relink}; at the end it sends the follow-ups. When a create is
 * refused because the object exists by now (controllers make ServiceAccounts {@code default} and
 * ConfigMaps in a new namespace), it asks again with a context that sees it.
 */
public final class RestoreRules {
    private final RestoreOptions options;
    private final Context context;
    private final Versions versions;

    public RestoreRules(RestoreOptions options, Context context) {
        this.options = options;
        this.context = context;
        this.versions = new Versions(options, context);
    }

    /** What becomes of an object, which is given as the source's API server sent it. */
    public Verdict judge(ObjectNode captured) {
        ObjectKey source = Keys.of(captured);
        Optional<String> leftOut = CaptureRules.PLAIN.leavesOut(captured);
        if (leftOut.isPresent()) {
            return new Verdict.Skip(place(source), leftOut.get(), List.of());
        }
        return switch (versions.choose(source, captured)) {
            case Versions.Choice.None none ->
                    end(new Draft(source, captured, options, context))
                            .filter(Verdict.Skip.class::isInstance)
                            .orElseGet(() ->
                                    new Verdict.Refuse(place(source), none.reason(), List.of()));
            case Versions.Choice.Chosen chosen -> {
                Draft draft = new Draft(source, chosen.object(), options, context);
                chosen.notes().forEach(draft::note);
                yield judge(draft);
            }
        };
    }

    /**
     * The merge patch that finishes a restored object, once all are created: it gives it its owners
     * back, and takes off the mark that it is not finished.
     *
     * @param captured the child, as it was captured
     * @param newUids uid in the source to uid in the target, of all objects that were restored or
     *     found there
     * @return nothing when it is finished as it is
     */
    public Optional<ObjectNode> relink(ObjectNode captured, Map<String, String> newUids) {
        return Owners.relink(captured, newUids, context);
    }

    /** Where an object would go that no rule has seen. */
    private ObjectKey place(ObjectKey source) {
        Mapping mapping = options.mapping();
        return new ObjectKey(source.kind(), mapping.namespace(source.namespace()), source.name());
    }

    /** True for a claim whose volume gets its data from the point. */
    public boolean hasData(ObjectKey source) {
        return options.volumes().get(source) instanceof VolumeOrigin.FromData;
    }

    /** What the rules of its kind say at once; what is left out need not be served. */
    private static Optional<Verdict> end(Draft draft) {
        for (Rule rule : RuleTable.rules(draft.kind()).toList()) {
            Optional<Verdict> end = rule.apply(draft);
            if (end.isPresent()) {
                return end;
            }
        }
        return Optional.empty();
    }

    private Verdict judge(Draft draft) {
        Optional<Verdict> end = end(draft);
        if (end.isPresent()) {
            return end.get();
        }
        switch (options.transforms().apply(draft.captured(), draft.object())) {
            case TransformSet.Result.Failed failed -> {
                return draft.refused(failed.reason());
            }
            case TransformSet.Result.Done done -> {
                draft.replace(done.object());
                done.rules().forEach(rule -> draft.changed("transformed by " + rule));
            }
        }
        addStatus(draft);
        return context.existing(draft.target())
                .map(existing -> ExistingObject.settle(draft, existing))
                .orElseGet(() -> create(draft));
    }

    private void addStatus(Draft draft) {
        if (options.statusKinds().contains(draft.kind()) && draft.captured().has("status")) {
            ObjectNode patch = Json.empty();
            patch.set("status", draft.captured().get("status").deepCopy());
            draft.followUp(FollowUp.Time.AFTER_CREATE, "status", patch);
        }
    }

    private static Verdict create(Draft draft) {
        return new Verdict.Create(
                draft.target(), Unfinished.marked(draft), draft.followUps(), draft.notes());
    }
}

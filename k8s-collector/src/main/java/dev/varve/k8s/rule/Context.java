package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What the rules must know of the restore point and of the target. Answers are the same for the
 * whole of one plan; what is given out is not modified.
 */
public interface Context {
    /** The object that had this uid in the source and is part of this restore. */
    Optional<ObjectKey> captured(String uid);

    /** An object that is part of this restore, by its name in the source. */
    Optional<ObjectNode> captured(ObjectKey source);

    /** The same object in the other versions that were captured. */
    List<ObjectNode> otherVersions(ObjectKey source);

    /** An object of the target cluster as it is now. */
    Optional<ObjectNode> existing(ObjectKey target);

    /**
     * The apiVersions in which the target serves a kind, preferred first; empty when it does not
     * know the kind. Kinds of CRDs that this restore brings along count as served.
     */
    List<String> served(GroupKind kind);
}

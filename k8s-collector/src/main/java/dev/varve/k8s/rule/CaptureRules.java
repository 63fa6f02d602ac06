package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.Optional;
import java.util.Set;

/**
 * What is never captured: objects that mean something only in the cluster and the moment they are
 * in.
 *
 * @param secretTypes types of Secrets that the policy leaves out; {@link #ALL} for every Secret
 */
public record CaptureRules(Set<String> secretTypes) {
    /** Stands for all types of Secrets. */
    public static final String ALL = "*";

    public static final CaptureRules PLAIN = new CaptureRules(Set.of());

    private static final String OWN_GROUP = "varve.dev";
    private static final Set<String> OWN_RUNS =
            Set.of(
                    "BackupRun",
                    "RestoreRun",
                    "RestorePlan",
                    "VolumeTask",
                    "RestorePoint",
                    "Application");
    private static final Set<String> NEVER_GROUPS =
            Set.of("metrics.k8s.io", "internal.apiserver.k8s.io");
    private static final Set<String> NEVER =
            Set.of(
                    "Node",
                    "Event",
                    "Event.events.k8s.io",
                    "ComponentStatus",
                    "CSINode.storage.k8s.io",
                    "CSIStorageCapacity.storage.k8s.io",
                    "VolumeAttachment.storage.k8s.io",
                    "Lease.coordination.k8s.io",
                    "LeaseCandidate.coordination.k8s.io",
                    "ResourceSlice.resource.k8s.io",
                    "IPAddress.networking.k8s.io");
    private static final String MIRROR = "kubernetes.io/config.mirror";

    public CaptureRules {
        secretTypes = Set.copyOf(secretTypes);
    }

    /** Why objects of a kind need not even be listed, or nothing. */
    public Optional<String> leavesOut(GroupKind kind) {
        if (NEVER.contains(kind.toString()) || NEVER_GROUPS.contains(kind.group())) {
            return Optional.of(kind + " belongs to the running cluster");
        }
        if (kind.group().equals(OWN_GROUP) && OWN_RUNS.contains(kind.kind())) {
            return Optional.of(kind + " tells of a run of this software");
        }
        return kind.equals(Kinds.SECRET) && secretTypes.contains(ALL)
                ? Optional.of("the policy leaves Secrets out")
                : Optional.empty();
    }

    /** Why this object is not captured, or nothing. */
    public Optional<String> leavesOut(ObjectNode object) {
        GroupKind kind = Keys.kind(object);
        if (kind.equals(Kinds.POD) && isMirror(object)) {
            return Optional.of("the Pod mirrors a file on its node");
        }
        if (isOfARun(object)) {
            return Optional.of("a run of this software made it for a volume");
        }
        String type = Json.text(object, "type");
        return kind.equals(Kinds.SECRET) && secretTypes.contains(type)
                ? Optional.of("the policy leaves Secrets of type " + type + " out")
                : leavesOut(kind);
    }

    /** An undo is on what is somebody else's: docs/kubernetes-volumes.md. */
    private static boolean isOfARun(ObjectNode object) {
        return Json.at(object, "metadata", "labels").has(OWN_GROUP + "/run")
                && Json.at(object, "metadata", "annotations").has(OWN_GROUP + "/owner")
                && !Json.at(object, "metadata", "annotations").has(OWN_GROUP + "/undo");
    }

    private static boolean isMirror(ObjectNode pod) {
        return Json.at(pod, "metadata", "annotations").has(MIRROR)
                || Owners.references(pod).stream()
                        .anyMatch(owner -> Json.text(owner, "kind").equals("Node"));
    }
}

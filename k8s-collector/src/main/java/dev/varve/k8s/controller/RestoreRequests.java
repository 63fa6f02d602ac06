package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.varve.k8s.resource.Existing;
import dev.varve.k8s.resource.RestoreChoice;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestorePlanSpec;
import dev.varve.k8s.resource.TransformSet;
import dev.varve.k8s.resource.VolumesFrom;
import dev.varve.k8s.restore.RestoreRequest;
import dev.varve.k8s.rule.Choice;
import dev.varve.k8s.rule.ExistingPolicy;
import dev.varve.k8s.volume.RestoreFrom;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.fabric8.kubernetes.client.KubernetesClient;

/** What the spec of a RestorePlan asks for. */
final class RestoreRequests {
    private final KubernetesClient client;
    private final boolean movers;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Reads requests.
     *
     * @param movers whether claims can be filled here
     */
    RestoreRequests(KubernetesClient client, boolean movers) {
        this.client = client;
        this.movers = movers;
    }

    /**
     * The request.
     *
     * @param point id of the point that the spec means
     * @throws ProtocolException CONFIGURATION when a TransformSet is not there
     */
    RestoreRequest of(RestorePlan plan, String point) throws ProtocolException {
        RestorePlanSpec spec = plan.getSpec();
        return new RestoreRequest(
                point,
                spec.namespaces,
                spec.excludedNamespaces,
                spec.kinds,
                spec.excludedKinds,
                spec.labelSelectors,
                spec.objects,
                Scopes.clusterObjects(spec.clusterObjects),
                spec.namespaceMap,
                spec.storageClassMap,
                spec.imageMap,
                existing(spec.existing),
                spec.choices.stream().map(RestoreRequests::choice).toList(),
                spec.statusKinds,
                spec.withoutFinalizers,
                spec.apiVersions,
                movers && spec.volumes,
                movers && spec.volumes ? from(spec.volumesFrom) : RestoreFrom.AUTOMATIC,
                transforms(plan));
    }

    private ArrayNode transforms(RestorePlan plan) throws ProtocolException {
        ArrayNode all = json.createArrayNode();
        for (String name : plan.getSpec().transformSets) {
            TransformSet set =
                    client.resources(TransformSet.class)
                            .inNamespace(plan.getMetadata().getNamespace())
                            .withName(name)
                            .get();
            if (set == null) {
                throw new ProtocolException(
                        ErrorCode.CONFIGURATION,
                        "there is no TransformSet " + name + " in the plan's namespace",
                        "make it, and then a new plan");
            }
            set.getSpec().transforms.forEach(each -> all.add(json.valueToTree(each)));
        }
        return all;
    }

    private static ExistingPolicy existing(Existing asked) {
        return switch (asked) {
            case Skip -> ExistingPolicy.SKIP;
            case Update -> ExistingPolicy.UPDATE;
            case Recreate -> ExistingPolicy.RECREATE;
            case Fail -> ExistingPolicy.FAIL;
        };
    }

    private static RestoreFrom from(VolumesFrom asked) {
        return switch (asked) {
            case Automatic -> RestoreFrom.AUTOMATIC;
            case Snapshot -> RestoreFrom.SNAPSHOT;
            case Repository -> RestoreFrom.REPOSITORY;
        };
    }

    private static Choice choice(RestoreChoice asked) {
        return switch (asked) {
            case KeepNodePorts -> Choice.KEEP_NODE_PORTS;
            case RemoveAffinity -> Choice.REMOVE_AFFINITY;
            case RestoreControlledPods -> Choice.RESTORE_CONTROLLED_PODS;
            case StripGitOps -> Choice.STRIP_GITOPS;
            case InPlace -> Choice.IN_PLACE;
        };
    }
}

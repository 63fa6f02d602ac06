package dev.varve.k8s.rule;

import static java.util.Map.entry;

import dev.varve.k8s.model.GroupKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which rules hold for a kind, in the order they are applied. */
final class RuleTable {
    private static final List<Rule> FOR_ALL =
            List.of(
                    new MetadataRule(),
                    new TwinRule(),
                    new ClusterOwnedRule(),
                    new OwnerRule(),
                    new GitOpsRule(),
                    new PodSpecRule());

    private static final Map<GroupKind, List<Rule>> FOR_KIND =
            Map.ofEntries(
                    entry(Kinds.NAMESPACE, List.of(new NamespaceRule())),
                    entry(Kinds.POD, List.of(new PodRule())),
                    entry(Kinds.CLAIM, List.of(new ClaimRule())),
                    entry(Kinds.VOLUME, List.of(new VolumeRule())),
                    entry(Kinds.STORAGE_CLASS, List.of(new StorageClassRule())),
                    entry(Kinds.SNAPSHOT, List.of(new SnapshotRule())),
                    entry(Kinds.SNAPSHOT_CONTENT, List.of(new SnapshotRule())),
                    entry(Kinds.STATEFUL_SET, List.of(new StatefulSetRule())),
                    entry(Kinds.REVISION, List.of(new RevisionRule())),
                    entry(Kinds.SERVICE, List.of(new ServiceRule())),
                    entry(Kinds.ENDPOINTS, List.of(new EndpointsRule())),
                    entry(Kinds.ENDPOINT_SLICE, List.of(new EndpointsRule())),
                    entry(Kinds.JOB, List.of(new JobRule())),
                    entry(Kinds.CRON_JOB, List.of(new CronJobRule())),
                    entry(Kinds.AUTOSCALER, List.of(new AutoscalerRule())),
                    entry(Kinds.SERVICE_ACCOUNT, List.of(new ServiceAccountRule())),
                    entry(Kinds.SECRET, List.of(new SecretRule())),
                    entry(Kinds.ROLE_BINDING, List.of(new BindingRule())),
                    entry(Kinds.CLUSTER_ROLE_BINDING, List.of(new BindingRule())),
                    entry(Kinds.VALIDATING_WEBHOOK, List.of(new ServiceReferenceRule())),
                    entry(Kinds.MUTATING_WEBHOOK, List.of(new ServiceReferenceRule())),
                    entry(
                            Kinds.API_SERVICE,
                            List.of(new ApiServiceRule(), new ServiceReferenceRule())),
                    entry(Kinds.CRD, List.of(new CrdRule(), new ServiceReferenceRule())));

    private RuleTable() {}

    static Stream<Rule> rules(GroupKind kind) {
        return Stream.concat(FOR_ALL.stream(), FOR_KIND.getOrDefault(kind, List.of()).stream());
    }
}

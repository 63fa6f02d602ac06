package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kinds that volumes are made of, in the versions in which a cluster serves them. Safe for use
 * by many threads.
 */
public final class Served {
    public static final GroupKind POD = new GroupKind("", "Pod");
    public static final GroupKind CLAIM = new GroupKind("", "PersistentVolumeClaim");
    public static final GroupKind VOLUME = new GroupKind("", "PersistentVolume");
    public static final GroupKind SECRET = new GroupKind("", "Secret");
    public static final GroupKind DEPLOYMENT = new GroupKind("apps", "Deployment");
    public static final GroupKind STATEFUL_SET = new GroupKind("apps", "StatefulSet");
    public static final GroupKind REPLICA_SET = new GroupKind("apps", "ReplicaSet");
    public static final GroupKind CRON_JOB = new GroupKind("batch", "CronJob");
    public static final GroupKind STORAGE_CLASS = new GroupKind("storage.k8s.io", "StorageClass");

    private static final String SNAPSHOTS = "snapshot.storage.k8s.io";
    public static final GroupKind SNAPSHOT = new GroupKind(SNAPSHOTS, "VolumeSnapshot");
    public static final GroupKind CONTENT = new GroupKind(SNAPSHOTS, "VolumeSnapshotContent");
    public static final GroupKind SNAPSHOT_CLASS = new GroupKind(SNAPSHOTS, "VolumeSnapshotClass");

    private static final String GROUPS = "groupsnapshot.storage.k8s.io";
    public static final GroupKind GROUP = new GroupKind(GROUPS, "VolumeGroupSnapshot");
    public static final GroupKind GROUP_CLASS = new GroupKind(GROUPS, "VolumeGroupSnapshotClass");

    public static final GroupKind SERVICE_ACCOUNT = new GroupKind("", "ServiceAccount");
    public static final GroupKind METADATA_SERVICE =
            new GroupKind("cbt.storage.k8s.io", "SnapshotMetadataService");

    /** Kinds that the collector stops and starts again. */
    public static final List<GroupKind> WORKLOADS =
            List.of(DEPLOYMENT, STATEFUL_SET, REPLICA_SET, CRON_JOB);

    /** Kinds of which the collector makes or changes objects. */
    static final List<GroupKind> TOUCHED =
            List.of(
                    POD,
                    DEPLOYMENT,
                    STATEFUL_SET,
                    REPLICA_SET,
                    CRON_JOB,
                    CLAIM,
                    SNAPSHOT,
                    GROUP,
                    CONTENT,
                    VOLUME);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Discovery discovery;

    public Served(Discovery discovery) {
        this.discovery = discovery;
    }

    public Optional<ApiResource> find(GroupKind kind) {
        return discovery.preferred(kind);
    }

    /** The kind as it is served; throws when it is not, saying what is missing. */
    public ApiResource require(GroupKind kind) throws ActException {
        return find(kind).orElseThrow(() -> new ActException("the cluster does not serve " + kind));
    }

    /** An object of this kind, with apiVersion, kind, namespace and name filled in. */
    public ObjectNode blank(GroupKind kind, String namespace, String name) throws ActException {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("apiVersion", require(kind).apiVersion())
                        .put("kind", kind.kind());
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    /** Lists what is known to be few. */
    public static List<ObjectNode> list(Cluster cluster, ListQuery query)
            throws IOException, InterruptedException {
        List<ObjectNode> found = new ArrayList<>();
        cluster.list(
                query,
                json -> {
                    if (JSON.readTree(json) instanceof ObjectNode object) {
                        found.add(object);
                    }
                });
        return found;
    }
}

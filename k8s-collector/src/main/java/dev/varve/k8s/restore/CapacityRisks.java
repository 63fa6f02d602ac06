package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.model.Quantity;
import dev.varve.k8s.rule.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds claims of a plan for which there is no room: in the quotas of their namespaces, and in what
 * drivers publish of their storage. A driver that publishes nothing is not doubted. Confined to one
 * thread.
 */
final class CapacityRisks {
    private static final GroupKind CLAIM = new GroupKind("", "PersistentVolumeClaim");
    private static final GroupKind QUOTA = new GroupKind("", "ResourceQuota");
    private static final GroupKind CAPACITY = new GroupKind("storage.k8s.io", "CSIStorageCapacity");
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/requests.storage";

    private final Target target;
    private final List<Asked> claims = new ArrayList<>();
    private final ObjectMapper json = new ObjectMapper();

    CapacityRisks(Target target) {
        this.target = target;
    }

    /** A claim that is made. */
    private record Asked(ObjectKey claim, String storageClass, long bytes) {}

    /** Takes a claim into account when it is made anew; one that is replaced has its room. */
    void saw(Verdict verdict) {
        if (verdict instanceof Verdict.Create create && create.target().kind().equals(CLAIM)) {
            JsonNode spec = create.object().path("spec");
            String storage = spec.at("/resources/requests/storage").asText("0");
            claims.add(
                    new Asked(
                            create.target(),
                            spec.path("storageClassName").asText(""),
                            Quantity.bytes(storage)));
        }
    }

    /** A sentence for each quota or class that has too little. */
    List<String> find() throws IOException, InterruptedException {
        List<String> risks = new ArrayList<>();
        Map<String, List<Asked>> byNamespace = new TreeMap<>();
        Map<String, List<Asked>> byClass = new TreeMap<>();
        for (Asked each : claims) {
            byNamespace.computeIfAbsent(each.claim().namespace(), _ -> new ArrayList<>()).add(each);
            byClass.computeIfAbsent(each.storageClass(), _ -> new ArrayList<>()).add(each);
        }
        for (Map.Entry<String, List<Asked>> each : byNamespace.entrySet()) {
            for (ObjectNode quota : list(QUOTA, each.getKey(), risks)) {
                check(quota, each.getValue(), risks);
            }
        }
        if (!claims.isEmpty()) {
            List<ObjectNode> published = list(CAPACITY, "", risks);
            byClass.forEach((name, asked) -> check(name, asked, published, risks));
        }
        return risks;
    }

    private List<ObjectNode> list(GroupKind kind, String namespace, List<String> risks)
            throws IOException, InterruptedException {
        List<ObjectNode> found = new ArrayList<>();
        Optional<ApiResource> resource = target.resource(kind);
        if (resource.isEmpty()) {
            return found;
        }
        try {
            target.cluster()
                    .list(
                            ListQuery.all(resource.get(), namespace),
                            bytes -> found.add((ObjectNode) json.readTree(bytes)));
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            risks.add(
                    resource.get().qualifiedPlural()
                            + " may not be listed: whether there is room was not looked at");
        }
        return found;
    }

    private static void check(ObjectNode quota, List<Asked> asked, List<String> risks) {
        JsonNode hard = quota.at("/status/hard");
        for (Map.Entry<String, JsonNode> limit : hard.properties()) {
            long needed = needed(limit.getKey(), asked);
            long left =
                    Quantity.bytes(limit.getValue().asText())
                            - Quantity.bytes(
                                    quota.at("/status/used").path(limit.getKey()).asText("0"));
            if (needed > 0 && needed > left) {
                risks.add(
                        "ResourceQuota "
                                + quota.at("/metadata/namespace").asText()
                                + "/"
                                + quota.at("/metadata/name").asText()
                                + " leaves "
                                + Math.max(0, left)
                                + " of "
                                + limit.getKey()
                                + ", and the claims of this restore need "
                                + needed);
            }
        }
    }

    /** What the claims need of one thing that quotas limit; zero when it is none of claims. */
    private static long needed(String limited, List<Asked> asked) {
        if (limited.equals("persistentvolumeclaims")
                || limited.equals("count/persistentvolumeclaims")) {
            return asked.size();
        }
        return asked.stream()
                .filter(each ->
                        limited.equals("requests.storage")
                                || limited.equals(each.storageClass() + OF_CLASS))
                .mapToLong(Asked::bytes)
                .sum();
    }

    private static void check(
            String storageClass,
            List<Asked> asked,
            List<ObjectNode> published,
            List<String> risks) {
        List<ObjectNode> own =
                published.stream()
                        .filter(each -> each.path("storageClassName").asText().equals(storageClass))
                        .toList();
        if (own.isEmpty()) {
            return;
        }
        long largest = own.stream().mapToLong(CapacityRisks::largest).max().orElse(0);
        long all = own.stream().mapToLong(CapacityRisks::capacity).sum();
        for (Asked each : asked) {
            if (each.bytes() > largest) {
                risks.add(
                        each.claim()
                                + " asks for "
                                + each.bytes()
                                + " bytes; the largest volume that StorageClass "
                                + storageClass
                                + " has room for has "
                                + largest);
            }
        }
        long needed = asked.stream().mapToLong(Asked::bytes).sum();
        if (needed > all) {
            risks.add(
                    "the claims of StorageClass "
                            + storageClass
                            + " need "
                            + needed
                            + " bytes, and its driver says that "
                            + all
                            + " are left");
        }
    }

    private static long capacity(ObjectNode published) {
        return Quantity.bytes(published.path("capacity").asText("0"));
    }

    private static long largest(ObjectNode published) {
        return published.has("maximumVolumeSize")
                ? Quantity.bytes(published.path("maximumVolumeSize").asText())
                : capacity(published);
    }
}

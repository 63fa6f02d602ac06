package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.order.ReferencedObjects;
import dev.varve.k8s.rule.ClaimNames;
import dev.varve.k8s.rule.Keys;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who names whom, and who owns whom, in some namespaces: from what a scope names it finds what
 * comes along, which is what it needs (claims, accounts with their roles, configuration, Secrets)
 * and what it owns (ReplicaSets, Pods). Keeps names only, of all objects of these namespaces.
 */
final class Relations {
    private static final GroupKind STATEFUL_SET = new GroupKind("apps", "StatefulSet");
    private static final GroupKind ACCOUNT = new GroupKind("", "ServiceAccount");
    private static final GroupKind BINDING =
            new GroupKind("rbac.authorization.k8s.io", "RoleBinding");

    private final Scope scope;
    private final Set<String> namespaces;
    private final List<LabelSelector> labels;
    private final Set<ObjectKey> seeds = new HashSet<>();
    private final Map<ObjectKey, Set<ObjectKey>> needs = new HashMap<>();
    private final Map<ObjectKey, Set<ObjectKey>> bound = new HashMap<>();
    private final Map<String, ObjectKey> byUid = new HashMap<>();
    private final Map<String, List<ObjectKey>> ownedBy = new HashMap<>();
    private final Set<NamedObject> missing;
    private final List<String> warnings = new ArrayList<>();

    private Relations(Scope scope, Collection<String> namespaces) {
        this.scope = scope;
        this.namespaces = new TreeSet<>(namespaces);
        labels = scope.labelSelectors().stream().map(LabelSelector::parse).toList();
        missing = new HashSet<>(scope.objects());
    }

    static Relations read(
            Cluster cluster, Discovery discovery, Scope scope, Collection<String> namespaces)
            throws IOException, InterruptedException {
        Relations relations = new Relations(scope, namespaces);
        for (ApiResource resource : discovery.preferred()) {
            boolean wanted = scope.related() || scope.takesKind(resource);
            if (wanted
                    && resource.namespaced()
                    && resource.can("list")
                    && !scope.excludesKind(resource)
                    && !Cohabiting.isOtherName(resource, discovery)) {
                relations.read(cluster, resource);
            }
        }
        relations.missing.forEach(each -> relations.warnings.add(each + " is not there"));
        return relations;
    }

    private void read(Cluster cluster, ApiResource resource)
            throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        for (String namespace : namespaces) {
            try {
                cluster.list(
                        ListQuery.all(resource, namespace),
                        bytes -> {
                            if (json.readTree(bytes) instanceof ObjectNode object) {
                                add(resource, object);
                            }
                        });
            } catch (ClusterException e) {
                if (e.status() == ClusterException.NO_ANSWER) {
                    throw e;
                }
                // A kind of which nothing is chosen is not listed again, so it is said here.
                warnings.add(
                        resource.qualifiedPlural()
                                + " could not be listed for what comes along: "
                                + e.getMessage());
                return;
            }
        }
    }

    private void add(ApiResource resource, ObjectNode object) {
        ObjectKey key = Keys.of(object);
        if (isSeed(resource, key, object)) {
            seeds.add(key);
        }
        if (!scope.related()) {
            return;
        }
        Set<ObjectKey> needed = new HashSet<>(ReferencedObjects.of(object));
        if (key.kind().equals(STATEFUL_SET)) {
            needed.addAll(ClaimNames.of(object));
        }
        needed.removeIf(each -> !namespaces.contains(each.namespace()));
        needs.put(key, needed);
        if (key.kind().equals(BINDING)) {
            bound.put(key, accounts(object));
        }
        byUid.put(object.at("/metadata/uid").asText(), key);
        for (JsonNode owner : object.at("/metadata/ownerReferences")) {
            ownedBy.computeIfAbsent(owner.path("uid").asText(), _ -> new ArrayList<>()).add(key);
        }
    }

    private static Set<ObjectKey> accounts(ObjectNode binding) {
        Set<ObjectKey> accounts = new HashSet<>();
        for (JsonNode subject : binding.path("subjects")) {
            if (subject.path("kind").asText().equals(ACCOUNT.kind())) {
                accounts.add(
                        new ObjectKey(
                                ACCOUNT,
                                subject.path("namespace").asText(),
                                subject.path("name").asText()));
            }
        }
        return accounts;
    }

    private boolean isSeed(ApiResource resource, ObjectKey key, ObjectNode object) {
        if (!scope.takesKind(resource)
                || (!labels.isEmpty() && labels.stream().noneMatch(each -> each.matches(object)))) {
            return false;
        }
        boolean named = scope.objects().isEmpty();
        for (NamedObject each : scope.objects()) {
            if (each.isOf(resource)
                    && each.namespace().matches(key.namespace())
                    && each.name().matches(key.name())) {
                missing.remove(each);
                named = true;
            }
        }
        return named;
    }

    /** What is taken: what the scope names, and what comes along. */
    Set<ObjectKey> chosen() {
        if (!scope.related()) {
            return Set.copyOf(seeds);
        }
        Map<ObjectKey, List<ObjectKey>> owned = new HashMap<>();
        ownedBy.forEach((uid, keys) -> {
            ObjectKey owner = byUid.get(uid);
            if (owner != null) {
                owned.put(owner, keys);
            }
        });
        Set<ObjectKey> chosen = new HashSet<>();
        Deque<ObjectKey> open = new ArrayDeque<>(seeds);
        while (!open.isEmpty()) {
            close(open, owned, chosen);
            bound.forEach((binding, accounts) -> {
                if (!chosen.contains(binding) && accounts.stream().anyMatch(chosen::contains)) {
                    open.add(binding);
                }
            });
        }
        return chosen;
    }

    private void close(
            Deque<ObjectKey> open, Map<ObjectKey, List<ObjectKey>> owned, Set<ObjectKey> chosen) {
        for (ObjectKey key = open.poll(); key != null; key = open.poll()) {
            if (needs.containsKey(key) && chosen.add(key)) {
                open.addAll(needs.get(key));
                open.addAll(owned.getOrDefault(key, List.of()));
            }
        }
    }

    List<String> warnings() {
        return warnings;
    }
}

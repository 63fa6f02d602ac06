package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.ImagePush;
import dev.varve.ingest.push.PushContext;
import dev.varve.ingest.tree.DocumentWriter;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The objects of a scope as images: one for each namespace, one for what lies outside of them. The
 * first image that is pushed reads them all, kind by kind, so that a cluster is listed once and not
 * once for each namespace. Confined to one thread.
 */
public final class ObjectsCapture {
    /** Up to so many namespaces each is listed by itself; a larger scope lists the cluster. */
    private static final int LISTED_ALONE = 16;

    private final Cluster cluster;
    private final Discovery discovery;
    private final Scope scope;
    private final Set<String> namespaces;
    private final ChainNames chains;
    private final CaptureRules rules;
    private final boolean everyVersion;
    private final CaptureReport report;
    private final Chosen chosen;
    private Map<String, Id> roots = Map.of();
    private int listed;

    /**
     * A capture.
     *
     * @param everyVersion whether objects are taken in each version that is served, too
     * @param report is told what comes of it
     */
    public ObjectsCapture(
            Cluster cluster,
            Reach reach,
            ChainNames chains,
            CaptureRules rules,
            boolean everyVersion,
            CaptureReport report) {
        this.everyVersion = everyVersion;
        this.cluster = cluster;
        discovery = reach.discovery();
        scope = reach.scope();
        namespaces = new TreeSet<>(reach.namespaces());
        chosen = reach.chosen();
        this.chains = chains;
        this.rules = rules;
        this.report = report;
    }

    /** The images, for one run. */
    public List<ImageBackup> images() {
        List<ImageBackup> images = new ArrayList<>();
        for (String namespace : namespaces) {
            images.add(new ObjectsImage(namespace, chains.namespace(namespace)));
        }
        if (scope.clusterObjects() != Scope.ClusterObjects.NONE) {
            images.add(new ObjectsImage("", chains.clusterObjects()));
        }
        return images;
    }

    /** One namespace, or with an empty name what lies outside of them. */
    private final class ObjectsImage implements ImageBackup {
        private final String namespace;
        private final String chain;

        ObjectsImage(String namespace, String chain) {
            this.namespace = namespace;
            this.chain = chain;
        }

        @Override
        public ImageSource source() {
            return ImageSource.newBuilder()
                    .setChain(chain)
                    .setKind(ImageKind.IMAGE_KIND_TREE)
                    .build();
        }

        @Override
        public byte[] identity() {
            return ("objects\n" + cluster.server() + "\n" + chain).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public CommitImage push(ImagePush push) throws ProtocolException, InterruptedException {
            if (push.ordinal() == 0 || roots.isEmpty()) {
                roots = captureAll(push.context());
            }
            Id root = roots.get(namespace);
            if (root == null) {
                throw new IllegalStateException("no image of \"" + namespace + "\"");
            }
            return CommitImage.newBuilder().setRoot(ByteString.copyFrom(root.toBytes())).build();
        }
    }

    private Map<String, Id> captureAll(PushContext context)
            throws ProtocolException, InterruptedException {
        report.clear();
        listed = 0;
        discovery.warnings().forEach(report::warn);
        chosen.warnings().forEach(report::warn);
        try (DocumentWriter writer = new DocumentWriter(context)) {
            Tops tops = new Tops(namespaces);
            RelatedObjects related = new RelatedObjects(discovery, this::isServed);
            for (ApiResource resource : kinds(true, chosen::takesKind)) {
                capture(resource, writer, tops, related);
            }
            captureNamespaces(writer, tops);
            if (scope.clusterObjects() != Scope.ClusterObjects.NONE) {
                captureClusterObjects(writer, tops, related);
            }
            requireAnythingRead();
            Map<String, Id> images = tops.finish(writer, images().size() > namespaces.size());
            writer.finish();
            report.addTo(context.progress());
            return images;
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw new ProtocolException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "cannot read the cluster " + cluster.server() + ": " + e.getMessage(),
                    "run it again when the API server answers; what was sent is kept",
                    e);
        }
    }

    /** A point of a cluster that could not be read at all would look like an empty cluster. */
    private void requireAnythingRead() throws ProtocolException {
        if (listed == 0 && report.objects().isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.FORBIDDEN,
                    "nothing of the scope may be read on "
                            + cluster.server()
                            + ": "
                            + String.join("; ", report.warnings()),
                    "give this user the verb list on what is to be backed up");
        }
    }

    /** Entries at the top of each image. */
    private static final class Tops {
        private final Map<String, List<TreeEntry>> entries = new TreeMap<>();

        Tops(Collection<String> namespaces) {
            namespaces.forEach(namespace -> entries.put(namespace, new ArrayList<>()));
            entries.put("", new ArrayList<>());
        }

        void add(Map<String, TreeEntry> directories) {
            directories.forEach((namespace, directory) -> add(namespace, directory));
        }

        void add(String namespace, TreeEntry directory) {
            entries.getOrDefault(namespace, new ArrayList<>()).add(directory);
        }

        Map<String, Id> finish(DocumentWriter writer, boolean withCluster)
                throws ProtocolException, InterruptedException {
            Map<String, Id> images = new HashMap<>();
            for (Map.Entry<String, List<TreeEntry>> each : entries.entrySet()) {
                if (withCluster || !each.getKey().isEmpty()) {
                    images.put(each.getKey(), writer.image(each.getValue()));
                }
            }
            return images;
        }
    }

    private boolean isServed(ObjectKey key) {
        return namespaces.contains(key.namespace()) && chosen.mayTake(key);
    }

    private List<ApiResource> kinds(boolean namespaced, Predicate<ApiResource> taken) {
        return discovery.preferred().stream()
                .filter(each -> each.namespaced() == namespaced && each.can("list"))
                .filter(each -> !Cohabiting.isOtherName(each, discovery))
                .filter(taken)
                .filter(each -> rules.leavesOut(each.groupKind()).isEmpty())
                .toList();
    }

    private void capture(
            ApiResource resource, DocumentWriter writer, Tops tops, RelatedObjects related)
            throws IOException, InterruptedException {
        tops.add(
                read(
                        resource,
                        () ->
                                new KindCapture(
                                        ObjectPath.directory(resource),
                                        writer,
                                        this::takes,
                                        object -> {
                                            report.took(namespace(object), resource);
                                            related.saw(object);
                                        })));
        for (ApiResource other : otherVersions(resource)) {
            tops.add(
                    read(
                            other,
                            () ->
                                    new KindCapture(
                                            ObjectPath.otherVersion(other),
                                            writer,
                                            object ->
                                                    isInScope(object)
                                                            && rules.leavesOut(object).isEmpty(),
                                            object -> {})));
        }
    }

    /** The kind in the versions that the API server serves and does not prefer, when asked for. */
    private List<ApiResource> otherVersions(ApiResource resource) {
        return discovery.resources().stream()
                .filter(each -> everyVersion && each.groupKind().equals(resource.groupKind()))
                .filter(each -> !each.equals(resource) && each.can("list"))
                .toList();
    }

    /** The directories of a kind; none, and a warning, when it cannot be listed. */
    private Map<String, TreeEntry> read(ApiResource resource, Supplier<KindCapture> kinds)
            throws IOException, InterruptedException {
        boolean alone = scope.namesNamespaces() || namespaces.size() <= LISTED_ALONE;
        try {
            try {
                return read(resource, kinds.get(), alone);
            } catch (KindCapture.OutOfOrder e) {
                return read(resource, kinds.get(), true);
            }
        } catch (ClusterException e) {
            return unlisted(resource, e);
        }
    }

    private Map<String, TreeEntry> read(ApiResource resource, KindCapture kind, boolean alone)
            throws IOException, InterruptedException {
        List<ListQuery> queries = new ArrayList<>();
        for (String namespace : alone ? namespaces : List.of("")) {
            for (String selector : chosen.selectors()) {
                queries.add(new ListQuery(resource, namespace, selector, ""));
            }
        }
        kind.capture(cluster, queries);
        listed++;
        return kind.directories();
    }

    private Map<String, TreeEntry> unlisted(ApiResource resource, ClusterException why)
            throws ClusterException {
        if (why.status() == ClusterException.NO_ANSWER) {
            throw why;
        }
        boolean preferred = discovery.preferred(resource.groupKind()).equals(Optional.of(resource));
        report.warn(
                resource.qualifiedPlural()
                        + (preferred ? "" : " of version " + resource.version())
                        + " could not be listed: "
                        + why.getMessage());
        return Map.of();
    }

    private boolean isInScope(ObjectNode object) {
        return namespaces.contains(namespace(object)) && chosen.takes(object);
    }

    private boolean takes(ObjectNode object) {
        return isInScope(object) && isCaptured(object);
    }

    private boolean isCaptured(ObjectNode object) {
        Optional<String> reason = rules.leavesOut(object);
        reason.ifPresent(report::leftOut);
        return reason.isEmpty();
    }

    private void captureNamespaces(DocumentWriter writer, Tops tops)
            throws IOException, InterruptedException {
        ApiResource resource = discovery.find("v1", "Namespace").orElseThrow();
        for (String namespace : namespaces) {
            Optional<TreeEntry> entry = one(writer, resource, namespace);
            if (entry.isPresent()) {
                tops.add(namespace, entry.get());
                report.took(namespace, resource);
            }
        }
    }

    private Optional<TreeEntry> one(DocumentWriter writer, ApiResource resource, String name)
            throws IOException, InterruptedException {
        KindCapture kind =
                new KindCapture(
                        ObjectPath.directory(resource), writer, object -> true, object -> {});
        try {
            kind.capture(
                    cluster, List.of(new ListQuery(resource, "", "", "metadata.name=" + name)));
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            report.warn(resource.kind() + " " + name + " may not be read: " + e.getMessage());
        }
        return Optional.ofNullable(kind.directories().get(""));
    }

    private void captureClusterObjects(DocumentWriter writer, Tops tops, RelatedObjects related)
            throws IOException, InterruptedException {
        boolean all = scope.clusterObjects() == Scope.ClusterObjects.ALL;
        if (!all) {
            related.close(cluster, report);
        }
        for (ApiResource resource : kinds(false, scope::takesKind)) {
            if (resource.kind().equals("Namespace") || (!all && !related.wants(resource))) {
                continue;
            }
            tops.add(
                    readClusterObjects(
                            resource,
                            new KindCapture(
                                    ObjectPath.directory(resource),
                                    writer,
                                    object -> (all || related.wants(object)) && isCaptured(object),
                                    object -> report.took("", resource))));
            for (ApiResource other : otherVersions(resource)) {
                tops.add(
                        readClusterObjects(
                                other,
                                new KindCapture(
                                        ObjectPath.otherVersion(other),
                                        writer,
                                        object ->
                                                (all || related.wants(object))
                                                        && rules.leavesOut(object).isEmpty(),
                                        object -> {})));
            }
        }
    }

    private Map<String, TreeEntry> readClusterObjects(ApiResource resource, KindCapture kind)
            throws IOException, InterruptedException {
        try {
            kind.capture(cluster, List.of(ListQuery.all(resource, "")));
            return kind.directories();
        } catch (ClusterException e) {
            return unlisted(resource, e);
        }
    }

    private static String namespace(ObjectNode object) {
        return object.path("metadata").path("namespace").asText();
    }
}

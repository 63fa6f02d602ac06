package dev.varve.tools.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.varve.k8s.restore.RestoreRequest;
import dev.varve.k8s.rule.Choice;
import dev.varve.k8s.rule.ExistingPolicy;
import dev.varve.k8s.volume.RestoreFrom;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is restored of a cluster's point, and how. */
final class K8sRestoreOptions {
    @Mixin ScopeOptions scope = new ScopeOptions();

    @Option(
            names = "--object",
            paramLabel = "KIND/NS/NAME",
            description =
                    "Only this object, as Deployment.apps/shop/web; without NS when it has none."
                            + " May be repeated.")
    List<String> objects = new ArrayList<>();

    @Option(
            names = "--map-namespace",
            paramLabel = "OLD=NEW",
            description = "Restore into another namespace. May be repeated.")
    Map<String, String> namespaceMap = new LinkedHashMap<>();

    @Option(
            names = "--map-storage-class",
            paramLabel = "OLD=NEW",
            description = "Volumes get another StorageClass. May be repeated.")
    Map<String, String> storageClassMap = new LinkedHashMap<>();

    @Option(
            names = "--map-image",
            paramLabel = "OLD=NEW",
            description = "Container images that begin with OLD begin with NEW. May be repeated.")
    Map<String, String> imageMap = new LinkedHashMap<>();

    @Option(
            names = "--existing",
            defaultValue = "SKIP",
            paramLabel = "POLICY",
            description = "Objects that are there: skip, update, recreate or fail.")
    ExistingPolicy existing = ExistingPolicy.SKIP;

    @Option(names = "--keep-node-ports", description = "Services keep the node ports they had.")
    boolean keepNodePorts;

    @Option(
            names = "--remove-affinity",
            description = "Workloads lose affinity, node selectors and spread constraints.")
    boolean removeAffinity;

    @Option(
            names = "--with-controlled-pods",
            description = "Restore Pods too that a controller would make anew.")
    boolean controlledPods;

    @Option(
            names = "--strip-gitops",
            description = "In a mapped namespace, take off the marks of Argo CD and Helm.")
    boolean stripGitOps;

    @Option(
            names = "--status",
            paramLabel = "KIND",
            description = "Restore the status of this kind too, as Kind.group. May be repeated.")
    List<String> statusKinds = new ArrayList<>();

    @Option(
            names = "--without-finalizers",
            paramLabel = "KIND",
            description = "Objects of this kind lose their finalizers. May be repeated.")
    List<String> withoutFinalizers = new ArrayList<>();

    @Option(
            names = "--api-version",
            paramLabel = "KIND=VERSION",
            description = "Restore a kind in this apiVersion. May be repeated.")
    Map<String, String> apiVersions = new LinkedHashMap<>();

    @Option(
            names = "--transforms",
            paramLabel = "FILE",
            description = "JSON list of changes: docs/formats/restore-plan.md.")
    @Nullable Path transforms;

    @Option(
            names = "--volumes",
            description = "Fill the claims of which the point has data; needs --mover-image.")
    boolean volumes;

    @Option(
            names = "--from",
            defaultValue = "AUTOMATIC",
            paramLabel = "SOURCE",
            description =
                    "With --volumes: automatic takes the snapshot that the point was read from"
                            + " where it still stands, else the repository; snapshot takes that or"
                            + " fails; repository leaves it alone. Default: automatic.")
    RestoreFrom from = RestoreFrom.AUTOMATIC;

    @Option(
            names = "--in-place",
            description =
                    "With --volumes: claims that are there get their data, too. What uses them is"
                            + " stopped meanwhile and started again; their old volumes are kept.")
    boolean inPlace;

    RestoreRequest request(String point) throws IOException {
        return new RestoreRequest(
                point,
                scope.namespaces,
                scope.excludedNamespaces,
                scope.kinds,
                scope.excludedKinds,
                scope.selectors,
                objects,
                scope.clusterObjects,
                namespaceMap,
                storageClassMap,
                imageMap,
                existing,
                choices(),
                statusKinds,
                withoutFinalizers,
                apiVersions,
                volumes,
                from,
                readTransforms());
    }

    private List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        add(choices, keepNodePorts, Choice.KEEP_NODE_PORTS);
        add(choices, removeAffinity, Choice.REMOVE_AFFINITY);
        add(choices, controlledPods, Choice.RESTORE_CONTROLLED_PODS);
        add(choices, stripGitOps, Choice.STRIP_GITOPS);
        add(choices, inPlace, Choice.IN_PLACE);
        return choices;
    }

    private static void add(List<Choice> choices, boolean chosen, Choice choice) {
        if (chosen) {
            choices.add(choice);
        }
    }

    private JsonNode readTransforms() throws IOException {
        if (transforms == null) {
            return JsonNodeFactory.instance.arrayNode();
        }
        try {
            return new ObjectMapper().readTree(Files.readString(transforms));
        } catch (JsonProcessingException e) {
            ProtocolException failure =
                    VarveCommand.usage(
                            "--transforms " + transforms + " is no JSON: " + e.getOriginalMessage(),
                            "see docs/formats/restore-plan.md");
            failure.initCause(e);
            throw failure;
        }
    }
}

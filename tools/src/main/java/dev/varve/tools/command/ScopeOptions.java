package dev.varve.tools.command;

import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.capture.NamedObject;
import dev.varve.k8s.capture.Scope;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which objects, of a cluster or of its point. */
final class ScopeOptions {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "GLOB",
            description = "Namespaces, with * and ?. May be repeated. Default: all.")
    List<String> namespaces = new ArrayList<>();

    @Option(
            names = "--exclude-namespace",
            paramLabel = "GLOB",
            description = "Not these namespaces. May be repeated.")
    List<String> excludedNamespaces = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "GLOB",
            description = "Only these kinds, as deployments.apps or Deployment. May be repeated.")
    List<String> kinds = new ArrayList<>();

    @Option(
            names = "--exclude-kind",
            paramLabel = "GLOB",
            description = "Not these kinds. May be repeated.")
    List<String> excludedKinds = new ArrayList<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "LABELS",
            description = "Only objects with these labels, as kubectl takes them. Repeated: or.")
    List<String> selectors = new ArrayList<>();

    @Option(
            names = "--cluster-objects",
            defaultValue = "RELATED",
            paramLabel = "WHICH",
            description =
                    "Objects outside of namespaces: none, related (what the others need) or all.")
    Scope.ClusterObjects clusterObjects = Scope.ClusterObjects.RELATED;

    Scope scope() {
        return scope(List.of(), false);
    }

    /**
     * With objects that are named.
     *
     * @param related whether what these need and own comes along
     */
    Scope scope(List<NamedObject> objects, boolean related) {
        return new Scope(
                Glob.list(namespaces),
                Glob.list(excludedNamespaces),
                Glob.list(kinds),
                Glob.list(excludedKinds),
                selectors,
                objects,
                related,
                clusterObjects);
    }
}

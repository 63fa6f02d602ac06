package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.capture.NamespaceList;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a capture would look at. */
@Command(
        name = "discover",
        description = "Show the namespaces and kinds of a cluster that a backup would look at.",
        footer = {
            "",
            "Examples:",
            "  varve k8s discover",
            "  varve k8s discover -n 'team-*' --json"
        })
final class K8sDiscoverCommand extends VarveCommand {
    @Mixin KubeOptions kube = new KubeOptions();
    @Mixin ScopeOptions scope = new ScopeOptions();

    @Override
    int run(Output output) throws IOException, InterruptedException {
        try (Cluster cluster = kube.open()) {
            Discovery discovery = cluster.discover();
            List<String> namespaces = NamespaceList.of(cluster, discovery, scope.scope());
            ObjectNode all =
                    Output.object()
                            .put("server", cluster.server())
                            .put("version", cluster.version());
            output.line("API server " + cluster.server() + ", " + all.get("version").asText());
            output.line(namespaces.size() + " namespaces: " + String.join(", ", namespaces));
            ArrayNode names = all.putArray("namespaces");
            namespaces.forEach(names::add);
            ArrayNode kinds = all.putArray("kinds");
            Table table = new Table("KIND", "NAME", "VERSION", "NAMESPACED");
            for (ApiResource each : discovery.preferred()) {
                if (each.can("list")) {
                    table.add(
                            each.kind(),
                            each.qualifiedPlural(),
                            each.version(),
                            each.namespaced() ? "yes" : "no");
                    kinds.addObject()
                            .put("kind", each.kind())
                            .put("name", each.qualifiedPlural())
                            .put("apiVersion", each.apiVersion())
                            .put("namespaced", each.namespaced());
                }
            }
            table.print(output);
            ArrayNode warnings = all.putArray("warnings");
            discovery.warnings().forEach(warnings::add);
            discovery.warnings().forEach(warning -> output.remark("warning: " + warning));
            output.event(all);
        }
        return DONE;
    }
}

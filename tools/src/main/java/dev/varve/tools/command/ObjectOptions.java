package dev.varve.tools.command;

import dev.varve.k8s.capture.NamedObject;
import dev.varve.k8s.capture.Scope;
import dev.varve.protocol.error.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Objects of a cluster that are backed up alone, or with what belongs to them. */
final class ObjectOptions {
    @Option(
            names = "--object",
            paramLabel = "KIND/NS/NAME",
            description =
                    "Only this object, as Deployment.apps/shop/web or pvc/shop/data; each part may"
                            + " have * and ?. May be repeated.")
    List<String> objects = new ArrayList<>();

    @Option(
            names = "--with-related",
            description =
                    "With what the chosen objects need (claims, accounts and their roles,"
                            + " ConfigMaps, Secrets) and own (ReplicaSets, Pods), whatever its"
                            + " kind and labels.")
    boolean related;

    /** The scope, narrowed to these. */
    Scope within(ScopeOptions scope) throws ProtocolException {
        List<NamedObject> named = new ArrayList<>();
        for (String each : objects) {
            try {
                named.add(NamedObject.parse(each));
            } catch (IllegalArgumentException e) {
                throw VarveCommand.usage(String.valueOf(e.getMessage()), "");
            }
        }
        return scope.scope(named, related);
    }
}

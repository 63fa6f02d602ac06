package dev.varve.k8s.held;

import dev.varve.k8s.blueprint.BlueprintBinding;
import dev.varve.k8s.blueprint.Blueprints;
import java.io.IOException;
import java.util.List;

/** By what the applications of a namespace are protected. */
@FunctionalInterface
public interface Protections {
    /**
     * What holds in one namespace.
     *
     * @param complaints what was meant to hold there and cannot be understood
     */
    record Protection(
            Blueprints blueprints, List<BlueprintBinding> bindings, List<String> complaints) {
        public Protection {
            bindings = List.copyOf(bindings);
            complaints = List.copyOf(complaints);
        }
    }

    Protection of(String namespace) throws IOException, InterruptedException;

    /** The same blueprints everywhere, by recognition and annotations. */
    static Protections everywhere(Blueprints blueprints) {
        return namespace -> new Protection(blueprints, List.of(), List.of());
    }

    /** No application is held. */
    static Protections none() {
        return everywhere(Blueprints.none());
    }
}

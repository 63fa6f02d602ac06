package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.point.PointDescription;
import java.util.List;

/** Shows what became of applications that a blueprint protected. */
final class HeldView {
    private HeldView() {}

    /** For people. */
    static String line(PointDescription.Application application) {
        return "application %s/%s (%s, %s): %s%s%s"
                .formatted(
                        application.namespace(),
                        application.pod(),
                        application.blueprint(),
                        application.mode(),
                        application.consistency(),
                        application.frozenMillis() > 0
                                ? ", frozen for " + application.frozenMillis() + " ms"
                                : "",
                        application.problems().isEmpty() ? "" : ", not as its blueprint says");
    }

    /** For scripts. */
    static void put(ObjectNode object, List<PointDescription.Application> applications) {
        ArrayNode all = object.putArray("applications");
        for (PointDescription.Application each : applications) {
            ObjectNode one =
                    all.addObject()
                            .put("pod", each.namespace() + "/" + each.pod())
                            .put("blueprint", each.blueprint())
                            .put("mode", each.mode())
                            .put("consistency", each.consistency())
                            .put("frozenMillis", each.frozenMillis())
                            .put("claim", each.claim())
                            .put("chain", each.chain());
            ArrayNode problems = one.putArray("problems");
            each.problems().forEach(problems::add);
        }
    }

    /** For scripts. */
    static void putHooks(ObjectNode object, List<PointDescription.Hook> hooks) {
        ArrayNode all = object.putArray("hooks");
        for (PointDescription.Hook each : hooks) {
            all.addObject()
                    .put("namespace", each.namespace())
                    .put("hook", each.hook())
                    .put("target", each.target())
                    .put("when", each.when())
                    .put("outcome", each.outcome())
                    .put("reason", each.reason())
                    .put("millis", each.millis());
        }
    }
}

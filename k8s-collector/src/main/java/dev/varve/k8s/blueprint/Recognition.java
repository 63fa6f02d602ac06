package dev.varve.k8s.blueprint;

import java.util.List;
import java.util.Map;

/**
 * What was found out about a Pod or workload.
 *
 * @param container in which the blueprint's scripts run
 * @param parameters variables for them
 * @param reasons by what it was recognised, for people
 */
public record Recognition(
        Blueprint blueprint,
        Mode mode,
        String container,
        Map<String, String> parameters,
        List<String> reasons) {
    public Recognition {
        parameters = Map.copyOf(parameters);
        reasons = List.copyOf(reasons);
    }
}

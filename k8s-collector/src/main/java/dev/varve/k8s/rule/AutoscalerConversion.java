package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** HorizontalPodAutoscaler from autoscaling/v2beta1 to v2; v2beta2 says the same as v2. */
final class AutoscalerConversion {
    private AutoscalerConversion() {}

    static void toV2(ObjectNode object) {
        for (ObjectNode metric : Json.objects(object, "spec", "metrics")) {
            Json.object(metric, "resource").ifPresent(AutoscalerConversion::resource);
            Json.object(metric, "containerResource").ifPresent(AutoscalerConversion::resource);
            Json.object(metric, "pods").ifPresent(AutoscalerConversion::pods);
            Json.object(metric, "object").ifPresent(AutoscalerConversion::object);
            Json.object(metric, "external").ifPresent(AutoscalerConversion::external);
        }
    }

    private static void resource(ObjectNode metric) {
        JsonNode utilization = metric.remove("targetAverageUtilization");
        JsonNode value = metric.remove("targetAverageValue");
        if (utilization != null) {
            metric.putObject("target")
                    .put("type", "Utilization")
                    .set("averageUtilization", utilization);
        } else if (value != null) {
            average(metric, value);
        }
    }

    private static void pods(ObjectNode metric) {
        JsonNode value = metric.remove("targetAverageValue");
        name(metric, "metricName", "selector");
        if (value != null) {
            average(metric, value);
        }
    }

    private static void object(ObjectNode metric) {
        Json.rename(metric, "target", "describedObject");
        JsonNode average = metric.remove("averageValue");
        JsonNode value = metric.remove("targetValue");
        name(metric, "metricName", "selector");
        target(metric, average, value);
    }

    private static void external(ObjectNode metric) {
        JsonNode average = metric.remove("targetAverageValue");
        JsonNode value = metric.remove("targetValue");
        name(metric, "metricName", "metricSelector");
        target(metric, average, value);
    }

    private static void target(
            ObjectNode metric, @Nullable JsonNode average, @Nullable JsonNode value) {
        if (average != null) {
            average(metric, average);
        } else if (value != null) {
            metric.putObject("target").put("type", "Value").set("value", value);
        }
    }

    private static void average(ObjectNode metric, JsonNode value) {
        metric.putObject("target").put("type", "AverageValue").set("averageValue", value);
    }

    private static void name(ObjectNode metric, String nameField, String selectorField) {
        JsonNode name = metric.remove(nameField);
        JsonNode selector = metric.remove(selectorField);
        ObjectNode identifier = Json.make(metric, "metric");
        if (name != null) {
            identifier.set("name", name);
        }
        if (selector != null) {
            identifier.set("selector", selector);
        }
    }
}

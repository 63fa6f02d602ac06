package dev.varve.k8s.rule;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Objects for tests: as an API server sent them, or written down in short. */
public final class Captured {
    /** All objects under {@code resources/rule}, which a real API server sent. */
    public static final List<String> ALL =
            List.of(
                    "crd-v1",
                    "crd-v1beta1",
                    "cronjob-v1beta1",
                    "deployment",
                    "endpoints-legacy",
                    "endpoints-web",
                    "endpointslice-web",
                    "hpa-v2beta1",
                    "hpa-v2beta2",
                    "ingress-v1",
                    "ingress-v1beta1",
                    "job",
                    "namespace",
                    "pdb-v1beta1",
                    "pod",
                    "pv-files",
                    "pvc-data",
                    "pvc-files",
                    "replicaset",
                    "rolebinding",
                    "secret-db",
                    "secret-token-automatic",
                    "secret-token-manual",
                    "service-headless",
                    "service-legacy",
                    "service-loadbalancer",
                    "service-nodeport",
                    "serviceaccount",
                    "statefulset",
                    "webhook");

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .build();

    private Captured() {}

    /** An object that a real API server sent. */
    public static ObjectNode object(String file) {
        String path = "/rule/" + file + ".json";
        try (InputStream in = Captured.class.getResourceAsStream(path)) {
            return (ObjectNode) MAPPER.readTree(Objects.requireNonNull(in, path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON in short: quotes may be single or, around names of fields, left out. */
    public static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An object of an apiVersion, a kind and a name, in namespace {@code shop}, and more fields.
     */
    public static ObjectNode object(String apiVersion, String kind, String name, String more) {
        ObjectNode object = (ObjectNode) json("{" + more + "}");
        object.put("apiVersion", apiVersion).put("kind", kind);
        Json.make(object, "metadata").put("name", name);
        if (!object.path("metadata").has("namespace")) {
            Json.make(object, "metadata").put("namespace", "shop");
        }
        return object;
    }

    /** The same of the whole cluster. */
    public static ObjectNode clusterObject(
            String apiVersion, String kind, String name, String more) {
        ObjectNode object = object(apiVersion, kind, name, more);
        Json.make(object, "metadata").remove("namespace");
        return object;
    }
}

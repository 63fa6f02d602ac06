package dev.varve.k8s.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much one container looks like a blueprint's application. An image or the label's name is
 * enough; a port and a variable together are, too; one of these alone is not.
 */
record Scores(int points, String container, List<String> reasons) {
    static final int ENOUGH = 3;
    private static final int IMAGE = 8;
    private static final int NAME = 3;
    private static final int VARIABLE = 2;
    private static final int PORT = 1;

    static Scores of(Signs signs, JsonNode container, @Nullable String appName) {
        List<String> reasons = new ArrayList<>();
        int points = 0;
        String image = imageName(container.path("image").asText());
        if (signs.images().contains(image)) {
            points += IMAGE;
            reasons.add("image " + image);
        }
        for (JsonNode port : container.path("ports")) {
            if (signs.ports().contains(port.path("containerPort").asInt())) {
                points += PORT;
                reasons.add("port " + port.path("containerPort").asInt());
                break;
            }
        }
        for (JsonNode variable : container.path("env")) {
            if (signs.environment().contains(variable.path("name").asText())) {
                points += VARIABLE;
                reasons.add("variable " + variable.path("name").asText());
                break;
            }
        }
        if (appName != null && signs.names().contains(appName)) {
            points += NAME;
            reasons.add("label app.kubernetes.io/name=" + appName);
        }
        return new Scores(points, container.path("name").asText(), reasons);
    }

    /** {@code quay.io:443/x/postgres:15@sha256:…} is {@code postgres}. */
    static String imageName(String image) {
        String name = image.substring(image.lastIndexOf('/') + 1);
        int end = name.indexOf('@') >= 0 ? name.indexOf('@') : name.length();
        int colon = name.indexOf(':');
        return name.substring(0, colon >= 0 && colon < end ? colon : end);
    }
}

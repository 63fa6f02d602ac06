package dev.varve.k8s.controller;

import java.util.Map;

/** An object, as far as its metadata tells. */
record Seen(
        String kind,
        String namespace,
        String name,
        Map<String, String> labels,
        Map<String, String> annotations) {
    static final String CLAIM = "PersistentVolumeClaim";

    Seen {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    boolean isClaim() {
        return kind.equals(CLAIM);
    }
}

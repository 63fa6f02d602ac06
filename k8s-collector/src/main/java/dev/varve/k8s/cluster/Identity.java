package dev.varve.k8s.cluster;

import java.util.List;

/** A user as the API server knows it. */
public record Identity(String user, List<String> groups) {
    public Identity {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("an identity without a user");
        }
        groups = List.copyOf(groups);
    }
}

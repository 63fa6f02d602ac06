package dev.varve.k8s.changed;

import java.io.IOException;

/** Why a snapshot metadata service, or what it answered, is not relied on. */
final class MetadataException extends IOException {
    private static final long serialVersionUID = 1;

    MetadataException(String message) {
        super(message);
    }
}

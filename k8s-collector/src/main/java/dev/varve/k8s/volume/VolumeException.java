package dev.varve.k8s.volume;

import dev.varve.k8s.act.ActException;

/** Why a volume cannot be captured or restored this way. */
public final class VolumeException extends ActException {
    private static final long serialVersionUID = 1;

    public VolumeException(String message) {
        super(message);
    }
}

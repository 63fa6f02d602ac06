package dev.varve.k8s.act;

import java.io.IOException;

/** Why something on a cluster cannot go on; trying the same again would not help. */
public class ActException extends IOException {
    private static final long serialVersionUID = 1;

    public ActException(String message) {
        super(message);
    }

    /** A wait came to its limit. */
    public static final class Expired extends ActException {
        private static final long serialVersionUID = 1;

        public Expired(String message) {
            super(message);
        }
    }

    /** Somebody cancelled the run. */
    public static final class Cancelled extends ActException {
        private static final long serialVersionUID = 1;

        public Cancelled(String message) {
            super(message);
        }
    }
}

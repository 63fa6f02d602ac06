package dev.varve.k8s.rule;

/** What it means that an API server refused to create an object. */
public enum CreateRefusal {
    /** That very object exists. */
    EXISTS,
    /** Another Service has its node port: the object does not exist and was not made. */
    PORT_TAKEN,
    OTHER;

    private static final String PORT_MESSAGE = "provided port is already allocated";

    /**
     * Reads an answer.
     *
     * @param reason of the Status: {@code AlreadyExists}, {@code Invalid} …
     * @param exists whether that very object is there, asked after the refusal
     */
    public static CreateRefusal of(String reason, String message, boolean exists) {
        boolean port = message.contains(PORT_MESSAGE);
        if (exists && (port || reason.equals("AlreadyExists"))) {
            return EXISTS;
        }
        return port ? PORT_TAKEN : OTHER;
    }
}

package dev.varve.k8s.hook;

/** Words for errors. */
final class Errors {
    private Errors() {}

    static String describe(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
    }
}

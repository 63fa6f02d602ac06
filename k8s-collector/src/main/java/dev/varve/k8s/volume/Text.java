package dev.varve.k8s.volume;

/** Text of others in messages of ours. */
final class Text {
    private static final int MAX_LENGTH = 500;

    private Text() {}

    /** On one line, and not long. */
    static String cut(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}

package dev.varve.k8s.rule;

/** Something that the plan says about an object, beside its verdict. */
public record Note(Level level, String text) {
    /** How much it matters. */
    public enum Level {
        /** The object was changed as the options or the rules ask. */
        CHANGE,
        /** The object was brought to another API version. */
        CONVERTED,
        /** A person should look at it. */
        WARNING
    }

    public Note {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a note without a text");
        }
    }

    static Note change(String text) {
        return new Note(Level.CHANGE, text);
    }

    static Note converted(String text) {
        return new Note(Level.CONVERTED, text);
    }

    static Note warning(String text) {
        return new Note(Level.WARNING, text);
    }
}

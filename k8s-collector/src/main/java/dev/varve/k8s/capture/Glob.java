package dev.varve.k8s.capture;

import java.util.List;
import java.util.regex.Pattern;

/** A pattern for names, with {@code *} for any run of characters and {@code ?} for one. */
public record Glob(String text) {
    /** True when the whole name fits. */
    public boolean matches(String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.matches(regex.toString(), name);
    }

    boolean isLiteral() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    public static List<Glob> list(List<String> texts) {
        return texts.stream().map(Glob::new).toList();
    }

    /** True when any fits. */
    static boolean any(List<Glob> globs, String name) {
        return globs.stream().anyMatch(glob -> glob.matches(name));
    }
}

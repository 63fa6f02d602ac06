package dev.varve.ingest.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Patterns of what is left out, as gitignore(5) has them: {@code *} and {@code ?} stay within a
 * name, {@code **} crosses directories, a leading slash (or one inside) ties the pattern to the
 * root, without one it fits at any depth; a trailing slash fits directories only. What an excluded
 * directory holds is excluded with it.
 */
public final class Excludes {
    private record Rule(Pattern pattern, boolean directoriesOnly) {}

    private final List<Rule> rules = new ArrayList<>();

    public Excludes(List<String> globs) {
        for (String glob : globs) {
            boolean directoriesOnly = glob.endsWith("/");
            String body = directoriesOnly ? glob.substring(0, glob.length() - 1) : glob;
            boolean tied = body.indexOf('/') >= 0;
            String path = body.startsWith("/") ? body.substring(1) : body;
            if (path.isEmpty()) {
                throw new IllegalArgumentException(
                        "exclude pattern \"" + glob + "\" names nothing");
            }
            Pattern pattern = Pattern.compile((tied ? "" : "(.*/)?") + regex(path), Pattern.DOTALL);
            rules.add(new Rule(pattern, directoriesOnly));
        }
    }

    /** {@code path}: from the root of the tree, no slash before it. */
    public boolean match(String path, boolean directory) {
        for (Rule rule : rules) {
            if ((directory || !rule.directoriesOnly) && rule.pattern.matcher(path).matches()) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}

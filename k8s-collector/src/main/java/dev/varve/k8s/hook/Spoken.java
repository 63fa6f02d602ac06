package dev.varve.k8s.hook;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a command said: text, of which the first and last part is kept, and files for the restore
 * point, each a line {@code varve:file PATH BASE64}. Safe for use by many threads.
 */
final class Spoken {
    private static final String FILE = "varve:file ";
    private static final int MOST_FILES = 64;

    private final StringBuilder head = new StringBuilder();
    private final StringBuilder rest = new StringBuilder();
    private final List<RestoreFile> files = new ArrayList<>();
    private String problem = "";
    private long filesBytes;
    private long droppedChars;

    synchronized void line(String line) {
        if (line.startsWith(FILE)) {
            file(line.substring(FILE.length()));
        } else if (line.equals(Lines.TOO_LONG)) {
            problem = "a line for the restore point is longer than 8 MiB";
        } else {
            text(line + "\n");
        }
    }

    synchronized void text(String text) {
        int half = Limits.OUTPUT_BYTES / 2;
        int fits = Math.min(text.length(), half - head.length());
        head.append(text, 0, fits);
        rest.append(text, fits, text.length());
        if (rest.length() > half) {
            droppedChars += rest.length() - half;
            rest.delete(0, rest.length() - half);
        }
    }

    /** All that is kept, with a note of what is not. */
    synchronized String output(Redaction redaction) {
        String gap = droppedChars == 0 ? "" : "\n[" + droppedChars + " characters left out]\n";
        return redaction.apply(head + gap + rest).strip();
    }

    synchronized List<RestoreFile> files() {
        return List.copyOf(files);
    }

    /** Why files are missing; empty when none are. */
    synchronized String problem() {
        return problem;
    }

    private void file(String words) {
        int space = words.indexOf(' ');
        String path = space < 0 ? words : words.substring(0, space);
        try {
            byte[] content = Base64.getDecoder().decode(words.substring(path.length()).strip());
            filesBytes += content.length;
            if (filesBytes > Limits.FILES_BYTES || files.size() == MOST_FILES) {
                problem = "more files for the restore point than 64 or 8 MiB";
            } else {
                files.add(new RestoreFile(path, content));
            }
        } catch (IllegalArgumentException e) {
            problem = "a file for the restore point that cannot be read: " + e.getMessage();
        }
    }
}

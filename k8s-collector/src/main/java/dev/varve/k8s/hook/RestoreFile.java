package dev.varve.k8s.hook;

import java.util.regex.Pattern;

/**
 * A small file that an application gave with a cut, and that its restore needs: it is kept in the
 * restore point beside the volumes, and put in place after them.
 *
 * @param path below the application's data directory
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out; nobody compares files
public record RestoreFile(String path, byte[] content) {
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._@-]+(/[A-Za-z0-9._@-]+)*");

    public RestoreFile {
        path = checkedPath(path);
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    /** Refuses what leads out of a directory, or could be read as anything but a name. */
    static String checkedPath(String path) {
        if (path.length() > 512
                || !PATH.matcher(path).matches()
                || path.startsWith("-")
                || ("/" + path + "/").contains("/../")
                || ("/" + path + "/").contains("/./")) {
            throw new IllegalArgumentException("not a plain path below a directory: " + path);
        }
        return path;
    }

    @Override
    public String toString() {
        return path + " (" + content.length + " bytes)";
    }
}

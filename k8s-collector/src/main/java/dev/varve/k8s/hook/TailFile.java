package dev.varve.k8s.hook;

/**
 * A file that is complete only after the thaw and must be read then, while the session still keeps
 * it: a log of what happened during the freeze.
 *
 * @param path below the application's data directory
 */
public record TailFile(String path, long lengthBytes) {
    public TailFile {
        path = RestoreFile.checkedPath(path);
        if (lengthBytes < 0) {
            throw new IllegalArgumentException(path + " of " + lengthBytes + " bytes");
        }
    }
}

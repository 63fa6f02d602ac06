package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.push.ImagePush;
import dev.varve.protocol.model.Id;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that an earlier run of this session had made durable. Held in memory while the session
 * is resumed.
 */
final class EarlierFiles {
    private final Map<Id, FinishedFile> files = new HashMap<>();

    EarlierFiles(ImagePush push) {
        push.forEachDone(unit -> {
            FinishedFile file = FinishedFile.decode(unit);
            if (file != null) {
                files.put(file.path(), file);
            }
        });
    }

    /** What was read of this path; null when nothing was, or the file changed since. */
    @Nullable FileContent find(Id path, FileStatus status) {
        FinishedFile file = files.isEmpty() ? null : files.get(path);
        return file != null && file.fits(status)
                ? new FileContent(status, new byte[0], file.parts())
                : null;
    }

    /** What the journal calls a path. */
    static Id pathHash(String path) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Id.at(digest.digest(path.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

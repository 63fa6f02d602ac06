package dev.varve.ingest.block;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file or block device as it was when looked at. */
public record BlockSource(Path path, long sizeBytes, String identity) {
    /**
     * Looks at {@code path}.
     *
     * @throws ProtocolException SOURCE_UNREADABLE
     */
    public static BlockSource of(Path path) throws ProtocolException {
        try {
            Path real = path.toRealPath();
            Map<String, Object> attributes =
                    Files.readAttributes(
                            real, "unix:size,lastModifiedTime,ctime,ino,dev,rdev,isDirectory");
            if (Boolean.TRUE.equals(attributes.get("isDirectory"))) {
                throw unreadable(path, "is a directory", "back it up as a tree", null);
            }
            try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
                long size = channel.size(); // of a device, too
                return new BlockSource(real, size, identity(real, size, attributes));
            }
        } catch (ProtocolException e) {
            throw e; // is an IOException, too
        } catch (IOException e) {
            throw unreadable(path, String.valueOf(e), "check the path and the rights", e);
        }
    }

    /** Times of a device's file say nothing of what is on it; its name and size must do. */
    private static String identity(Path real, long size, Map<String, Object> attributes) {
        boolean device = !Long.valueOf(0).equals(attributes.get("rdev"));
        return String.join(
                "\n",
                "block source 1",
                real.toString(),
                "size " + size,
                "dev " + attributes.get("dev") + " rdev " + attributes.get("rdev"),
                "ino " + attributes.get("ino"),
                device
                        ? ""
                        : "mtime "
                                + attributes.get("lastModifiedTime")
                                + " ctime "
                                + attributes.get("ctime"));
    }

    byte[] identityBytes() {
        return identity.getBytes(UTF_8);
    }

    static ProtocolException unreadable(
            Path path, String why, String advice, @Nullable Throwable cause) {
        String message = "source " + path + ": " + why;
        return cause == null
                ? new ProtocolException(ErrorCode.SOURCE_UNREADABLE, message, advice)
                : new ProtocolException(ErrorCode.SOURCE_UNREADABLE, message, advice, cause);
    }
}

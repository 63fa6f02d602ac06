package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.PosixException;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file {@code .varve-restore} in a target says that it is not whole yet, and of which image.
 * With it a repeated restore goes on: files that stand there with the right size and time are
 * whole, as they got their name last. That holds within one boot only, since nothing was synced:
 * after a power loss every file is written again.
 */
final class RestoreMarker {
    private static final FileName NAME = FileName.of(".varve-restore");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int MOST_BYTES = 4096;

    private RestoreMarker() {}

    /** What a target holds. */
    enum State {
        EMPTY,
        /** Part of this very image. */
        BEGUN,
        /** Part of this very image, from before the machine started. */
        BEGUN_BEFORE_BOOT,
        /** Something else. */
        FOREIGN
    }

    static State read(DirectoryHandle target, Id root, String path) throws PosixException {
        if (!target.exists(NAME)) {
            try (DirectoryHandle fresh = target.reopen()) {
                return fresh.names().isEmpty() ? State.EMPTY : State.FOREIGN;
            }
        }
        try (FileHandle file = target.openFile(NAME)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(MOST_BYTES);
            int length = file.read(bytes, 0);
            String text = StandardCharsets.UTF_8.decode(bytes.flip().limit(length)).toString();
            if (text.equals(text(root, path, bootId()))) {
                return State.BEGUN;
            }
            return text.startsWith(image(root, path)) ? State.BEGUN_BEFORE_BOOT : State.FOREIGN;
        }
    }

    static void write(DirectoryHandle target, Id root, String path) throws PosixException {
        remove(target);
        byte[] text = text(root, path, bootId()).getBytes(StandardCharsets.UTF_8);
        try (FileHandle file = target.createFile(NAME)) {
            file.write(ByteBuffer.allocateDirect(text.length).put(text).flip(), 0);
            file.sync();
        }
    }

    static void remove(DirectoryHandle target) throws PosixException {
        if (target.exists(NAME)) {
            target.remove(NAME);
        }
    }

    private static String text(Id root, String path, String boot) {
        return image(root, path) + boot + "\n";
    }

    private static String image(Id root, String path) {
        return "varve restore under way, not whole\n" + root + "\n" + path + "\n";
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "unknown " + ProcessHandle.current().pid(); // then nothing is taken for whole
        }
    }
}

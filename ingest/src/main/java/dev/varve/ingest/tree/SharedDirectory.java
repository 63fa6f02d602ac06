package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open directory that the walker and the readers of its files share; closed by the last of them.
 * Safe for several threads.
 */
final class SharedDirectory {
    private final DirectoryHandle handle;
    private final AtomicInteger users = new AtomicInteger(1);

    /** Its maker is the first user. */
    SharedDirectory(DirectoryHandle handle) {
        this.handle = handle;
    }

    DirectoryHandle handle() {
        return handle;
    }

    /** One more user; only by one who is a user already. */
    SharedDirectory retain() {
        users.incrementAndGet();
        return this;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            handle.close();
        }
    }
}

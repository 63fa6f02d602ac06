package dev.varve.repo.io.inode;

import java.io.IOException;

/** A system call that failed: which, on what, and the error number of errno(3). */
public final class InodeException extends IOException {
    private static final long serialVersionUID = 1;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EEXIST = 17;

    private final int errno;

    InodeException(String call, String path, int errno) {
        super(call + " " + path + ": " + Libc.errorText(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /** There is no such name. */
    public boolean absent() {
        return errno == ENOENT;
    }
}

package dev.varve.ingest.posix;

import java.io.IOException;

/** A system call that failed: which, on what, and the error number of errno(3). */
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int ERANGE = 34;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    public static final int ENODATA = 61;
    public static final int ESTALE = 116;
    public static final int ENOTSUP = 95;

    private final int errno;

    PosixException(String call, String path, int errno) {
        super(call + " " + path + ": " + Libc.errorText(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /** The file is not there, or no longer. */
    public boolean absent() {
        return errno == ENOENT || errno == ENOTDIR || errno == ESTALE;
    }

    /** This user, or this file system, may not. */
    public boolean notPermitted() {
        return errno == EPERM || errno == EACCES || errno == ENOTSUP;
    }
}

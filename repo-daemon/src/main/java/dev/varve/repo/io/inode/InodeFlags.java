package dev.varve.repo.io.inode;

/** The flags of an inode, as FS_IOC_GETFLAGS of ioctl_iflags(2) gives them. */
public record InodeFlags(int bits) {
    private static final int IMMUTABLE = 0x10;
    private static final int APPEND_ONLY = 0x20;

    /** Nothing about it can be changed, by nobody: no byte, name, owner, mode, attribute. */
    public boolean immutable() {
        return (bits & IMMUTABLE) != 0;
    }

    /** A file only grows; a folder only takes new names. */
    public boolean appendOnly() {
        return (bits & APPEND_ONLY) != 0;
    }

    public InodeFlags withImmutable(boolean set) {
        return new InodeFlags(set ? bits | IMMUTABLE : bits & ~IMMUTABLE);
    }

    public InodeFlags withAppendOnly(boolean set) {
        return new InodeFlags(set ? bits | APPEND_ONLY : bits & ~APPEND_ONLY);
    }
}

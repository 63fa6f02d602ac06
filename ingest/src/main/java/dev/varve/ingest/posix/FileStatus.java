package dev.varve.ingest.posix;

/**
 * What statx(2) says of an inode.
 *
 * @param permissions the mode without the type: 12 bits
 * @param device where the inode lies: major number in the upper 32 bits, minor in the lower
 * @param allocatedBytes space on disk; less than the size: there may be holes
 * @param deviceNumber of a device file: major in the upper 32 bits, minor in the lower; else 0
 */
public record FileStatus(
        FileType type,
        int permissions,
        int uid,
        int gid,
        long linkCount,
        long inode,
        long device,
        long sizeBytes,
        long allocatedBytes,
        FileTime modified,
        FileTime changed,
        long deviceNumber) {

    /** True when nothing that a write would change differs. */
    public boolean sameContentAs(FileStatus other) {
        return type == other.type
                && sizeBytes == other.sizeBytes
                && inode == other.inode
                && device == other.device
                && modified.equals(other.modified)
                && changed.equals(other.changed);
    }

    /** True when nothing differs but the space on disk. */
    public boolean sameAs(FileStatus other) {
        return sameContentAs(other)
                && permissions == other.permissions
                && uid == other.uid
                && gid == other.gid
                && linkCount == other.linkCount
                && deviceNumber == other.deviceNumber;
    }

    /**
     * The same inode, of another size: what was read of a file that changes is what its entry says.
     */
    public FileStatus withSize(long bytes) {
        return new FileStatus(
                type,
                permissions,
                uid,
                gid,
                linkCount,
                inode,
                device,
                bytes,
                allocatedBytes,
                modified,
                changed,
                deviceNumber);
    }
}

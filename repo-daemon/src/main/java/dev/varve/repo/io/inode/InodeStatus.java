package dev.varve.repo.io.inode;

/**
 * What statx(2) says of an inode.
 *
 * @param mode type and permissions
 */
public record InodeStatus(int mode, long links, long inode, long device, long sizeBytes) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    public boolean regular() {
        return (mode & TYPE) == REGULAR;
    }

    /** The same file, whatever its name. */
    public boolean sameInode(InodeStatus other) {
        return inode == other.inode && device == other.device;
    }
}

package dev.varve.ingest.posix;

/**
 * What an inode is. The mode bits are those of inode(7); the numbers are stable and stand in
 * images.
 */
public enum FileType {
    REGULAR(1, 0x8000),
    DIRECTORY(2, 0x4000),
    SYMLINK(3, 0xA000),
    CHARACTER_DEVICE(4, 0x2000),
    BLOCK_DEVICE(5, 0x6000),
    FIFO(6, 0x1000),
    SOCKET(7, 0xC000);

    static final int MASK = 0xF000;

    private final int number;
    private final int modeBits;

    FileType(int number, int modeBits) {
        this.number = number;
        this.modeBits = modeBits;
    }

    /**
     * The type with this number.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static FileType ofNumber(int number) {
        if (number < 1 || number > values().length) {
            throw new IllegalArgumentException("no file type has number " + number);
        }
        return values()[number - 1];
    }

    static FileType ofMode(int mode) {
        for (FileType type : values()) {
            if ((mode & MASK) == type.modeBits) {
                return type;
            }
        }
        throw new IllegalArgumentException("no file type has mode " + Integer.toOctalString(mode));
    }

    public int number() {
        return number;
    }

    int modeBits() {
        return modeBits;
    }

    public boolean isDevice() {
        return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
    }
}

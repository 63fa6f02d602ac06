package dev.varve.repo.retention.guard;

import java.util.HexFormat;
import java.util.Locale;

/**
 * One segment, or one of the few probes that show whether flags can be set. There is no way to name
 * any other file.
 *
 * @param id above 0: a segment; -1 to -16: a probe, whose name recovery passes over
 */
public record SegmentRef(SegmentFolder folder, long id) {
    private static final long LOWEST_PROBE = -16;

    public SegmentRef {
        if (id == 0 || id < LOWEST_PROBE) {
            throw new IllegalArgumentException("segment id " + id);
        }
    }

    /** The daemon's probe. */
    static SegmentRef daemonProbe() {
        return new SegmentRef(SegmentFolder.META, -1);
    }

    /** The probe of a command. */
    static SegmentRef commandProbe() {
        return new SegmentRef(SegmentFolder.META, -2);
    }

    /** Nothing of a repository is in it, nothing locks it. */
    boolean probe() {
        return id < 0;
    }

    /** In its folder. */
    String fileName() {
        return HexFormat.of().toHexDigits(id) + ".seg";
    }

    /** In the data directory. */
    String path() {
        return SegmentFolder.ABOVE + "/" + folder.folder() + "/" + fileName();
    }

    @Override
    public String toString() {
        return folder.name().toLowerCase(Locale.ROOT) + "/" + HexFormat.of().toHexDigits(id);
    }
}

package dev.varve.repo.retention.guard;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One segment, or one of the few probes that show whether flags can be set. There is no way to name
 * any other file.
 *
 * @param id above 0: a segment; -1 to -16: a probe, whose name recovery passes over
 */
public record SegmentRef(SegmentFolder folder, long id) {
    private static final long LOWEST_PROBE = -16;
    private static final Pattern PATH =
            Pattern.compile("segments/(data|meta)/([0-9a-f]{16})\\.seg");

    public SegmentRef {
        if (id == 0 || id < LOWEST_PROBE) {
            throw new IllegalArgumentException("segment id " + id);
        }
    }

    /** The opposite of {@link #path}; empty: not the path of a segment. */
    static Optional<SegmentRef> ofPath(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long id = HexFormat.fromHexDigitsToLong(matcher.group(2));
        SegmentFolder folder =
                matcher.group(1).equals("data") ? SegmentFolder.DATA : SegmentFolder.META;
        return id == 0 || id < LOWEST_PROBE
                ? Optional.empty()
                : Optional.of(new SegmentRef(folder, id));
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

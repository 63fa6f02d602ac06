package dev.varve.repo.store.segment;

import java.util.HexFormat;
import java.util.OptionalLong;

/** File names of segments: class folder, 16 hexadecimal digits of the id, {@code .seg}. */
final class SegmentNames {
    private static final String SUFFIX = ".seg";
    private static final int DIGITS = 16;

    private SegmentNames() {}

    static String file(SegmentClass segmentClass, long segmentId) {
        return segmentClass.folder() + "/" + HexFormat.of().toHexDigits(segmentId) + SUFFIX;
    }

    /** The id in a name without folder; empty when it is not the name of a segment. */
    static OptionalLong id(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return OptionalLong.empty();
        }
        String digits = name.substring(0, DIGITS);
        if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
            return OptionalLong.empty();
        }
        long id = HexFormat.fromHexDigitsToLong(digits);
        return id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
    }
}

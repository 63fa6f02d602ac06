package dev.varve.repo.schedule;

/** How far a run is; {@code total} zero: not known. */
public record Progress(long done, long total, String unit) {
    static final Progress NONE = new Progress(0, 0, "");
}

package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import java.io.IOException;

/** Prints what a segment file holds, for people; needs neither index nor repository. */
public final class SegmentDump {
    private static final int IDS_SHOWN = 3;

    private SegmentDump() {}

    /**
     * Writes header, every record, damage, and footer as text.
     *
     * @param name of the file, below {@code directory}
     * @return true when nothing is wrong with it
     * @throws ProtocolException DAMAGED or VERSION_UNSUPPORTED when not even the header can be read
     */
    public static boolean print(StorageDirectory directory, String name, Appendable out)
            throws IOException {
        try (StorageFile file = directory.openForReading(name)) {
            SegmentHeader header = SegmentReader.header(file);
            line(out, "%s: segment %016x, format %d", name, header.segmentId(), 1);
            line(out, "  class %s, vault %d", header.segmentClass(), header.vaultNumber());
            line(out, "  repository %s", header.repositoryId());
            SegmentTrailer trailer =
                    SegmentReader.hasTrailer(file) ? SegmentReader.trailer(file) : null;
            long end = trailer == null ? file.size() : trailer.tableOffset();
            boolean good = records(file, header, end, out);
            if (trailer == null) {
                line(out, "%12d  no footer: not sealed, %d bytes", end, file.size());
                return good;
            }
            return footer(file, trailer, out) && good;
        }
    }

    private static boolean records(StorageFile file, SegmentHeader header, long end, Appendable out)
            throws IOException {
        boolean[] good = {true};
        SegmentScanner.Ending ending =
                new SegmentScanner(file, header, end)
                        .scan(
                                SegmentHeader.LENGTH,
                                new SegmentScanner.Visitor() {
                                    @Override
                                    public void good(StoredRecord record) throws IOException {
                                        record(record, out);
                                    }

                                    @Override
                                    public void bad(long offset, long to, RecordCheck.Bad reason)
                                            throws IOException {
                                        good[0] = false;
                                        damage(offset, to, reason, out);
                                    }
                                });
        if (ending.tail() != null) {
            damage(ending.offset(), end, ending.tail(), out);
            return false;
        }
        return good[0];
    }

    private static void record(StoredRecord record, Appendable out) throws IOException {
        StringBuilder ids = new StringBuilder();
        int entries = record.header().entryCount();
        for (int i = 0; i < Math.min(entries, IDS_SHOWN); i++) {
            ids.append(" ").append(record.entryId(i).toString(), 0, 16);
        }
        line(
                out,
                "%12d  %-7s codec %d%s, %d entries, %d bytes of %d raw:%s%s",
                record.location().offsetBytes(),
                record.header().type(),
                record.header().codec(),
                record.header().sealed() ? " sealed" : "",
                entries,
                record.header().payloadLength(),
                record.header().rawLength(),
                ids,
                entries > IDS_SHOWN ? " ..." : "");
    }

    private static void damage(long from, long to, RecordCheck.Bad reason, Appendable out)
            throws IOException {
        line(out, "%12d  DAMAGED up to %d: %s", from, to, reason.what());
    }

    private static boolean footer(StorageFile file, SegmentTrailer trailer, Appendable out)
            throws IOException {
        line(
                out,
                "%12d  footer: %d records, %d entries, table of %d bytes",
                trailer.tableOffset(),
                trailer.recordCount(),
                trailer.entryCount(),
                trailer.tableLength());
        try {
            SegmentReader.table(file, trailer);
            return true;
        } catch (ProtocolException e) {
            line(out, "%12d  DAMAGED: %s", trailer.tableOffset(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency at run time
    private static void line(Appendable out, String format, Object... arguments)
            throws IOException {
        out.append(format.formatted(arguments)).append('\n');
    }
}

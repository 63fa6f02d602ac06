package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileTime;
import dev.varve.ingest.posix.FileType;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList.Part;
import dev.varve.protocol.node.TreePage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One entry in the body of a directory page, version 1: docs/formats/node.md, "Sealed body". */
final class EntryCodec {
    private static final int MOST_ATTRIBUTES = 4096;
    private static final int MOST_ATTRIBUTE_BYTES = 64 << 10;
    private static final int MOST_LINK_BYTES = 4096;
    private static final int MOST_PARTS = 2 * TreePage.MAX_REFERENCES + 1;

    private EntryCodec() {}

    static void write(TreeEntry entry, ByteWriter to) {
        FileStatus status = entry.status();
        to.bytes(entry.name().toBytes());
        to.number(status.type().number()).number(status.permissions());
        to.number(Integer.toUnsignedLong(status.uid()));
        to.number(Integer.toUnsignedLong(status.gid()));
        time(status.modified(), to);
        time(status.changed(), to);
        to.number(status.sizeBytes()).number(status.linkCount());
        to.number(status.inode()).number(status.device());
        if (status.type().isDevice()) {
            to.number(status.deviceNumber());
        }
        if (status.type() == FileType.SYMLINK) {
            to.bytes(entry.linkTarget());
        }
        to.number(entry.attributes().size());
        entry.attributes()
                .forEach((name, value) ->
                        to.bytes(name.getBytes(StandardCharsets.ISO_8859_1)).bytes(value));
        switch (entry.content()) {
            case Content.Inline(byte[] bytes) -> to.bytes(bytes);
            case Content.Chunks(List<Part> parts) -> {
                to.number(parts.size());
                for (Part part : parts) {
                    to.number(part.rawBytes() << 1 | (part.id().isZero() ? 1 : 0));
                }
            }
            case Content.Listed ignored -> {}
            case Content.Directory ignored -> {}
        }
    }

    /** The part of the entry that the daemon reads. */
    static TreePage.Entry visible(TreeEntry entry, long key) {
        return switch (entry.content()) {
            case Content.Inline ignored ->
                    new TreePage.Entry(key, TreePage.Refers.NOTHING, List.of());
            case Content.Chunks(List<Part> parts) -> chunks(key, parts);
            case Content.Listed(Id list) ->
                    new TreePage.Entry(key, TreePage.Refers.CHUNK_LIST, List.of(list));
            case Content.Directory(Id node) ->
                    new TreePage.Entry(key, TreePage.Refers.DIRECTORY, List.of(node));
        };
    }

    private static TreePage.Entry chunks(long key, List<Part> parts) {
        List<Id> ids = parts.stream().map(Part::id).filter(id -> !id.isZero()).toList();
        return ids.isEmpty() // nothing but holes
                ? new TreePage.Entry(key, TreePage.Refers.NOTHING, List.of())
                : new TreePage.Entry(key, TreePage.Refers.CHUNKS, ids);
    }

    static TreeEntry read(ByteReader from, TreePage.Entry visible) throws ProtocolException {
        try {
            return readEntry(from, visible);
        } catch (IllegalArgumentException e) {
            throw ByteReader.bad(e.getMessage() == null ? "nonsense" : e.getMessage());
        }
    }

    private static TreeEntry readEntry(ByteReader from, TreePage.Entry visible)
            throws ProtocolException {
        byte[] name = from.bytes("name", FileName.MAX_LENGTH);
        FileType type = FileType.ofNumber(from.number("type", 127));
        int permissions = from.number("permissions", 07777);
        int uid = (int) from.number();
        int gid = (int) from.number();
        FileTime modified = time(from);
        FileTime changed = time(from);
        long size = from.number();
        long linkCount = from.number();
        long inode = from.number();
        long device = from.number();
        long deviceNumber = type.isDevice() ? from.number() : 0;
        byte[] target =
                type == FileType.SYMLINK ? from.bytes("link target", MOST_LINK_BYTES) : new byte[0];
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        int count = from.number("attributes", MOST_ATTRIBUTES);
        for (int i = 0; i < count; i++) {
            byte[] attribute = from.bytes("attribute name", FileName.MAX_LENGTH);
            attributes.put(
                    new String(attribute, StandardCharsets.ISO_8859_1),
                    from.bytes("attribute value", MOST_ATTRIBUTE_BYTES));
        }
        FileStatus status =
                new FileStatus(
                        type,
                        permissions,
                        uid,
                        gid,
                        linkCount,
                        inode,
                        device,
                        size,
                        0,
                        modified,
                        changed,
                        deviceNumber);
        FileName fileName = name.length == 0 ? FileName.ROOT : FileName.of(name);
        return new TreeEntry(fileName, status, target, attributes, content(from, visible, status));
    }

    private static Content content(ByteReader from, TreePage.Entry visible, FileStatus status)
            throws ProtocolException {
        boolean longFile =
                status.type() == FileType.REGULAR && status.sizeBytes() > Content.Inline.MOST_BYTES;
        return switch (visible.refers()) {
            case NOTHING ->
                    longFile // nothing but holes
                            ? parts(from, visible)
                            : new Content.Inline(from.bytes("content", Content.Inline.MOST_BYTES));
            case CHUNKS -> parts(from, visible);
            case CHUNK_LIST -> new Content.Listed(visible.references().getFirst());
            case DIRECTORY -> new Content.Directory(visible.references().getFirst());
        };
    }

    private static Content parts(ByteReader from, TreePage.Entry visible) throws ProtocolException {
        int count = from.number("parts", MOST_PARTS);
        List<Part> parts = new ArrayList<>(count);
        int chunk = 0;
        for (int i = 0; i < count; i++) {
            long length = from.number();
            boolean hole = (length & 1) != 0;
            if (!hole && chunk == visible.references().size()) {
                throw ByteReader.bad("more parts than references");
            }
            parts.add(new Part(hole ? Id.ZERO : visible.references().get(chunk++), length >>> 1));
        }
        if (chunk != visible.references().size()) {
            throw ByteReader.bad("fewer parts than references");
        }
        return new Content.Chunks(parts);
    }

    private static void time(FileTime time, ByteWriter to) {
        to.signed(time.seconds()).number(time.nanos());
    }

    private static FileTime time(ByteReader from) throws ProtocolException {
        return new FileTime(from.signed(), from.number("nanoseconds", 999_999_999));
    }
}

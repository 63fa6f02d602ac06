package dev.varve.ingest.tree;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.node.TreePage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages of directories and what stands in their sealed body, version 1: docs/formats/node.md. Equal
 * entries make equal pages, so the zstd level never changes. Safe for several threads.
 */
final class PageCodec {
    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 1 + Integer.BYTES;
    private static final int ZSTD_LEVEL = 3;
    private static final int MOST_BODY_BYTES = 64 << 20;

    private final VaultCipher cipher;

    PageCodec(VaultCipher cipher) {
        this.cipher = cipher;
    }

    /** A page of these entries, whose keys ascend. */
    TreePage encode(List<TreeEntry> entries, List<Long> keys) {
        ByteWriter writer = new ByteWriter();
        List<TreePage.Entry> visible = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            EntryCodec.write(entries.get(i), writer);
            visible.add(EntryCodec.visible(entries.get(i), keys.get(i)));
        }
        byte[] plain = writer.toBytes();
        byte[] packed = Zstd.compress(plain, ZSTD_LEVEL);
        byte[] body =
                ByteBuffer.allocate(HEADER_LENGTH + packed.length)
                        .put((byte) VERSION)
                        .putInt(plain.length)
                        .put(packed)
                        .array();
        return new TreePage(cipher.seals(), visible, cipher.sealNode(body, bound(visible)));
    }

    /**
     * The entries of a page, in its order.
     *
     * @throws ProtocolException DAMAGED
     */
    List<TreeEntry> decode(TreePage page) throws ProtocolException {
        if (page.sealed() != cipher.seals()) {
            throw ByteReader.bad("sealed where the vault is not, or the other way round");
        }
        byte[] body = cipher.openNode(page.body(), bound(page.entries()));
        if (body.length < HEADER_LENGTH || body[0] != VERSION) {
            throw ByteReader.bad("version is not known here");
        }
        int length = ByteBuffer.wrap(body).getInt(1);
        if (length < 0 || length > MOST_BODY_BYTES) {
            throw ByteReader.bad(Integer.toUnsignedString(length) + " bytes");
        }
        ByteReader reader = new ByteReader(unpack(body, length));
        List<TreeEntry> entries = new ArrayList<>(page.entries().size());
        for (TreePage.Entry visible : page.entries()) {
            entries.add(EntryCodec.read(reader, visible));
        }
        reader.requireEnd();
        return entries;
    }

    private static byte[] unpack(byte[] body, int length) throws ProtocolException {
        byte[] plain = new byte[length];
        try {
            long unpacked =
                    Zstd.decompressByteArray(
                            plain, 0, length, body, HEADER_LENGTH, body.length - HEADER_LENGTH);
            if (Zstd.isError(unpacked) || unpacked != length) {
                throw ByteReader.bad("it does not decompress to " + length + " bytes");
            }
        } catch (ZstdException e) {
            throw ByteReader.bad("it does not decompress: " + e.getMessage());
        }
        return plain;
    }

    /** What the seal covers beside the body: all that the daemon sees of the page. */
    private byte[] bound(List<TreePage.Entry> visible) {
        return new TreePage(cipher.seals(), visible, new byte[0]).encode().array();
    }
}

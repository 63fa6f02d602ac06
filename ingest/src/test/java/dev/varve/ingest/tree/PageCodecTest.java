package dev.varve.ingest.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileTime;
import dev.varve.ingest.posix.FileType;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList.Part;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreePage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCodecTest {
    private static final String GOLDEN = "page-v1.bin";
    private static final int FUZZ_ROUNDS = 20_000;

    @Test
    void aPageOfEveryKindOfEntryIsReadAsItWasWritten() throws Exception {
        PageCodec codec = new PageCodec(plainCipher());
        List<TreeEntry> entries = everyKind();

        TreePage page = (TreePage) Node.decode(codec.encode(entries, keys(entries)).encode());

        assertThat(codec.decode(page)).isEqualTo(entries);
    }

    @Test
    void theGoldenPageOfVersion1IsReadAndWrittenByteForByte() throws Exception {
        byte[] golden;
        try (InputStream in = PageCodecTest.class.getResourceAsStream(GOLDEN)) {
            assertThat(in).as(GOLDEN).isNotNull();
            golden = in.readAllBytes();
        }
        PageCodec codec = new PageCodec(plainCipher());
        List<TreeEntry> entries = everyKind();

        assertThat(codec.decode((TreePage) Node.decode(ByteBuffer.wrap(golden))))
                .isEqualTo(entries);
        assertThat(codec.encode(entries, keys(entries)).encode().array()).isEqualTo(golden);
    }

    @Test
    void equalEntriesMakeEqualPagesUnderTheSeal() throws Exception {
        PageCodec codec = new PageCodec(sealingCipher());
        List<TreeEntry> entries = everyKind();

        TreePage once = codec.encode(entries, keys(entries));

        assertThat(once.sealed()).isTrue();
        assertThat(codec.encode(entries, keys(entries))).isEqualTo(once);
        assertThat(codec.decode(once)).isEqualTo(entries);
    }

    @Test
    void aBodyUnderOtherReferencesIsRefused() throws Exception {
        PageCodec codec = new PageCodec(sealingCipher());
        List<TreeEntry> entries = everyKind();
        TreePage page = codec.encode(entries, keys(entries));
        List<TreePage.Entry> swapped = new ArrayList<>(page.entries());
        for (int i = 0; i < swapped.size(); i++) {
            if (swapped.get(i).refers() == TreePage.Refers.CHUNK_LIST) {
                swapped.set(
                        i,
                        new TreePage.Entry(
                                swapped.get(i).key(),
                                TreePage.Refers.CHUNK_LIST,
                                List.of(new Id(9, 9, 9, 9))));
            }
        }

        assertThatThrownBy(() -> codec.decode(new TreePage(true, swapped, page.body())))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {".", "..", "a/b", "/etc", "../x", "nul\0", "/"})
    void aNameThatLeadsElsewhereIsRefused(String hostile) throws Exception {
        PageCodec codec = new PageCodec(plainCipher());
        String stand = "#".repeat(hostile.length());
        TreeEntry entry = file(stand, Content.NOTHING, 0);
        byte[] raw = rawBody(codec.encode(List.of(entry), List.of(5L)));
        byte[] name = hostile.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, raw, 1, name.length); // after the length

        assertThatThrownBy(() -> codec.decode(page(List.of(EntryCodec.visible(entry, 5)), raw)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    }

    @Test
    void anyBytesAreReadOrRefusedAndNothingElse() throws Exception {
        long seed = 77;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        PageCodec codec = new PageCodec(plainCipher());
        List<TreeEntry> entries = everyKind();
        TreePage good = codec.encode(entries, keys(entries));
        byte[] raw = rawBody(good);
        for (int round = 0; round < FUZZ_ROUNDS; round++) {
            byte[] bytes = mutated(raw, random);
            try {
                List<TreeEntry> read = codec.decode(page(good.entries(), bytes));
                assertThat(read).hasSameSizeAs(entries);
            } catch (ProtocolException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED);
            } catch (RuntimeException | Error e) {
                fail("round " + round + " of seed " + seed, e);
            }
        }
    }

    private static byte[] mutated(byte[] raw, Random random) {
        byte[] bytes =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(raw, random.nextInt(raw.length + 20))
                        : raw.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    /** The body before compression: plain vaults do not seal. */
    private static byte[] rawBody(TreePage page) {
        byte[] body = page.body();
        byte[] raw = new byte[ByteBuffer.wrap(body).getInt(1)];
        long length = Zstd.decompressByteArray(raw, 0, raw.length, body, 5, body.length - 5);
        assertThat(length).isEqualTo(raw.length);
        return raw;
    }

    private static TreePage page(List<TreePage.Entry> visible, byte[] raw) {
        byte[] packed = Zstd.compress(raw, 3);
        byte[] body =
                ByteBuffer.allocate(5 + packed.length)
                        .put((byte) 1)
                        .putInt(raw.length)
                        .put(packed)
                        .array();
        return new TreePage(false, visible, body);
    }

    static VaultCipher plainCipher() throws ProtocolException {
        return VaultCipher.plain(
                vault(Encryption.ENCRYPTION_NONE)
                        .setPublicNamingKey(ByteString.copyFrom(new byte[32]))
                        .build());
    }

    private static VaultCipher sealingCipher() throws ProtocolException {
        SecureRandom random = new SecureRandom();
        DataKey key = DataKey.random(random);
        VaultDocument vault =
                vault(Encryption.ENCRYPTION_AES_256_GCM)
                        .setDataKeyCheck(ByteString.copyFrom(key.checkValue()))
                        .build();
        return VaultCipher.sealing(vault, key, random);
    }

    private static VaultDocument.Builder vault(Encryption encryption) {
        return VaultDocument.newBuilder()
                .setVaultId(ByteString.copyFrom(new byte[16]))
                .setName("vault")
                .setEncryption(encryption);
    }

    private static List<Long> keys(List<TreeEntry> entries) {
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            keys.add(i + 1L);
        }
        return keys;
    }

    private static List<TreeEntry> everyKind() {
        Id chunk = new Id(1, 2, 3, 4);
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        attributes.put("user.key", new byte[] {0, 1, 2});
        attributes.put("system.posix_acl_access", new byte[] {2, 0, 0, 0});
        TreeEntry odd = file(new byte[] {(byte) 0xFF, '\n', '\\'}, Content.NOTHING, 0);
        return List.of(
                file("empty", Content.NOTHING, 0),
                file("tiny", new Content.Inline(new byte[] {5, 6, 7}), 3),
                file("small", new Content.Chunks(List.of(new Part(chunk, 5000))), 5000),
                file(
                        "sparse",
                        new Content.Chunks(
                                List.of(new Part(Id.ZERO, 1L << 40), new Part(chunk, 4096))),
                        (1L << 40) + 4096),
                file("hole", new Content.Chunks(List.of(new Part(Id.ZERO, 1L << 33))), 1L << 33),
                file("large", new Content.Listed(new Id(5, 6, 7, 8)), 1L << 50),
                new TreeEntry(
                        odd.name(), odd.status(), odd.linkTarget(), attributes, odd.content()),
                special("directory", FileType.DIRECTORY, new Content.Directory(chunk), ""),
                special("link", FileType.SYMLINK, Content.NOTHING, "../../etc/passwd"),
                special("tty", FileType.CHARACTER_DEVICE, Content.NOTHING, ""),
                special("disk", FileType.BLOCK_DEVICE, Content.NOTHING, ""),
                special("pipe", FileType.FIFO, Content.NOTHING, ""),
                special("socket", FileType.SOCKET, Content.NOTHING, ""));
    }

    private static TreeEntry file(String name, Content content, long size) {
        return file(name.getBytes(StandardCharsets.US_ASCII), content, size);
    }

    private static TreeEntry file(byte[] name, Content content, long size) {
        FileTime before1970 = new FileTime(-7, 999_999_999);
        FileStatus status =
                new FileStatus(
                        FileType.REGULAR,
                        06755,
                        -2,
                        100,
                        2,
                        Long.MAX_VALUE,
                        8L << 32,
                        size,
                        0,
                        before1970,
                        new FileTime(1_700_000_000, 1),
                        0);
        return new TreeEntry(FileName.of(name), status, new byte[0], new TreeMap<>(), content);
    }

    private static TreeEntry special(String name, FileType type, Content content, String target) {
        FileTime time = new FileTime(1_700_000_000, 123_456_789);
        FileStatus status =
                new FileStatus(
                        type,
                        01777,
                        0,
                        0,
                        1,
                        12,
                        8L << 32,
                        0,
                        0,
                        time,
                        time,
                        type.isDevice() ? (4L << 32) | 64 : 0);
        byte[] link = target.getBytes(StandardCharsets.US_ASCII);
        return new TreeEntry(FileName.of(name), status, link, new TreeMap<>(), content);
    }
}

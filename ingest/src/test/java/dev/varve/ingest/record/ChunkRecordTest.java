package dev.varve.ingest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.ingest.crypto.ChunkNamer;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.fake.FakeRepository;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkRecordTest {
    private static final DataKey KEY = DataKey.random(new SecureRandom());

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenAtAnyLevelIsReadAgain(CompressionLevel level) throws ProtocolException {
        for (VaultCipher cipher : new VaultCipher[] {sealing(), plain()}) {
            for (boolean random : new boolean[] {false, true}) {
                ByteBuffer raw = content(200_000, random);
                ByteBuffer record = write(cipher, level, raw, 70_000, 1, 129_999);
                RecordHeader header = RecordHeader.read(record, 0);

                assertThat(header.bodyCrc()).isEqualTo(header.computeBodyCrc(record, 0));
                assertThat(header.totalLength()).isEqualTo(record.remaining());
                assertThat(header.sealed()).isEqualTo(cipher.seals());
                boolean compressed = !random && level != CompressionLevel.OFF;
                assertThat(header.codec()).isEqualTo(compressed ? 1 : 0);
                try (ChunkRecordReader reader = new ChunkRecordReader(cipher)) {
                    assertThat(reader.open(header, record)).isEqualTo(raw);
                }
            }
        }
    }

    @Test
    void everyFlippedByteOfASealedRecordIsSeen() throws ProtocolException {
        VaultCipher cipher = sealing();
        ByteBuffer raw = content(3000, false);
        ByteBuffer record = write(cipher, CompressionLevel.DEFAULT, raw, 1000, 2000);
        int end = RecordHeader.read(record, 0).payloadOffset();
        end += RecordHeader.read(record, 0).payloadLength();
        try (ChunkRecordReader reader = new ChunkRecordReader(cipher)) {
            for (int i = RecordHeader.LENGTH; i < end; i++) {
                ByteBuffer tampered = ByteBuffer.allocateDirect(record.remaining());
                tampered.put(record.duplicate()).flip();
                tampered.put(i, (byte) (tampered.get(i) ^ 4));
                RecordHeader header = RecordHeader.read(tampered, 0);
                assertThatThrownBy(() -> reader.open(header, tampered))
                        .isInstanceOf(ProtocolException.class);
            }
        }
    }

    @Test
    void aFlippedByteOfAPlainRecordNeverBreaksTheReader() throws ProtocolException {
        VaultCipher cipher = plain();
        ByteBuffer raw = content(3000, false);
        ByteBuffer record = write(cipher, CompressionLevel.DEFAULT, raw, 1000, 2000);
        Random random = new Random(5);
        try (ChunkRecordReader reader = new ChunkRecordReader(cipher)) {
            for (int i = 0; i < 3000; i++) {
                ByteBuffer tampered = ByteBuffer.allocateDirect(record.remaining());
                tampered.put(record.duplicate()).flip();
                tampered.put(random.nextInt(record.remaining()), (byte) random.nextInt());
                try {
                    ByteBuffer opened = reader.open(RecordHeader.read(tampered, 0), tampered);
                    assertThat(opened.remaining()).isEqualTo(3000);
                } catch (ProtocolException e) {
                    assertThat(e.code()).isNotNull();
                }
            }
        }
    }

    private static VaultCipher sealing() throws ProtocolException {
        return VaultCipher.sealing(FakeRepository.encrypted(KEY).vault(), KEY, new SecureRandom());
    }

    private static VaultCipher plain() throws ProtocolException {
        return VaultCipher.plain(FakeRepository.plain().vault());
    }

    private static ByteBuffer content(int length, boolean random) {
        ByteBuffer raw = ByteBuffer.allocateDirect(length);
        Random source = new Random(length);
        while (raw.hasRemaining()) {
            raw.put((byte) (random ? source.nextInt() : 'a' + source.nextInt(3)));
        }
        return raw.flip();
    }

    private static ByteBuffer write(
            VaultCipher cipher, CompressionLevel level, ByteBuffer raw, int... lengths) {
        ChunkNamer namer = cipher.newChunkNamer();
        Bundle bundle = new Bundle(raw);
        bundle.begin(0);
        for (int length : lengths) {
            bundle.add(namer.name(raw.slice(bundle.end(), length)), length);
        }
        ByteBuf run = Unpooled.directBuffer(64);
        try (ChunkRecordWriter writer = new ChunkRecordWriter(cipher, level)) {
            writer.write(bundle, run);
            ByteBuffer record = ByteBuffer.allocateDirect(run.readableBytes());
            run.readBytes(record);
            return record.flip();
        } finally {
            run.release();
        }
    }
}

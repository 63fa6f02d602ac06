package dev.varve.repo.store.segment;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes runs of records from a seed. */
public final class TestRuns {
    private TestRuns() {}

    /** A CHUNKS record with these ids and a payload of random bytes. */
    public static byte[] chunks(SplittableRandom random, int payloadLength, List<Id> ids) {
        int length =
                RecordHeader.align(
                        RecordHeader.LENGTH
                                + ids.size() * RecordHeader.TABLE_ENTRY_LENGTH
                                + payloadLength);
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ids.size(); i++) {
            int at = RecordHeader.LENGTH + i * RecordHeader.TABLE_ENTRY_LENGTH;
            ids.get(i).write(bytes, at);
            bytes.putInt(at + Id.LENGTH, payloadLength);
        }
        byte[] payload = new byte[payloadLength];
        random.nextBytes(payload);
        bytes.put(RecordHeader.LENGTH + ids.size() * RecordHeader.TABLE_ENTRY_LENGTH, payload);
        RecordHeader draft = header(ids.size(), payloadLength, 0);
        header(ids.size(), payloadLength, draft.computeBodyCrc(bytes, 0)).write(bytes, 0);
        return bytes.array();
    }

    private static RecordHeader header(int entries, int payloadLength, int bodyCrc) {
        return new RecordHeader(
                RecordType.CHUNKS,
                RecordHeader.CODEC_ZSTD,
                RecordHeader.FLAG_SEALED,
                entries,
                payloadLength,
                payloadLength,
                bodyCrc);
    }

    public static List<Id> ids(SplittableRandom random, int count) {
        List<Id> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(
                    new Id(
                            random.nextLong(),
                            random.nextLong(),
                            random.nextLong(),
                            random.nextLong()));
        }
        return ids;
    }

    /** A run of the records. */
    public static RecordRun run(List<byte[]> records) {
        int length = records.stream().mapToInt(record -> record.length).sum();
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        records.forEach(bytes::put);
        try {
            return RecordRun.parse(bytes.flip());
        } catch (dev.varve.protocol.error.ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /** A run of one POINT record whose id begins with {@code number}. */
    public static RecordRun point(long number, byte[] payload) {
        return RecordRun.single(
                RecordType.POINT, new Id(number, 7, 0, 0), 0, ByteBuffer.wrap(payload));
    }
}

package dev.varve.repo.retention.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * A record of version 1 as it was written when the version was made. It must be readable for ever;
 * a later version gets a file of its own.
 */
class ClockRecordFormatTest {
    private static final HouseSeal SEAL = new HouseSeal(ClockKit.HOUSE);
    private static final Uid REPOSITORY = ClockKit.REPOSITORY;
    private static final ClockRecord RECORD =
            new ClockRecord(
                    42,
                    REPOSITORY,
                    new Id(1, 2, 3, 4),
                    new ClockState.Suspect(Set.of(Doubt.PRELOAD, Doubt.WALL_STEP)),
                    new Balance(1_800_000_123_456L, 654_321, 86_400_000, 3_600_000),
                    new ClockInstants(
                            new Uid(5, 6),
                            FakeClockSource.FIRST_NAMESPACE,
                            111_222_333_444L,
                            111_222_333_555L,
                            222_333_444_555L,
                            1_800_000_123_999L),
                    new Quorum(1_800_000_111_000L, 2, 3, 5),
                    new LedgerHead(77, new Id(8, 9, 10, 11)));

    private static byte[] golden() throws IOException {
        try (InputStream in =
                ClockRecordFormatTest.class.getResourceAsStream("/golden/clock-v1.record")) {
            return Objects.requireNonNull(in, "golden file").readAllBytes();
        }
    }

    @Test
    void theGoldenRecordIsRead() throws IOException {
        assertThat(ClockRecordFormat.decode(golden(), SEAL, REPOSITORY)).isEqualTo(RECORD);
    }

    @Test
    void todaysWriterMakesTheSameBytes() throws IOException {
        assertThat(ClockRecordFormat.encode(RECORD, SEAL)).isEqualTo(golden());
    }

    @Test
    void aFlipOfAnyBitIsSeen() throws IOException {
        byte[] good = golden();
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ClockRecordFormat.decode(flipped, SEAL, REPOSITORY))
                    .as("bit %s", bit)
                    .isInstanceOf(BadSlotException.class);
        }
    }

    @Test
    void aFlipOfAnySignedByteIsSeenEvenWithTheChecksumMadeRight() throws IOException {
        byte[] good = golden();
        for (int offset = 0; offset < ClockRecordFormat.CRC_OFFSET; offset++) {
            byte[] forged = good.clone();
            forged[offset] ^= 1;
            stampChecksum(forged);
            assertThatThrownBy(() -> ClockRecordFormat.decode(forged, SEAL, REPOSITORY))
                    .as("offset %s", offset)
                    .isInstanceOf(BadSlotException.class);
        }
    }

    @Test
    void aRecordCutAnywhereIsSeen() throws IOException {
        byte[] good = golden();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> ClockRecordFormat.decode(cut, SEAL, REPOSITORY))
                    .isInstanceOf(BadSlotException.class);
        }
    }

    @Test
    void theBeginningOfOneAndTheEndOfAnotherAreNoRecord() throws IOException {
        byte[] one = golden();
        byte[] two = ClockRecordFormat.encode(RECORD.following(42, Id.ZERO), SEAL);
        for (int bytes = ClockRecordFormat.SEQUENCE_OFFSET + 1; bytes < one.length; bytes++) {
            byte[] torn = two.clone();
            System.arraycopy(one, 0, torn, 0, bytes);
            assertThatThrownBy(() -> ClockRecordFormat.decode(torn, SEAL, REPOSITORY))
                    .as("torn at %s", bytes)
                    .isInstanceOf(BadSlotException.class);
        }
    }

    @Test
    void everyStateComesBackAsItWent() throws IOException {
        for (ClockState.Kept state :
                new ClockState.Kept[] {
                    new ClockState.Running(),
                    new ClockState.CatchUp(RECORD.quorum().targetMillis()),
                    new ClockState.Suspect(Set.of(Doubt.values())),
                    new ClockState.Frozen(Set.of(Doubt.REGRESSION))
                }) {
            ClockRecord record = RECORD.with(state);
            byte[] bytes = ClockRecordFormat.encode(record, SEAL);
            assertThat(ClockRecordFormat.decode(bytes, SEAL, REPOSITORY)).isEqualTo(record);
        }
    }

    private static void stampChecksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, ClockRecordFormat.CRC_OFFSET);
        ByteBuffer.wrap(record)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(ClockRecordFormat.CRC_OFFSET, (int) crc.getValue());
    }
}

package dev.varve.repo.retention.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.message.LockMode;
import dev.varve.repo.retention.guard.GuardReply.Outcome;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardProtocolTest {
    private static final GuardRequest REQUEST =
            new GuardRequest(
                    GuardVerb.SEAL,
                    new SegmentRef(SegmentFolder.META, 0x0102_0304_0506_0708L),
                    new Lock(LockMode.LOCK_MODE_COMPLIANCE, 1_800_000_000_000L));

    /** docs/formats/guard.md shows these bytes; a change of them is a new version. */
    @Test
    void aRequestIsTheseBytes() {
        assertThat(HexFormat.of().formatHex(REQUEST.encode()))
                .isEqualTo("5647525101000102" + "0807060504030201" + "00505c18a3010000" + CRC);
    }

    private static final String CRC = "02000000" + "edafe44b";

    @ParameterizedTest
    @EnumSource(GuardVerb.class)
    void requestsComeBackAsTheyWereSent(GuardVerb verb) {
        GuardRequest request = new GuardRequest(verb, REQUEST.segment(), REQUEST.lock());

        assertThat(GuardRequest.decode(request.encode())).contains(request);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void repliesComeBackAsTheyWereSent(Outcome outcome) {
        GuardReply reply = new GuardReply(outcome, "wörter");

        assertThat(GuardReply.decode(reply.encode())).contains(reply);
    }

    @Test
    void wordsThatAreTooLongAreCut() {
        byte[] reply = new GuardReply(Outcome.FAILED, "x".repeat(100_000)).encode();

        assertThat(reply).hasSize(GuardReply.LENGTH);
        assertThat(GuardReply.decode(reply)).isPresent();
    }

    @Test
    void everyFlippedBitOfARequestIsSeen() {
        for (int bit = 0; bit < GuardRequest.LENGTH * Byte.SIZE; bit++) {
            byte[] bytes = REQUEST.encode();
            bytes[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));

            assertThat(GuardRequest.decode(bytes)).as("bit " + bit).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noBytesBreakTheParsers(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] request = mutated(random, REQUEST.encode());
            byte[] reply = mutated(random, new GuardReply(Outcome.LOCKED, "words").encode());

            Optional<GuardRequest> decoded = GuardRequest.decode(request);
            if (decoded.isPresent()) {
                assertThat(decoded.get().encode()).isEqualTo(request);
            }
            GuardReply.decode(reply);
            LogRecord.decode(Arrays.copyOf(request, LogRecord.LENGTH), new byte[1], i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -17, Long.MIN_VALUE})
    void idsThatNameNeitherSegmentNorProbeAreRefused(long id) {
        assertThatThrownBy(() -> new SegmentRef(SegmentFolder.DATA, id))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noNameLeavesItsFolder() {
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            SegmentRef segment = new SegmentRef(SegmentFolder.DATA, (random.nextLong() >>> 1) | 1);

            assertThat(segment.path()).matches("segments/data/[0-9a-f]{16}\\.seg");
        }
        assertThat(SegmentRef.daemonProbe().path()).isEqualTo("segments/meta/ffffffffffffffff.seg");
    }

    private static byte[] mutated(Random random, byte[] bytes) {
        byte[] changed =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(bytes, random.nextInt(2 * bytes.length))
                        : bytes;
        int changes = random.nextInt(6);
        for (int i = 0; i < changes && changed.length > 0; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }
}

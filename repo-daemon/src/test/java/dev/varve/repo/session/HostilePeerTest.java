package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.GetStatistics;
import dev.varve.protocol.message.Hello;
import dev.varve.protocol.server.FrameServerSettings;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers with a good certificate and bad manners: each is told why, none hurts another. */
@Timeout(60)
class HostilePeerTest {
    @TempDir Path root;

    private TestHouse house;
    private NettyRepositoryClient bystander;

    @BeforeEach
    void start() throws Exception {
        house = new TestHouse(root);
        house.start();
        bystander = house.connect();
    }

    @AfterEach
    void theDaemonGoesOn() throws Exception {
        assertThat(bystander.statistics().getChunks()).isZero();
        bystander.close();
        house.close();
    }

    @Test
    void unknownFrameTypeIsABadFrame() throws Exception {
        assertThat(afterHello(header(200, 0, 0, 1))).isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void frameOfTheOtherSideIsABadFrame() throws Exception {
        assertThat(afterHello(header(FrameType.WELCOME.number(), 0, 0, 1)))
                .isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void oversizedLengthIsTooLarge() throws Exception {
        assertThat(afterHello(header(FrameType.PUT_CHUNKS.number(), 0, Integer.MAX_VALUE, 1)))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(afterHello(header(FrameType.COMMIT.number(), 0, (1 << 20) + 1, 1)))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(afterHello(header(FrameType.COMMIT.number(), 0, -1, 1)))
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void wrongMagicIsABadFrame() throws Exception {
        assertThat(
                        afterHello(
                                "GET / HTTP/1.1\r\nHost: v\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void wrongHeaderChecksumIsABadFrame() throws Exception {
        byte[] header = header(FrameType.PING.number(), 0, 0, 1);
        header[29] ^= 1;

        assertThat(afterHello(header)).isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void headerOfAnotherVersionIsVersionUnsupported() throws Exception {
        assertThat(afterHello(header(FrameType.PING.number(), 0, 0, 2)))
                .isEqualTo(ErrorCode.VERSION_UNSUPPORTED);
    }

    @Test
    void unknownFlagsAreABadFrame() throws Exception {
        assertThat(afterHello(header(FrameType.PING.number(), 0x80, 0, 1)))
                .isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void anOldClientIsToldBothRanges() throws Exception {
        try (RawPeer peer = new RawPeer(house)) {
            peer.send(
                    RawPeer.frame(
                            FrameType.HELLO,
                            0,
                            0,
                            Hello.newBuilder().setLowestVersion(0).setHighestVersion(0).build()));
            ProtocolException refusal = peer.readFailure();

            assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_UNSUPPORTED);
            assertThat(refusal).hasMessageContaining("0 to 0").hasMessageContaining("1 to 1");
        }
    }

    @Test
    void requestBeforeTheGreetingIsABadFrame() throws Exception {
        try (RawPeer peer = new RawPeer(house)) {
            peer.send(
                    RawPeer.frame(
                            FrameType.GET_STATISTICS, 0, 1, GetStatistics.getDefaultInstance()));

            assertThat(peer.readFailureAndEnd()).isEqualTo(ErrorCode.BAD_FRAME);
        }
    }

    @Test
    void aMessageThatDoesNotParseFailsThatRequestOnly() throws Exception {
        try (RawPeer peer = new RawPeer(house)) {
            peer.sayHello(house);
            byte[] junk = {(byte) 0xFF, (byte) 0xFF, 1, 2, 3};
            peer.send(Frame.data(FrameType.LIST_POINTS, 0, 7, Unpooled.wrappedBuffer(junk)));
            assertThat(peer.readFailure().code()).isEqualTo(ErrorCode.BAD_MESSAGE);
            peer.send(
                    RawPeer.frame(
                            FrameType.GET_STATISTICS, 0, 8, GetStatistics.getDefaultInstance()));

            assertThat(peer.read().header().sequence()).isEqualTo(8);
        }
    }

    @Test
    void aRunForNoSessionIsABadFrame() throws Exception {
        try (RawPeer peer = new RawPeer(house)) {
            peer.sayHello(house);
            peer.send(
                    Frame.data(
                            FrameType.PUT_CHUNKS,
                            FrameHeader.streamOf(3, 0),
                            1,
                            SessionServerTest.run(new Random(1), 100)));

            assertThat(peer.readFailureAndEnd()).isEqualTo(ErrorCode.BAD_FRAME);
        }
    }

    @Test
    void aGapInARunsNumbersIsABadFrame() throws Exception {
        try (RawPeer peer = openSession()) {
            peer.send(put(1));
            peer.send(put(3));

            assertThat(peer.readFailureAndEnd()).isEqualTo(ErrorCode.BAD_FRAME);
        } finally {
            house.store.records.clear();
        }
    }

    @Test
    void whoOverrunsTheWindowIsCutOff() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (RawPeer peer = openSession()) {
            house.disk.execute(() -> {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            // window and one frame are 2 MiB: the third MiB is too much
            for (int i = 1; i <= 3; i++) {
                peer.send(put(i));
            }

            assertThat(peer.readFailureAndEnd()).isEqualTo(ErrorCode.TOO_LARGE);
        } finally {
            held.countDown();
            house.disk.submit(() -> {}).get();
            house.store.records.clear();
        }
    }

    @Test
    void silentPeersAreGivenUp() throws Exception {
        house.stop();
        SessionServerSettings usual = house.settings();
        FrameServerSettings network = usual.network();
        house.start(
                SessionServerSettings.of(
                        new FrameServerSettings(
                                network.listen(),
                                network.identity(),
                                network.authority(),
                                64,
                                Duration.ofMillis(300),
                                Duration.ofMillis(800)),
                        usual.limits(),
                        4));
        try (Socket noTls = new Socket(InetAddress.getLoopbackAddress(), house.port());
                RawPeer noHello = new RawPeer(house);
                RawPeer noPong = new RawPeer(house)) {
            noPong.sayHello(house);
            noTls.setSoTimeout(20_000);

            assertThat(noTls.getInputStream().read()).isEqualTo(-1);
            assertThat(noHello.readFailureAndEnd()).isEqualTo(ErrorCode.BAD_FRAME);
            assertThat(noPong.readFailureAndEnd()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void randomBytesNeverHurtTheDaemon() throws Exception {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            byte[] bytes = mutatedTraffic(random);
            try (RawPeer peer = new RawPeer(house)) {
                peer.sayHello(house);
                peer.send(bytes);
                peer.send(RawPeer.frame(FrameType.PING, 0, 0, Hello.getDefaultInstance()));
            } catch (IOException refused) {
                assertThat(refused).as("seed %d round %d", seed, round).isNotNull();
            }
        }
    }

    private static byte[] mutatedTraffic(Random random) {
        FrameType[] types = FrameType.values();
        byte[] payload = new byte[random.nextInt(40)];
        random.nextBytes(payload);
        FrameType type = types[random.nextInt(types.length)];
        byte[] frame = header(type.number(), 0, payload.length, 1);
        byte[] all =
                ByteBuffer.allocate(frame.length + payload.length).put(frame).put(payload).array();
        if (random.nextBoolean()) {
            all[random.nextInt(all.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return all;
    }

    private ErrorCode afterHello(byte[] bytes) throws Exception {
        try (RawPeer peer = new RawPeer(house)) {
            peer.sayHello(house);
            peer.send(bytes);
            return peer.readFailureAndEnd();
        }
    }

    private RawPeer openSession() throws Exception {
        RawPeer peer = new RawPeer(house);
        peer.sayHello(house);
        peer.send(
                RawPeer.frame(
                        FrameType.OPEN_SESSION,
                        FrameHeader.streamOf(1, 0),
                        1,
                        TestHouse.newSession().toBuilder()
                                .setWriter(ByteString.copyFrom(new byte[16]))
                                .build()));
        assertThat(peer.read().header().type()).isEqualTo(FrameType.SESSION_OPENED);
        return peer;
    }

    private static Frame put(long sequence) {
        return Frame.data(
                FrameType.PUT_CHUNKS,
                FrameHeader.streamOf(1, 0),
                sequence,
                SessionServerTest.run(new Random(sequence), (1 << 20) - 100));
    }

    /** A header with whatever fields, and a checksum that fits. */
    private static byte[] header(int type, int flags, int length, int version) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameHeader.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(FrameHeader.MAGIC).put((byte) type).put((byte) flags);
        bytes.putShort((short) version).putInt(0).putInt(length).putLong(1).putInt(0);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, 28);
        return bytes.putInt((int) crc.getValue()).array();
    }
}

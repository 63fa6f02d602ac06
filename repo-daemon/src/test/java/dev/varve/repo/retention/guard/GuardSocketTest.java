package dev.varve.repo.retention.guard;

import static dev.varve.repo.retention.guard.GuardKit.HOUR;
import static dev.varve.repo.retention.guard.GuardKit.NOW;
import static dev.varve.repo.retention.guard.GuardKit.SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LockMode;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GuardSocketTest {
    @RegisterExtension static final LoopFileSystem EXT4 = new LoopFileSystem();

    private static final Label LOCKED = Labels.of(LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);

    private final GuardKit kit;
    private final Path socket;
    private final FileStorageDirectory files;
    private final SocketGuard guard;
    private @Nullable GuardServer server;
    private @Nullable Thread thread;

    GuardSocketTest() throws IOException {
        kit = new GuardKit(EXT4.fresh());
        socket = kit.data.resolve("guard.sock");
        files = new FileStorageDirectory(kit.data);
        guard = SocketGuard.ofDaemon(files, socket, System::nanoTime);
    }

    @BeforeEach
    void aSegment() throws IOException {
        kit.write(SEGMENT);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null && thread != null) {
            server.close();
            thread.join();
            server = null;
        }
        kit.close();
    }

    @Test
    void theLevelIsSeenByDoingIt() throws IOException {
        listen(me());

        assertThat(guard.status().level()).isEqualTo(GuardLevel.FLAGS);

        assertThat(kit.file(SegmentRef.daemonProbe())).doesNotExist();
    }

    @Test
    void aProbeThatWasLeftBehindIsRemovedFirst() throws IOException {
        listen(me());
        kit.write(SegmentRef.daemonProbe());
        kit.seal(SegmentRef.daemonProbe(), LockMode.LOCK_MODE_NONE, 0);

        assertThat(guard.probe()).isEqualTo(GuardStatus.FLAGS);
    }

    @Test
    void sealExtendReleaseThroughTheSocket() throws IOException {
        listen(me());
        guard.seal(SEGMENT, LOCKED);
        GuardKit.assertImmutable(kit.file(SEGMENT));
        guard.extend(SEGMENT, Labels.of(LockMode.LOCK_MODE_COMPLIANCE, NOW + 2 * HOUR));
        kit.intents.intended.add(SEGMENT.id());
        kit.clockMillis = NOW + HOUR;
        assertThatThrownBy(() -> guard.release(SEGMENT))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.RETENTION_LOCKED))
                .hasMessageContaining("compliance");

        kit.clockMillis = NOW + 2 * HOUR;
        guard.release(SEGMENT);
        guard.release(SEGMENT);

        assertThat(kit.file(SEGMENT)).doesNotExist();
    }

    @Test
    void anotherUserIsRefused() throws IOException {
        listen(
                FileSystems.getDefault()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("54321"));

        assertThat(guard.probe().level()).isEqualTo(GuardLevel.NONE);
        assertThat(guard.status().reason()).contains("is not answered here");
        assertThatThrownBy(() -> guard.seal(SEGMENT, LOCKED))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NOT_PERMITTED");
        assertThat(GuardKit.flags(kit.file(SEGMENT))).doesNotContain("i");
    }

    @Test
    void withoutAHelperSealsWaitAndAreMadeGoodOnceItIsThere() throws IOException {
        SegmentGuard store = new SegmentGuard(guard);

        store.seal(SEGMENT, LOCKED);

        assertThat(store.owed()).isEqualTo(1);
        assertThat(guard.status().level()).isEqualTo(GuardLevel.NONE);
        assertThat(guard.status().reason()).contains("does not answer");
        assertThat(store.retry()).isFalse();
        listen(me());
        assertThat(store.retry()).isTrue();
        assertThat(store.owed()).isZero();
        GuardKit.assertImmutable(kit.file(SEGMENT));
    }

    @Test
    void whatRecoveryClearsAwayGoesThroughTheGuard() throws IOException {
        listen(me());
        guard.seal(SEGMENT, LOCKED);
        SegmentRef empty = new SegmentRef(SegmentFolder.DATA, 0x1b);
        kit.write(empty);
        GuardedDirectory directory = new GuardedDirectory(files, new SegmentGuard(guard));

        directory.delete(empty.path());

        assertThat(kit.file(empty)).doesNotExist();
        assertThatThrownBy(() -> directory.delete(SEGMENT.path()))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void nonsenseEndsItsOwnConnectionOnly() throws IOException {
        listen(me());
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] nonsense = new byte[random.nextInt(100)];
            random.nextBytes(nonsense);
            try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                peer.write(ByteBuffer.wrap(nonsense));
            } catch (IOException hungUp) {
                assertThat(hungUp).hasMessageContaining("pipe");
            }
        }

        // Two hundred at once may fill the queue of connections that wait to be taken.
        Awaitility.await().until(guard::probe, GuardStatus.FLAGS::equals);
    }

    @Test
    void aPeerThatStopsInTheMiddleDoesNotStopOthers() throws IOException {
        listen(me());
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                peer.write(ByteBuffer.allocate(GuardRequest.LENGTH - 1));
                silent.add(peer);
            }

            assertThat(guard.probe()).isEqualTo(GuardStatus.FLAGS);
        } finally {
            for (SocketChannel peer : silent) {
                peer.close();
            }
        }
    }

    @Test
    void aHelperThatDoesNotAnswerCostsBoundedTime() throws IOException {
        try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            mute.bind(UnixDomainSocketAddress.of(socket));
            GuardLine line = new GuardLine(socket, Duration.ofMillis(50), System::nanoTime);

            assertThatThrownBy(
                            () -> line.ask(new GuardRequest(GuardVerb.RELEASE, SEGMENT, Lock.NONE)))
                    .hasMessageContaining("no answer within 50 ms");
        }
    }

    @Test
    void aSocketThatAKilledHelperLeftIsTakenOverAndALiveOneIsNot() throws IOException {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        listen(me());

        assertThatThrownBy(() -> GuardServer.listen(socket, me(), kit.helper, System::nanoTime))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("taken");
        assertThat(guard.probe()).isEqualTo(GuardStatus.FLAGS);
    }

    @Test
    void whatIsNoSocketIsNeverRemoved() throws IOException {
        Files.writeString(socket, "a file of somebody");

        assertThatThrownBy(() -> GuardServer.listen(socket, me(), kit.helper, System::nanoTime))
                .isInstanceOf(ProtocolException.class);

        assertThat(socket).hasContent("a file of somebody");
    }

    private void listen(UserPrincipal answered) throws IOException {
        GuardServer started = GuardServer.listen(socket, answered, kit.helper, System::nanoTime);
        server = started;
        thread =
                Thread.ofPlatform()
                        .name("guard-test")
                        .start(() -> {
                            try {
                                started.run();
                            } catch (IOException failed) {
                                throw new java.io.UncheckedIOException(failed);
                            }
                        });
    }

    private UserPrincipal me() throws IOException {
        return Files.getOwner(kit.data);
    }
}

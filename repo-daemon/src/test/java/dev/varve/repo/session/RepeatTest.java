package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.ClientSettings;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import dev.varve.repo.vault.Enrolled;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client sends once more, because the answer or the daemon was lost. */
@Timeout(60)
class RepeatTest {
    private static final int STREAM = FrameHeader.streamOf(1, 0);
    private static final ByteString WRITER = ByteString.copyFrom(new byte[16]);
    private static final int WRAPPED_KEY_BYTES = 60;
    private static final int CHECK_BYTES = 16;
    private static final Id STORED = new Id(1, 2, 3, 4);
    private static final Id FRESH = new Id(5, 6, 7, 8);

    @TempDir Path root;

    private TestHouse house;

    @BeforeEach
    void start() throws Exception {
        house = new TestHouse(root);
        house.start();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void aRunThatWasDurableBeforeTheDaemonsRestartIsAcknowledgedAndNotStoredAgain()
            throws Exception {
        OpenSession first = TestHouse.newSession().toBuilder().setWriter(WRITER).build();
        OpenSession again = rejoinOf(first, pushOnce(first, STORED, 1));
        house.stop();
        house.start();

        pushOnce(again, STORED, 1);

        assertThat(house.store.arrivals.get(STORED)).hasValue(1);
    }

    @Test
    void aRunThatTheDaemonOfBeforeNeverGotIsStored() throws Exception {
        OpenSession first = TestHouse.newSession().toBuilder().setWriter(WRITER).build();
        OpenSession again = rejoinOf(first, pushOnce(first, STORED, 1));
        house.stop();
        house.start();

        pushOnce(again, FRESH, 2);

        assertThat(house.store.arrivals.get(FRESH)).hasValue(1);
    }

    @Test
    void whatANewSessionSendsIsNotLookedUp() throws Exception {
        pushOnce(TestHouse.newSession().toBuilder().setWriter(WRITER).build(), STORED, 1);
        pushOnce(TestHouse.newSession().toBuilder().setWriter(WRITER).build(), STORED, 1);

        assertThat(house.store.arrivals.get(STORED)).hasValue(2);
    }

    @Test
    void keySlotsSentAgainAfterALostAnswerAreAcceptedAndOthersAreNot() throws Exception {
        ClientSettings settings = keeper();
        try (NettyRepositoryClient client = NettyRepositoryClient.connect(settings)) {
            UpdateKeys update =
                    UpdateKeys.newBuilder()
                            .setExpectedRevision(client.welcome().getVault().getRevision())
                            .addKeySlots(slot("one"))
                            .setDataKeyCheck(ByteString.copyFrom(new byte[CHECK_BYTES]))
                            .build();
            VaultDocument first = client.updateKeys(update);

            assertThat(client.updateKeys(update)).isEqualTo(first);
            assertThatThrownBy(() ->
                            client.updateKeys(
                                    update.toBuilder().setKeySlots(0, slot("two")).build()))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.KEYS_CHANGED));
        }
    }

    @Test
    void whileAnythingIsLockedNoKeySlotGoesOrChangesUnderItsId() throws Exception {
        try (NettyRepositoryClient client = NettyRepositoryClient.connect(keeper())) {
            UpdateKeys update =
                    UpdateKeys.newBuilder()
                            .setExpectedRevision(client.welcome().getVault().getRevision())
                            .addKeySlots(slot("one"))
                            .setDataKeyCheck(ByteString.copyFrom(new byte[CHECK_BYTES]))
                            .build();
            VaultDocument kept = client.updateKeys(update);
            house.store.locked = true;
            UpdateKeys next = update.toBuilder().setExpectedRevision(kept.getRevision()).build();

            assertLocked(client, next.toBuilder().setKeySlots(0, slot("two")).build());
            assertLocked(
                    client,
                    next.toBuilder()
                            .setKeySlots(0, slot("one").toBuilder().setLabel("another"))
                            .build());
            VaultDocument more =
                    client.updateKeys(next.toBuilder().addKeySlots(slot("two")).build());
            assertThat(more.getKeySlotsList()).containsExactly(slot("one"), slot("two"));
        }
    }

    private static void assertLocked(NettyRepositoryClient client, UpdateKeys update) {
        assertThatThrownBy(() -> client.updateKeys(update))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.RETENTION_LOCKED));
    }

    private ClientSettings keeper() throws Exception {
        house.directory.vaults().create("sealed", Encryption.ENCRYPTION_AES_256_GCM);
        Enrolled keeper = house.directory.enrolment().enrol("keeper", "sealed");
        return ClientSettings.of(
                "127.0.0.1",
                house.port(),
                house.directory.repositoryId(),
                "sealed",
                TestHouse.key(keeper),
                house.directory.keys().authority().certificate());
    }

    private static KeySlot slot(String id) {
        return KeySlot.newBuilder()
                .setSlotId(id)
                .setKind(SlotKind.SLOT_KIND_KEY_FILE)
                .setWrappedDataKey(ByteString.copyFrom(new byte[WRAPPED_KEY_BYTES]))
                .build();
    }

    /** Opens, sends one run, and waits until it is durable. */
    private SessionOpened pushOnce(OpenSession open, Id chunk, long sequence) throws Exception {
        try (RawPeer peer = new RawPeer(house)) {
            peer.sayHello(house);
            peer.send(RawPeer.frame(FrameType.OPEN_SESSION, STREAM, 1, open));
            SessionOpened opened =
                    await(peer, FrameType.SESSION_OPENED).parse(SessionOpened.parser());
            peer.send(
                    Frame.data(
                            FrameType.PUT_CHUNKS,
                            STREAM,
                            sequence,
                            TestRecords.record(RecordType.CHUNKS, chunk, new byte[100])));
            assertThat(await(peer, FrameType.ACK).header().sequence()).isEqualTo(sequence);
            return opened;
        }
    }

    private static OpenSession rejoinOf(OpenSession first, SessionOpened opened) {
        return first.toBuilder().setResumeToken(opened.getResumeToken()).setRejoin(true).build();
    }

    private static Frame await(RawPeer peer, FrameType type) throws IOException {
        Frame frame = peer.read();
        assertThat(frame.header().type()).isEqualTo(type);
        return frame;
    }
}

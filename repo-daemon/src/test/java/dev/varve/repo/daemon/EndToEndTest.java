package dev.varve.repo.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.ClientSettings;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.tls.CertifiedKey;
import dev.varve.protocol.tls.Pem;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.Enrolled;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real client of a really started daemon, over TLS, on real files. */
class EndToEndTest {
    private static final int BLOCK_BYTES = 4096;
    private static final Id CHUNK = new Id(1, 2, 3, 4);

    @TempDir Path data;

    @Test
    void whatWasPushedIsThereAfterARestartAndAfterARebuild() throws Exception {
        Enrolled enrolled;
        try (Daemon daemon = Daemon.start(DaemonTest.configuration(data))) {
            daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
            enrolled = daemon.directory().enrolment().enrol("node-1", "team");
            try (NettyRepositoryClient client = connect(daemon, enrolled)) {
                push(client);
            }
        }
        Points before;
        try (Daemon daemon = Daemon.start(DaemonTest.configuration(data));
                NettyRepositoryClient client = connect(daemon, enrolled)) {
            before = requireWhole(client);
        }
        Statistics counted = OfflineRepository.statistics(data);
        Files.delete(data.resolve("vaults/team.json"));

        assertThat(OfflineRepository.rebuildIndex(data)).isEqualTo(counted);

        try (Daemon daemon = Daemon.start(DaemonTest.configuration(data));
                NettyRepositoryClient client = connect(daemon, enrolled)) {
            assertThat(requireWhole(client)).isEqualTo(before);
        }
    }

    @Test
    void aRevokedAndAForeignCertificateAreRefused(@TempDir Path other) throws Exception {
        DataDirectory foreign = DataDirectory.openOrInitialise(other);
        foreign.vaults().create("team", Encryption.ENCRYPTION_NONE);
        Enrolled stranger = foreign.enrolment().enrol("node-1", "team");
        try (Daemon daemon = Daemon.start(DaemonTest.configuration(data))) {
            daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
            Enrolled enrolled = daemon.directory().enrolment().enrol("node-1", "team");
            connect(daemon, enrolled).close();

            DataDirectory.open(data).clients().revoke("node-1");

            assertThatThrownBy(() -> connect(daemon, enrolled).close())
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CERTIFICATE_REVOKED));
            assertThatThrownBy(() -> connect(daemon, stranger).close())
                    .isInstanceOf(ProtocolException.class);
        }
    }

    private static void push(NettyRepositoryClient client) throws Exception {
        OpenSession request =
                OpenSession.newBuilder()
                        .setSessionId(ByteString.copyFrom(Uid.random(new SecureRandom()).toBytes()))
                        .addSources(
                                ImageSource.newBuilder()
                                        .setChain("disk")
                                        .setKind(ImageKind.IMAGE_KIND_BLOCK)
                                        .setSizeBytes(BLOCK_BYTES)
                                        .setBlockBytes(BLOCK_BYTES))
                        .build();
        try (PushSession session = client.openSession(request)) {
            Uid id = Uid.of(session.opened().getSessionId().toByteArray());
            RecordRun chunk =
                    RecordRun.single(
                            RecordType.CHUNKS,
                            CHUNK,
                            BLOCK_BYTES,
                            ByteBuffer.allocate(BLOCK_BYTES));
            session.putChunks(0, Unpooled.wrappedBuffer(chunk.bytes())).get();
            RecordRun delta =
                    RecordRun.single(
                            RecordType.DELTA, new Id(id.high(), id.low(), 0, 0), 0, oneBlock());
            session.putDelta(0, Unpooled.wrappedBuffer(delta.bytes())).get();
            CommitAnswer answer =
                    session.commit(
                            Commit.newBuilder()
                                    .setSessionId(session.opened().getSessionId())
                                    .addImages(CommitImage.newBuilder().setSizeBytes(BLOCK_BYTES))
                                    .setReadBytes(BLOCK_BYTES)
                                    .build());
            assertThat(answer.hasReceipt()).as(answer.toString()).isTrue();
        }
    }

    /** Image 0, one group: page 0, slot 0. docs/formats/segment.md. */
    private static ByteBuffer oneBlock() {
        ByteBuffer payload = ByteBuffer.allocate(4 + 4 + 8 + 4 + 1 + Id.LENGTH);
        payload.order(ByteOrder.LITTLE_ENDIAN).putInt(0).putInt(1).putLong(0).putInt(1);
        payload.put((byte) 0).put(CHUNK.toBytes());
        return payload.flip();
    }

    private static Points requireWhole(NettyRepositoryClient client) throws Exception {
        List<Id> got = new ArrayList<>();
        ReadEnd end =
                client.readChunks(
                                List.of(CHUNK),
                                (header, record) ->
                                        got.add(Id.at(record.nioBuffer(), RecordHeader.LENGTH)))
                        .get();
        assertThat(end.getAbsent().isEmpty() && end.getDamaged().isEmpty()).isTrue();
        assertThat(got).containsExactly(CHUNK);
        Check all = Check.newBuilder().setLevel(CheckLevel.CHECK_LEVEL_DATA).build();
        assertThat(client.check(all, progress -> {}).getFindingsList()).isEmpty();
        Points points = client.listPoints(ListPoints.getDefaultInstance());
        assertThat(points.getPointsList()).hasSize(1);
        return points;
    }

    static NettyRepositoryClient connect(Daemon daemon, Enrolled enrolled)
            throws IOException, InterruptedException, GeneralSecurityException {
        return NettyRepositoryClient.connect(
                ClientSettings.of(
                                "127.0.0.1",
                                daemon.listenAddress().getPort(),
                                enrolled.repositoryId(),
                                "team",
                                new CertifiedKey(
                                        Pem.readPrivateKey(enrolled.privateKeyPem()),
                                        Pem.readCertificate(enrolled.certificatePem())),
                                Pem.readCertificate(enrolled.caCertificatePem()))
                        .withPatience(Duration.ofSeconds(20)));
    }
}

package dev.varve.repo.session;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.ClientSettings;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.server.FrameServerSettings;
import dev.varve.protocol.tls.CertifiedKey;
import dev.varve.protocol.tls.Pem;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.Enrolled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A session server over real TLS on loopback, a fake store and real registries. */
final class TestHouse implements AutoCloseable {
    static final String VAULT = "prod";
    static final int WINDOW_BYTES = 1 << 20;
    static final int FRAME_BYTES = 1 << 20;

    final DataDirectory directory;
    final ExecutorService disk = Executors.newSingleThreadExecutor();
    final FakeRepository store;
    final Enrolled client;
    private @Nullable SessionServer server;
    private int port;

    TestHouse(Path root) throws Exception {
        directory = DataDirectory.openOrInitialise(root);
        directory.vaults().create(VAULT, Encryption.ENCRYPTION_NONE);
        client = directory.enrolment().enrol("web-1", VAULT);
        store = new FakeRepository(directory.repositoryId(), disk);
    }

    /** On the port of before, if there was one. */
    void start() throws Exception {
        start(settings());
    }

    void start(SessionServerSettings settings) throws Exception {
        start(settings, SessionListener.NONE);
    }

    void start(SessionServerSettings settings, SessionListener listener) throws Exception {
        SessionServer started =
                SessionServer.start(
                        settings, store, directory.clients(), directory.vaults(), listener);
        server = started;
        port = started.address().getPort();
    }

    SessionServerSettings settings() throws Exception {
        FrameServerSettings network =
                new FrameServerSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        directory.keys().server(),
                        directory.keys().authority().certificate(),
                        64,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20));
        Limits limits =
                Limits.newBuilder()
                        .setWindowBytes(WINDOW_BYTES)
                        .setFrameBytes(FRAME_BYTES)
                        .setIdsPerRequest(1000)
                        .setStreams(8)
                        .build();
        return SessionServerSettings.of(network, limits, 4);
    }

    int port() {
        return port;
    }

    SessionServer server() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    void stop() {
        server().close();
    }

    ClientSettings clientSettings(int toPort) throws Exception {
        return ClientSettings.of(
                        "127.0.0.1",
                        toPort,
                        directory.repositoryId(),
                        VAULT,
                        key(client),
                        directory.keys().authority().certificate())
                .withPatience(Duration.ofSeconds(20));
    }

    static CertifiedKey key(Enrolled client) throws Exception {
        return new CertifiedKey(
                Pem.readPrivateKey(client.privateKeyPem()),
                Pem.readCertificate(client.certificatePem()));
    }

    NettyRepositoryClient connect() throws Exception {
        return NettyRepositoryClient.connect(clientSettings(port));
    }

    static OpenSession newSession() {
        return OpenSession.newBuilder()
                .setSessionId(ByteString.copyFrom(Uid.random(new SecureRandom()).toBytes()))
                .addSources(
                        ImageSource.newBuilder().setChain("a/b").setKind(ImageKind.IMAGE_KIND_TREE))
                .build();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        disk.shutdownNow();
    }
}

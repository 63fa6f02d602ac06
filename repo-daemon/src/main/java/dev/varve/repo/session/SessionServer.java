package dev.varve.repo.session;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.server.FrameServer;
import dev.varve.repo.store.Repository;
import dev.varve.repo.vault.ClientRegistry;
import dev.varve.repo.vault.VaultRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a repository to its clients. The repository stays its owner's: close it after this. Safe
 * for use by many threads.
 */
public final class SessionServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SessionServer.class);
    private static final int THREADS = 32;
    private static final long THREAD_IDLE_SECONDS = 30;
    private static final long POLL_MILLIS = 10;

    private final SessionServerSettings settings;
    private final ClientConnections connections;
    private final ThreadPoolExecutor requests = pool("varve-request");
    private final ThreadPoolExecutor pulls = pool("varve-pull");
    private final FrameServer network;

    private SessionServer(
            SessionServerSettings settings,
            Repository repository,
            ClientRegistry clients,
            VaultRegistry vaults,
            SessionListener listener)
            throws ProtocolException, InterruptedException {
        this.settings = settings;
        this.connections = new ClientConnections(settings.connectionsPerClient());
        SessionContext context =
                new SessionContext(
                        settings,
                        repository,
                        new Admission(repository, clients, vaults),
                        new Writers(settings.limits(), settings.writersPerClient(), listener),
                        new PendingBytes(settings.pendingBytesInAll(), listener),
                        requests,
                        pulls,
                        new Semaphore(settings.checksAtOnce()),
                        connections,
                        new PullPriority(System::nanoTime),
                        new Bandwidth(
                                settings.bandwidth(),
                                Clock.system(ZoneId.systemDefault()),
                                System::nanoTime),
                        listener);
        this.network =
                FrameServer.start(
                        settings.network(),
                        connection -> new ClientConnection(context, connection),
                        listener);
    }

    /**
     * Serves when this returns.
     *
     * @throws ProtocolException UNAVAILABLE when the address is taken
     */
    public static SessionServer start(
            SessionServerSettings settings,
            Repository repository,
            ClientRegistry clients,
            VaultRegistry vaults,
            SessionListener listener)
            throws ProtocolException, InterruptedException {
        SessionServer server = new SessionServer(settings, repository, clients, vaults, listener);
        LOGGER.atInfo().addKeyValue("address", server.address()).log("serving clients");
        return server;
    }

    /** Where clients connect; the port that was taken when 0 was asked for. */
    public InetSocketAddress address() {
        return network.address();
    }

    /** Connections of clients now. */
    public int connectionCount() {
        return connections.list().size();
    }

    /**
     * Takes no new connections, lets requests under way end within the limit, then closes all.
     * Sessions stay open in the repository. Again is harmless.
     */
    @Override
    public void close() {
        network.stopAccepting();
        connections.list().forEach(ClientConnection::stop);
        awaitIdle();
        connections.list().forEach(connection -> connection.end(RequestHandler.stopping()));
        network.close();
        requests.shutdownNow();
        pulls.shutdownNow();
    }

    private void awaitIdle() {
        long deadline = System.nanoTime() + settings.stopLimit().toNanos();
        try {
            while (System.nanoTime() < deadline
                    && !connections.list().stream().allMatch(ClientConnection::idle)) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each connection uses at most one thread of a pool at a time, so the queue is bounded. */
    private static ThreadPoolExecutor pool(String name) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        THREAD_IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        new DefaultThreadFactory(name, true),
                        new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}

package dev.varve.repo.admin;

import com.codahale.metrics.health.HealthCheckRegistry;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.config.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Serves the admin side until closed. Registers its few resources one by one: nothing is looked for
 * on the class path, so that it is up in about a second.
 */
public final class AdminServer implements AutoCloseable {
    private final Server server;
    private final InetSocketAddress address;

    private AdminServer(Server server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Serves when this returns.
     *
     * @throws ProtocolException UNAVAILABLE when the address cannot be listened on
     */
    public static AdminServer start(ListenAddress listen, DaemonState state) throws IOException {
        HealthCheckRegistry health = health(state);
        List<Object> components = new ArrayList<>(resources(state, health));
        components.add(new TokenFilter(state.directory().operators()));
        components.add(
                new RoleFilter(new RefusedRequests(state.retention().ledger(), System::nanoTime)));
        components.add(new FailureMapper());
        Server server = AdminHttp.build(listen, components);
        start(server, listen);
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return new AdminServer(server, new InetSocketAddress(listen.host(), port));
    }

    /** Where it listens; the port that was taken when 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        stop(server);
    }

    static List<Object> resources(DaemonState state, HealthCheckRegistry health) {
        return List.of(
                new LiveResource(),
                new HealthResource(health),
                new MetricsResource(state.metrics().registry()),
                new OpenApiResource(),
                new RepositoryResource(state),
                new ClockResource(state),
                new GuardResource(state),
                new JobResource(state),
                new AlarmResource(state),
                new VaultResource(state),
                new PointResource(state),
                new PolicyResource(state),
                new QuotaResource(state),
                new OrderResource(state),
                new LockResource(state),
                new RemovalResource(state),
                new MaintenanceResource(state),
                new OfficerResource(state));
    }

    private static HealthCheckRegistry health(DaemonState state) {
        HealthCheckRegistry health = new HealthCheckRegistry();
        health.register("clock", new ClockHealth(state));
        health.register("disk", new DiskHealth(state));
        health.register("index", new IndexHealth(state));
        health.register("recovery", new RecoveryHealth(state));
        health.register("segments", new SegmentHealth(state));
        return health;
    }

    // Jetty declares that starting and stopping throw Exception; this is where that ends.
    @SuppressWarnings("IllegalCatch")
    private static void start(Server server, ListenAddress listen) throws IOException {
        try {
            server.start();
        } catch (Exception failure) {
            stop(server);
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen for admin on " + listen + ": " + root(failure).getMessage(),
                    "Choose another address with --admin HOST:PORT.",
                    failure);
        }
    }

    private static void stop(Server server) throws IOException {
        try {
            server.stop();
            server.join();
        } catch (Exception failure) {
            throw new IOException("the admin server did not stop", failure);
        }
    }

    private static Throwable root(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }
}

package dev.varve.repo.admin;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.repo.config.ListenAddress;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.DropwizardResourceConfig;
import io.dropwizard.jersey.jackson.JacksonFeature;
import io.dropwizard.jersey.setup.JerseyServletContainer;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.jetty.MutableServletContextHandler;
import io.dropwizard.servlets.ThreadNameFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ServerProperties;

/**
 * Dropwizard's Jetty and Jersey, put together by hand. Its own bootstrap costs four seconds at each
 * start, for things not used here: bean validation, search of the class path, its admin servlet
 * (health and metrics are resources here, behind the token), its request log.
 */
final class AdminHttp {
    private static final int MOST_THREADS = 12;
    private static final int LEAST_THREADS = 4;
    private static final int IDLE_MILLIS = 60_000;
    private static final long STOP_MILLIS = 2_000;
    private static final int SHUTDOWN_IDLE_MILLIS = 50;

    private AdminHttp() {}

    /** Not started yet. */
    static Server build(ListenAddress listen, List<Object> components) {
        MetricRegistry metrics = new MetricRegistry();
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS, IDLE_MILLIS);
        threads.setName("admin");
        Server server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        server.addConnector(connector(listen, server, metrics, threads));
        MutableServletContextHandler handler = new MutableServletContextHandler();
        handler.setContextPath("/");
        handler.addFilter(ThreadNameFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder jersey = new ServletHolder("jersey", servlet(metrics, components));
        jersey.setInitOrder(1);
        handler.addServlet(jersey, "/*");
        server.setHandler(handler);
        return server;
    }

    private static Connector connector(
            ListenAddress listen, Server server, MetricRegistry metrics, QueuedThreadPool threads) {
        HttpConnectorFactory factory = new HttpConnectorFactory();
        factory.setBindHost(listen.host());
        factory.setPort(listen.port());
        factory.setAcceptorThreads(Optional.of(1));
        factory.setSelectorThreads(Optional.of(1));
        ServerConnector connector =
                (ServerConnector) factory.build(server, metrics, "admin", threads);
        // Else a stop waits a second for each connection that some client keeps open.
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
        return connector;
    }

    private static JerseyServletContainer servlet(MetricRegistry metrics, List<Object> components) {
        // A field that is misspelt would else be left out without a word: no lock, say.
        ObjectMapper json =
                Jackson.newMinimalObjectMapper()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        DropwizardResourceConfig resources = new DropwizardResourceConfig(metrics);
        resources.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        resources.property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        resources.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        resources.property(ServerProperties.BV_FEATURE_DISABLE, true);
        resources.register(new JacksonFeature(json));
        components.forEach(resources::register);
        return new JerseyServletContainer(resources);
    }
}

package dev.varve.repo.session;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.contract.SessionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of clients, kept by the one over TLS. */
class NettyRepositoryClientTest extends SessionContract {
    @TempDir Path root;

    private TestHouse house;
    private NettyRepositoryClient client;

    @BeforeEach
    void start() throws Exception {
        house = new TestHouse(root);
        house.start();
        client = house.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        house.close();
    }

    @Override
    protected RepositoryClient client() {
        return client;
    }
}

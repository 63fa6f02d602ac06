package dev.varve.repo.daemon;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.contract.SessionContract;
import dev.varve.protocol.message.Encryption;
import dev.varve.repo.vault.Enrolled;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of clients, kept by the real one of a real daemon: fakes are measured by this. */
class DaemonContractTest extends SessionContract {
    @TempDir Path data;

    private Daemon daemon;
    private NettyRepositoryClient client;

    @BeforeEach
    void start() throws Exception {
        daemon = Daemon.start(DaemonTest.configuration(data));
        daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
        Enrolled enrolled = daemon.directory().enrolment().enrol("node-1", "team");
        client = EndToEndTest.connect(daemon, enrolled);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        daemon.close();
    }

    @Override
    protected RepositoryClient client() {
        return client;
    }
}

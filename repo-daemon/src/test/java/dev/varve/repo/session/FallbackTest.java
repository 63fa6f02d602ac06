package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.frame.Transport;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import dev.varve.protocol.tls.TlsContexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where no native library loads: the TLS of the JDK, and NIO. Needs a JVM of its own. */
@Timeout(90)
class FallbackTest {
    @Test
    void aRoundTripWithoutNativeLibraries(@TempDir Path root) throws Exception {
        Path output = root.resolve("output");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-Dio.netty.handler.ssl.noOpenSsl=true",
                                "-Dio.netty.transport.noNative=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RoundTrip.class.getName(),
                                root.resolve("data").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(child.waitFor(80, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }

        assertThat(Files.readString(output)).endsWith("JDK NioSocketChannel 100 bytes\n");
    }

    static final class RoundTrip {
        private RoundTrip() {}

        public static void main(String[] arguments) throws Exception {
            Id id = new Id(1, 2, 3, 4);
            int[] length = new int[1];
            try (TestHouse house = new TestHouse(Path.of(arguments[0]))) {
                house.start();
                try (NettyRepositoryClient client = house.connect();
                        PushSession session = client.openSession(TestHouse.newSession())) {
                    session.putChunks(0, TestRecords.record(RecordType.CHUNKS, id, new byte[100]))
                            .get(20, TimeUnit.SECONDS);
                    client.readChunks(
                                    List.of(id),
                                    (header, record) -> length[0] = header.payloadLength())
                            .get(20, TimeUnit.SECONDS);
                }
            }
            System.out.print(
                    TlsContexts.providerName()
                            + " "
                            + Transport.socketChannel().getSimpleName()
                            + " "
                            + length[0]
                            + " bytes\n");
        }
    }
}

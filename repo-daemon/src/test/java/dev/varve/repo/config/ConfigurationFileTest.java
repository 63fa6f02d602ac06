package dev.varve.repo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationFileTest {
    @Test
    void anEmptyFileIsTheDefaults() throws ProtocolException {
        assertThat(ConfigurationFile.parse("f", "")).isEqualTo(DaemonConfiguration.DEFAULT);
        assertThat(ConfigurationFile.parse("f", "# nothing\n"))
                .isEqualTo(DaemonConfiguration.DEFAULT);
        assertThat(DaemonConfiguration.DEFAULT.listen()).hasToString("127.0.0.1:7500");
        assertThat(DaemonConfiguration.DEFAULT.admin()).hasToString("127.0.0.1:7501");
    }

    @Test
    void everyPropertyCanBeSet() throws ProtocolException {
        String yaml =
                """
                data: /srv/varve
                listen: 0.0.0.0:1
                admin: "[::1]:2"
                store:
                  segmentBytes: 33554432
                  segmentIdleSeconds: 3
                  indexCacheBytes: 8388609
                  indexWriteBufferBytes: 4194305
                  diskReserveBytes: 6
                sessions:
                  windowBytes: 2097152
                  frameBytes: 17825793
                  idsPerRequest: 65
                  streamsPerSession: 7
                  sessionsPerClient: 8
                  connections: 9
                  connectionIdleSeconds: 10
                  sessionIdleSeconds: 61
                bandwidth:
                  receive: 1MiB/s
                  send: 08:00-18:00 2MiB/s, 5MiB/s
                  receivePerClient: 3MiB/s
                  sendPerClient: 4MiB/s
                guard:
                  socket: /run/varve/guard.sock
                upkeep:
                  everySeconds: 61
                """;

        assertThat(ConfigurationFile.parse("f", yaml))
                .isEqualTo(
                        new DaemonConfiguration(
                                Path.of("/srv/varve"),
                                new ListenAddress("0.0.0.0", 1),
                                new ListenAddress("::1", 2),
                                new StoreConfiguration(33_554_432, 3, 8_388_609, 4_194_305, 6),
                                new SessionConfiguration(
                                        2_097_152, 17_825_793, 65, 7, 8, 9, 10, 61),
                                new BandwidthConfiguration(
                                        "1MiB/s", "08:00-18:00 2MiB/s, 5MiB/s", "3MiB/s", "4MiB/s"),
                                new GuardConfiguration(Path.of("/run/varve/guard.sock")),
                                new UpkeepConfiguration(61)));
    }

    @Test
    void anUnknownPropertyIsNamed() {
        assertRefused("store:\n  segmentByte: 1\n", "store.segmentByte");
        assertRefused("lisen: 127.0.0.1:1\n", "lisen");
    }

    @Test
    void aValueThatMakesNoSenseIsNamed() {
        assertRefused("store:\n  segmentBytes: 12\n", "segmentBytes 12");
        assertRefused("listen: nowhere\n", "nowhere");
        assertRefused("listen: 127.0.0.1:70000\n", "70000");
        assertRefused("sessions:\n  connections: many\n", "connections");
        assertRefused("bandwidth:\n  send: quick\n", "send: \"quick\"");
    }

    @Test
    void whatIsNoYamlIsSaidSo() {
        assertRefused("listen: [", "f");
        assertRefused("- a\n- b\n", "f");
    }

    private static void assertRefused(String yaml, String named) {
        assertThatThrownBy(() -> ConfigurationFile.parse("f", yaml))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining(named);
    }
}

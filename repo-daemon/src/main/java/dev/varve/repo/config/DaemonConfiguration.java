package dev.varve.repo.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set.
 *
 * @param data the repository's directory; null: not said yet
 * @param listen where clients connect
 * @param admin where health, metrics and the read-only view are served
 */
public record DaemonConfiguration(
        @Nullable Path data,
        ListenAddress listen,
        ListenAddress admin,
        StoreConfiguration store,
        SessionConfiguration sessions,
        BandwidthConfiguration bandwidth,
        GuardConfiguration guard,
        UpkeepConfiguration upkeep) {

    public static final DaemonConfiguration DEFAULT =
            new DaemonConfiguration(
                    null,
                    new ListenAddress("127.0.0.1", 7500),
                    new ListenAddress("127.0.0.1", 7501),
                    StoreConfiguration.DEFAULT,
                    SessionConfiguration.DEFAULT,
                    BandwidthConfiguration.DEFAULT,
                    GuardConfiguration.DEFAULT,
                    UpkeepConfiguration.DEFAULT);

    public DaemonConfiguration withData(Path directory) {
        return new DaemonConfiguration(
                directory, listen, admin, store, sessions, bandwidth, guard, upkeep);
    }

    public DaemonConfiguration withListen(ListenAddress address) {
        return new DaemonConfiguration(
                data, address, admin, store, sessions, bandwidth, guard, upkeep);
    }

    public DaemonConfiguration withAdmin(ListenAddress address) {
        return new DaemonConfiguration(
                data, listen, address, store, sessions, bandwidth, guard, upkeep);
    }

    public DaemonConfiguration withStore(StoreConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, changed, sessions, bandwidth, guard, upkeep);
    }

    public DaemonConfiguration withSessions(SessionConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, store, changed, bandwidth, guard, upkeep);
    }

    public DaemonConfiguration withGuard(GuardConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, store, sessions, bandwidth, changed, upkeep);
    }
}

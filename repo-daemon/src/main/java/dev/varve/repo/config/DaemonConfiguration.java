package dev.varve.repo.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set.
 *
 * @param data the repository's directory; null: not said yet
 * @param listen where clients connect
 * @param admin where health, metrics and the read-only view are served
 * @param notifications who hears of alarms: {@code notify} in the file
 */
public record DaemonConfiguration(
        @Nullable Path data,
        ListenAddress listen,
        ListenAddress admin,
        StoreConfiguration store,
        SessionConfiguration sessions,
        BandwidthConfiguration bandwidth,
        GuardConfiguration guard,
        ScheduleConfiguration schedule,
        @JsonProperty("notify") NotifyConfiguration notifications) {

    public static final DaemonConfiguration DEFAULT =
            new DaemonConfiguration(
                    null,
                    new ListenAddress("127.0.0.1", 7500),
                    new ListenAddress("127.0.0.1", 7501),
                    StoreConfiguration.DEFAULT,
                    SessionConfiguration.DEFAULT,
                    BandwidthConfiguration.DEFAULT,
                    GuardConfiguration.DEFAULT,
                    ScheduleConfiguration.DEFAULT,
                    NotifyConfiguration.DEFAULT);

    public DaemonConfiguration withData(Path directory) {
        return new DaemonConfiguration(
                directory,
                listen,
                admin,
                store,
                sessions,
                bandwidth,
                guard,
                schedule,
                notifications);
    }

    public DaemonConfiguration withListen(ListenAddress address) {
        return new DaemonConfiguration(
                data, address, admin, store, sessions, bandwidth, guard, schedule, notifications);
    }

    public DaemonConfiguration withAdmin(ListenAddress address) {
        return new DaemonConfiguration(
                data, listen, address, store, sessions, bandwidth, guard, schedule, notifications);
    }

    public DaemonConfiguration withStore(StoreConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, changed, sessions, bandwidth, guard, schedule, notifications);
    }

    public DaemonConfiguration withSessions(SessionConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, store, changed, bandwidth, guard, schedule, notifications);
    }

    public DaemonConfiguration withGuard(GuardConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, store, sessions, bandwidth, changed, schedule, notifications);
    }

    public DaemonConfiguration withSchedule(ScheduleConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, store, sessions, bandwidth, guard, changed, notifications);
    }

    public DaemonConfiguration withNotifications(NotifyConfiguration changed) {
        return new DaemonConfiguration(
                data, listen, admin, store, sessions, bandwidth, guard, schedule, changed);
    }
}

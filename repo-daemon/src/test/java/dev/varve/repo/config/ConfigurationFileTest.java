package dev.varve.repo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationFileTest {
    private static final JobConfiguration SCRUB =
            new JobConfiguration(false, "1 2 3 4 5", 7, "22:00-06:00");

    private static Map<String, JobConfiguration> withScrubOf(JobConfiguration scrub) {
        Map<String, JobConfiguration> jobs = new HashMap<>(ScheduleConfiguration.DEFAULT.jobs());
        jobs.put("scrub", scrub);
        return jobs;
    }

    @Test
    void theDefaultsOfTheScheduleAreThoseOfItsDocument() {
        ScheduleConfiguration schedule = ScheduleConfiguration.DEFAULT;

        assertThat(schedule.zone()).isEqualTo("UTC");
        assertThat(schedule.atOnce()).isEqualTo(2);
        assertThat(schedule.weeklyLevel()).isEqualTo("data");
        assertThat(schedule.jobs())
                .allSatisfy((name, job) -> {
                    assertThat(job.enabled()).isTrue();
                    assertThat(job.window()).isNull();
                });
        Map<String, String> times = new HashMap<>();
        schedule.jobs()
                .forEach((name, job) -> times.put(name, job.cron() + " + " + job.jitterSeconds()));
        assertThat(times)
                .containsOnly(
                        Map.entry("expiry", "0 * * * * + 60"),
                        Map.entry("compaction", "30 * * * * + 60"),
                        Map.entry("check-metadata", "0 2 * * * + 600"),
                        Map.entry("check-weekly", "0 3 * * 0 + 600"),
                        Map.entry("check-new", "*/10 * * * * + 0"),
                        Map.entry("scrub", "0 4 * * * + 600"),
                        Map.entry("ledger-checkpoint", "0 * * * * + 0"),
                        Map.entry("audit-counts", "0 5 1 * * + 600"));
    }

    @Test
    void nobodyIsToldOfAlarmsUnlessSaid() {
        assertThat(NotifyConfiguration.DEFAULT.webhook())
                .isEqualTo(new WebhookConfiguration(null, null, 10));
        assertThat(NotifyConfiguration.DEFAULT.smtp())
                .isEqualTo(
                        new SmtpConfiguration(
                                null,
                                587,
                                SmtpConfiguration.Security.STARTTLS,
                                null,
                                List.of(),
                                null,
                                null,
                                20));
    }

    @Test
    void aJobThatIsSaidInPartKeepsTheRest() throws ProtocolException {
        String yaml = "schedule:\n  jobs:\n    scrub:\n      window: 01:00-02:00\n";

        assertThat(ConfigurationFile.parse("f", yaml).schedule().jobs())
                .isEqualTo(
                        withScrubOf(new JobConfiguration(true, "0 4 * * *", 600, "01:00-02:00")));
    }

    @Test
    void aScheduleOrReceiverThatMakesNoSenseIsNamed() {
        assertRefused("schedule:\n  jobs:\n    scrub:\n      cron: daily\n", "daily");
        assertRefused("schedule:\n  jobs:\n    scrub:\n      window: night\n", "night");
        assertRefused("schedule:\n  jobs:\n    scrub:\n      jitterSeconds: -1\n", "jitterSeconds");
        assertRefused("schedule:\n  jobs:\n    scrup:\n      cron: 0 * * * *\n", "scrup");
        assertRefused("schedule:\n  zone: Berlin\n", "Berlin");
        assertRefused("schedule:\n  atOnce: 0\n", "atOnce 0");
        assertRefused("schedule:\n  weeklyLevel: deep\n", "deep");
        assertRefused("notify:\n  webhook:\n    url: ftp://x\n", "http://");
        assertRefused("notify:\n  smtp:\n    host: mail\n", "from");
        assertRefused("notify:\n  smtp:\n    user: me\n", "passwordFile");
        assertRefused(
                "notify:\n  smtp:\n    user: u\n    passwordFile: f\n    security: NONE\n",
                "in clear");
    }

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
                schedule:
                  zone: Europe/Berlin
                  atOnce: 3
                  weeklyLevel: quick
                  scrubDays: 9
                  jobs:
                    scrub:
                      enabled: false
                      cron: 1 2 3 4 5
                      jitterSeconds: 7
                      window: 22:00-06:00
                notify:
                  webhook:
                    url: https://alarms.example/varve
                    secretFile: /etc/varve/webhook
                    timeoutSeconds: 11
                  smtp:
                    host: mail.example
                    port: 465
                    security: TLS
                    from: varve@example
                    to: [a@example, b@example]
                    user: varve
                    passwordFile: /etc/varve/mail
                    timeoutSeconds: 12
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
                                new ScheduleConfiguration(
                                        "Europe/Berlin", 3, "quick", 9, withScrubOf(SCRUB)),
                                new NotifyConfiguration(
                                        new WebhookConfiguration(
                                                "https://alarms.example/varve",
                                                Path.of("/etc/varve/webhook"),
                                                11),
                                        new SmtpConfiguration(
                                                "mail.example",
                                                465,
                                                SmtpConfiguration.Security.TLS,
                                                "varve@example",
                                                List.of("a@example", "b@example"),
                                                "varve",
                                                Path.of("/etc/varve/mail"),
                                                12))));
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

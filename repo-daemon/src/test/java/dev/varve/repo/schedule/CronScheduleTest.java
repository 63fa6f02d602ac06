package dev.varve.repo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "0 * * * *,   2026-03-01T00:00:00Z, 2026-03-01T01:00:00Z",
        "0 2 * * *,   2026-03-01T02:00:01Z, 2026-03-02T02:00:00Z",
        "0 3 * * 0,   2026-03-02T00:00:00Z, 2026-03-08T03:00:00Z",
        "0 5 1 * *,   2026-03-01T05:00:00Z, 2026-04-01T05:00:00Z",
        "15 4 29 2 *, 2026-03-01T00:00:00Z, 2028-02-29T04:15:00Z"
    })
    void theNextTimeIsTheFirstAfter(String cron, String after, String next) {
        assertThat(CronSchedule.parse(cron).next(Instant.parse(after), ZoneOffset.UTC))
                .contains(Instant.parse(next));
    }

    @Test
    void aDayThatNeverComesHasNoNextTime() {
        assertThat(CronSchedule.parse("0 0 31 2 *").next(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "daily", "61 * * * *", "* * * *", "* * * * * *", "0 0 0 * *"})
    void whatIsNoExpressionIsRefusedWithTheRule(String text) {
        assertThatThrownBy(() -> CronSchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("minute hour day month weekday");
    }

    @Test
    void aDailyTimeComesOnceOnTheDaysThatTheZoneShifts() {
        assertThat(days("30 2 * * *", "2026-03-27T12:00:00Z", 4)).doesNotHaveDuplicates();
        assertThat(days("30 2 * * *", "2026-10-23T12:00:00Z", 4)).doesNotHaveDuplicates();
    }

    private static List<String> days(String cron, String from, int count) {
        CronSchedule schedule = CronSchedule.parse(cron);
        List<String> days = new ArrayList<>();
        Instant at = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            at = schedule.next(at, BERLIN).orElseThrow();
            days.add(at.atZone(BERLIN).toLocalDate().toString());
        }
        return days;
    }

    @Test
    void aWindowMaySpanMidnight() {
        Window night = Window.parse("22:00-06:00");
        assertThat(night.contains(LocalTime.of(22, 0))).isTrue();
        assertThat(night.contains(LocalTime.of(5, 59))).isTrue();
        assertThat(night.contains(LocalTime.of(6, 0))).isFalse();
        Window day = Window.parse("09:00 - 17:30");
        assertThat(day.contains(LocalTime.of(12, 0))).isTrue();
        assertThat(day.contains(LocalTime.of(17, 30))).isFalse();
        assertThat(night).hasToString("22:00-06:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "22:00", "22:00-22:00", "25:00-26:00", "night"})
    void whatIsNoWindowIsRefused(String text) {
        assertThatThrownBy(() -> Window.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

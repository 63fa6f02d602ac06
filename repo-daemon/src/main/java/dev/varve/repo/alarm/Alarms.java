package dev.varve.repo.alarm;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms that are on. Each is told once, however often it is raised, until it is cleared, which
 * is told once too; a restart tells none of them again. Safe for use by many threads; never waits
 * for a receiver.
 */
public final class Alarms implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Alarms.class);

    /** Kinds times places: far more than there can be. */
    private static final int MOST_ALARMS = 300;

    private final AlarmFile file;
    private final Clock clock;
    private final List<Delivery> deliveries;
    private final Map<String, Alarm> active = new LinkedHashMap<>();

    /** Those of before are on again. */
    public Alarms(AlarmFile file, Clock clock, List<Delivery> deliveries) {
        this.file = file;
        this.clock = clock;
        this.deliveries = List.copyOf(deliveries);
        file.load().forEach(alarm -> active.put(alarm.key(), alarm));
    }

    /** Says that this is so. */
    public synchronized void raise(
            AlarmKind kind, Severity severity, String where, String what, String advice) {
        Alarm raised = new Alarm(kind, severity, where, what, advice, clock.millis());
        Alarm known = active.get(raised.key());
        if (known != null) {
            Alarm again = raised.since(known.sinceMillis());
            if (!again.equals(known)) {
                active.put(again.key(), again);
                save();
            }
            return;
        }
        if (active.size() >= MOST_ALARMS) {
            LOGGER.atWarn().addKeyValue("alarm", raised.key()).log("too many alarms; left out");
            return;
        }
        active.put(raised.key(), raised);
        LOGGER.atWarn()
                .addKeyValue("alarm", kind)
                .addKeyValue("where", raised.where())
                .addKeyValue("what", raised.what())
                .log("alarm raised");
        save();
        tell(new AlarmNotice(AlarmNotice.Event.RAISED, raised, clock.millis()));
    }

    /** Says that this is not so, or not any more. */
    public synchronized void clear(AlarmKind kind, String where) {
        Alarm gone = active.remove(new Alarm(kind, Severity.WARNING, where, "", "", 0).key());
        if (gone != null) {
            LOGGER.atInfo()
                    .addKeyValue("alarm", kind)
                    .addKeyValue("where", gone.where())
                    .log("alarm cleared");
            save();
            tell(new AlarmNotice(AlarmNotice.Event.CLEARED, gone, clock.millis()));
        }
    }

    /** Oldest first. */
    public synchronized List<Alarm> active() {
        return List.copyOf(active.values());
    }

    /** Notices that reached no receiver, since the start. */
    public long lost() {
        return deliveries.stream().mapToLong(Delivery::lost).sum();
    }

    /** Gives what waits a few seconds to be told. */
    @Override
    public void close() {
        deliveries.forEach(Delivery::close);
    }

    private void tell(AlarmNotice notice) {
        deliveries.forEach(delivery -> delivery.offer(notice));
    }

    private void save() {
        Collection<Alarm> now = active.values();
        file.save(List.copyOf(now));
    }
}

package dev.varve.repo.retention.clock;

import java.util.EnumSet;
import java.util.Set;

/**
 * What may happen by this clock. Each state has the transitions that are legal from it and no
 * others, so that an illegal one does not compile:
 *
 * <pre>
 *  UNINIT ──► RUNNING ◄──► CATCHUP
 *                │            │
 *                └─► SUSPECT ◄┘        from all of them but UNINIT: ──► FROZEN
 * </pre>
 *
 * Out of SUSPECT and FROZEN leads {@link Doubted#trust} alone, which takes two officers and an
 * entry in the ledger: docs/formats/clock.md.
 */
public sealed interface ClockState {
    /** The name in the record, the admin interface and messages. */
    Name name();

    /** Why the clock is not believed; empty while it is. */
    default Set<Doubt> doubts() {
        return Set.of();
    }

    /** Only a clock that is believed may end anything. Ingest, lock and extend always work. */
    default boolean mayExpire() {
        return false;
    }

    /** With their numbers, as records and metrics have them. */
    enum Name {
        UNINIT(0),
        RUNNING(1),
        CATCHUP(2),
        SUSPECT(3),
        FROZEN(4);

        private final int number;

        Name(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        /**
         * The opposite of {@link #number}.
         *
         * @throws IllegalArgumentException for a number without a name
         */
        static Name ofNumber(int number) {
            for (Name name : values()) {
                if (name.number == number) {
                    return name;
                }
            }
            throw new IllegalArgumentException("state " + number);
        }
    }

    /** What a record can say. */
    sealed interface Kept extends ClockState {
        /** Stands still for good: what it says may be older than what it said before. */
        default Frozen freeze(Doubt reason) {
            return new Frozen(join(doubts(), Set.of(reason)));
        }
    }

    /** Not frozen. */
    sealed interface Ticking extends Kept {
        /** Stands still; the time that passes is recorded as a gap. */
        default Suspect doubt(Set<Doubt> reasons) {
            return new Suspect(join(doubts(), reasons));
        }
    }

    /** Believed: its time advances. */
    sealed interface Trusted extends Ticking {
        @Override
        default boolean mayExpire() {
            return true;
        }
    }

    /** Not believed: its time stands. */
    sealed interface Doubted extends Kept {
        /** Two officers looked, and believe it from here on. */
        default Running trust() {
            return new Running();
        }
    }

    /** There is no clock yet. */
    record Uninit() implements ClockState {
        Running start() {
            return new Running();
        }

        @Override
        public Name name() {
            return Name.UNINIT;
        }
    }

    /** Advances with the slower of the kernel's clocks. */
    record Running() implements Trusted {
        /** Witnesses vouch that it is later than this clock knows. */
        CatchUp catchUp(long targetMillis) {
            return new CatchUp(targetMillis);
        }

        @Override
        public Name name() {
            return Name.RUNNING;
        }
    }

    /**
     * Advances a little faster, to make good a gap.
     *
     * @param targetMillis what the witnesses vouch for, milliseconds since 1970
     */
    record CatchUp(long targetMillis) implements Trusted {
        Running caughtUp() {
            return new Running();
        }

        @Override
        public Name name() {
            return Name.CATCHUP;
        }
    }

    /** The clocks below may be lies. */
    record Suspect(Set<Doubt> doubts) implements Ticking, Doubted {
        public Suspect {
            doubts = Set.copyOf(doubts);
            if (doubts.isEmpty()) {
                throw new IllegalArgumentException("suspect without a reason");
            }
        }

        @Override
        public Name name() {
            return Name.SUSPECT;
        }
    }

    /** The record itself may be a lie. */
    record Frozen(Set<Doubt> doubts) implements Doubted {
        public Frozen {
            doubts = Set.copyOf(doubts);
            if (doubts.isEmpty()) {
                throw new IllegalArgumentException("frozen without a reason");
            }
        }

        @Override
        public Name name() {
            return Name.FROZEN;
        }
    }

    private static Set<Doubt> join(Set<Doubt> before, Set<Doubt> more) {
        Set<Doubt> all = EnumSet.noneOf(Doubt.class);
        all.addAll(before);
        all.addAll(more);
        return all;
    }
}

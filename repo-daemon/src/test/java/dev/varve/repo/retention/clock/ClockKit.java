package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;

/** A clock on a fake machine and slots in memory. */
final class ClockKit {
    static final Uid REPOSITORY = new Uid(0x0123456789abcdefL, 0x0fedcba987654321L);
    static final KeyPair HOUSE = house();
    static final Duration TICK = Duration.ofSeconds(10);

    final FakeClockSource machine = new FakeClockSource();
    final MemorySlots slots = new MemorySlots();
    RetentionClock clock;

    ClockKit() throws IOException {
        clock = open();
    }

    private RetentionClock open() throws IOException {
        return RetentionClock.open(slots, HOUSE, REPOSITORY, machine);
    }

    /** The daemon ended, however, and starts again. */
    ClockStatus restart() throws IOException {
        clock = open();
        return clock.status();
    }

    ClockStatus tick() throws IOException {
        clock.tick();
        return clock.status();
    }

    /** So many ticks, each after its period. */
    ClockStatus ticks(int count) throws IOException {
        return ticks(count, TICK);
    }

    ClockStatus ticks(int count, Duration period) throws IOException {
        for (int i = 0; i < count; i++) {
            machine.pass(period);
            clock.tick();
        }
        return clock.status();
    }

    ClockStatus status() {
        return clock.status();
    }

    static KeyPair newKey() {
        return key(new SecureRandom());
    }

    /** Always the same, for the golden file. Ed25519 signs without chance. */
    private static KeyPair house() {
        return key(new Sevens());
    }

    private static KeyPair key(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** As little random as can be. */
    private static final class Sevens extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
        }
    }
}

package dev.varve.ingest.key;

import java.security.SecureRandom;
import java.util.Arrays;

/** What a person or machine holds to unlock a vault. */
@SuppressWarnings("ArrayRecordComponent") // secrets are wiped, so they are arrays; never compared
public sealed interface Secret {
    /** 32 random bytes, kept in a profile or in a file of their own. */
    record KeyFile(byte[] bytes) implements Secret {
        public static final int LENGTH = 32;

        public KeyFile {
            if (bytes.length != LENGTH) {
                throw new IllegalArgumentException(
                        "a key file holds 32 bytes, not " + bytes.length);
            }
            bytes = bytes.clone();
        }

        public static KeyFile random(SecureRandom random) {
            byte[] bytes = new byte[LENGTH];
            random.nextBytes(bytes);
            return new KeyFile(bytes);
        }

        @Override
        public String toString() {
            return "KeyFile";
        }
    }

    /** Words that a person remembers; stretched by Argon2id. */
    record Passphrase(char[] characters) implements Secret {
        public Passphrase {
            if (characters.length == 0) {
                throw new IllegalArgumentException("an empty passphrase");
            }
            characters = characters.clone();
        }

        /** Overwrites the characters. */
        public void wipe() {
            Arrays.fill(characters, '\0');
        }

        @Override
        public String toString() {
            return "Passphrase";
        }
    }
}

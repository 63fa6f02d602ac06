package dev.varve.repo.retention.guard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The answer to one request. Always 256 bytes: docs/formats/guard.md. */
record GuardReply(Outcome outcome, String words) {
    static final int LENGTH = 256;

    private static final int MAGIC = 0x50524756; // "VGRP"
    private static final int VERSION_OFFSET = Integer.BYTES;
    private static final int OUTCOME_OFFSET = VERSION_OFFSET + Short.BYTES;
    private static final int ZERO_OFFSET = OUTCOME_OFFSET + 1;
    private static final int LENGTH_OFFSET = ZERO_OFFSET + 1;
    private static final int WORDS_OFFSET = LENGTH_OFFSET + Short.BYTES;

    /** What came of it. The number is part of the protocol. */
    enum Outcome {
        DONE(0),
        /** Not a request of this version. */
        MALFORMED(1),
        /** The peer is not the user that is answered. */
        NOT_PERMITTED(2),
        /** No such file, or EXTEND of what was never sealed. */
        ABSENT(3),
        /** What has the name is no regular file with this one name. */
        NOT_A_SEGMENT(4),
        /** Its time is not over. */
        LOCKED(5),
        /** The retention clock is not believed. */
        CLOCK_IN_DOUBT(6),
        /** The ledger has no intent to delete it. */
        NO_INTENT(7),
        /** The file system or the helper's rights do not allow the flag. */
        NO_FLAGS(8),
        /** The log of labels cannot be believed, or does not know a flagged file. */
        LOG_DAMAGED(9),
        /** Input or output failed. */
        FAILED(10);

        private final int number;

        Outcome(int number) {
            this.number = number;
        }

        private static Optional<Outcome> ofNumber(int number) {
            return number >= 0 && number < values().length
                    ? Optional.of(values()[number])
                    : Optional.empty();
        }

        /** True when the guard did what it is for. */
        boolean refusal() {
            return switch (this) {
                case LOCKED, CLOCK_IN_DOUBT, NO_INTENT, LOG_DAMAGED -> true;
                case DONE, MALFORMED, NOT_PERMITTED, ABSENT, NOT_A_SEGMENT, NO_FLAGS, FAILED ->
                        false;
            };
        }
    }

    static GuardReply done() {
        return new GuardReply(Outcome.DONE, "");
    }

    byte[] encode() {
        byte[] text = words.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, LENGTH - WORDS_OFFSET);
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, MAGIC);
        bytes.putShort(VERSION_OFFSET, (short) GuardRequest.VERSION);
        bytes.put(OUTCOME_OFFSET, (byte) outcome.number);
        bytes.putShort(LENGTH_OFFSET, (short) length);
        bytes.put(WORDS_OFFSET, text, 0, length);
        return bytes.array();
    }

    /** Empty: not a reply of this version. */
    static Optional<GuardReply> decode(byte[] content) {
        if (content.length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        Optional<Outcome> outcome = Outcome.ofNumber(bytes.get(OUTCOME_OFFSET));
        int length = Short.toUnsignedInt(bytes.getShort(LENGTH_OFFSET));
        if (bytes.getInt(0) != MAGIC
                || bytes.getShort(VERSION_OFFSET) != GuardRequest.VERSION
                || outcome.isEmpty()
                || length > LENGTH - WORDS_OFFSET) {
            return Optional.empty();
        }
        byte[] text = Arrays.copyOfRange(content, WORDS_OFFSET, WORDS_OFFSET + length);
        return Optional.of(new GuardReply(outcome.get(), new String(text, StandardCharsets.UTF_8)));
    }
}

package dev.varve.protocol.record;

import org.jspecify.annotations.Nullable;

/** What a record holds. Numbers are stable. docs/formats/segment.md. */
public enum RecordType {
    /**
     * One or more chunks, compressed and sealed together; the table names them. From clients; class
     * {@code data}.
     */
    CHUNKS(1),
    /** One node; the table names it. From clients and from merges; class {@code meta}. */
    NODE(2),
    /**
     * Changed blocks of a session's image; the table's one entry is the session. From clients;
     * class {@code meta}.
     */
    DELTA(3),
    /** A restore point, {@code PointDocument}. From the daemon; class {@code meta}. */
    POINT(4),
    /**
     * A session that opened or ended, {@code SessionDocument}. From the daemon; class {@code meta}.
     */
    SESSION(5),
    /** A vault as it stands, {@code VaultDocument}. From the daemon; class {@code meta}. */
    VAULT(6),
    /**
     * What is added to a point's label, {@code LabelDocument}. From the daemon; class {@code meta}.
     */
    LABEL(7),
    /**
     * A restore point that expired, {@code ExpiryDocument}. From the daemon; class {@code meta}.
     */
    EXPIRY(8);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Null when no such type is known. */
    public static @Nullable RecordType ofNumber(int number) {
        return number >= 1 && number <= values().length ? values()[number - 1] : null;
    }
}

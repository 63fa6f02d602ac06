package dev.varve.repo.vault;

import java.util.Arrays;
import java.util.Optional;

/** What a person may do through the admin interface. Everybody with a token may look. */
public enum Role {
    /** Looks, and nothing else. */
    READER("reader"),
    /** Sees to backups: looks, and tries policies without setting them. */
    WRITER("writer"),
    /** Runs the repository: locks, policies, the end of what nothing locks. */
    OPERATOR("operator"),
    /** With a second one: ends governance early, weakens a policy, trusts the clock again. */
    SECURITY_OFFICER("security-officer"),
    /** Places and removes legal holds. */
    LEGAL("legal");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** As commands and files have it. */
    public String word() {
        return word;
    }

    /** Empty: no role is called so. */
    public static Optional<Role> ofWord(String word) {
        return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
    }
}

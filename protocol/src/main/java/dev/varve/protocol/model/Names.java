package dev.varve.protocol.model;

import java.util.regex.Pattern;

/**
 * The rule for names of vaults, clients and chains, which appear in files, certificates and logs.
 */
public final class Names {
    private static final Pattern SHORT = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
    private static final Pattern CHAIN =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._@:/+-]{0,253}[A-Za-z0-9_])?");

    private Names() {}

    /**
     * Checks the name of a vault or client.
     *
     * @throws IllegalArgumentException says the rule
     */
    public static String requireShort(String what, String name) {
        if (!SHORT.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what
                            + " name \""
                            + name
                            + "\": 1 to 63 of a-z 0-9 . _ -, beginning and ending with a letter or digit");
        }
        return name;
    }

    /**
     * Checks the name of a chain.
     *
     * @throws IllegalArgumentException says the rule
     */
    public static String requireChain(String name) {
        if (!CHAIN.matcher(name).matches() || name.contains("..") || name.contains("//")) {
            throw new IllegalArgumentException(
                    "chain name \""
                            + name
                            + "\": 1 to 255 of A-Z a-z 0-9 . _ @ : / + -, beginning and ending with a letter, digit or _");
        }
        return name;
    }
}

package dev.varve.k8s.rule;

import java.util.regex.Pattern;

/** Names that controllers give to the Secrets they make for a ServiceAccount. */
final class TokenNames {
    /** The letters that the API server draws names from. */
    private static final Pattern DRAWN = Pattern.compile("[bcdfghjklmnpqrstvwxz2456789]{5}");

    private TokenNames() {}

    /** {@code <account>-token-x7k2p}. */
    static boolean isTokenOf(String account, String secret) {
        return isDrawn(account + "-token-", secret);
    }

    /** {@code <account>-dockercfg-x7k2p}, which OpenShift makes. */
    static boolean isRegistryLoginOf(String account, String secret) {
        return isDrawn(account + "-dockercfg-", secret);
    }

    private static boolean isDrawn(String prefix, String name) {
        return name.startsWith(prefix) && DRAWN.matcher(name.substring(prefix.length())).matches();
    }
}

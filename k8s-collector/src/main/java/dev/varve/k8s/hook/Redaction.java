package dev.varve.k8s.hook;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Takes out of texts what looks like a secret, and the secrets that are known. */
public final class Redaction {
    /** Only what looks like a secret. */
    public static final Redaction PATTERNS = new Redaction(List.of());

    private static final String HIDDEN = "***";
    private static final int SHORTEST_SECRET = 4;
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)([\\w.-]{0,40}(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|credential"
                            + "|authorization|identified by)[\\w.-]{0,40}[\"']?\\s*[=:\\s]\\s*)"
                            + "(\"[^\"]*\"|'[^']*'|(?:(?:basic|bearer)\\s+)?[^\\s,;\"']+)");
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s@]+@");
    private static final Pattern BEARER = Pattern.compile("(?i)(bearer|basic)\\s+[\\w+/=._~-]{8,}");
    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)",
                    Pattern.DOTALL);

    private final List<String> secrets;

    /** Knows these secrets; ones so short that they are in any text are left out. */
    public Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream().filter(each -> each.length() >= SHORTEST_SECRET).toList();
    }

    /** The text with each secret hidden, and without control characters. */
    public String apply(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, HIDDEN);
        }
        clean = PEM.matcher(clean).replaceAll(HIDDEN);
        clean = USER_INFO.matcher(clean).replaceAll("$1" + HIDDEN + "@");
        clean = NAMED.matcher(clean).replaceAll("$1" + HIDDEN);
        clean = BEARER.matcher(clean).replaceAll("$1 " + HIDDEN);
        return clean.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
    }

    @Override
    public String toString() {
        return "Redaction of " + secrets.size() + " secrets";
    }
}

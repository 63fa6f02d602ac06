package dev.varve.k8s.controller;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the controller sends requests of hooks: exactly these, and without any to nowhere. Who may
 * write a run would otherwise reach whatever the controller reaches:
 * docs/decisions/0027-http-hooks-go-where-the-controller-was-told.md.
 *
 * @param origins scheme, host and port, each with its port
 */
public record HookOrigins(Set<String> origins) {
    /** No request is sent. */
    public static final HookOrigins NONE = new HookOrigins(Set.of());

    public HookOrigins {
        origins = Set.copyOf(origins);
    }

    /**
     * Reads them, as {@code https://hooks.example.com} or {@code http://10.0.0.7:8080}.
     *
     * @throws IllegalArgumentException when one has a path, a user, or is no origin at all
     */
    public static HookOrigins of(Collection<String> texts) {
        return new HookOrigins(texts.stream().map(HookOrigins::read).collect(Collectors.toSet()));
    }

    boolean allow(URI uri) {
        return uri.getHost() != null && origins.contains(origin(uri));
    }

    private static String read(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean bare =
                    String.valueOf(uri.getRawPath()).isEmpty()
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null;
            if (bare && uri.getHost() != null && Set.of("http", "https").contains(scheme)) {
                return origin(uri);
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an origin: " + text, e);
        }
        throw new IllegalArgumentException(
                "an origin is as https://hooks.example.com:8443, not " + text);
    }

    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }
}

package dev.varve.repo.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetSocketAddress;

/**
 * Where a server listens, written {@code HOST:PORT} or {@code [IPv6]:PORT}. Port 0: any free one.
 */
public record ListenAddress(String host, int port) {
    private static final int MOST_PORT = 65_535;

    public ListenAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host before its port");
        }
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
        }
    }

    /**
     * Reads {@code HOST:PORT}.
     *
     * @throws IllegalArgumentException says the rule
     */
    @JsonCreator
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("\"" + text + "\" is not HOST:PORT");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\": write IPv6 as [ADDRESS]:PORT");
        }
        try {
            return new ListenAddress(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": the port is not a number", noNumber);
        }
    }

    public static ListenAddress of(InetSocketAddress address) {
        return new ListenAddress(address.getHostString(), address.getPort());
    }

    /** Looks the host up. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @JsonValue
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

package dev.varve.tools.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.config.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Which daemon, and the word that opens it.
 *
 * @param base of its admin side, without a path
 * @param token is shown in no message
 */
public record AdminTarget(URI base, String token) {
    private static final String ADDRESS = "admin-address";
    private static final String TOKEN = "admin-token";
    private static final int MOST_BYTES = 4096;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    public AdminTarget {
        if (!SCHEMES.contains(String.valueOf(base.getScheme())) || base.getHost() == null) {
            throw new IllegalArgumentException("\"" + base + "\" is not http://HOST:PORT");
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("the token is not one word of plain letters");
        }
    }

    /** The same, by the repository's own token, which is an operator's. */
    public static AdminTarget ofData(Path data) throws IOException {
        return ofData(data, data.resolve(TOKEN));
    }

    /**
     * The daemon that serves a repository on this machine.
     *
     * @param word whose token is shown
     * @throws ProtocolException UNAVAILABLE when none does, NOT_A_REPOSITORY, FORBIDDEN when its
     *     files may not be read
     */
    public static AdminTarget ofData(Path data, Path word) throws IOException {
        if (!Files.exists(data.resolve("repository.json"))) {
            throw new ProtocolException(
                    ErrorCode.NOT_A_REPOSITORY,
                    data + " is not a repository: it has no repository.json",
                    "Name the directory that varve serve was given.");
        }
        String address;
        try {
            address = line(data.resolve(ADDRESS));
        } catch (NoSuchFileException notRunning) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "no daemon serves " + data + ": it has no file " + ADDRESS,
                    "Start it with: varve serve --data " + data,
                    notRunning);
        }
        try {
            return new AdminTarget(base(ListenAddress.parse(address)), line(word));
        } catch (IllegalArgumentException malformed) {
            throw unusable(data.resolve(ADDRESS) + " or " + word, malformed);
        }
    }

    /**
     * A daemon anywhere.
     *
     * @throws ProtocolException USAGE for no URL, CONFIGURATION for no token in the file
     */
    public static AdminTarget of(String url, Path tokenFile) throws IOException {
        URI base;
        try {
            base = URI.create(url);
        } catch (IllegalArgumentException noUrl) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "\"" + url + "\" is not a URL",
                    "for example --admin http://127.0.0.1:7501",
                    noUrl);
        }
        String token = line(tokenFile);
        try {
            return new AdminTarget(base, token);
        } catch (IllegalArgumentException malformed) {
            throw unusable(url + " with " + tokenFile, malformed);
        }
    }

    /** One that listens everywhere is asked on this machine. */
    private static URI base(ListenAddress address) {
        String host =
                switch (address.host()) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::", "0:0:0:0:0:0:0:0" -> "::1";
                    default -> address.host();
                };
        return URI.create("http://" + new ListenAddress(host, address.port()));
    }

    private static String line(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ProtocolException(
                        ErrorCode.CONFIGURATION, file + " is over " + MOST_BYTES + " bytes", "");
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (AccessDeniedException denied) {
            throw new ProtocolException(
                    ErrorCode.FORBIDDEN,
                    "no permission to read " + file,
                    "Run as the user of the daemon.",
                    denied);
        }
    }

    private static ProtocolException unusable(String where, IllegalArgumentException why) {
        return new ProtocolException(
                ErrorCode.CONFIGURATION, where + ": " + why.getMessage(), "", why);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return base.toString();
    }
}

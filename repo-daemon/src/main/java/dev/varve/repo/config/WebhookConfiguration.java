package dev.varve.repo.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Alarms as JSON, by HTTP.
 *
 * @param url null: nobody is told
 * @param secretFile its content signs what is sent; null: nothing is signed
 * @param timeoutSeconds for one attempt
 */
public record WebhookConfiguration(
        @Nullable String url, @Nullable Path secretFile, long timeoutSeconds) {
    public static final WebhookConfiguration DEFAULT = new WebhookConfiguration(null, null, 10);

    public WebhookConfiguration {
        if (url != null && !isHttp(URI.create(url))) {
            throw new IllegalArgumentException("url is not http://… or https://…");
        }
        Bounds.require("timeoutSeconds", timeoutSeconds, 1, 300);
    }

    private static boolean isHttp(URI url) {
        String scheme = String.valueOf(url.getScheme());
        return url.getHost() != null && (scheme.equals("http") || scheme.equals("https"));
    }
}

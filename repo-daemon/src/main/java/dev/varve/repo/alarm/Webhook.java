package dev.varve.repo.alarm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON. With a secret, the header {@code Varve-Signature} is {@code sha256=} and the
 * HMAC-SHA-256 of the body in hex, keyed by the first line of the file. docs/operations/schedule.md
 */
public final class Webhook implements Notifier {
    private static final String SIGNATURE = "Varve-Signature";
    private static final String ALGORITHM = "HmacSHA256";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Answers of 400 to 499 that may be others later: timeout, too early, too many. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private final URI url;
    private final @Nullable SecretText secret;
    private final Duration timeout;
    private final String repository;
    private final HttpClient http;

    public Webhook(URI url, @Nullable Path secretFile, Duration timeout, String repository) {
        this.url = url;
        this.secret = secretFile == null ? null : new SecretText(secretFile);
        this.timeout = timeout;
        this.repository = repository;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /** The host alone: path and query of a webhook often are its secret. */
    @Override
    public String name() {
        return "webhook at " + url.getHost();
    }

    @Override
    public void send(AlarmNotice notice) throws IOException, InterruptedException {
        byte[] body = body(notice);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(timeout)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body));
        if (secret != null) {
            request.header(SIGNATURE, "sha256=" + sign(body, secret.line()));
        }
        int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
        if (status / 100 == 2) {
            return;
        }
        String message = name() + " answered with status " + status;
        if (status / 100 == 5 || LATER.contains(status)) {
            throw new IOException(message);
        }
        throw new ProtocolException(ErrorCode.CONFIGURATION, message, "Look at notify.webhook.");
    }

    private byte[] body(AlarmNotice notice) throws IOException {
        Alarm alarm = notice.alarm();
        ObjectNode body = JSON.createObjectNode();
        body.put("event", notice.event().name()).put("atMillis", notice.atMillis());
        body.put("repository", repository);
        body.put("kind", alarm.kind().name()).put("severity", alarm.severity().name());
        body.put("where", alarm.where()).put("what", alarm.what());
        body.put("advice", alarm.advice()).put("sinceMillis", alarm.sinceMillis());
        return JSON.writeValueAsBytes(body);
    }

    private static String sign(byte[] body, String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}

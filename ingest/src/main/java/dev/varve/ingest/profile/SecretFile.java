package dev.varve.ingest.profile;

import dev.varve.ingest.key.Secret;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Reads secrets from files: they are never given as arguments, which any user may see. */
public final class SecretFile {
    private static final int MOST_BYTES = 64 << 10;

    private SecretFile() {}

    /**
     * A key: a profile, 32 raw bytes, or 32 bytes in base64.
     *
     * @throws ProtocolException CONFIGURATION when it is none of them
     */
    public static Secret key(Path file) throws IOException {
        byte[] bytes = read(file);
        if (bytes.length == Secret.KeyFile.LENGTH) {
            return new Secret.KeyFile(bytes);
        }
        if (bytes.length > 0 && bytes[0] == '{') {
            return Profile.read(file)
                    .secret()
                    .orElseThrow(() -> bad(file, "is a profile without a key"));
        }
        try {
            String text = new String(bytes, StandardCharsets.US_ASCII).strip();
            return new Secret.KeyFile(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw bad(file, "is no key: a key is 32 bytes, raw or in base64, or a profile");
        }
    }

    /**
     * A passphrase: the first line of the file.
     *
     * @throws ProtocolException CONFIGURATION when it is empty
     */
    public static Secret passphrase(Path file) throws IOException {
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(read(file)));
        int end = 0;
        while (end < text.limit() && text.get(end) != '\n' && text.get(end) != '\r') {
            end++;
        }
        if (end == 0) {
            throw bad(file, "is empty: its first line is to be the passphrase");
        }
        char[] characters = new char[end];
        text.get(characters);
        return new Secret.Passphrase(characters);
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw bad(file, "is too large for a key or passphrase");
        }
        return Files.readAllBytes(file);
    }

    private static ProtocolException bad(Path file, String what) {
        return new ProtocolException(ErrorCode.CONFIGURATION, file + " " + what, "");
    }
}

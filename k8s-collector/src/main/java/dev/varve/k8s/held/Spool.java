package dev.varve.k8s.held;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file without a name, under a key that is nowhere but in memory: what lies on the disk is noise
 * to everybody else, and is gone when the process ends, however it ends. decisions/0024. Confined
 * to one thread at a time.
 */
final class Spool implements AutoCloseable {
    private static final String CIPHER = "AES/CTR/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;

    private final FileChannel channel;
    private final SecretKeySpec key;

    /** A new one, in a directory that is made when it is not there. */
    Spool(Path directory) throws IOException {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "AES");
        Files.createDirectories(directory);
        Path file =
                Files.createTempFile(
                        directory,
                        "varve-spool-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    /** Takes all of it; once. */
    void fill(InputStream content) throws IOException {
        OutputStream out =
                new CipherOutputStream(
                        Channels.newOutputStream(channel), cipher(Cipher.ENCRYPT_MODE));
        content.transferTo(out);
        out.flush();
    }

    /** Gives it back; may be asked again. */
    void copy(OutputStream out) throws IOException {
        channel.position(0);
        InputStream in =
                new CipherInputStream(
                        Channels.newInputStream(channel), cipher(Cipher.DECRYPT_MODE));
        in.transferTo(out);
    }

    /** The key is of this file alone, so that the counter may begin at nothing. */
    private Cipher cipher(int mode) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new IvParameterSpec(new byte[BLOCK_BYTES]));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + CIPHER, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

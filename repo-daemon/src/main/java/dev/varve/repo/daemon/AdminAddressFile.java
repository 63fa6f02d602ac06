package dev.varve.repo.daemon;

import dev.varve.repo.config.ListenAddress;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells commands on this machine where the admin side listens: {@code DATA/admin-address}, one line
 * {@code HOST:PORT}. Goes at a clean stop; after a crash it stays, and nobody answers there.
 */
record AdminAddressFile(Path path) implements AutoCloseable {
    static AdminAddressFile write(Path root, InetSocketAddress address) throws IOException {
        AdminAddressFile file = new AdminAddressFile(root.resolve("admin-address"));
        String line = ListenAddress.of(address) + "\n";
        new AtomicFile(file.path()).write(line.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}

package dev.varve.repo.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A small file of the system, such as those in {@code /proc}: only read, and it may be missing. */
public record SystemFile(Path path) {
    /** What it says, without white space around it; empty when there is no such file. */
    public Optional<String> text() throws IOException {
        try {
            byte[] content = Files.readAllBytes(path);
            return Optional.of(new String(content, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    /** Where it leads as a symbolic link; empty when there is none. */
    public Optional<String> link() throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }
}

package dev.varve.tools.command;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file for one token, which nobody but its owner may read. */
final class TokenFile {
    private TokenFile() {}

    /**
     * Makes the file before the token, so that no token is made that could not be kept; takes it
     * away when there is no token.
     *
     * @throws ProtocolException TARGET_NOT_EMPTY: there is such a file
     */
    static void write(Path file, OperatorCommands.Making making) throws IOException {
        create(file);
        boolean made = false;
        try {
            String token = making.token();
            made = true;
            Files.writeString(
                    file,
                    token + "\n",
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.SYNC);
        } finally {
            if (!made) {
                Files.delete(file);
            }
        }
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException exists) {
            throw new ProtocolException(
                    ErrorCode.TARGET_NOT_EMPTY,
                    "token file " + file + " exists already",
                    "name another file: a token is kept nowhere else",
                    exists);
        }
    }
}

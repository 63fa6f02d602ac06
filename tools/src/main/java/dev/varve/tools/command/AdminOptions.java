package dev.varve.tools.command;

import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.admin.AdminTarget;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running daemon a command asks: by its data directory, or by address and token. */
final class AdminOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The repository's directory, of which a daemon on this machine runs.")
    @Nullable Path data;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "The daemon's admin side, for example http://127.0.0.1:7501.")
    @Nullable String admin;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = {
                "Whose token is shown: a file that varve operator add wrote.",
                "Default: admin-token in --data, which is an operator's."
            })
    @Nullable Path tokenFile;

    AdminClient connect() throws IOException {
        return new AdminClient(target());
    }

    private AdminTarget target() throws IOException {
        if (data != null && admin == null) {
            return tokenFile == null
                    ? AdminTarget.ofData(data)
                    : AdminTarget.ofData(data, tokenFile);
        }
        if (data == null && admin != null && tokenFile != null) {
            return AdminTarget.of(admin, tokenFile);
        }
        throw VarveCommand.usage(
                "the daemon is not named, or named twice",
                "say --data DIR, or --admin URL with --token-file FILE");
    }
}

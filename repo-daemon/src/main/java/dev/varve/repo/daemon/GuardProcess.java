package dev.varve.repo.daemon;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.Slots;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.clock.SystemClockSource;
import dev.varve.repo.retention.guard.GuardHelper;
import dev.varve.repo.retention.guard.GuardServer;
import dev.varve.repo.retention.guard.IntentSource;
import dev.varve.repo.vault.HouseIdentity;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.KeyPair;
import org.jspecify.annotations.Nullable;

/**
 * The privileged helper of one repository: a process of its own, beside the daemon. Holds none of
 * the repository's secrets.
 */
public final class GuardProcess implements AutoCloseable {
    private final GuardHelper helper;
    private final GuardServer server;
    private final UserPrincipal answered;

    private GuardProcess(GuardHelper helper, GuardServer server, UserPrincipal answered) {
        this.helper = helper;
        this.server = server;
        this.answered = answered;
    }

    /**
     * Listens when this returns; {@link #run} answers.
     *
     * @param user name or number of the only user that is answered; null: who owns the directory
     * @param intents what the ledger says
     * @throws ProtocolException USAGE for an unknown user, NOT_A_REPOSITORY, REPOSITORY_IN_USE,
     *     UNAVAILABLE when the socket is taken
     */
    public static GuardProcess open(
            Path data, Path socket, @Nullable String user, IntentSource intents)
            throws IOException {
        HouseIdentity house = HouseIdentity.read(data);
        UserPrincipal answered = user == null ? Files.getOwner(data) : user(user);
        Slots slots = RetentionClock.slots(data);
        GuardHelper helper =
                GuardHelper.open(
                        data,
                        house.repositoryId(),
                        () -> clock(slots, house),
                        new SystemClockSource(),
                        intents);
        try {
            GuardServer server = GuardServer.listen(socket, answered, helper, System::nanoTime);
            return new GuardProcess(helper, server, answered);
        } catch (IOException | RuntimeException failed) {
            helper.close();
            throw failed;
        }
    }

    /** Whom it answers. */
    public String answered() {
        return answered.getName();
    }

    /** Segments that its log says are sealed. */
    public int sealed() {
        return helper.sealed();
    }

    /** Answers until closed. */
    public void run() throws IOException {
        try {
            server.run();
        } finally {
            helper.close();
        }
    }

    /** {@link #run} returns soon after. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    /** To verify a signature takes no private key. */
    private static ClockStatus clock(Slots slots, HouseIdentity house) throws IOException {
        return RetentionClock.read(slots, new KeyPair(house.receipt(), null), house.repositoryId());
    }

    private static UserPrincipal user(String user) throws IOException {
        try {
            return FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(user);
        } catch (UserPrincipalNotFoundException unknown) {
            throw new ProtocolException(
                    ErrorCode.USAGE, "no user " + user, "Name a user, or its number.", unknown);
        }
    }
}

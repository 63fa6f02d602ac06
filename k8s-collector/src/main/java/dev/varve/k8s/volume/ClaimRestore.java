package dev.varve.k8s.volume;

import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores one claim by its way: from the snapshot that stands, from the repository, or from the
 * repository after the snapshot turned out to be of no use. Goes on from the journal where an
 * earlier process stopped, by the way that it took. One thread for each restore.
 */
public final class ClaimRestore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClaimRestore.class);

    private final InstantRestore instant;
    private final VolumeRestore repository;

    /** How it ended. */
    public sealed interface End {
        /**
         * The claim has the data, or is bound to it by its first Pod and to nothing else.
         *
         * @param how from where it came, for people
         */
        record Done(String how) implements End {}

        record Failed(String reason) implements End {}
    }

    public ClaimRestore(VolumeTools tools) {
        instant = new InstantRestore(tools);
        repository = new VolumeRestore(tools);
    }

    /**
     * Restores the claim, to the end.
     *
     * @param before is called when the user's claim is about to be made
     */
    public End run(VolumeRestorePlan plan, ClaimWay way, VolumeRestore.BeforeHandOver before)
            throws IOException, InterruptedException {
        ObjectKey subject = plan.subject();
        if (instant.isBegun(subject)) {
            return settle(instant.goOn(subject), plan, way, before);
        }
        if (repository.isBegun(subject)) {
            return fromRepository(plan, way.words(), before);
        }
        return switch (way) {
            case ClaimWay.Snapshot snapshot -> {
                before.makeRoom();
                yield settle(instant.run(snapshot.plan()), plan, way, before);
            }
            case ClaimWay.Repository _ -> fromRepository(plan, way.words(), before);
            case ClaimWay.None none -> new End.Failed(none.words());
        };
    }

    /**
     * Brings the data of a claim, as far as that touches nothing of the user's.
     *
     * @return why that cannot be; else nothing
     */
    Optional<String> prepare(VolumeRestorePlan plan, ClaimWay way)
            throws IOException, InterruptedException {
        return switch (way) {
            case ClaimWay.Snapshot _ -> Optional.empty();
            case ClaimWay.Repository _ -> repository.prepare(plan);
            case ClaimWay.None none -> Optional.of(none.words());
        };
    }

    private End settle(
            InstantState end,
            VolumeRestorePlan plan,
            ClaimWay way,
            VolumeRestore.BeforeHandOver before)
            throws IOException, InterruptedException {
        return switch (end) {
            case InstantState.Provisioned done -> new End.Done(words(done));
            case InstantState.Unusable unusable when isBound(way) ->
                    new End.Failed("not from the snapshot that stands: " + unusable.reason());
            case InstantState.Unusable unusable -> {
                LOGGER.atWarn()
                        .addKeyValue("subject", plan.subject())
                        .addKeyValue("reason", unusable.reason())
                        .log("the snapshot is of no use; the repository is read");
                repository.begin(plan);
                yield fromRepository(
                        plan, new ClaimWay.Repository(unusable.reason()).words(), before);
            }
            default -> throw new IllegalStateException("a restore ended as " + end);
        };
    }

    private End fromRepository(
            VolumeRestorePlan plan, String words, VolumeRestore.BeforeHandOver before)
            throws IOException, InterruptedException {
        return switch (repository.run(plan, before)) {
            case RestoreState.Restored _ -> new End.Done(words);
            case RestoreState.Failed failed -> new End.Failed(failed.reason());
            case RestoreState other ->
                    throw new IllegalStateException("a restore ended as " + other);
        };
    }

    /** Whether the snapshot was asked for and nothing else. */
    private static boolean isBound(ClaimWay way) {
        return switch (way) {
            case ClaimWay.Snapshot snapshot -> snapshot.only();
            case ClaimWay.None _ -> true;
            case ClaimWay.Repository _ -> false;
        };
    }

    private static String words(InstantState.Provisioned done) {
        return "from the snapshot that stands: "
                + done.origin()
                + (done.waitsForConsumer() ? ", when its first Pod comes" : "");
    }
}

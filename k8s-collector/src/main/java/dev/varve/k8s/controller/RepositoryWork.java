package dev.varve.k8s.controller;

import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.resource.Condition;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.k8s.resource.RepositoryRefStatus;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks whether a vault answers, and what it holds. */
final class RepositoryWork {
    private static final String REACHABLE = "Reachable";

    private final Repositories repositories;
    private final PointMirror mirror;
    private final Statuses statuses;
    private final Events events;
    private final InstantSource clock;

    RepositoryWork(
            Repositories repositories,
            PointMirror mirror,
            Statuses statuses,
            Events events,
            InstantSource clock) {
        this.repositories = repositories;
        this.mirror = mirror;
        this.statuses = statuses;
        this.events = events;
        this.clock = clock;
    }

    void run(RepositoryRef ref) throws InterruptedException {
        String namespace = ref.getMetadata().getNamespace();
        try (Repositories.Open repository =
                repositories.open(namespace, ref.getMetadata().getName(), 1)) {
            List<ClusterPoint> points = Points.list(repository.client(), repository.cipher());
            if (ref.getSpec().mirrorPoints) {
                mirror.show(ref, points);
            }
            say(
                    ref,
                    Condition.Status.True,
                    "Answers",
                    "",
                    status -> {
                        status.vault = repository.client().welcome().getVault().getName();
                        status.repositoryId = repositoryId(repository.client());
                        status.points = points.size();
                    });
        } catch (IOException | RuntimeException e) {
            // The edge of the work: why it cannot be reached is told in its status.
            refuse(ref, Failure.of(e));
        }
    }

    private static String repositoryId(RepositoryClient client) {
        return Uid.of(client.welcome().getRepositoryId().toByteArray()).toString();
    }

    private void refuse(RepositoryRef ref, Failure failure) {
        switch (failure) {
            case Failure.Stopped _ -> {}
            case Failure.Passing passing -> refuse(ref, "Away", passing.message());
            case Failure.Lasting lasting -> refuse(ref, "Refused", lasting.message());
        }
    }

    private void refuse(RepositoryRef ref, String reason, String message) {
        say(ref, Condition.Status.False, reason, message, _ -> {});
        events.warn(ref, reason, message);
    }

    private void say(
            RepositoryRef ref,
            Condition.Status reachable,
            String reason,
            String message,
            Consumer<RepositoryRefStatus> details) {
        Optional<RepositoryRef> _ =
                statuses.change(
                        ref,
                        latest -> {
                            RepositoryRefStatus status = latest.getStatus();
                            details.accept(status);
                            status.reachable = reachable == Condition.Status.True;
                            status.checkedTime = Conditions.time(clock.instant());
                            Conditions.set(
                                    status,
                                    REACHABLE,
                                    reachable,
                                    reason,
                                    message,
                                    Objects.requireNonNullElse(
                                            ref.getMetadata().getGeneration(), 0L),
                                    clock.instant());
                        });
    }
}

package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.cluster.ClusterException;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void anAbsentDaemonOrApiServerIsNoEndOfARun() {
        assertThat(failure(ErrorCode.UNAVAILABLE)).isInstanceOf(Failure.Passing.class);
        assertThat(failure(ErrorCode.SOURCE_UNREADABLE)).isInstanceOf(Failure.Passing.class);
        assertThat(Failure.of(new ClusterException(503, "", "away")))
                .isInstanceOf(Failure.Passing.class);
        assertThat(Failure.of(new KubernetesClientException("away", 500, null)))
                .isInstanceOf(Failure.Passing.class);
        assertThat(Failure.of(new IOException("reset"))).isInstanceOf(Failure.Passing.class);
    }

    @Test
    void whatSomebodyMustMendEndsItWithAdvice() {
        assertThat(failure(ErrorCode.CONFIGURATION))
                .isEqualTo(new Failure.Lasting("what (do this)"));
        assertThat(Failure.of(new ClusterException(403, "Forbidden", "no")))
                .isEqualTo(new Failure.Lasting("no"));
        assertThat(Failure.of(new IllegalArgumentException("nonsense")))
                .isEqualTo(new Failure.Lasting("nonsense"));
    }

    @Test
    void aCancelIsNoFailure() {
        assertThat(failure(ErrorCode.CANCELLED)).isEqualTo(new Failure.Stopped());
    }

    @Test
    void itIsTriedAgainAfterTwiceTheTimeUpToABound() {
        assertThat(Backoff.after(1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Backoff.after(2)).isEqualTo(Duration.ofSeconds(20));
        assertThat(Backoff.after(1_000_000)).isEqualTo(Duration.ofMinutes(10));
    }

    private static Failure failure(ErrorCode code) {
        return Failure.of(new ProtocolException(code, "what", "do this"));
    }
}

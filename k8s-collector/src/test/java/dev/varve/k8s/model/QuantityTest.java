package dev.varve.k8s.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Amounts as Kubernetes writes them. */
class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "123, 123",
        "10Gi, 10737418240",
        "1.5Gi, 1610612736",
        "500M, 500000000",
        "128k, 128000",
        "1e9, 1000000000",
        "1500m, 2"
    })
    void anAmountIsReadAndRoundedUp(String text, long bytes) {
        assertThat(Quantity.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Gi", "10gi", "-1", "1 Gi", "8Ei"})
    void whatIsNoAmountIsRefused(String text) {
        assertThatThrownBy(() -> Quantity.bytes(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLargestFits() {
        assertThat(Quantity.bytes("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    }
}

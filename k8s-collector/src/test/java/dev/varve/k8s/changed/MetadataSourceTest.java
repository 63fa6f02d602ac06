package dev.varve.k8s.changed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector tells a mover, on one argument of its Pod. */
class MetadataSourceTest {
    @Test
    void whateverHandlesAreItIsReadAsItWasWrittenAndNamesNoVariable() {
        MetadataSource source =
                new MetadataSource(
                        "$(HOME) \"quoted\" \\ =,'@\n",
                        "",
                        "host:1",
                        "-----BEGIN\n",
                        "movers",
                        "staged",
                        List.of("a,b", "$$", "ü"));

        assertThat(source.toJson()).doesNotContain("$", "\n");
        assertThat(MetadataSource.parse(source.toJson())).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "{\"handle\":\"h\"}", "what"})
    void whatNoCollectorWroteIsRefused(String text) {
        assertThatThrownBy(() -> MetadataSource.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not told by a collector");
    }

    @Test
    void aReasonIsNeverLost() {
        assertThat(MetadataSource.unasked("h", "").fullRead()).isNotEmpty();
    }
}

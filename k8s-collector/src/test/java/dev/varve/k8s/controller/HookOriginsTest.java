package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests go to origins that the controller was told, and to nothing that only looks like one. */
class HookOriginsTest {
    private static final HookOrigins TOLD =
            HookOrigins.of(List.of("https://hooks.example.com", "http://10.0.0.7:8080"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/a?b",
                "https://HOOKS.example.com:443/",
                "http://10.0.0.7:8080"
            })
    void whatIsNamedIsAllowedWithAnyPath(String url) {
        assertThat(TOLD.allow(URI.create(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com/",
                "https://hooks.example.com:8443/",
                "https://hooks.example.com.evil.org/",
                "https://evil.org/?https://hooks.example.com",
                "https://hooks.example.com@evil.org/",
                "https://hooks.example.com./",
                "http://10.0.0.7/",
                "http://169.254.169.254/latest/meta-data"
            })
    void everythingElseIsNot(String url) {
        assertThat(TOLD.allow(URI.create(url))).isFalse();
    }

    @Test
    void withoutAnyNothingIsAllowed() {
        assertThat(HookOrigins.NONE.allow(URI.create("https://hooks.example.com/"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.example.com",
                "ftp://hooks.example.com",
                "https://hooks.example.com/path",
                "https://me@hooks.example.com",
                "https://*.example.com",
                ""
            })
    void whatIsNoOriginIsRefused(String text) {
        assertThatThrownBy(() -> HookOrigins.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("origin");
    }
}

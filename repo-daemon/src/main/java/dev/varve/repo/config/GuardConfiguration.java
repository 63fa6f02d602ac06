package dev.varve.repo.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The helper that guards sealed segments.
 *
 * @param socket where it listens; null: there is none
 */
public record GuardConfiguration(@Nullable Path socket) {
    public static final GuardConfiguration DEFAULT = new GuardConfiguration(null);
}

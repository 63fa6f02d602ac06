/**
 * What an operator can set: small typed records with defaults, read from YAML. Main class: {@code
 * DaemonConfiguration}.
 */
@NullMarked
package dev.varve.repo.config;

import org.jspecify.annotations.NullMarked;

/** Which points a policy keeps. Pure: no clock, no disk. */
@NullMarked
package dev.varve.repo.retention.policy;

import org.jspecify.annotations.NullMarked;

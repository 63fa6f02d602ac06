/**
 * What becomes of one captured object at a restore: pure rules on JSON, which ask nobody and write
 * nothing. {@link dev.varve.k8s.rule.RestoreRules} is the door.
 */
@NullMarked
package dev.varve.k8s.rule;

import org.jspecify.annotations.NullMarked;

package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;

/**
 * Goes to all witnesses; their answers count for this question only.
 *
 * @param nonce random, never used twice
 * @param askedAt what our clocks showed
 */
record WitnessQuestion(Id nonce, ClockInstants askedAt) {}

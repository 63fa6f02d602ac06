package dev.varve.repo.store;

import dev.varve.repo.index.ObjectKind;

/**
 * One object whose count is not what the images say.
 *
 * @param idPrefix its first 20 bytes, hexadecimal
 * @param tooMany by how much the index counts more than the images; negative: less
 */
public record CountDifference(ObjectKind kind, String idPrefix, long tooMany) {}

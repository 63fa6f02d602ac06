/**
 * What is made of the data key: names of chunks, keys of entries, seals. Main class: {@code
 * VaultCipher}. docs/formats/keys.md.
 */
@NullMarked
package dev.varve.ingest.crypto;

import org.jspecify.annotations.NullMarked;

/**
 * Key slots: from a key file or a passphrase to a vault's data key, and back. Main class: {@code
 * KeySlots}. docs/formats/keys.md.
 */
@NullMarked
package dev.varve.ingest.key;

import org.jspecify.annotations.NullMarked;

/**
 * Volumes as images of blocks: backup and restore. Main classes: {@code BlockBackup}, {@code
 * BlockRestore}.
 */
@NullMarked
package dev.varve.ingest.block;

import org.jspecify.annotations.NullMarked;

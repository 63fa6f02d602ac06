/**
 * Directory trees as images: what stands in the sealed body of a directory's pages, the backup that
 * walks a tree in step with its base, and the restore. Main classes: {@link
 * dev.varve.ingest.tree.TreeBackup}.
 */
@NullMarked
package dev.varve.ingest.tree;

import org.jspecify.annotations.NullMarked;

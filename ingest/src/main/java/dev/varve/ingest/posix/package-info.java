/**
 * Files as POSIX has them, through the Foreign Function API: names that are bytes, nanoseconds,
 * every kind of file, extended attributes, and steps that start at an open directory and follow no
 * link. Main class: {@link dev.varve.ingest.posix.DirectoryHandle}.
 */
@NullMarked
package dev.varve.ingest.posix;

import org.jspecify.annotations.NullMarked;
